"""The practice that is measured: eight sessions a day, and which of them are taken. The same for us and for peers.

Times are told as the number of a session on a date; each side gives that session its own hour. Plain Python, so that
the environment of a peer can read it too.
"""

import datetime as dt
import itertools
import random

DAYS_AHEAD = 60
SESSIONS_A_DAY = 8
LENGTH = dt.timedelta(minutes=45)
GAP = dt.timedelta(minutes=10)
#: When the sessions begin on the wall clock: four from 9:00 to 12:30, four from 13:30 to 17:00.
STARTS = tuple(
    (dt.datetime.combine(dt.date.min, opening) + number * (LENGTH + GAP)).time()
    for opening in (dt.time(9), dt.time(13, 30))
    for number in range(4)
)
WINDOWS = ((dt.time(9), dt.time(12, 30)), (dt.time(13, 30), dt.time(17)))


def past(count, practitioners, today):
    """Yield `count` sessions (practitioner, date, session), from yesterday back, without a day off."""
    days = (today - dt.timedelta(days=number) for number in itertools.count(1))
    everything = ((who, day, session) for day in days for session in range(SESSIONS_A_DAY) for who in practitioners)
    return itertools.islice(everything, count)


def working_days(today):
    """Return the Mondays to Fridays of the days that are open for booking; today is left to itself."""
    days = (today + dt.timedelta(days=number) for number in range(1, DAYS_AHEAD + 1))
    return [day for day in days if day.weekday() < 5]


def taken(practitioners, today):
    """Yield half of the sessions to come: four of each practitioner's eight on each working day, the same each time."""
    for day in working_days(today):
        for who in practitioners:
            for session in taken_on(who, day):
                yield who, day, session


def free(practitioners, today):
    """Return the other half, shuffled, the same each time."""
    sessions = [
        (who, day, session)
        for day in working_days(today)
        for who in practitioners
        for session in sorted(set(range(SESSIONS_A_DAY)) - set(taken_on(who, day)))
    ]
    random.Random(0).shuffle(sessions)
    return sessions


def taken_on(who, day):
    return sorted(random.Random(who * 1_000_000 + day.toordinal()).sample(range(SESSIONS_A_DAY), SESSIONS_A_DAY // 2))
