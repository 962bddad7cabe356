"""Agree, decline, cancel, move, mark as missed: one page each, which acts on POST only."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from booking import actions, wording
from booking.choice import Choice
from booking.forms import CancelForm as PublicCancelForm
from booking.forms import DeclineForm
from booking.models import Appointment
from booking.weeks import Calendar, day_from_address, start_from_address
from people.admin.ways_back import came_from
from practice.wording import when_in_words

from .free_times import FreeTimes


class NoQuestion(forms.Form):
    """Nothing to fill in: the button says it all."""


class CancelForm(PublicCancelForm):
    """The client's own form, its comment being for the client here."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comment"].label = _("A word to the client (optional)")


class ChangeView(WagtailAdminTemplateMixin, FormView):
    """Ask once more, then change the appointment; a refusal is told on the appointment's own page."""

    template_name = "booking/admin/change.html"
    header_icon = "date"
    form_class = NoQuestion
    action = None
    button = None
    done = None
    serious = False

    @cached_property
    def appointment(self):
        visible = Appointment.objects.visible_to(self.request.user).with_parties()
        return get_object_or_404(visible, reference=self.kwargs["reference"])

    def dispatch(self, request, *args, **kwargs):
        # Whatever the verb: what one may not know of is a 404.
        self.appointment  # noqa: B018
        return super().dispatch(request, *args, **kwargs)

    @property
    def page_url(self):
        return reverse("rendez-vous_modeladmin_inspect", args=[self.appointment.pk])

    def get_success_url(self):
        return came_from(self.request) or self.page_url

    def get_breadcrumbs_items(self):
        home = self.breadcrumbs_items
        return [
            *home,
            {"url": reverse("rendez-vous_modeladmin_index"), "label": _("Appointments list")},
            {"url": self.page_url, "label": self.appointment.client.name},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        appointment = self.appointment
        return super().get_context_data(
            appointment=appointment,
            when=when_in_words(appointment.start_at, appointment.end_at, appointment.place.zone),
            button=self.button,
            serious=self.serious,
            back_url=self.get_success_url(),
            **kwargs,
        )

    def wish(self, form):
        """Return what the action needs beside the appointment, who, and when."""
        return form.cleaned_data

    def form_valid(self, form):
        now = timezone.now()
        try:
            self.action(appointment=self.appointment, by=self.request.user, now=now, **self.wish(form))
        except actions.BookingRefused as refused:
            messages.error(self.request, self.sentence(refused, now))
            return redirect(self.refused_url())
        messages.success(self.request, self.done)
        return redirect(self.get_success_url())

    def refused_url(self):
        return self.get_success_url()

    def sentence(self, refused, now):
        appointment = self.appointment
        return wording.sentence_for(
            refused,
            practitioner=appointment.practitioner,
            service=appointment.service,
            place=appointment.place,
            now=now,
        )


class AgreeView(ChangeView):
    page_title = _("Agree to the request")
    action = staticmethod(actions.agree)
    button = _("Agree")
    done = _("Agreed. The client is told by e-mail.")


class DeclineView(ChangeView):
    page_title = _("Decline the request")
    form_class = DeclineForm
    action = staticmethod(actions.decline)
    button = _("Decline")
    done = _("Declined. The time is free again, and the client is told by e-mail.")
    serious = True


class CancelView(ChangeView):
    page_title = _("Cancel the appointment")
    form_class = CancelForm
    action = staticmethod(actions.cancel)
    button = _("Cancel the appointment")
    done = _("Cancelled. The time is free again, and the client is told by e-mail.")
    serious = True


class MissView(ChangeView):
    page_title = _("Mark as missed")
    action = staticmethod(actions.miss)
    button = _("Mark as missed")
    done = _("Marked as missed.")


class MoveForm(forms.Form):
    """A start, of those that the page shows a week at a time."""

    start = forms.CharField(required=False)

    def clean_start(self):
        start = start_from_address(self.cleaned_data["start"])
        if start is None:
            raise forms.ValidationError(_("Choose one of the free times."))
        return start


class MoveView(ChangeView):
    template_name = "booking/admin/move.html"
    page_title = _("Move the appointment")
    form_class = MoveForm
    action = staticmethod(actions.move)
    button = _("Move the appointment")
    done = _("Moved. The client is told by e-mail.")

    @cached_property
    def calendar(self):
        one = self.appointment
        choice = Choice(one.service, one.practitioner, one.place)
        return Calendar(choice, now=timezone.now(), moving=one, client=one.client)

    @cached_property
    def week(self):
        """Return the free times around the day of the address; without one, around the appointment's own."""
        calendar, asked = self.calendar, day_from_address(self.request.GET.get("jour", ""))
        day = asked or max(self.appointment.start_at, calendar.now).astimezone(calendar.zone).date()
        return FreeTimes(
            calendar,
            day,
            month=self.request.GET.get("mois", ""),
            address=self.address,
        )

    def address(self, **asked):
        """Return this page for another day, or month; the way back goes along."""
        back = {"next": came_from(self.request)}
        return f"?{urlencode({name: value for name, value in {**asked, **back}.items() if value})}"

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        return super().get_context_data(week=self.week, chosen=self.request.POST.get("start"), **kwargs)

    def refused_url(self):
        return self.request.get_full_path()


urlpatterns = [
    path(f"rendez-vous/<uuid:reference>/{slug}/", view.as_view(), name=name)
    for slug, name, view in [
        ("accepter", "agree", AgreeView),
        ("refuser", "decline", DeclineView),
        ("annuler", "cancel", CancelView),
        ("deplacer", "move", MoveView),
        ("absent", "miss", MissView),
    ]
]
