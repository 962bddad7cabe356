"""By what the list of appointments is narrowed down."""

import datetime as dt

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models.functions import ExtractHour
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from booking.models import State
from booking.outcomes import Outcome, with_outcome
from practice.days import SENSIBLE_YEARS
from practice.models import practice_zone
from practice.wording import day_in_words, time_in_words


class WhenFilter(SimpleListFilter):
    """To come unless another is chosen: that is what the list is opened for."""

    title = _("when")
    parameter_name = "quand"

    def lookups(self, request, model_admin):
        return [("passes", _("Past and ended")), ("tous", _("All"))]

    def choices(self, changelist):
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": _("To come"),
        }
        yield from list(super().choices(changelist))[1:]

    def queryset(self, request, queryset):
        now = timezone.now()
        if self.value() == "tous":
            return queryset.exclude(state=State.HELD)
        if self.value() == "passes":
            return queryset.history(now)
        return queryset.upcoming(now)


class AskedFilter(SimpleListFilter):
    """A filter that stands beside the list only where the address brought it, with the way to leave it out."""

    def lookups(self, request, model_admin):
        asked = self.value()
        if asked is None:
            return []
        try:
            return [(asked, self.in_words(self.read(asked)))]
        except ValueError as error:
            raise IncorrectLookupParameters from error

    def read(self, asked):
        """Return what an address means. Raises `ValueError`."""
        raise NotImplementedError

    def queryset(self, request, queryset):
        return self.narrowed(queryset, self.read(self.value()))


class DayFilter(AskedFilter):
    """Days of the practice, as figures count them."""

    def read(self, asked):
        day = dt.date.fromisoformat(asked)
        if day.year not in SENSIBLE_YEARS:
            raise ValueError(asked)
        return day

    def in_words(self, day):
        return day_in_words(day, year=True)

    def midnight(self, day):
        return dt.datetime.combine(day, dt.time.min, practice_zone())


class FromFilter(DayFilter):
    title, parameter_name = _("first day"), "du"

    def narrowed(self, queryset, day):
        return queryset.filter(start_at__gte=self.midnight(day))


class ToFilter(DayFilter):
    title, parameter_name = _("last day"), "au"

    def narrowed(self, queryset, day):
        return queryset.filter(start_at__lt=self.midnight(day + dt.timedelta(days=1)))


class HourFilter(AskedFilter):
    title, parameter_name = _("hour of the day"), "heure"

    def read(self, asked):
        return dt.datetime.strptime(asked, "%H").time()

    def in_words(self, hour):
        return time_in_words(hour)

    def narrowed(self, queryset, hour):
        return queryset.annotate(hour=ExtractHour("start_at", tzinfo=practice_zone())).filter(hour=hour.hour)


class OutcomeFilter(AskedFilter):
    title, parameter_name = _("what became of it"), "issue"

    def read(self, asked):
        return Outcome(asked)

    def in_words(self, outcome):
        return outcome.label

    def narrowed(self, queryset, outcome):
        return with_outcome(queryset, now=timezone.now()).filter(outcome=outcome.value)


OF_APPOINTMENTS = [WhenFilter, FromFilter, ToFilter, HourFilter, OutcomeFilter]
