"""The forms in which a practice writes its hours, its absences and what it offers."""

import datetime as dt
import zoneinfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from people.models import Role, User

from . import actions, permissions
from .actions import Touched
from .days import Pattern, Repeat, pattern_of, validate_day
from .models import Practitioner, practice_zone
from .ranges import read_ranges, write_ranges
from .wording import WEEKDAYS, days_in_words

#: The days follow a rule that this form cannot write; it is kept until another choice is made.
AS_IT_IS = "as_it_is"
REPEATS = [
    (Repeat.EVERY_WEEK.value, _("Every week")),
    (Repeat.EVERY_SECOND_WEEK.value, _("Every second week")),
    (Repeat.FIRST.value, _("Once a month, the first of each")),
    (Repeat.SECOND.value, _("Once a month, the second of each")),
    (Repeat.THIRD.value, _("Once a month, the third of each")),
    (Repeat.FOURTH.value, _("Once a month, the fourth of each")),
    (Repeat.LAST.value, _("Once a month, the last of each")),
]


class RangesField(forms.CharField):
    """One line of hours, “9:00–12:30, 13:30–17:00”; its value is a list of pairs of times."""

    def to_python(self, value):
        return super().to_python(value) and read_ranges(value)


class WeekdaysInput(forms.CheckboxSelectMultiple):
    """Seven boxes in one row, which a screen reader announces as one group."""

    template_name = "practice/admin/weekdays.html"


class OwnedForm(WagtailAdminModelForm):
    """A row of one practitioner. Whoever has only one to choose from is not asked."""

    class Media:
        css = {"all": ["css/admin/practice.css"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["practitioner"]
        field.queryset = permissions.practitioners_for(self.for_user, self._meta.model)
        field.empty_label = None
        if only := only_one(field.queryset):
            del self.fields["practitioner"]
            if not self.instance.pk:
                self.instance.practitioner = only


def only_one(queryset):
    """Return the one row there is; None when there are none, or several."""
    rows = list(queryset[:2])
    return rows[0] if len(rows) == 1 else None


class OpeningHoursForm(OwnedForm):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        coerce=int,
        choices=list(enumerate(WEEKDAYS)),
        widget=WeekdaysInput,
        required=False,
    )
    repeat = forms.ChoiceField(
        label=_("How often"),
        choices=REPEATS,
        help_text=_("The weeks of “every second week” are counted from the first day below."),
    )
    hours = RangesField(
        label=_("Hours"),
        max_length=200,
        help_text=_("As on a door plate, with a comma between two ranges: 9:00–12:30, 13:30–17:00."),
        error_messages={"required": _("Write at least one opening time, such as 9:00–12:30.")},
    )

    class Media:
        js = ["js/hours.js"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].empty_label = _("All places")
        if not self.instance.place_id and self.fields["place"].queryset.count() < 2:
            del self.fields["place"]
        self._say_what_is_kept()

    def _say_what_is_kept(self):
        days, pattern = self.instance.days, pattern_of(self.instance.days)
        if pattern:
            self.initial.update(weekdays=pattern.weekdays, repeat=pattern.repeat.value)
        else:
            self.fields["repeat"].choices = [
                (AS_IT_IS, _("As it is: %(days)s") % {"days": days_in_words(days)}),
                *REPEATS,
            ]
            self.initial.update(weekdays=[], repeat=AS_IT_IS)
        if self.instance.pk:
            self.initial["hours"] = write_ranges(self.instance.windows.all())

    def clean(self):
        cleaned = super().clean()
        repeats_anew = cleaned.get("repeat") not in (None, AS_IT_IS)
        if repeats_anew and not cleaned.get("weekdays") and "weekdays" not in self.errors:
            self.add_error("weekdays", ValidationError(_("Choose at least one day."), code="required"))
        return cleaned

    def days(self):
        """Return the recurrence that is chosen; the stored one until there is another."""
        repeat, weekdays = self.cleaned_data.get("repeat"), self.cleaned_data.get("weekdays")
        if not weekdays or repeat in (None, AS_IT_IS):
            return self.instance.days
        return Pattern(tuple(sorted(weekdays)), Repeat(repeat)).recurrence()

    def save(self, commit=True):
        self.instance.days = self.days()
        actions.save_hours(hours=self.instance, ranges=self.cleaned_data["hours"])
        return self.instance


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


class OfferedForm(WagtailAdminModelForm):
    """Something that practitioners offer: a service, a place. A new one is everybody's unless someone is left out."""

    practitioners = forms.ModelMultipleChoiceField(
        label=_("Offered by"), queryset=Practitioner.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.everybody = Practitioner.objects.all()
        if self.everybody.count() < 2:
            del self.fields["practitioners"]
            return
        self.fields["practitioners"].queryset = self.everybody
        self.initial["practitioners"] = self.instance.practitioners.all() if self.instance.pk else self.everybody

    def save(self, commit=True):
        is_new = not self.instance.pk
        instance = super().save(commit)
        if "practitioners" in self.cleaned_data:
            instance.practitioners.set(self.cleaned_data["practitioners"])
        elif is_new:
            instance.practitioners.set(self.everybody)
        return instance


class PlaceForm(OfferedForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("The hours of this place are read on its own clocks."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zones = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
        own = _("The practice’s: %(zone)s") % {"zone": practice_zone().key}
        self.fields["time_zone"].choices = [("", own), *((name, name.replace("_", " ")) for name in zones)]


class PractitionerForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial.update({name: self.fields[name].queryset for name in ("services", "places")})
        for name in ("services", "places", "specialities"):
            if not self.fields[name].queryset.exists():
                del self.fields[name]
        works_here = Q(is_superuser=True) | Q(groups__role__code__in=Role.STAFF) | Q(pk=self.instance.user_id)
        self.fields["user"].queryset = User.objects.filter(works_here).distinct()
        self.fields["user"].empty_label = _("No account")
