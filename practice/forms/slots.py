"""A slot put up by hand as one writes it: a day, from when until when, and perhaps each week from then on."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput

from practice import actions, wording
from practice.days import validate_day
from practice.models import Place, PublishedSlot, Service
from scheduling import instants

from .owned import OwnedForm, only_one

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)
MOST_WEEKS = 53
#: The field that holds what the model calls otherwise.
FIELD_OF = {"start_at": "starts_at", "end_at": "ends_at"}


def clock_input():
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PublishedSlotForm(OwnedForm):
    """Times are read on the clocks of the place. Whoever has one service and one place is not asked for them."""

    day = forms.DateField(label=_("Day"), widget=AdminDateInput, validators=[validate_day])
    starts_at = forms.TimeField(label=pgettext_lazy("slot", "From"), widget=clock_input())
    ends_at = forms.TimeField(label=pgettext_lazy("slot", "To"), widget=clock_input())
    repeat_until = forms.DateField(
        label=_("And each week until"),
        required=False,
        widget=AdminDateInput,
        validators=[validate_day],
        help_text=_("One slot a week, on the same weekday and at the same hours. Empty: that day only."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self._show_what_is_kept()
        self._offer("service", Service.objects.all())
        self._offer("place", Place.objects.all())

    def _show_what_is_kept(self):
        """A slot stays its practitioner's; it is one slot, not the first of a row."""
        self.fields.pop("practitioner", None)
        del self.fields["repeat_until"]
        zone = self.instance.place.zone
        start, end = self.instance.start_at.astimezone(zone), self.instance.end_at.astimezone(zone)
        self.initial.update(day=start.date(), starts_at=start.time(), ends_at=end.time())

    def _offer(self, name, rows):
        """Offer what the practitioner gives and is open for booking; ask nothing where that is one thing."""
        kept, given = Q(pk=getattr(self.instance, f"{name}_id")), Q(is_active=True)
        if self.instance.practitioner_id:
            given &= Q(practitioners=self.instance.practitioner_id)
        field = self.fields[name]
        field.queryset = rows.filter(given | kept).distinct()
        field.empty_label = None
        if self.instance.practitioner_id and (only := only_one(field.queryset)):
            del self.fields[name]
            setattr(self.instance, name, only)

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            self._refuse_what_is_not_given()
        if not self.errors:
            self._take_times()
        return cleaned

    def _part(self, name):
        """Return what was chosen, or what there was no choice of."""
        return self.cleaned_data[name] if name in self.fields else getattr(self.instance, name)

    def _refuse_what_is_not_given(self):
        practitioner = self._part("practitioner")
        for name, given in (("service", practitioner.services), ("place", practitioner.places)):
            part = self._part(name)
            if not given.filter(pk=part.pk).exists():
                words = _(
                    "%(practitioner)s does not offer “%(part)s”. Choose another, or tick it under “Practitioners”."
                )
                field = name if name in self.fields else None
                self.add_error(field, words % {"practitioner": practitioner.name, "part": part})

    def _take_times(self):
        if self.instance.pk and not {"day", "starts_at", "ends_at", "place"} & set(self.changed_data):
            return  # What is kept may say more than a clock does: which of two repeated hours.
        try:
            self.edges = [self._edges(day) for day in self._days()]
        except ValidationError as refusal:
            self.add_error(None, refusal)
        else:
            self.instance.start_at, self.instance.end_at = self.edges[0]

    def _days(self):
        """Return the days on which there is to be a slot, earliest first."""
        first, last = self.cleaned_data["day"], self.cleaned_data.get("repeat_until")
        if last is None:
            return [first]
        if last < first:
            raise ValidationError({"repeat_until": _("This is before the first day. Choose a later one.")})
        weeks = (last - first) // WEEK + 1
        if weeks > MOST_WEEKS:
            raise ValidationError({"repeat_until": _("That is more than a year. Choose an earlier day.")})
        return [first + number * WEEK for number in range(weeks)]

    def _edges(self, day):
        """Return start and end as aware datetimes in UTC. An end that is earlier on the clock is on the next day."""
        zone = self._part("place").zone
        starts_at, ends_at = self.cleaned_data["starts_at"], self.cleaned_data["ends_at"]
        start = self._instant("starts_at", instants(day, starts_at, zone), day)
        over_midnight = ends_at <= starts_at
        last_day = day + DAY if over_midnight else day
        ends = [end for end in instants(last_day, ends_at, zone) if end > start]
        end = self._instant("ends_at", ends, last_day)
        try:
            PublishedSlot(start_at=start, end_at=end).clean()
        except ValidationError as refusal:
            if over_midnight:
                raise ValidationError({"ends_at": _("This is before the beginning. Choose a later one.")}) from refusal
            raise ValidationError({FIELD_OF[name]: words for name, words in refusal.message_dict.items()}) from refusal
        return start, end

    def _instant(self, name, found, day):
        if not found:
            names = {
                "time": wording.time_in_words(self.cleaned_data[name]),
                "day": wording.day_in_words(day, year=True),
            }
            raise ValidationError({name: _("The clocks change: there is no %(time)s on %(day)s.") % names})
        return found[0]

    def slots(self):
        """Return the slots that the fields describe; the first is this form's instance."""
        slot = self.instance
        same = {name: getattr(slot, name) for name in ("practitioner", "service", "place", "context", "cost")}
        others = [PublishedSlot(**same, start_at=start, end_at=end) for start, end in self.edges[1:]]
        return [slot, *others]

    def save(self, commit=True):
        if self.instance.pk:
            actions.change_slot(slot=self.instance, now=timezone.now())
        else:
            self.published = self.slots()
            actions.publish_slots(slots=self.published, now=timezone.now())
        return self.instance
