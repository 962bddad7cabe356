"""Days, hours and time zones in words, in the active language. Everybody who shows a time takes its words from here.

Times given here are local already, except where a function takes a zone. Hours are counted to 24 in every language.
"""

import datetime as dt
from collections import defaultdict
from itertools import groupby

from django.utils import formats
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from .actions import SlotProblem
from .days import Repeat, pattern_of
from .hours import hours_between, merged, starts_of
from .models import BookingRules, OpeningHours, practice_today, practice_zone

MONTHS = (
    pgettext_lazy("in a date", "January"),
    pgettext_lazy("in a date", "February"),
    pgettext_lazy("in a date", "March"),
    pgettext_lazy("in a date", "April"),
    pgettext_lazy("in a date", "May"),
    pgettext_lazy("in a date", "June"),
    pgettext_lazy("in a date", "July"),
    pgettext_lazy("in a date", "August"),
    pgettext_lazy("in a date", "September"),
    pgettext_lazy("in a date", "October"),
    pgettext_lazy("in a date", "November"),
    pgettext_lazy("in a date", "December"),
)
WEEKDAYS = (
    pgettext_lazy("in a sentence", "Monday"),
    pgettext_lazy("in a sentence", "Tuesday"),
    pgettext_lazy("in a sentence", "Wednesday"),
    pgettext_lazy("in a sentence", "Thursday"),
    pgettext_lazy("in a sentence", "Friday"),
    pgettext_lazy("in a sentence", "Saturday"),
    pgettext_lazy("in a sentence", "Sunday"),
)
MONTHLY = {
    Repeat.FIRST: gettext_lazy("the first %(weekday)s of the month"),
    Repeat.SECOND: gettext_lazy("the second %(weekday)s of the month"),
    Repeat.THIRD: gettext_lazy("the third %(weekday)s of the month"),
    Repeat.FOURTH: gettext_lazy("the fourth %(weekday)s of the month"),
    Repeat.LAST: gettext_lazy("the last %(weekday)s of the month"),
}
#: Currencies that people know by a sign; the others keep their letters.
SIGNS = {"EUR": "€", "GBP": "£", "RUB": "₽", "USD": "$"}
#: Cities whose name is not the same in every language; a zone's own name does for the others.
CITIES = {
    "Africa/Algiers": gettext_lazy("Algiers"),
    "America/Montreal": gettext_lazy("Montréal"),
    "America/New_York": gettext_lazy("New York"),
    "America/Toronto": gettext_lazy("Toronto"),
    "Europe/Brussels": gettext_lazy("Brussels"),
    "Europe/London": gettext_lazy("London"),
    "Europe/Moscow": gettext_lazy("Moscow"),
    "Europe/Paris": gettext_lazy("Paris"),
    "Europe/Zurich": gettext_lazy("Zurich"),
    "Indian/Reunion": gettext_lazy("Réunion"),
}


# --- A day, a time, an appointment ----------------------------------------------------------------


def day_in_words(day, *, weekday=True, year=False, capital=False):
    """Return “Tuesday 24 November”, “mardi 24 novembre”; with the year, or without the weekday, if asked for."""
    names = {
        "day": pgettext("first day of a month", "1") if day.day == 1 else day.day,
        "month": MONTHS[day.month - 1],
        "year": day.year,
    }
    date = pgettext("date", "%(day)s %(month)s %(year)s") if year else pgettext("date", "%(day)s %(month)s")
    words = date % names
    if weekday:
        words = pgettext("date", "%(weekday)s %(date)s") % {"weekday": WEEKDAYS[day.weekday()], "date": words}
    return capfirst(words) if capital else words


def days_between_in_words(first, last):
    """Return “Tuesday 24 November”, or “from Monday 23 November to Friday 27 November” of two different dates."""
    if first == last:
        return day_in_words(first)
    return pgettext("dates", "from %(first)s to %(last)s") % {"first": day_in_words(first), "last": day_in_words(last)}


def time_in_words(at):
    """Return “9:00”, “9 h 00”, of a local time or datetime."""
    return pgettext("time of day", "%(hour)s:%(minute)s") % {"hour": at.hour, "minute": f"{at.minute:02}"}


def span_in_words(start, end):
    """Return “9:00 to 9:45”, of two local times or datetimes."""
    return pgettext("times", "%(start)s to %(end)s") % {"start": time_in_words(start), "end": time_in_words(end)}


def when_in_words(start_at, end_at, zone, *, year=True):
    """Return “Tuesday 24 November 2026, 9:00 to 9:45” as the clocks of `zone` tell two aware datetimes.

    With None for the end: “Tuesday 24 November 2026 at 9:00”.
    """
    start = start_at.astimezone(zone)
    day = day_in_words(start, year=year)
    if end_at is None:
        return _("%(day)s at %(time)s") % {"day": day, "time": time_in_words(start)}
    span = span_in_words(start, end_at.astimezone(zone))
    return _("%(day)s, %(span)s") % {"day": day, "span": span}


def zone_in_words(zone, at):
    """Return “Paris (UTC+1)”: the zone’s city and how far ahead of UTC it is at the aware datetime `at`."""
    minutes = at.astimezone(zone).utcoffset() // dt.timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"{'+' if minutes >= 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
    city = CITIES.get(zone.key) or zone.key.rpartition("/")[2].replace("_", " ")
    return "UTC" if zone.key == "UTC" else f"{city} (UTC{offset})"


# --- Opening hours --------------------------------------------------------------------------------


def hours_in_words(hours):
    """Return “Monday to Friday, 9:00–12:30 and 13:30–17:00” of one `OpeningHours`."""
    return schedule_in_words(hours.days, hours.windows.all())


def schedule_in_words(days, windows):
    """Return the days of a recurrence and the windows on them as one phrase; what is empty is left out."""
    times = in_a_row([window_in_words(window) for window in windows])
    return capfirst(", ".join(filter(None, [days_in_words(days), times])))


def window_in_words(window):
    """Return “9:00–12:30”."""
    end = time_in_words(window.end) if window.end != dt.time(0) else _("midnight")
    return f"{time_in_words(window.start)}–{end}"


def days_in_words(days):
    """Return the days of a recurrence: “Monday to Friday”, “Tuesday, every second week”."""
    pattern = pattern_of(days)
    if pattern is None:
        return in_a_row([rule.to_text() for rule in days.rrules])
    return pattern_in_words(pattern)


def pattern_in_words(pattern):
    if pattern.repeat in MONTHLY:
        return in_a_row([MONTHLY[pattern.repeat] % {"weekday": WEEKDAYS[day]} for day in pattern.weekdays])
    words = weekdays_in_words(pattern.weekdays)
    if pattern.repeat == Repeat.EVERY_SECOND_WEEK:
        return _("%(days)s, every second week") % {"days": words}
    return words


def weekdays_in_words(weekdays):
    """Return “Monday to Wednesday and Friday” of sorted weekdays (0 is Monday)."""
    if len(weekdays) == len(WEEKDAYS):
        return _("every day")
    words = []
    for first, last in _runs(weekdays):
        if last - first < 2:
            words += [pgettext("opening days", "%(day)s") % {"day": WEEKDAYS[day]} for day in range(first, last + 1)]
        else:
            names = {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}
            words.append(pgettext("opening days", "%(first)s to %(last)s") % names)
    return in_a_row(words)


def usual_hours_in_words(rows):
    """Return the days with the same hours and these hours, of several people's `OpeningHours` taken together.

    Where one of them works, it is open: [(“Monday to Friday”, [“9:00–12:30”, “13:30–17:00”])]. What is not so every
    week comes last, as one phrase without hours beside it.
    """
    weekly, others = defaultdict(list), []
    for row in rows:
        pattern = pattern_of(row.days)
        if pattern and pattern.repeat == Repeat.EVERY_WEEK:
            for day in pattern.weekdays:
                weekly[day] += row.windows.all()
        elif row.windows.all():
            others.append(hours_in_words(row))
    days_of = defaultdict(list)
    for day in sorted(weekly):
        if windows := merged(weekly[day]):
            days_of[windows].append(day)
    lines = [
        (capfirst(weekdays_in_words(days)), [window_in_words(window) for window in windows])
        for windows, days in days_of.items()
    ]
    return [*lines, *((words, []) for words in dict.fromkeys(others))]


def opening_days_in_words(practitioner, place):
    """Return the days on which there are sessions as far as bookings are open; empty when there are none."""
    first = practice_today()
    last = first + dt.timedelta(days=BookingRules.load().horizon_days)
    rows = OpeningHours.objects.of(practitioner, place).between(first, last).filter(is_exception=False)
    recurrences = [row.days for row in rows.filter(windows__isnull=False).distinct()]
    patterns = [pattern_of(days) for days in recurrences]
    weekly = {day for one in patterns if one and one.repeat == Repeat.EVERY_WEEK for day in one.weekdays}
    others = [
        days_in_words(days)
        for days, pattern in zip(recurrences, patterns, strict=True)
        if pattern is None or pattern.repeat != Repeat.EVERY_WEEK
    ]
    return in_a_row([weekdays_in_words(sorted(weekly)), *others])


def starts_in_words(practitioner, service, place, day):
    """Return when sessions can start on `day`, booked or not: “between 9:00 and 11:45, then between 13:30 and 16:15”.

    Empty when that day is closed, or no window is long enough.
    """
    windows = hours_between(practitioner, place, day, day)[day]
    starts = filter(None, starts_of(windows, service, step=BookingRules.load().step))
    return pgettext("sessions start", ", then ").join(_range_of_starts(one) for one in starts)


def absence_in_words(absence):
    """Return “24 December 2026 to 3 January 2027”, or a day and its hours, as the practice's clocks tell them."""
    zone = practice_zone()
    first, last = absence.whole_days() or (None, None)
    if first and first == last:
        return capfirst(day_in_words(first, year=True))
    if first:
        edges = [day_in_words(day, weekday=False, year=True) for day in (first, last)]
    elif absence.start_at.astimezone(zone).date() == absence.end_at.astimezone(zone).date():
        return capfirst(when_in_words(absence.start_at, absence.end_at, zone))
    else:
        edges = [when_in_words(moment, None, zone) for moment in (absence.start_at, absence.end_at)]
    return capfirst(pgettext("days", "%(start)s to %(end)s") % {"start": edges[0], "end": edges[1]})


def holiday_in_words(holiday):
    """Return “Monday 29 March 2027 · Easter Monday”; of several days the first, and how many more there are."""
    words = capfirst(day_in_words(holiday.days[0], year=True))
    if more := len(holiday.days) - 1:
        sentence = ngettext("%(day)s and %(count)s more day", "%(day)s and %(count)s more days", more)
        words = sentence % {"day": words, "count": more}
    return f"{words} · {holiday.name}"


def slot_in_words(slot):
    """Return “Tuesday 24 November 2026, 18:00 to 19:00” of a published slot, as the place's clocks tell it."""
    return capfirst(when_in_words(slot.start_at, slot.end_at, slot.place.zone))


def slot_refused(refused):
    """Return the sentence for a `SlotRefused`: what is so, and what one can do."""
    if refused.code == SlotProblem.OVERLAP:
        names = {"slot": slot_in_words(refused.slot)}
        return _("This overlaps another published slot: %(slot)s. Choose a time before or after it.") % names
    if refused.code == SlotProblem.BOOKED:
        return _("This slot is booked: %(appointment)s. It stays as it is as long as this appointment stands.") % {
            "appointment": refused.line
        }
    if refused.code == SlotProblem.PAST:
        return _("This time has passed. Choose a later one.")
    return _("This slot has been withdrawn in the meantime.")


def period_in_words(hours):
    """Return from when until when `hours` apply: “from 1 January 2026”, “1 July 2026 to 31 August 2026”."""
    start = day_in_words(hours.applies_from, weekday=False, year=True)
    if hours.applies_until is None:
        return capfirst(pgettext("days", "from %(day)s") % {"day": start})
    if hours.applies_until == hours.applies_from:
        return capfirst(day_in_words(hours.applies_from, year=True))
    end = day_in_words(hours.applies_until, weekday=False, year=True)
    return capfirst(pgettext("days", "%(start)s to %(end)s") % {"start": start, "end": end})


def minutes_in_words(minutes):
    """Return “45 minutes”."""
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def price_in_words(priced):
    """Return “£70”, “70 €”, “Free”, or nothing where no price is set.

    A service, a published slot and an appointment each have a price and a currency.
    """
    if priced.price is None:
        return ""
    return amount_in_words(priced.price, priced.currency) if priced.price else _("Free")


def amount_in_words(amount, currency):
    """Return an amount of money as the active language writes it: the sign before it, or behind; cents if there are."""
    number = formats.number_format(amount, 0 if amount == amount.to_integral_value() else 2, force_grouping=True)
    if currency not in SIGNS:
        return f"{number}\N{NO-BREAK SPACE}{currency}"
    return pgettext("price", "%(sign)s%(amount)s") % {"sign": SIGNS[currency], "amount": number}


def _range_of_starts(starts):
    first, last = time_in_words(starts[0]), time_in_words(starts[-1])
    if first == last:
        return pgettext("sessions start", "at %(time)s") % {"time": first}
    return pgettext("sessions start", "between %(first)s and %(last)s") % {"first": first, "last": last}


def _runs(numbers):
    """Yield the first and the last of each unbroken run of sorted whole numbers."""
    # Along a run, a number and its place grow together.
    for _distance, run in groupby(enumerate(numbers), key=lambda one: one[1] - one[0]):
        run = [number for _place, number in run]
        yield run[0], run[-1]


def in_a_row(words):
    """Return “one, two and three”, without what is empty."""
    return get_text_list([word for word in words if word], _("and"))
