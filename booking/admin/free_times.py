"""The free times among which staff choose for a client: those of a week, and the days of a month."""

import datetime as dt

from booking.months import month_from_address, month_in_address, month_of, nearest_free
from booking.weeks import monday_of
from practice.wording import day_in_words, days_between_in_words, time_in_words, zone_in_words

DAY = dt.timedelta(days=1)


class FreeTimes:
    """The free starts of a choice, for its client: those of one week grouped by day, and a month of days to choose.

    `address(**parameters)` gives this screen for another day, `jour`, or for another month, `mois`, too.
    """

    def __init__(self, calendar, day, *, month, address):
        monday = monday_of(day)
        days = [monday + number * DAY for number in range(7)]
        self.title = days_between_in_words(days[0], days[-1])
        self.zone = zone_in_words(calendar.zone, dt.datetime.combine(monday, dt.time(12), calendar.zone))
        self.days = [
            (
                day_in_words(day, capital=True),
                [(start.isoformat(), time_in_words(start.astimezone(calendar.zone))) for start in starts],
            )
            for day in days
            if (starts := calendar.others_on(day))
        ]
        against = [refused for day in days for refused in calendar.refused_to_client.get(day, {}).values()]
        self.refusal = next(iter(filter(None, against)), None) if not self.days else None
        before = [one for one in calendar.mondays if one < monday]
        after = [one for one in calendar.mondays if one > monday]
        self.previous = address(jour=before[-1]) if before else ""
        self.next = address(jour=after[0]) if after else ""
        self.is_month_asked = month_from_address(month) is not None
        self.month = month_of(
            calendar,
            month_from_address(month) or nearest_free(calendar, day),
            shown=days,
            day_url=lambda day: address(jour=day),
            month_url=lambda first: address(jour=day, mois=month_in_address(first)),
        )
