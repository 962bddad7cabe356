"""The free times of a choice counted by day and laid out as a month, for who looks for a day before an hour."""

import datetime as dt
import re
from calendar import Calendar as WeeksOf
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practice.wording import WEEKDAYS, day_in_words

from .availability import SENSIBLE_YEARS

DAY = dt.timedelta(days=1)


def month_from_address(text):
    """Return the first day of a month such as “2026-12”, or None when there is no such month."""
    if not (parts := re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII)):
        return None
    year, month = map(int, parts.groups())
    return dt.date(year, month, 1) if year in SENSIBLE_YEARS and 1 <= month <= 12 else None


def month_in_address(day):
    return f"{day:%Y-%m}"


@dataclass(frozen=True)
class MonthDay:
    """A day of the month with `count` free times; `url` leads to them, and is empty where there are none."""

    date: dt.date
    count: int
    url: str
    is_today: bool
    is_shown: bool

    @property
    def words(self):
        """Return the day and what is free on it: “Tuesday 1 December, 5 free times”."""
        free = ngettext("%(count)s free time", "%(count)s free times", self.count) % {"count": self.count}
        return _("%(day)s, %(free)s") % {"day": day_in_words(self.date), "free": free}


@dataclass(frozen=True)
class Month:
    """`weeks` are rows of seven, from Monday; None stands for a day of another month.

    `previous` and `next` are the first days of the months beside it in which something may be free, or None.
    """

    first: dt.date
    weeks: list[list[MonthDay | None]]
    previous: dt.date | None
    next: dt.date | None
    previous_url: str
    next_url: str

    @property
    def title(self):
        return capfirst(date_format(self.first, "YEAR_MONTH_FORMAT"))

    @property
    def free_days(self):
        """Return how many of its days have free times."""
        return sum(bool(day and day.url) for week in self.weeks for day in week)

    @property
    def announcement(self):
        """Return what a screen reader is told once another month is there."""
        days = self.free_days
        free = ngettext("%(count)s day with free times", "%(count)s days with free times", days) % {"count": days}
        return _("%(month)s, %(free)s.") % {"month": self.title, "free": free}

    @property
    def weekdays(self):
        """Return the names of the columns, in short and in full."""
        return [(WEEKDAYS_ABBR[number], WEEKDAYS[number]) for number in range(7)]


def nearest_free(calendar, day):
    """Return a date in the month that is shown to who is about `day`: its own, or the next one with free times.

    On the last evening of a month nothing of it is free any more.
    """
    months = (date for date in calendar.free if date >= day.replace(day=1) and calendar.others_on(date))
    return next(months, day)


def month_of(calendar, wanted, *, shown=(), day_url, month_url):
    """Lay out the month of the date `wanted`, or the nearest one in which something is bookable.

    `calendar` is a `weeks.Calendar`: no further query. `shown` are the dates that the page shows already; `day_url`
    and `month_url` give a date its address, and a month's first day.
    """
    wanted = min(max(wanted, calendar.today), calendar.last_day)
    first = wanted.replace(day=1)
    before, after = first - DAY, (first + 31 * DAY).replace(day=1)
    previous = before.replace(day=1) if before >= calendar.today else None
    following = after if after <= calendar.last_day else None

    def day_of(date):
        count = len(calendar.others_on(date))
        url = day_url(date) if count else ""
        return MonthDay(date, count, url, is_today=date == calendar.today, is_shown=date in shown)

    return Month(
        first=first,
        weeks=[
            [day_of(date) if date.month == first.month else None for date in week]
            for week in WeeksOf().monthdatescalendar(first.year, first.month)
        ],
        previous=previous,
        next=following,
        previous_url=month_url(previous) if previous else "",
        next_url=month_url(following) if following else "",
    )
