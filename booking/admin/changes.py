"""Agree, decline, cancel, move, mark as missed: one page each, which acts on POST only."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from booking import actions, availability, wording
from booking.forms import CancelForm as PublicCancelForm
from booking.models import Appointment
from practice.wording import day_in_words, time_in_words, when_in_words


class NoQuestion(forms.Form):
    """Nothing to fill in: the button says it all."""


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("A word to the client (optional)"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


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

    def get_success_url(self):
        return reverse("rendez-vous_modeladmin_inspect", args=[self.appointment.pk])

    def get_breadcrumbs_items(self):
        home = self.breadcrumbs_items
        return [
            *home,
            {"url": reverse("rendez-vous_modeladmin_index"), "label": _("Appointments list")},
            {"url": self.get_success_url(), "label": self.appointment.client.name},
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
    form_class = CommentForm
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


class WeekForm(forms.Form):
    jour = forms.DateField(label=_("Show the week of"), widget=AdminDateInput)


class MoveForm(forms.Form):
    """One of the free starts of the week that is shown, grouped by day."""

    start = forms.TypedChoiceField(label=_("New time"), coerce=dt.datetime.fromisoformat, widget=forms.RadioSelect)

    def __init__(self, *args, days, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["start"].choices = [
            (
                day_in_words(day, capital=True),
                [(start.isoformat(), time_in_words(start.astimezone(zone))) for start in starts],
            )
            for day, starts in days.items()
            if starts
        ]


class MoveView(ChangeView):
    template_name = "booking/admin/move.html"
    page_title = _("Move the appointment")
    form_class = MoveForm
    action = staticmethod(actions.move)
    button = _("Move the appointment")
    done = _("Moved. The client is told by e-mail.")

    @cached_property
    def week_form(self):
        return WeekForm(self.request.GET if "jour" in self.request.GET else None, initial={"jour": self.first_day})

    @cached_property
    def first_day(self):
        return max(self.appointment.start_at, timezone.now()).astimezone(self.appointment.place.zone).date()

    @cached_property
    def days(self):
        """Return the free starts of the seven days from Monday of the week that is shown."""
        day = self.week_form.cleaned_data["jour"] if self.week_form.is_valid() else self.first_day
        appointment = self.appointment
        try:
            monday = day - dt.timedelta(days=day.weekday())
            sunday = monday + dt.timedelta(days=6)
        except OverflowError:
            return {}
        if not dt.date(1900, 1, 1) < monday < dt.date(9000, 1, 1):
            return {}
        return availability.free_starts(
            appointment.practitioner,
            appointment.service,
            appointment.place,
            monday,
            sunday,
            now=timezone.now(),
            ignoring=appointment,
        )

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "days": self.days, "zone": self.appointment.place.zone}

    def get_context_data(self, **kwargs):
        return super().get_context_data(week_form=self.week_form, has_free_starts=any(self.days.values()), **kwargs)

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
