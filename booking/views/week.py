"""Choosing a time: first what and with whom, where there is a choice, then the week of free times."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from booking import availability, holds, permissions
from booking.choice import PARAMETERS, all_choices, matching
from booking.weeks import Calendar

from .card import Notice, asked_week, card_of, offer
from .steps import steps_at
from .summary import length_and_price, rows_of_choice, rows_of_zone

CHOICES_ON_A_PAGE = 12


@require_safe
def week(request):
    """Show the free times; before that, one page for each choice that is still open."""
    if not permissions.may_see_free_times(request.user):
        return render(request, "booking/by_invitation.html")
    now = timezone.now()
    everything = all_choices()
    choices, all_known = matching(everything, request.GET)
    notices = [] if all_known else [Notice(_("What you are looking for is no longer offered. Choose from what is."))]
    if len({choice.service for choice in choices}) > 1:
        return service_page(request, choices, everything, notices=notices)
    if len(choices) > 1:
        return whom_page(request, choices, everything, notices=notices, now=now)
    calendar = Calendar(choices[0], now=now, hold=holds.current(request, now=now)) if choices else None
    if calendar is None or not calendar.mondays:
        return render(request, "booking/closed.html", {"notices": notices})
    monday, notice = asked_week(request.GET, calendar)
    return week_page(request, calendar, monday, everything, notices=[*notices, notice] if notice else notices)


def service_page(request, choices, everything, *, notices):
    services = dict.fromkeys(choice.service for choice in choices)
    rows = [
        {
            "title": service.name,
            # A place or a person that was chosen already, on their own page, stays chosen.
            "url": f"{reverse('booking:week')}?{urlencode({**chosen(request.GET), 'prestation': service.slug})}",
            "text": service.description,
            "meta": length_and_price(service),
        }
        for service in services
    ]
    context = {"rows": rows, "notices": notices, **steps_at("service", everything)}
    return render(request, "booking/service.html", context)


def whom_page(request, choices, everything, *, notices, now):
    """List who gives the service, and where, each with the next free time, a page at a time."""
    page = Paginator(choices, CHOICES_ON_A_PAGE).get_page(request.GET.get("page"))
    service = choices[0].service
    firsts = availability.first_free([choice.parts for choice in page], now=now)
    context = {
        "rows": [row_of_choice(choice, first) for choice, first in zip(page, firsts, strict=True)],
        "page": page,
        "page_query": f"{urlencode({**chosen(request.GET), 'prestation': service.slug})}&",
        "notices": notices,
        **steps_at("whom", everything, service=service),
    }
    return render(request, "booking/whom.html", context)


def chosen(parameters):
    """Return what an address has settled of the choice."""
    return {name: parameters[name] for name in PARAMETERS.values() if parameters.get(name)}


def row_of_choice(choice, first_free):
    name, text = _("No preference"), _("With the first person available")
    if choice.practitioner:
        name, text = choice.practitioner.name, choice.practitioner.title
    return {
        "title": f"{name}, {choice.place.name}",
        "text": text,
        "address": choice.place.address,
        "url": choice.week_url(),
        "next_free": first_free.astimezone(choice.place.zone) if first_free else None,
    }


def week_page(request, calendar, monday, everything, *, notices=(), kept=(), status=200):
    """Show the week of `monday`. `kept` are further rows of the summary: what has been typed so far."""
    choice = calendar.choice
    card = card_of(
        calendar,
        monday,
        url_for=choice.details_url,
        week_url=choice.week_url,
        action=reverse("booking:week"),
        hidden=choice.parameters,
        wait_url=choice.wait_url if calendar.diary.rules.has_waiting_list else None,
        month=request.GET.get("mois", ""),
    )
    summary = [*rows_of_choice(choice, everything), *rows_of_zone(choice.place, request.user, calendar.now), *kept]
    context = {"card": card, "summary": summary, "notices": notices, **steps_at("time", everything, choice=choice)}
    return render(request, "booking/week.html", context, status=status)


def refused_page(request, choice, everything, *, text, start=None, nearest=(), kept=(), now, status):
    """Show the week around `start` again, with the reason for the refusal and the nearest free starts as links."""
    calendar = Calendar(choice, now=now, hold=holds.current(request, now=now))
    offers = [offer(free, calendar, choice.details_url) for free in nearest]
    notices = [Notice(text, kind="error", offers=offers)]
    if not calendar.mondays:
        return render(request, "booking/closed.html", {"notices": notices}, status=status)
    day = start.astimezone(choice.place.zone).date() if start else None
    monday = calendar.nearest_week(day) if day else calendar.first_week()
    return week_page(request, calendar, monday, everything, notices=notices, kept=kept, status=status)
