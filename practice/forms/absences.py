"""Time off as one writes it: two dates, or some hours of a day."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from practice import actions
from practice.actions import Touched
from practice.days import validate_day
from practice.models import Practitioner, practice_zone

from .owned import OwnedForm

#: The fields that ask about one appointment alone begin with this, and end with the key of its clash.
OF_ONE = "touched_"


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
            (Touched.KEEP.value, _("Stay planned")),
            (Touched.CANCEL.value, _("Are cancelled, and the clients told by e-mail")),
            (Touched.TIMES.value, _("The clients choose another time, from an e-mail")),
            (Touched.COLLEAGUE.value, _("The clients choose a colleague, or another time, from an e-mail")),
        ],
        widget=forms.RadioSelect,
    )
    message = forms.CharField(
        label=_("A word to the clients"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Added to the e-mails to these clients."),
    )
    #: The appointments within, once the action has refused to save without an answer.
    clashes = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "practitioner" in self.fields and self.for_user.has_perm("practice.change_absence"):
            self.fields["practitioner"].required = False
            self.fields["practitioner"].empty_label = _("The whole practice")
        if not Practitioner.objects.active()[1:].exists():
            self.fields["touched"].choices = self.fields["touched"].choices[:-1]
        if self.instance.pk:
            self._show_when()

    def ask_about(self, clashes):
        """Show the appointments within, and ask what becomes of them; where there are several, of each if need be."""
        self.clashes = clashes
        self.add_error("touched", _("Choose what becomes of these appointments."))
        for clash in clashes if len(clashes) > 1 else ():
            self.fields[f"{OF_ONE}{clash.key}"] = forms.ChoiceField(
                label=capfirst(clash.line),
                help_text=clash.why,
                choices=[("", _("Like the others")), *self.fields["touched"].choices],
                required=False,
            )

    def of_each(self):
        """Return the fields that ask about one appointment each."""
        return [self[name] for name in self.fields if name.startswith(OF_ONE)]

    @property
    def has_answers(self):
        return bool(self._answers())

    def _answers(self):
        """Return what was answered about one appointment or the other, by the key of its clash."""
        sent = {name.removeprefix(OF_ONE): value for name, value in self.data.items() if name.startswith(OF_ONE)}
        return {key: Touched(value) for key, value in sent.items() if value in list(Touched)}

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
            answers=self._answers(),
        )
        return self.instance
