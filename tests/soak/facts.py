"""A practice in plain values, as one would tell it: nothing here knows the site, its database or its sums.

Rows are named, and refer to each other by name. Moments are aware datetimes in UTC, lengths whole minutes, hours
minutes since midnight on the wall clock of the place.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

#: The states in which a visit takes time, a hold until it lapses.
LIVE = {"held", "requested", "confirmed"}


@dataclass
class Place:
    name: str
    zone: str
    is_active: bool = True


@dataclass
class Service:
    name: str
    minutes: int
    gap: int
    needs_approval: bool = False
    is_active: bool = True


@dataclass
class Practitioner:
    name: str
    services: list[str]
    places: list[str]
    is_active: bool = True


@dataclass
class Hours:
    """Days on which someone works; `place` None means wherever they work. Weekday 0 is Monday.

    `repeat` is "every_week", "every_second_week", or which one of a month: "first" … "fourth", "last".
    """

    practitioner: str
    place: str | None
    weekdays: list[int]
    repeat: str
    since: date
    until: date | None
    replaces: bool
    windows: list[tuple[int, int]]


@dataclass
class Absence:
    """Time off, of everybody where no practitioner is named."""

    practitioner: str | None
    start: datetime
    end: datetime


@dataclass
class Published:
    """A slot put up by hand, whatever the hours are."""

    practitioner: str
    service: str
    place: str
    start: datetime
    end: datetime


@dataclass
class Visit:
    """An appointment, with the length and the gap that it got when it was booked, and the published slot it took."""

    practitioner: str
    client: str
    service: str
    place: str
    start: datetime
    end: datetime
    gap: int
    state: str
    held_until: datetime | None = None
    slot: Published | None = None

    def is_live(self, now):
        return self.state in LIVE and not (self.state == "held" and self.held_until <= now)


@dataclass
class Policy:
    horizon_days: int = 60
    notice: int = 0
    step: int | None = None
    holidays: str = ""
    live_limit: int = 10
    day_limit: int | None = None
    week_limit: int | None = None


@dataclass
class Practice:
    zone: str
    policy: Policy
    places: dict[str, Place]
    services: dict[str, Service]
    practitioners: dict[str, Practitioner]
    hours: list[Hours] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    published: list[Published] = field(default_factory=list)

    def choices(self):
        """Return (practitioner, service, place) of all that is open for booking."""
        return [
            (who.name, service, place)
            for who in self.practitioners.values()
            for service in who.services
            for place in who.places
            if who.is_active and self.services[service].is_active and self.places[place].is_active
        ]

    def givers(self, service, place):
        """Return the names of those with whom this service can be booked at this place."""
        return [name for name, *way in self.choices() if way == [service, place]]
