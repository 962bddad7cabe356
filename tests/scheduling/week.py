"""The coach's week, and a short way to say it: Camille works in Paris, Monday to Friday, 45 minutes and 10 between."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling import Busy, Rules, TimeOff, Window, free_slots

PARIS = ZoneInfo("Europe/Paris")
MONTREAL = ZoneInfo("America/Montreal")
AUCKLAND = ZoneInfo("Pacific/Auckland")
KOLKATA = ZoneInfo("Asia/Kolkata")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # its clocks change by half an hour
HAVANA = ZoneInfo("America/Havana")  # in autumn its clocks go from one o’clock back to midnight
CAIRO = ZoneInfo("Africa/Cairo")  # its clocks change at midnight

SATURDAY_BEFORE = date(2026, 11, 21)  # today, in most of these tests
MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)
FRIDAY = date(2026, 11, 27)
SATURDAY = date(2026, 11, 28)
SUNDAY = date(2026, 11, 29)
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)

DAY_OF_EIGHT = ["09:00", "09:55", "10:50", "11:45", "13:30", "14:25", "15:20", "16:15"]


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def window(words: str) -> Window:
    """Read "9:00–12:30"; "24:00" is midnight at the end of the day."""
    start, end = (clock_time(word) for word in words.split("–"))
    return Window(start, end)


def clock_time(word: str) -> time:
    hour, minute = word.split(":")
    return time(int(hour) % 24, int(minute))


def rules(
    *hours: str,
    zone: ZoneInfo = PARIS,
    practice_zone: ZoneInfo | None = None,
    duration: float = 45,
    gap: float = 10,
    step: float | None = None,
    notice: timedelta = timedelta(0),
    horizon_days: int = 60,
    every_day: bool = False,
) -> Rules:
    """The coach's rules, or those with something changed. `hours` are those of each working day."""
    windows = [window(words) for words in hours or ("9:00–12:30", "13:30–17:00")]
    return Rules(
        zone=zone,
        practice_zone=practice_zone or zone,
        duration=minutes(duration),
        gap=minutes(gap),
        hours=lambda day: windows if every_day or day.weekday() < 5 else [],
        step=None if step is None else minutes(step),
        horizon_days=horizon_days,
        minimum_notice=notice,
    )


COACH = rules()


def at(day: date, word: str, zone: ZoneInfo = PARIS, fold: int = 0) -> datetime:
    return datetime.combine(day, clock_time(word), zone).replace(fold=fold)


def session(day: date, word: str, *, lasts: float = 45, gap: float = 10, ref: object = None) -> Busy:
    """An appointment that Camille has; Bob's, unless a test says otherwise."""
    start = at(day, word).astimezone(UTC)
    return Busy(start, start + minutes(lasts), minutes(gap), ref)


def away(day: date, words: str, *, ref: object = None, holiday: bool = False) -> TimeOff:
    start, end = words.split("–")
    end_day = day + timedelta(days=1) if end == "24:00" else day
    return TimeOff(at(day, start), at(end_day, end), ref, holiday)


def on_the_wall(starts: Iterable[datetime], zone: ZoneInfo = PARIS) -> list[str]:
    return [start.astimezone(zone).strftime("%H:%M") for start in starts]


def in_utc(starts: Iterable[datetime]) -> list[str]:
    return [start.strftime("%d %H:%M") for start in starts]


def starts_on(
    day: date,
    rules: Rules = COACH,
    *,
    busy: Iterable[str | Busy] = (),
    time_off: Iterable[str | TimeOff] = (),
    now: datetime = NOW,
) -> list[str]:
    """The free starts of a day on the place's wall clock. A busy time may be said as "10:00", a time off as a span."""
    taken = [session(day, row) if isinstance(row, str) else row for row in busy]
    off = [away(day, row) if isinstance(row, str) else row for row in time_off]
    return on_the_wall(free_slots(rules, day, busy=taken, time_off=off, now=now), rules.zone)
