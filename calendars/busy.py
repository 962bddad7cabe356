"""When a calendar file says that its owner is busy. No Django in here: `looking` runs it in a process of its own."""

import datetime as dt

import icalendar
import recurring_ical_events

from .problems import LookFailed, Problem

#: Of one calendar, in the time that is looked at.
MOST_TIMES = 2000
#: Nobody's appointments repeat so often; to write them out would take for ever.
TOO_OFTEN = {"SECONDLY", "MINUTELY"}
#: Longer lists in a rule ask for the same by another way: 24 hours of 60 minutes each.
MOST_BY_HOURS = 24
#: What Outlook writes of an event beside which one may be booked.
NOT_BUSY = {"FREE", "WORKINGELSEWHERE"}


def busy_times(text, *, first, last, zone, own=frozenset()):
    """Return the busy times within `[first, last)` as pairs of aware UTC datetimes, earliest first, none touching.

    `text` is the file's bytes. A day without a time, and a time without a zone, is on the clocks of `zone`. What has
    a UID in `own` is passed over: it came from here. Raises LookFailed.
    """
    try:
        calendars = icalendar.Calendar.from_ical(text, multiple=True)
        times = [
            span
            for calendar in calendars
            for event in occurrences(calendar, first, last, own)
            if keeps_busy(event) and (span := clipped(event, first, last, zone))
        ]
    except LookFailed:
        raise
    except Exception:  # whatever strangers write, and however a library stumbles over it
        raise LookFailed(Problem.NO_CALENDAR) from None
    if not calendars:
        raise LookFailed(Problem.NO_CALENDAR)
    return joined(times)


def occurrences(calendar, first, last, own):
    """Return the events, repeated ones written out, that may touch `[first, last)`."""
    if calendar.name != "VCALENDAR":
        raise LookFailed(Problem.NO_CALENDAR)
    calendar.subcomponents = [
        part
        for part in calendar.subcomponents
        if part.name != "VEVENT" or (str(part.get("UID", "")) not in own and is_calm(part))
    ]
    return recurring_ical_events.of(calendar, skip_bad_series=True).between(first, last)


def keeps_busy(event):
    # Asked of each occurrence: one that was cancelled takes its place in the series, and then none in the day.
    return not (
        str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
        or str(event.get("STATUS", "")).upper() == "CANCELLED"
        or str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() in NOT_BUSY
    )


def is_calm(event):
    """Tell whether the event repeats no more often than anybody is busy."""
    return all(rule_is_calm(rule) for name in ("RRULE", "EXRULE") for rule in as_list(event.get(name)))


def rule_is_calm(rule):
    often = {str(freq).upper() for freq in as_list(rule.get("FREQ"))} & TOO_OFTEN
    starts = len(as_list(rule.get("BYHOUR"))) * max(1, len(as_list(rule.get("BYMINUTE"))))
    return not often and not rule.get("BYSECOND") and starts <= MOST_BY_HOURS


def as_list(value):
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def clipped(event, first, last, zone):
    """Return the event's part within `[first, last)` in UTC; None when there is none."""
    start, end = (instant(event[name].dt, zone) for name in ("DTSTART", "DTEND"))
    start, end = max(start, first), min(end, last)
    return (start, end) if start < end else None


def instant(value, zone):
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    return value.astimezone(dt.UTC)


def joined(times):
    """Return the same time as spans that neither overlap nor touch, earliest first."""
    spans = []
    for start, end in sorted(times):
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    if len(spans) > MOST_TIMES:
        raise LookFailed(Problem.TOO_MANY)
    return spans
