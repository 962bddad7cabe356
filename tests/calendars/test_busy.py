"""When a calendar kept elsewhere says that its owner is busy, and what it cannot make us do."""

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest

from calendars.busy import MOST_TIMES, busy_times
from calendars.problems import LookFailed, Problem

PARIS = ZoneInfo("Europe/Paris")
FIRST = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
LAST = FIRST + dt.timedelta(days=70)


def calendar(*events, head=""):
    """Return a calendar file; each event is its lines, separated by spaces or line breaks."""
    written = ["BEGIN:VEVENT\r\n" + "\r\n".join(event.split()) + "\r\nEND:VEVENT\r\n" for event in events]
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{head}{''.join(written)}END:VCALENDAR\r\n".encode()


def busy(*events, own=frozenset(), head="", last=LAST):
    """Return the busy times as strings of UTC."""
    spans = busy_times(calendar(*events, head=head), first=FIRST, last=last, zone=PARIS, own=own)
    return [f"{start:%d/%m %H:%M}–{end:%d/%m %H:%M}" for start, end in spans]


TUESDAY_AT_NINE = "UID:1 DTSTART:20261124T080000Z DTEND:20261124T090000Z"


def test_an_event_is_a_busy_time():
    assert busy(TUESDAY_AT_NINE) == ["24/11 08:00–24/11 09:00"]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("UID:1 DTSTART:20261124T090000 DURATION:PT45M", ["24/11 08:00–24/11 08:45"]),
        ("UID:1 DTSTART;VALUE=DATE:20261124", ["23/11 23:00–24/11 23:00"]),
        (
            "UID:1 DTSTART;TZID=America/Montreal:20261124T090000 DTEND;TZID=America/Montreal:20261124T100000",
            ["24/11 14:00–24/11 15:00"],
        ),
        ("UID:1 DTSTART:20261124T090000", []),
        ("UID:1 DTSTART:20261122T080000Z DTEND:20261123T090000Z", ["23/11 00:00–23/11 09:00"]),
    ],
    ids=["on our own clocks", "a whole day", "on other clocks", "of no length", "begun before"],
)
def test_whenever_it_is(event, expected):
    assert busy(event) == expected


def test_zones_as_outlook_calls_them():
    event = "UID:1 DTSTART;TZID=Romance_Standard_Time:20261124T090000 DURATION:PT1H"
    text = calendar(event).replace(b"_", b" ")
    assert busy_times(text, first=FIRST, last=LAST, zone=ZoneInfo("Asia/Tokyo")) == [
        (dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC), dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC))
    ]


@pytest.mark.parametrize("said", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"])
def test_what_keeps_nobody_busy_is_passed_over(said):
    assert busy(f"{TUESDAY_AT_NINE} {said}") == []


def test_what_came_from_here_is_passed_over():
    assert busy(TUESDAY_AT_NINE, own={"1"}) == []
    assert busy(TUESDAY_AT_NINE, own={"2"}) == ["24/11 08:00–24/11 09:00"]


def test_a_series_with_a_day_left_out_one_moved_and_one_cancelled():
    at = "DTSTART;TZID=Europe/Paris:{0}T090000 DTEND;TZID=Europe/Paris:{0}T100000"
    assert busy(
        f"UID:1 {at.format('20200107')} RRULE:FREQ=WEEKLY EXDATE;TZID=Europe/Paris:20261201T090000",
        f"UID:1 RECURRENCE-ID;TZID=Europe/Paris:20261208T090000 {at.format('20261210')}",
        f"UID:1 RECURRENCE-ID;TZID=Europe/Paris:20261215T090000 {at.format('20261215')} STATUS:CANCELLED",
        last=FIRST + dt.timedelta(days=35),
    ) == ["24/11 08:00–24/11 09:00", "10/12 08:00–10/12 09:00", "22/12 08:00–22/12 09:00"]


def test_a_series_stays_at_nine_when_the_clocks_change():
    spans = busy_times(
        calendar("UID:1 DTSTART;TZID=Europe/Paris:20260107T090000 DURATION:PT1H RRULE:FREQ=DAILY"),
        first=dt.datetime(2027, 3, 27, tzinfo=dt.UTC),
        last=dt.datetime(2027, 3, 29, tzinfo=dt.UTC),
        zone=PARIS,
    )
    assert [start.hour for start, _end in spans] == [8, 7]


def test_times_that_touch_or_overlap_are_one():
    later = TUESDAY_AT_NINE.replace("T09", "T10").replace("T08", "T09").replace("UID:1", "UID:2")
    assert busy(TUESDAY_AT_NINE, TUESDAY_AT_NINE, later) == ["24/11 08:00–24/11 10:00"]


# --- What strangers write -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=DAILY;BYSECOND=1,2,3", "FREQ=DAILY;BYHOUR={hours};BYMINUTE={minutes}"],
)
def test_what_repeats_all_the_time_is_passed_over_at_once(rule):
    """Written out from 2020 on, these would take minutes."""
    numbers = {"hours": ",".join(map(str, range(24))), "minutes": ",".join(map(str, range(60)))}
    endless = f"UID:2 DTSTART:20200101T000000Z DURATION:PT1S RRULE:{rule.format(**numbers)}"
    began = time.monotonic()
    assert busy(TUESDAY_AT_NINE, endless) == ["24/11 08:00–24/11 09:00"]
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<html>404</html>",
        bytes(range(256)),
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\n",
        calendar("UID:1 DTSTART:20261124T080000Z RRULE:FREQ=SOMETIMES"),
        calendar("UID:1 DTSTART:00010101T000000Z DTEND:99991231T235959Z"),
    ],
)
def test_what_cannot_be_read_is_told(text):
    with pytest.raises(LookFailed) as failed:
        busy_times(text, first=FIRST, last=LAST, zone=PARIS)
    assert failed.value.problem == Problem.NO_CALENDAR


def test_an_empty_calendar_is_one():
    assert busy() == []


def test_a_calendar_with_far_too_many_times_is_told():
    every_half_hour = [
        f"UID:{minute} DTSTART:20261123T00{minute}00Z DURATION:PT1M RRULE:FREQ=HOURLY" for minute in (10, 40)
    ]
    assert MOST_TIMES < 70 * 24 * 2
    with pytest.raises(LookFailed) as failed:
        busy(*every_half_hour)
    assert failed.value.problem == Problem.TOO_MANY
