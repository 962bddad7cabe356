"""“Pourquoi cette heure est-elle fermée ?”: any day and time, with the rows that close it and the way to each."""

import datetime as dt
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

import people.permissions
import practice.permissions
from booking import permissions, why
from booking.choice import PARAMETERS, Choice
from booking.models import Appointment
from booking.wording import headline
from people.models import User
from practice.days import validate_day
from practice.models import (
    Absence,
    BookingRules,
    OpeningHours,
    Place,
    Practitioner,
    PublishedSlot,
    Service,
    practice_zone,
)
from practice.wording import day_in_words, time_in_words, when_in_words, zone_in_words
from scheduling import instants
from scheduling.clock_changes import clock_change

from .appointments import AppointmentPermissions
from .lists import BelowTheListMixin

DAY = dt.timedelta(days=1)
#: What one does at the address of each kind of row.
WAYS = {
    Appointment: _("Open the appointment"),
    Absence: _("Change the absence"),
    OpeningHours: _("Change the hours"),
    BookingRules: _("Change the booking rules"),
    PublishedSlot: _("Change the slot"),
    Practitioner: _("Change the practitioner"),
    Service: _("Change the service"),
    Place: _("Change the place"),
    User: _("Open the account"),
}
#: Looked through for the one who is called exactly so.
MOST_CALLED_SO = 50
UNREAD_DAY = _("Choose a day in the calendar, or write it such as 2027-01-31.")


def address_of(target, user):
    """Return where `user` may look at or change a row (or add one, of a model); None where they may not."""
    if isinstance(target, Appointment):
        may_see = permissions.may_see(user, target)
        return reverse("rendez-vous_modeladmin_inspect", args=[target.pk]) if may_see else None
    if isinstance(target, User):
        may_edit = user.has_perm("people.change_user") and people.permissions.may_edit_person(user, target)
        return reverse("wagtailusers_users:edit", args=[target.pk]) if may_edit else None
    if target is OpeningHours:
        hours = OpeningHours.snippet_viewset
        may_add = hours.permission_policy.user_has_permission(user, "add")
        return reverse(hours.get_url_name("list")) if may_add else None
    if isinstance(target, Absence | OpeningHours | PublishedSlot):
        # Wagtail's finder knows of permissions only, and in 7.4 not of rows of one's own.
        edit = type(target).snippet_viewset.get_url_name("edit")
        return reverse(edit, args=[target.pk]) if practice.permissions.may_change(user, target) else None
    return AdminURLFinder(user).get_edit_url(target) if target else None


# --- What is asked --------------------------------------------------------------------------------


class RowField(forms.TypedChoiceField):
    """One of `rows`, by its slug; nothing strange in an address reaches the database. None: whoever is free."""

    def __init__(self, *, rows, **kwargs):
        by_slug = {row.slug if row else Practitioner.ANYONE: row for row in rows}
        choices = [(slug, str(row) if row else _("No preference")) for slug, row in by_slug.items()]
        # Where there is nothing to choose nobody is asked; the address names it all the same.
        widget = forms.Select if len(choices) > 1 else forms.HiddenInput
        first = next(iter(by_slug), None)
        super().__init__(choices=choices, coerce=by_slug.__getitem__, initial=first, widget=widget, **kwargs)


class WhyForm(forms.Form):
    """What, with whom, where and when. Without a time the whole day is asked about."""

    NAMES = (*PARAMETERS.values(), "jour", "heure", "client")

    jour = forms.DateField(
        label=_("Day"),
        widget=AdminDateInput,
        validators=[validate_day],
        error_messages={"invalid": UNREAD_DAY, "required": UNREAD_DAY},
    )
    heure = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("On the clocks of the place. Empty: the whole day."),
        error_messages={"invalid": _("Write a time with its minutes, such as 14:30.")},
    )
    client = forms.CharField(
        label=_("Client"),
        required=False,
        max_length=200,
        help_text=_("A name or an e-mail address, to count in what else this person has booked. Empty: for anybody."),
    )

    def __init__(self, *args, reader, practitioners, **kwargs):
        super().__init__(*args, **kwargs)
        self.reader = reader
        rows = {"service": Service.objects.all(), "practitioner": practitioners, "place": Place.objects.all()}
        labels = {"service": _("Service"), "practitioner": _("Practitioner"), "place": _("Place")}
        for part, name in PARAMETERS.items():
            self.fields[name] = RowField(label=labels[part], rows=rows[part])
        self.order_fields(self.NAMES)

    def clean_heure(self):
        at = self.cleaned_data["heure"]
        return None if at is None else at.replace(second=0, microsecond=0)

    def clean_client(self):
        """Return the one client whom the words name, or None without any."""
        words = self.cleaned_data["client"]
        if not words:
            return None
        found = list(permissions.clients_for(self.reader).called(words).select_related("user")[:MOST_CALLED_SO])
        exactly = [client for client in found if words.casefold() in (client.name.casefold(), client.email)]
        found = exactly or found
        if not found:
            raise ValidationError(_("No client is called so. Write a part of the name, or the e-mail address."))
        if len(found) > 1:
            raise ValidationError(_("Several clients are called so. Write the e-mail address."))
        return found[0]

    def question(self):
        """Return what `why` is asked, day and time apart."""
        parts = {part: self.cleaned_data[name] for part, name in PARAMETERS.items()}
        return {**parts, "client": self.cleaned_data["client"], "reader": self.reader}

    def address(self, day, at=None, **more):
        """Return the address of the same question about another day and time; `more` are further parameters."""
        given = {name: self.data.get(name) for name in self.NAMES}
        changed = {**given, "jour": day.isoformat(), "heure": at and f"{at:%H:%M}", **more}
        return f"?{urlencode({name: value for name, value in changed.items() if value})}"


# --- What is answered -----------------------------------------------------------------------------


def findings(form, now):
    """Return what the page shows of a question that was asked in full."""
    day, at, question = form.cleaned_data["jour"], form.cleaned_data["heure"], {**form.question(), "now": now}
    place = question["place"]
    moments = instants(day, at, place.zone) if at else []
    answers = [why.explain(start=start, **question) for start in moments] or [why.explain_day(day=day, **question)]
    tell_zone = len(moments) > 1 or place.zone != practice_zone()
    return {
        "note": note_on_clocks(day, at, moments, place.zone) if at else "",
        "answers": [shown(answer, form, tell_zone=tell_zone) for answer in answers],
        "day_before": form.address(day - DAY, at),
        "day_after": form.address(day + DAY, at),
    }


def note_on_clocks(day, at, moments, zone):
    """Say so where the clocks skip `at` on that day, or read it twice."""
    if len(moments) == 1:
        return ""
    change = clock_change(day, zone)
    names = {
        "time": time_in_words(at),
        "day": day_in_words(day),
        "before": time_in_words(change.before),
        "after": time_in_words(change.after),
    }
    if moments:
        return _("There are two such times on %(day)s: the clocks go back from %(before)s to %(after)s.") % names
    return _("%(time)s does not exist on %(day)s: the clocks go forward from %(before)s to %(after)s.") % names


def shown(answer, form, *, tell_zone):
    """Return an answer as the template shows it, with the addresses that the reader may follow."""
    question = form.question()
    zone = question["place"].zone
    choice = Choice(question["service"], question["practitioner"], question["place"])
    when = when_in_words(answer.start, None, zone) if answer.start else day_in_words(answer.day, year=True)
    return {
        "answer": answer,
        "when": capfirst(when),
        "zone": zone_in_words(zone, answer.start) if answer.start and tell_zone else "",
        "headlines": [headline(code) for code in answer.codes],
        "causes": [way_to(cause, form.reader) for cause in answer.causes],
        "starts": [link_to(start, form, zone, time_in_words) for start in answer.starts],
        "nearest": [link_to(start, form, zone, short_in_words) for start in answer.nearest],
        "site_url": choice.week_url(date=answer.day.isoformat()),
        "details_url": choice.details_url(answer.start) if answer.start else "",
    }


def way_to(cause, reader):
    target = cause.target
    url = address_of(target, reader)
    way = WAYS.get(target if isinstance(target, type) else type(target)) if url else ""
    return {"cause": cause, "url": url, "way": way}


def link_to(start, form, zone, in_words):
    local = start.astimezone(zone)
    return {"text": in_words(local), "url": form.address(local.date(), local.time())}


def short_in_words(local):
    return capfirst(when_in_words(local, None, local.tzinfo, year=False))


class WhyView(BelowTheListMixin, WagtailAdminTemplateMixin, TemplateView):
    """The question stands in the address, to be kept and passed on; nothing is changed here."""

    template_name = "booking/admin/why.html"
    page_title = _("Why is this time closed?")
    header_icon = "help"

    def dispatch(self, request, *args, **kwargs):
        asked = request.GET.get(PARAMETERS["practitioner"])
        if not may_ask(request.user) or (asked and asked not in {row.slug for row in self.practitioners}):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def practitioners(self):
        return list(permissions.practitioners_for(self.request.user))

    @cached_property
    def form(self):
        """Return the form: sent as soon as a day is named; before that the address may say what to begin with."""
        asked = self.request.GET
        given = {name: asked[name] for name in WhyForm.NAMES if name in asked}
        return WhyForm(
            asked if "jour" in asked else None,
            initial=given,
            reader=self.request.user,
            practitioners=self.practitioners,
        )

    def get_context_data(self, **kwargs):
        found = findings(self.form, timezone.now()) if self.form.is_valid() else {}
        return super().get_context_data(form=self.form, **found, **kwargs)


def may_ask(user):
    return AppointmentPermissions(Appointment).user_can_list(user)


class WhyMenuItem(MenuItem):
    def is_shown(self, request):
        return may_ask(request.user)


urlpatterns = [path("rendez-vous/pourquoi/", WhyView.as_view(), name="why")]
