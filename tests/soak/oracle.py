"""Which starts are free, found by looking at every minute: slow, simple, and of another construction than the site.

A minute is a whole number, counted from 1970 in UTC; what the clocks read then is looked up for each one by itself.
Nothing is imported from the site: the rules are those of the words, written a second time.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from .facts import Practice, Visit

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = 24 * 60
NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4}


class Oracle:
    """What can be booked in `practice` at the moment `now`."""

    def __init__(self, practice: Practice, now: datetime):
        self.practice = practice
        self.now = now
        self.found: dict[tuple, list[datetime]] = {}
        minute = before(now)
        # Two days more on each side: a place may be a day ahead of the practice, and a day is looked at as a whole.
        self.minutes = range(minute - 2 * DAY, minute + (practice.policy.horizon_days + 3) * DAY)

    def offered(self, practitioner: str | None, service: str, place: str, *, ignoring: Visit | None = None):
        """Return the starts that are free, as a list, earliest first; `ignoring` is a visit that is to be moved.

        Without a practitioner these are the starts that any of those who give the service there has free.
        """
        if practitioner is None:
            people = self.practice.givers(service, place)
            return sorted({start for one in people for start in self.offered(one, service, place)})
        key = (practitioner, service, place, id(ignoring))
        if key not in self.found:
            self.found[key] = self.find(practitioner, service, place, ignoring)
        return self.found[key]

    def find(self, practitioner, service, place, ignoring):
        length, gap = self.length_and_gap(service, ignoring)
        step = self.practice.policy.step or length + gap
        closed = self.closed(practitioner, gap, ignoring)
        starts = {
            start
            for piece in self.free_pieces(practitioner, place, closed | self.holidays)
            for start in piece[::step]
            if start + length <= piece[-1] + 1 and self.may_start(start)
        }
        # A slot put up by hand is had as it is, or not at all.
        for slot in self.published(practitioner, service, place):
            start, end = before(slot.start), after(slot.end)
            free = self.may_start(start) and closed.isdisjoint(range(start, end))
            starts = starts | {start} if free else starts - {start}
        return [moment(start) for start in sorted(starts)]

    def accepts(self, client: str, choice: tuple[str | None, str, str], start: datetime, *, ignoring=None) -> bool:
        """Tell whether that client may book `start`, or move `ignoring` there."""
        if choice[0] is None:
            people = self.practice.givers(*choice[1:])
            return any(self.accepts(client, (one, *choice[1:]), start) for one in people)
        if choice not in self.practice.choices() or start not in self.offered(*choice, ignoring=ignoring):
            return False
        end = self.end_of(choice, start, ignoring=ignoring)
        own = [visit for visit in self.live() if visit.client == client and visit is not ignoring]
        if any(visit.start < end and start < visit.end for visit in own):
            return False
        day = self.day(start)
        policy, days = self.practice.policy, [self.day(visit.start) for visit in own]
        if policy.day_limit is not None and days.count(day) >= policy.day_limit:
            return False
        if policy.week_limit is not None and [week(other) for other in days].count(week(day)) >= policy.week_limit:
            return False
        return bool(ignoring) or sum(visit.end > self.now for visit in own) < policy.live_limit

    def end_of(self, choice: tuple[str, str, str], start: datetime, *, ignoring=None) -> datetime:
        """Return when a session from `start` is over."""
        slot = next((slot for slot in self.published(*choice) if slot.start == start), None)
        return slot.end if slot else start + self.length_and_gap(choice[1], ignoring)[0] * MINUTE

    def length_and_gap(self, service, ignoring):
        """Return those of the service; a visit that is moved keeps its own, but for the length of a published slot."""
        known = self.practice.services[service]
        if ignoring is None:
            return known.minutes, known.gap
        return (known.minutes if ignoring.slot else (ignoring.end - ignoring.start) // MINUTE), ignoring.gap

    def zone(self, place: str) -> ZoneInfo:
        return ZoneInfo(self.practice.places[place].zone)

    def published(self, *choice):
        slots = self.practice.published
        return [slot for slot in slots if (slot.practitioner, slot.service, slot.place) == choice]

    def day(self, at: datetime) -> date:
        """Return the practice's date at that moment."""
        return date.fromordinal(clock(self.practice.zone, before(at))[0])

    def live(self):
        return [visit for visit in self.practice.visits if visit.is_live(self.now)]

    # --- Minutes ---------------------------------------------------------------------------------

    def may_start(self, minute: int) -> bool:
        start, policy = moment(minute), self.practice.policy
        if start < self.now + policy.notice * MINUTE:
            return False
        day, today = (clock(self.practice.zone, at)[0] for at in (minute, before(self.now)))
        return day <= today + policy.horizon_days

    def free_pieces(self, practitioner, place, closed):
        """Yield the free minutes, run by run: a run ends where nobody works, and where one window ends."""
        zone = self.practice.places[place].zone
        windows: dict[int, list] = {}
        piece: list[int] = []
        before_it = []
        for minute in self.minutes:
            day, wall = clock(zone, minute)
            if day not in windows:
                windows[day] = self.windows(practitioner, place, date.fromordinal(day))
            here = [(day, *window) for window in windows[day] if window[0] <= wall < window[1]]
            free = here and minute not in closed
            if piece and not (free and set(here) & set(before_it)):
                yield piece
                piece = []
            if free:
                piece.append(minute)
            before_it = here
        if piece:
            yield piece

    def closed(self, practitioner, gap, ignoring):
        """Return the minutes that are taken, too close to what is taken, or within an absence."""
        minutes = set()
        for visit in self.live():
            if visit.practitioner == practitioner and visit is not ignoring:
                margin = max(gap, visit.gap)
                minutes.update(range(before(visit.start) - margin, after(visit.end) + margin))
        for absence in self.practice.absences:
            if absence.practitioner in (None, practitioner):
                minutes.update(range(before(absence.start), after(absence.end)))
        return minutes

    @cached_property
    def holidays(self):
        if not (region := self.practice.policy.holidays):
            return set()
        days = {minute: date.fromordinal(clock(self.practice.zone, minute)[0]) for minute in self.minutes}
        return {minute for minute, day in days.items() if day in public_holidays(region, day.year)}

    # --- Days ------------------------------------------------------------------------------------

    def windows(self, practitioner: str, place: str, day: date) -> list[tuple[int, int]]:
        rows = [
            row
            for row in self.practice.hours
            if row.practitioner == practitioner and row.place in (None, place) and applies(row, day)
        ]
        if any(row.replaces for row in rows):
            rows = [row for row in rows if row.replaces]
        return [window for row in rows if falls_on(row, day) for window in row.windows]


def applies(row, day: date) -> bool:
    return row.since <= day and (row.until is None or day <= row.until)


def falls_on(row, day: date) -> bool:
    if day.weekday() not in row.weekdays:
        return False
    if row.repeat == "every_week":
        return True
    if row.repeat == "every_second_week":
        return week(day) % 2 == week(row.since) % 2
    if row.repeat == "last":
        return (day + timedelta(days=7)).month != day.month
    return -(-day.day // 7) == NTH[row.repeat]


def week(day: date) -> int:
    """Return a number for the week of `day`, from Monday to Sunday, that grows by one from each to the next."""
    return (day.toordinal() - 1) // 7


@lru_cache(maxsize=400)
def clocks_on(zone: str, day: int) -> list[tuple[int, int]]:
    """Return for each minute of a day of UTC what the clocks of `zone` read: the date’s ordinal, and the minute."""
    read = [moment(day * DAY + minute).astimezone(ZoneInfo(zone)) for minute in range(DAY)]
    return [(wall.toordinal(), wall.hour * 60 + wall.minute) for wall in read]


def clock(zone: str, minute: int) -> tuple[int, int]:
    return clocks_on(zone, minute // DAY)[minute % DAY]


def moment(minute: int) -> datetime:
    return EPOCH + minute * MINUTE


def before(at: datetime) -> int:
    """Return the minute that holds `at`."""
    return (at.astimezone(UTC) - EPOCH) // MINUTE


def after(at: datetime) -> int:
    """Return the first minute that begins at `at` or later."""
    return -((EPOCH - at.astimezone(UTC)) // MINUTE)


@lru_cache(maxsize=100)
def public_holidays(region: str, year: int) -> set[date]:
    """Return the days off of metropolitan France (“FR”), or of Moselle (“FR-57”), as the law names them."""
    fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    after_easter = [1, 39, 50]
    if region == "FR-57":
        fixed.append((12, 26))
        after_easter.append(-2)
    days = {date(year, *day) for day in fixed}
    return days | {easter(year) + timedelta(days=count) for count in after_easter}


def easter(year: int) -> date:
    """Return Easter Sunday by Gauss’s rule, with its two exceptions."""
    century = year // 100
    moon = (15 - (13 + 8 * century) // 25 + century - century // 4) % 30
    sun = (4 + century - century // 4) % 7
    full = (19 * (year % 19) + moon) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * full + sun) % 7
    if (full, sunday) == (29, 6) or (full == 28 and sunday == 6 and year % 19 > 10):
        sunday -= 7
    return date(year, 3, 22) + timedelta(days=full + sunday)
