"""Several requests of the list answered together: each by its own action, as if it were answered alone."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from booking import actions, permissions, wording
from booking.forms import DeclineForm
from booking.models import Appointment, State
from practice.wording import when_in_words

from .changes import NoQuestion

#: What the boxes of the list are called in an address.
PARAMETER = "demande"


class AnswerView(WagtailAdminTemplateMixin, FormView):
    """Show the requests that were ticked, and answer them on POST. Opening the page changes nothing."""

    template_name = "booking/admin/requests.html"
    header_icon = "date"
    form_class = NoQuestion
    action = None
    serious = False

    @cached_property
    def chosen(self):
        """Return the appointments of the address, earliest first; what one may not know of is a 404."""
        try:
            references = {uuid.UUID(text) for text in self.request.GET.getlist(PARAMETER)}
        except ValueError as error:
            raise Http404 from error
        visible = Appointment.objects.visible_to(self.request.user).exclude(state=State.HELD).with_parties()
        found = list(visible.filter(reference__in=references).order_by("start_at", "pk"))
        if len(found) != len(references):
            raise Http404
        return found

    def dispatch(self, request, *args, **kwargs):
        if not self.chosen:
            messages.warning(request, _("Tick at least one request."))
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self):
        return reverse("rendez-vous_modeladmin_index")

    def get_breadcrumbs_items(self):
        index = {"url": self.get_success_url(), "label": _("Appointments list")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        now, user = timezone.now(), self.request.user
        open_ = [one for one in self.chosen if permissions.may_answer(user, one, now)]
        return super().get_context_data(
            answered=[line_of(one, now) for one in open_],
            left_out=[line_of(one, now) for one in self.chosen if one not in open_],
            button=self.button(len(open_)),
            serious=self.serious,
            back_url=self.get_success_url(),
            **kwargs,
        )

    def form_valid(self, form):
        now, refusals = timezone.now(), []
        for appointment in self.chosen:
            try:
                self.action(appointment=appointment, by=self.request.user, now=now, **form.cleaned_data)
            except actions.BookingRefused as refused:
                refusals.append((appointment, refused))
        if done := len(self.chosen) - len(refusals):
            messages.success(self.request, self.done(done))
        if refusals:
            messages.error(self.request, told(refusals, now))
        return redirect(self.get_success_url())


class WordForm(DeclineForm):
    """One word that goes to everyone who is declined."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comment"].label = _("A word to each client (optional)")


class AgreeView(AnswerView):
    page_title = _("Agree to the requests")
    action = staticmethod(actions.agree)

    def button(self, count):
        return ngettext("Agree to %(count)s request", "Agree to %(count)s requests", count) % {"count": count}

    def done(self, count):
        return ngettext(
            "%(count)s request agreed to. The client is told by e-mail.",
            "%(count)s requests agreed to. The clients are told by e-mail.",
            count,
        ) % {"count": count}


class DeclineView(AnswerView):
    page_title = _("Decline the requests")
    form_class = WordForm
    action = staticmethod(actions.decline)
    serious = True

    def button(self, count):
        return ngettext("Decline %(count)s request", "Decline %(count)s requests", count) % {"count": count}

    def done(self, count):
        return ngettext(
            "%(count)s request declined. Its time is free again, and the client is told by e-mail.",
            "%(count)s requests declined. Their times are free again, and the clients are told by e-mail.",
            count,
        ) % {"count": count}


def box_for(appointment):
    """Return the box of a request, which stands outside of its form: the list has links and forms of its own."""
    when = when_in_words(appointment.start_at, None, appointment.place.zone, year=False)
    label = _("Tick the request of %(client)s, %(when)s") % {"client": appointment.client.name, "when": when}
    return format_html(
        '<input type="checkbox" class="answer-box" name="{}" value="{}" form="answers" aria-label="{}">',
        PARAMETER,
        appointment.reference,
        label,
    )


def line_of(appointment, now):
    when = when_in_words(appointment.start_at, appointment.end_at, appointment.place.zone)
    return {"appointment": appointment, "when": when, "status": appointment.shown_state(now).label}


def told(refusals, now):
    """Return how many requests could not be answered, and of each which and why, as it stands now."""
    sentence = ngettext(
        "%(count)s request could not be answered:", "%(count)s requests could not be answered:", len(refusals)
    ) % {"count": len(refusals)}
    lines = format_html_join("", "<li>{}</li>", ([why(one, refused, now)] for one, refused in refusals))
    return format_html("{}<ul>{}</ul>", sentence, lines)


def why(appointment, refused, now):
    sentence = wording.sentence_for(
        refused,
        practitioner=appointment.practitioner,
        service=appointment.service,
        place=appointment.place,
        now=now,
    )
    appointment.refresh_from_db(fields=["state"])
    return _("%(client)s, %(when)s (%(status)s): %(sentence)s") % {
        "client": appointment.client.name,
        "when": when_in_words(appointment.start_at, None, appointment.place.zone, year=False),
        "status": appointment.shown_state(now).label,
        "sentence": sentence,
    }


urlpatterns = [
    path("rendez-vous/demandes/accepter/", AgreeView.as_view(), name="agree_all"),
    path("rendez-vous/demandes/refuser/", DeclineView.as_view(), name="decline_all"),
]
