"""The slot rules with aware datetimes and lists, as one writes them first: the reference for the core.

No cleverness: every day looks through the calendar again, cuts its windows with what is closed, and walks on from
start to start. Times are in UTC throughout. Whole minutes only, as the site stores them.
"""

import datetime as dt

UTC = dt.UTC
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


def free_slots_between(rules, first, last, *, busy=(), time_off=(), now):
    """Return `{date: [start, …]}` like the function of that name in `scheduling`."""
    closed = [closed_by(row, rules) for row in busy]
    closed += [(row.start.astimezone(UTC), row.end.astimezone(UTC)) for row in time_off]
    earliest = now.astimezone(UTC) + rules.minimum_notice
    last_day = now.astimezone(rules.practice_zone).date() + dt.timedelta(days=rules.horizon_days)
    days = [first + number * DAY for number in range((last - first).days + 1)]
    return {day: free_slots(rules, day, closed, earliest, last_day) for day in days}


def free_slots(rules, day, closed, earliest, last_day):
    """Return the starts of `day` from `earliest` to the end of `last_day`, a date in the practice's zone."""
    starts = []
    for window in opening(rules, day):
        for start, end in pieces(window, closed):
            while start + rules.duration <= end:
                if start >= earliest and start.astimezone(rules.practice_zone).date() <= last_day:
                    starts.append(start)
                start += rules.step_between_starts
    return starts


def closed_by(row, rules):
    """Return the time that an appointment closes: the larger of the two gaps on both sides."""
    gap = max(rules.gap, row.gap)
    return row.start.astimezone(UTC) - gap, row.end.astimezone(UTC) + gap


def pieces(window, closed):
    """Return what the closed intervals leave of a window, earliest first."""
    free = [window]
    for start, end in closed:
        if start < window[1] and window[0] < end:
            free = [piece for whole in free for piece in without(whole, start, end)]
    return free


def without(whole, start, end):
    if end <= whole[0] or whole[1] <= start:
        return [whole]
    parts = [(whole[0], start), (end, whole[1])]
    return [(begin, stop) for begin, stop in parts if begin < stop]


def opening(rules, day):
    """Return the opening hours of a date as intervals in UTC, earliest first; those that overlap become one."""
    found = []
    for window in rules.hours(day):
        found += on_the_clock(day, window, rules.zone)
    merged = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def on_the_clock(day, window, zone):
    """Return the intervals in UTC in which the clocks of `zone` read a time of `window` on `day`."""
    start = dt.datetime.combine(day, window.start, UTC)
    end = dt.datetime.combine(day + DAY if window.end == dt.time(0) else day, window.end, UTC)
    noon = dt.datetime.combine(day, dt.time(12), UTC)
    before, after = offset(noon - 2 * DAY, zone), offset(noon + 2 * DAY, zone)
    if before == after:
        return [(start - before, end - before)]
    change = change_after(noon - 2 * DAY, zone)
    first = (start - before, min(end - before, change))
    second = (max(start - after, change), end - after)
    if first[0] < first[1] == second[0] < second[1]:
        return [(first[0], second[1])]  # open right through the change of clocks
    return [(begin, stop) for begin, stop in (first, second) if begin < stop]


def change_after(moment, zone):
    """Return when the clocks of `zone` change next; they do, within a few days."""
    before = offset(moment, zone)
    for step in (HOUR, MINUTE):
        while offset(moment + step, zone) == before:
            moment += step
    return moment + MINUTE


def offset(moment, zone):
    """Return how far the clocks of `zone` are ahead of UTC."""
    return moment.astimezone(zone).utcoffset()
