"""On which dates a recurrence falls, and the few patterns in which a practice thinks of its week.

A recurrence holds days only, never hours: each date is then cut into hours on the wall clock of the place. Dates
picked one by one (RDATE, EXDATE) are not used: they are instants, and fall on another day in another zone. A single
day off is an `Absence`, a single day with other hours an exception.
"""

import datetime as dt
import math
from dataclasses import dataclass
from enum import StrEnum

import recurrence
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WEEKDAYS = (recurrence.MO, recurrence.TU, recurrence.WE, recurrence.TH, recurrence.FR, recurrence.SA, recurrence.SU)
#: The length in days of one period of a rule that repeats in days or weeks.
PERIOD = {recurrence.DAILY: 1, recurrence.WEEKLY: 7}
#: Parts of a rule that say nothing about days, or that `applies_until` says better.
NOT_ABOUT_DAYS = ("count", "until", "byhour", "byminute", "bysecond")
#: A year out of these can only be a slip of the pen.
SENSIBLE_YEARS = range(2000, 2200)


class Repeat(StrEnum):
    EVERY_WEEK = "every_week"
    EVERY_SECOND_WEEK = "every_second_week"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    LAST = "last"


#: Which of a month's Mondays, Tuesdays, … a monthly pattern means.
NTH = {Repeat.FIRST: 1, Repeat.SECOND: 2, Repeat.THIRD: 3, Repeat.FOURTH: 4, Repeat.LAST: -1}
INTERVAL = {Repeat.EVERY_WEEK: 1, Repeat.EVERY_SECOND_WEEK: 2}


@dataclass(frozen=True)
class Pattern:
    """Some weekdays (0 is Monday), every week, every second week, or once a month."""

    weekdays: tuple[int, ...]
    repeat: Repeat = Repeat.EVERY_WEEK

    def recurrence(self):
        if self.repeat in NTH:
            rule = recurrence.Rule(
                recurrence.MONTHLY, byday=[WEEKDAYS[number](NTH[self.repeat]) for number in self.weekdays]
            )
        else:
            rule = recurrence.Rule(
                recurrence.WEEKLY,
                interval=INTERVAL[self.repeat],
                byday=[WEEKDAYS[number] for number in self.weekdays],
            )
        return recurrence.Recurrence(rrules=[rule], include_dtstart=False)


def every_weekday():
    """Return Monday to Friday, each week."""
    return Pattern(weekdays=(0, 1, 2, 3, 4)).recurrence()


def pattern_of(days):
    """Return the `Pattern` of a recurrence, or None when it says something that no pattern can say."""
    weekdays = tuple(sorted({day.number for rule in days.rrules for day in rule.byday}))
    return next(
        (pattern for repeat in Repeat if (pattern := Pattern(weekdays, repeat)).recurrence() == days and weekdays), None
    )


def validate_day(day):
    """Refuse a year that can only be a slip of the pen."""
    if day.year not in SENSIBLE_YEARS:
        raise ValidationError(_("Write a year with four digits, such as 2027."), code="year")


def validate_days(days):
    """Refuse what is not a plain rule of days."""
    if not days.rrules:
        raise ValidationError(_("Choose at least one day."))
    if days.rdates or days.exdates or days.dtstart or days.dtend:
        raise ValidationError(_("Single dates do not belong here: add an absence, or hours for that day only."))
    for rule in [*days.rrules, *days.exrules]:
        if rule.freq > recurrence.DAILY or any(getattr(rule, part) for part in NOT_ABOUT_DAYS):
            raise ValidationError(_("A rule names days only; hours and the last day have fields of their own."))


def dates_between(days, since, first, last):
    """Return the dates from `first` to `last`, both included, on which `days` falls, earliest first.

    The weeks of “every second week” are counted from `since`; nothing falls before it.
    """
    moments = days.between(
        _midnight(first),
        _midnight(last),
        inc=True,
        dtstart=_midnight(anchor_near(days, since, first)),
        # Where a rule stops looking; the day itself is out of the range asked for.
        dtend=_midnight(last + dt.timedelta(days=1)),
    )
    return sorted({moment.date() for moment in moments if moment.date() >= since})


def anchor_near(days, since, first):
    """Return the latest date up to `first` from which the rules repeat as they do from `since`.

    Expanding from there costs the same whether the hours began last week or ten years ago.
    """
    rules = [*days.rrules, *days.exrules]
    if first <= since or not all(rule.freq in PERIOD and not rule.count for rule in rules):
        return since
    period = math.lcm(*(PERIOD[rule.freq] * rule.interval for rule in rules))
    return since + dt.timedelta(days=(first - since).days // period * period)


def _midnight(day):
    return dt.datetime.combine(day, dt.time.min)
