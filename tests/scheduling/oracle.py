"""Free starts found the slow way, minute by minute, from the words of the rules and nothing of the package's sums."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from scheduling import Busy, Rules, TimeOff

MINUTE = timedelta(minutes=1)


def free_starts(rules: Rules, day: date, busy: list[Busy], time_off: list[TimeOff], now: datetime) -> list[datetime]:
    """Walk over every minute that may belong to `day` and keep the starts. Windows of a day do not overlap here."""
    starts = []
    for piece in free_pieces(rules, day, busy, time_off):
        for start in piece[:: minutes_in(rules.step or rules.duration + rules.gap)]:
            if start + rules.duration <= piece[-1] + MINUTE and may_start(rules, start, now):
                starts.append(start)
    return starts


def free_pieces(rules: Rules, day: date, busy: list[Busy], time_off: list[TimeOff]) -> Iterator[list[datetime]]:
    """Yield runs of free minutes, one after another in the same window."""
    piece: list[datetime] = []
    window_of_piece = None
    for minute in minutes_around(day):
        window = open_window(rules, day, minute)
        free = window is not None and not closed(rules, minute, busy, time_off)
        if piece and (not free or window != window_of_piece):
            yield piece
            piece = []
        if free:
            piece.append(minute)
            window_of_piece = window
    if piece:
        yield piece


def minutes_around(day: date) -> Iterator[datetime]:
    midnight = datetime.combine(day, time(), UTC)
    return (midnight + MINUTE * n for n in range(-15 * 60, 39 * 60))


def open_window(rules: Rules, day: date, minute: datetime) -> int | None:
    wall = minute.astimezone(rules.zone)
    if wall.date() != day:
        return None
    for number, window in enumerate(rules.hours(day)):
        if window.start <= wall.time() and (wall.time() < window.end or window.end == time(0)):
            return number
    return None


def closed(rules: Rules, minute: datetime, busy: list[Busy], time_off: list[TimeOff]) -> bool:
    for row in busy:
        gap = max(rules.gap, row.gap)
        if row.start.astimezone(UTC) - gap < minute + MINUTE and minute < row.end.astimezone(UTC) + gap:
            return True
    return any(row.start.astimezone(UTC) < minute + MINUTE and minute < row.end.astimezone(UTC) for row in time_off)


def may_start(rules: Rules, start: datetime, now: datetime) -> bool:
    last_day = now.astimezone(rules.practice_zone).date() + timedelta(days=rules.horizon_days)
    return (
        now.astimezone(UTC) + rules.minimum_notice <= start and start.astimezone(rules.practice_zone).date() <= last_day
    )


def minutes_in(length: timedelta) -> int:
    return length // MINUTE
