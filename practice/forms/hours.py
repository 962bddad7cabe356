"""Opening hours as one writes them: days, hours as on a door plate, from when until when."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from practice import actions
from practice.days import Pattern, Repeat, pattern_of
from practice.models import OpeningHours
from practice.ranges import read_ranges, write_ranges
from practice.wording import WEEKDAYS, days_in_words

from .owned import OwnedForm

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


def copied(hours):
    """Return what a form about new hours is filled with: those of `hours`, on the days that have none yet."""
    usual = OpeningHours.objects.filter(practitioner=hours.practitioner, place=hours.place, is_exception=False)
    patterns = [pattern for row in usual if (pattern := pattern_of(row.days))]
    taken = {day for pattern in patterns for day in pattern.weekdays}
    return {
        "practitioner": hours.practitioner_id,
        "place": hours.place_id,
        "hours": write_ranges(hours.windows.all()),
        "weekdays": [day for day in range(7) if day not in taken],
    }


class RangesField(forms.CharField):
    """One line of hours, “9:00–12:30, 13:30–17:00”; its value is a list of pairs of times."""

    def to_python(self, value):
        return super().to_python(value) and read_ranges(value)


class WeekdaysInput(forms.CheckboxSelectMultiple):
    """Seven boxes in one row, which a screen reader announces as one group."""

    template_name = "practice/admin/weekdays.html"


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
        js = ["js/preview.js"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        written = kwargs.get("initial") or {}
        self.fields["place"].empty_label = _("All places")
        if not self.instance.place_id and self.fields["place"].queryset.count() < 2:
            del self.fields["place"]
        self._say_what_is_kept()
        self.initial.update(written)

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
