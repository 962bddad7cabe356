"""Time off as one writes it: two dates, or some hours of a day."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from practice import actions
from practice.actions import Touched
from practice.days import validate_day
from practice.models import practice_zone

from .owned import OwnedForm


class AbsenceForm(OwnedForm):
    """Days off, or some hours of a day, on the practice's clocks."""

    first_day = forms.DateField(label=_("First day"), widget=AdminDateInput, validators=[validate_day])
    last_day = forms.DateField(
        label=_("Last day"),
        widget=AdminDateInput,
        required=False,
        validators=[validate_day],
        help_text=_("Empty: that day only."),
    )
    starts_at = forms.TimeField(
        label=_("From, on the first day"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Empty: from the beginning of the day."),
    )
    ends_at = forms.TimeField(
        label=_("Until, on the last day"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Empty: until the end of the day."),
    )

    touched = forms.ChoiceField(
        label=_("What becomes of them?"),
        required=False,
        choices=[
            (Touched.KEEP.value, _("They stay planned")),
            (Touched.CANCEL.value, _("They are cancelled, and the clients told by e-mail")),
        ],
        widget=forms.RadioSelect,
    )
    message = forms.CharField(
        label=_("A word to the clients"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Added to the e-mail of a cancelled appointment."),
    )
    #: The appointments within, in words, once the action has refused to save without an answer.
    lines = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "practitioner" in self.fields and self.for_user.has_perm("practice.change_absence"):
            self.fields["practitioner"].required = False
            self.fields["practitioner"].empty_label = _("The whole practice")
        if self.instance.pk:
            self._show_when()

    def _show_when(self):
        zone = practice_zone()
        start, end = self.instance.start_at.astimezone(zone), self.instance.end_at.astimezone(zone)
        midnight = dt.time(0)
        last_day = end.date() - dt.timedelta(days=1) if end.time() == midnight else end.date()
        self.initial.update(
            first_day=start.date(),
            last_day=last_day,
            starts_at=start.time() if start.time() != midnight else None,
            ends_at=end.time() if end.time() != midnight else None,
        )

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            start, end = self._edges()
            if start < end:
                self.instance.start_at, self.instance.end_at = start, end
            else:
                field = "last_day" if self._last_day() < cleaned["first_day"] else "ends_at"
                self.add_error(field, _("This is before the beginning. Choose a later one."))
        return cleaned

    def _last_day(self):
        return self.cleaned_data["last_day"] or self.cleaned_data["first_day"]

    def _edges(self):
        """Return the beginning and the end as aware datetimes; a day without a time is a whole one."""
        zone, midnight = practice_zone(), dt.time(0)
        start = dt.datetime.combine(self.cleaned_data["first_day"], self.cleaned_data["starts_at"] or midnight, zone)
        last_day, ends_at = self._last_day(), self.cleaned_data["ends_at"]
        if not ends_at:
            last_day, ends_at = last_day + dt.timedelta(days=1), midnight
        return start.astimezone(dt.UTC), dt.datetime.combine(last_day, ends_at, zone).astimezone(dt.UTC)

    def save(self, commit=True):
        touched = self.cleaned_data["touched"]
        actions.save_absence(
            absence=self.instance,
            by=self.for_user,
            now=timezone.now(),
            touched=Touched(touched) if touched else None,
            message=self.cleaned_data["message"],
        )
        return self.instance
