"""A day of an agenda as a column: each thing with its words, and its place beside the hours.

The page is an ordered list that reads well by itself. Where there is room a stylesheet puts its items beside the
hours, by classes alone: `at-h9 at-m55` is where one begins, `for-h0 for-m45` how long it is, `lane-2` which it is of
those side by side.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.choice import Choice
from booking.models import State
from practice.wording import day_in_words, span_in_words, time_in_words, zone_in_words
from scheduling import instants
from scheduling.clock import moment_of

from .appointments import ICONS

DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)
#: The rows of the stylesheet, in minutes; how many things it puts side by side in a column, and in all of them.
ROW, MOST_LANES, MOST_SIDE_BY_SIDE = 5, 3, 7
A_DAY = 24 * 60
#: The hours of a page on which nothing stands.
USUAL_HOURS = (9, 18)


@dataclass
class Item:
    """One thing of a column: an appointment, a free time, an absence, or the hours in which one can be met.

    `start` and `end` count minutes from midnight on the clock of the agenda: the end by the real length, so that an
    hour is as long as any other on the days on which clocks change.
    """

    kind: str
    begins: str
    hours: str
    start: int
    end: int
    name: str = ""
    lines: list[str] = field(default_factory=list)
    url: str = ""
    state: State | None = None
    icon: str = ""
    move_url: str = ""
    note_url: str = ""
    lane: int = 0  # 0: all of them

    @property
    def is_called_off(self):
        return self.state in (State.CANCELLED, State.DECLINED)

    @property
    def tells_state(self):
        """Tell whether its state is written out: what is as usual has its sign only."""
        return self.state not in (State.CONFIRMED, State.COMPLETED)

    @property
    def place(self):
        """Return the classes that put it beside the hours."""
        (hour, minute), (hours, minutes) = divmod(self.start, 60), divmod(self.end - self.start, 60)
        lane = f" lane-{self.lane}" if self.lane else ""
        return f"at-h{hour} at-m{minute} for-h{hours} for-m{minutes}{lane}"


class Notice(NamedTuple):
    """What is so all day; it leads to its screen, for who may open that."""

    words: str
    url: str = ""


@dataclass
class Column:
    title: str
    items: list[Item]
    url: str = ""
    notices: list["Notice"] = field(default_factory=list)
    count: int = 0
    free_count: int = 0
    is_today: bool = False
    is_asked: bool = True
    lanes: int = 1

    @property
    def summary(self):
        """Return “3 appointments · 5 free times”."""
        return in_numbers(self.count, self.free_count)

    @property
    def is_empty(self):
        return not (self.items or self.notices)


def in_numbers(count, free):
    words = []
    if count:
        words.append(ngettext("%(count)s appointment", "%(count)s appointments", count) % {"count": count})
    if free:
        words.append(ngettext("%(count)s free time", "%(count)s free times", free) % {"count": free})
    return " · ".join(words)


class Layout:
    """What the columns of one page share: whose days these are, in which zone, and how their things are told."""

    def __init__(self, agenda, *, zone, now, links, names_whom, shows_free):
        self.agenda, self.zone, self.now, self.links = agenda, zone, now, links
        self.names_whom, self.shows_free = names_whom, shows_free
        self.offers = agenda.offers

    def column(self, day, *, only=None, **about):
        """Return the column of a date: of everyone, or of the practitioner whose key is `only`."""
        found = self.agenda.days[day]
        entries = [one for one in found.entries if only in (None, one.practitioner_id)]
        free = [one for one in found.free if only in (None, one.practitioner_id)]
        whole, parts = self.absences(day, only)
        if self.names_whom:
            # Those of several people would stand beside each other all day long, and leave no room for who comes.
            whole, parts = [*whole, *map(as_notice, parts)], []
        things = [*(self.entry(one, day) for one in entries), *parts]
        if self.shows_free:
            things += [self.free(one, day) for one in free]
        things.sort(key=lambda item: item.start)
        lanes = put_side_by_side(things)
        intervals = [one for key, some in found.openings.items() if only in (None, key) for one in some]
        items = [*(self.opening(one, day) for one in joined(intervals)), *things]
        return Column(
            items=sorted(items, key=lambda item: (item.start, item.kind != "open")),
            notices=[*about.pop("notices", ()), *whole],
            count=sum(one.state not in (State.CANCELLED, State.DECLINED) for one in entries),
            free_count=len(free),
            lanes=lanes,
            **about,
        )

    # --- One thing ---

    def entry(self, entry, day):
        service, place = self.offers.services[entry.service_id], self.offers.places[entry.place_id]
        state = entry.shown_state(self.now)
        lines = [service.name, place.name, *self.whom(entry.practitioner_id)]
        is_to_come = state in (State.REQUESTED, State.CONFIRMED) and entry.end_at > self.now
        return self.item(
            "entry",
            (entry.start_at, entry.end_at),
            place.zone,
            day,
            name=entry.client,
            lines=lines,
            url=self.links.appointment(entry.pk),
            state=state,
            icon=ICONS[state],
            move_url=self.links.move(entry.reference) if is_to_come else "",
            note_url=self.links.note(entry.reference, self.offers.practitioners[entry.practitioner_id]),
        )

    def free(self, free, day):
        place = self.offers.places[free.place_id]
        practitioner = self.offers.practitioners[free.practitioner_id]
        start, end = moment_of(free.start), moment_of(free.end)
        choice = Choice(self.offers.services[free.service_id], practitioner, place)
        local = start.astimezone(place.zone)
        wish = {**choice.parameters, "jour": local.date().isoformat(), "heure": f"{local:%H:%M}"}
        return self.item(
            "free",
            (start, end),
            place.zone,
            day,
            lines=self.whom(free.practitioner_id),
            url=self.links.book(**wish),
        )

    def opening(self, interval, day):
        return self.item("open", tuple(map(moment_of, interval)), self.zone, day)

    def item(self, kind, times, zone, day, **more):
        return Item(kind, *self.hours(*times, zone), *self.span(*times, day), **more)

    def whom(self, practitioner_id):
        """Return who it is with, where that is not plain."""
        return [self.offers.practitioners[practitioner_id].name] if self.names_whom else []

    def absences(self, day, only):
        """Return a notice of each absence that takes the whole `day`, and an item for each other one."""
        midnight, next_midnight = (dt.datetime.combine(one, dt.time.min, self.zone) for one in (day, day + DAY))
        whole, parts = [], []
        for away in self.agenda.absences:
            if only is not None and away.practitioner_id not in (None, only):
                continue
            start, end = max(away.start_at, midnight), min(away.end_at, next_midnight)
            if start >= end:
                continue
            name = self.absence_in_words(away)
            url = self.links.absence(away, away.practitioner_id and self.offers.practitioners[away.practitioner_id])
            if (start, end) == (midnight, next_midnight):
                whole.append(Notice(name, url))
            else:
                parts.append(self.item("away", (start, end), self.zone, day, name=name, icon="minus", url=url))
        return whole, parts

    def absence_in_words(self, away):
        if away.practitioner_id is None:
            who = [_("Everyone is away")]
        else:
            who = [_("Absence"), *self.whom(away.practitioner_id)]
        return " · ".join(filter(None, [*who, away.reason]))

    # --- Its time ---

    def hours(self, start, end, zone):
        """Return “9:00” and “9:00 to 9:45” on the clocks of `zone`, which is named where that would not be plain."""
        local = start.astimezone(zone)
        words = time_in_words(local), span_in_words(local, end.astimezone(zone))
        if not self.is_unclear(start, zone):
            return words
        name = zone_in_words(zone, start)
        return tuple(f"{one}, {name}" for one in words)

    def is_unclear(self, start, zone):
        """Tell whether the clock is another than the page's, or reads this time twice on that day."""
        local = start.astimezone(zone)
        return zone != self.zone or len(instants(local.date(), local.time(), zone)) > 1

    def span(self, start, end, day):
        """Return the minutes of the day, in whole rows, at which something begins and ends."""
        local = start.astimezone(self.zone)
        first = (local.hour * 60 + local.minute) // ROW * ROW if local.date() == day else 0
        minutes = (end.astimezone(dt.UTC) - start.astimezone(dt.UTC)) // MINUTE
        return first, min(first + -(-minutes // ROW) * ROW, A_DAY)


def joined(intervals):
    """Return the minutes in which anyone can be met as few intervals, those that touch being one."""
    found = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def put_side_by_side(items):
    """Give each of `items`, which come by their start, a lane where others overlap it; return how many there are."""
    most, group, ends = 1, [], []
    for item in [*items, None]:
        if group and (item is None or item.start >= max(ends)):
            if len(ends) == 1:
                for one in group:
                    one.lane = 0
            most, group, ends = max(most, len(ends)), [], []
        if item is None:
            break
        lane = next((number for number, end in enumerate(ends) if end <= item.start), len(ends))
        ends[lane : lane + 1] = [item.end]
        item.lane = lane + 1
        group.append(item)
    return most


def as_notice(item):
    """Return an absence of a part of the day as words above it."""
    return Notice(f"{item.name}, {item.hours}", item.url)


def put_beside_hours(columns):
    """Return the first hour of a page and how many there are, wide enough for all that is on it but for absences.

    An absence is drawn as far as those hours reach; one outside them is told above its day.
    """
    items = [item for column in columns for item in column.items if item.kind != "away"]
    first = min((item.start for item in items), default=USUAL_HOURS[0] * 60) // 60
    last = -(-max((item.end for item in items), default=USUAL_HOURS[1] * 60) // 60)
    for column in columns:
        for item in [item for item in column.items if item.kind == "away"]:
            item.start, item.end = max(item.start, first * 60), min(item.end, last * 60)
            if item.start >= item.end:
                column.items.remove(item)
                column.notices.append(as_notice(item))
    return first, last - first


def fit_side_by_side(columns):
    """Tell whether all that stands side by side has room to be read."""
    most = max((column.lanes for column in columns), default=1)
    return most <= MOST_LANES and len(columns) * most <= MOST_SIDE_BY_SIDE


def title_of(day):
    return capfirst(day_in_words(day))
