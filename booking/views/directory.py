"""The directory: who can be booked, and when; and a page for each of them."""

from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from booking import permissions
from booking.availability import last_bookable_day
from booking.choice import Choice
from booking.directory import Found, filters, find_free, match, next_free_of
from booking.next_times import free_time, next_times
from booking.search_form import WHEN, SearchForm, town_of
from practice.kept import held_by, rest_on
from practice.models import Practitioner
from practice.offers import offers_at
from practice.plans import today
from practice.versions import HOURS, PRACTICE

from .card import Notice
from .portraits import UPRIGHT, initials_of, portraits_of
from .summary import length_and_price

ON_A_PAGE = 12
#: A page of someone with more services at more places says where the others are.
MOST_WAYS = 12


@dataclass(frozen=True)
class Card:
    """One practitioner as the directory shows them; `found` None: they are free at no time that was asked for."""

    practitioner: Practitioner
    specialities: list[str]
    where: list[str]
    portrait: object = None
    found: Found | None = None
    times: list = field(default_factory=list)

    @property
    def initials(self):
        return initials_of(self.practitioner.name)


@require_safe
def practitioners(request):
    """Show who matches the filters of the address, each with the next free times as links."""
    now = timezone.now()
    held = held_by(PRACTICE, HOURS)
    offered = offers_at(held[PRACTICE])
    shows_times = permissions.may_see_free_times(request.user)
    form = SearchForm(
        request.GET,
        known=filters(held[PRACTICE]),
        today=today(now),
        last_day=last_bookable_day(now, booking=offered.rules),
        about_time=shows_times,
    )
    notices = []
    if form.asked_in_vain:
        notices.append(Notice(_("Part of what you are looking for is no longer offered. The rest counts.")))
    context = {"form": form, "notices": notices, "is_empty": not offered.active_practitioners()}
    if form.is_valid():
        show = free_people if form.is_about_time else everyone
        context |= show(request, form, offered, held, now=now, shows_times=shows_times)
        if context.get("is_behind_the_first"):
            return redirect(f"{request.path}?{form.query()}")
        context["loosened"] = [{"text": text, "url": f"?{query}"} for text, query in form.loosened()]
    return render(request, "booking/practitioners.html", context)


def everyone(request, form, offered, held, *, now, shows_times):
    """Return what the page shows of all who match, a numbered page at a time, whether they are free or not."""
    ways = match(form.search(), held[PRACTICE])
    page = Paginator(list(ways), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {key: ways[key] for key in page}
    found = next_free_of(shown, offered, now=now) if shows_times else {}
    count = page.paginator.count
    return {
        "cards": cards_of({key: found.get(key) for key in shown}, offered),
        "shows_times": shows_times,
        "title": ngettext("%(count)s person", "%(count)s people", count) % {"count": count},
        "page": page,
        "page_query": f"{form.query()}&" if form.parameters() else "",
    }


def free_people(request, form, offered, held, *, now, shows_times):
    """Return what the page shows of those who are free then: as many as fill a page, and where it goes on."""
    # Who else comes free concerns this page too, and who that may be is not known: it is kept for nobody.
    rest_on({}, now)
    after, before = number_in(request.GET, "apres"), number_in(request.GET, "avant")
    page = find_free(form.search(), now=now, count=ON_A_PAGE, after=after or 0, before=before, held=held)
    query = form.query()
    return {
        "is_behind_the_first": not page.found and (after or before) is not None,
        "cards": cards_of({one.practitioner.pk: one for one in page.found}, offered),
        "shows_times": shows_times,
        "title": _("Free: %(when)s") % {"when": form.when_in_words()},
        "previous_url": "" if page.before is None else f"?{query}&avant={page.before}",
        "next_url": "" if page.after is None else f"?{query}&apres={page.after}",
        "any_time_url": f"?{form.query(without=WHEN)}",
    }


def number_in(parameters, name):
    """Return the number that an address gives, or None."""
    text = parameters.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def cards_of(found, offered):
    """Return the cards of `{practitioner: Found or None}`, in that order."""
    people = [offered.practitioners[key] for key in found]
    portraits = portraits_of(people)
    return [
        Card(
            practitioner=one,
            specialities=specialities_of(one, offered),
            where=towns_of(one, offered),
            portrait=portraits.get(one.pk),
            found=found[one.pk],
            times=times_of(found[one.pk]),
        )
        for one in people
    ]


def times_of(found):
    if found is None:
        return []
    choice = Choice(found.service, found.practitioner, found.place)
    return [free_time(choice, start) for start in found.starts]


def specialities_of(practitioner, offered):
    theirs = offered.specialities_of.get(practitioner.pk, ())
    return [row for pk, row in offered.specialities.items() if pk in theirs]


def towns_of(practitioner, offered):
    """Return where they receive, each town once."""
    return list(dict.fromkeys(town_of(place) or place.name for _service, place in offered.ways(practitioner.pk)))


# --- One of them ----------------------------------------------------------------------------------


@require_safe
def practitioner(request, slug):
    """Show who somebody is, what they give and where, and the next free times of each way to see them."""
    offered = offers_at(held_by(PRACTICE)[PRACTICE])
    one = next((row for row in offered.active_practitioners().values() if row.slug == slug), None)
    if one is None:
        raise Http404
    choices = [Choice(service, one, place) for service, place in offered.ways(one.pk)]
    shows_times = permissions.may_see_free_times(request.user)
    shown = choices[:MOST_WAYS] if shows_times else []
    context = {
        "practitioner": one,
        "portrait": portraits_of([one], UPRIGHT).get(one.pk),
        "initials": initials_of(one.name),
        "specialities": specialities_of(one, offered),
        "services": services_of(choices),
        "places": list(dict.fromkeys(choice.place for choice in choices)),
        "shows_times": shows_times,
        "times": [(choice, times) for choice, times in next_times(shown, now=timezone.now()).items() if times],
        "all_times_url": f"{reverse('booking:week')}?{urlencode({'praticien': one.slug})}" if choices else "",
        "is_alone": len(offered.active_practitioners()) < 2,
    }
    return render(request, "booking/practitioner.html", context)


def services_of(choices):
    """Return what a practitioner gives, each service once, with the way to book it."""
    ways = defaultdict(list)
    for choice in choices:
        ways[choice.service].append(choice)
    return [
        {
            "service": service,
            "meta": length_and_price(service),
            "url": some[0].week_url() if len(some) == 1 else url_of(service, some[0].practitioner),
        }
        for service, some in ways.items()
    ]


def url_of(service, practitioner):
    query = {"prestation": service.slug, "praticien": practitioner.slug}
    return f"{reverse('booking:week')}?{urlencode(query)}"
