"""django-appointment: its one-day call, sixty of them for sixty days (it has no other way), and its booking."""

import datetime as dt
import itertools
from urllib.parse import urlencode

from benchmarks import load, practice, queries
from benchmarks.figures import ratio
from benchmarks.goals import at_least, for_comparison, missing
from benchmarks.load import Request
from benchmarks.rounds import Case, always

from . import lookup

OPENS = dt.time(9)
STEP = practice.LENGTH + practice.GAP
NAME = "django-appointment"


class DjangoAppointment:
    """The peer's site as its callers see it."""

    def __init__(self, site):
        self.site = site
        today = dt.date.fromisoformat(site.facts["today"])
        staff = site.facts["staff"]
        self.days = [today + dt.timedelta(days=number) for number in range(1, practice.DAYS_AHEAD + 1)]
        self.free = itertools.cycle((staff[who], day, n) for who, day, n in practice.free(range(len(staff)), today))
        self.callers = itertools.cycle(site.facts["callers"])
        (self.loaded,) = site.database.run("SELECT max(id) FROM appointment_appointment")[0]

    def one_day(self, day):
        facts = self.site.facts
        query = {"selected_date": day.isoformat(), "staff_member": facts["staff"][0], "service_id": facts["service"]}
        headers = {"X-Requested-With": "XMLHttpRequest"}
        return Request(f"/ajax/available_slots/?{urlencode(query)}", headers=headers)

    def sixty_days(self, count):
        return [self.one_day(day) for day in self.days] * count

    def jobs(self, count):
        """Return that many bookings for `load.together`, which tell how long they took."""
        return [self.job(*next(self.free), next(self.callers)) for _number in range(count)]

    def job(self, staff, day, session, caller):
        """Return a booking: its form for the time, then the one for who comes."""
        start = dt.datetime.combine(day, OPENS) + session * STEP
        wish = {
            "date": day.isoformat(),
            "start_time": f"{start:%H:%M}",
            "end_time": f"{start + practice.LENGTH:%H:%M}",
            "service": self.site.facts["service"],
            "staff_member": staff,
        }
        person = {
            "name": "Bob Martin",
            "email": "bob@example.com",
            "phone_0": "FR",
            "phone_1": "0612345678",
            "address": "Lyon",
            "payment_type": "full",
        }

        def book(connection):
            first = connection.ask_as_expected(load.form("/request-submit/", wish, session=caller))
            second = connection.ask_as_expected(load.form(first.headers["location"], person, session=caller))
            return first.seconds + second.seconds

        return book

    def give_back(self):
        """Take away what was booked since the site was filled."""
        requests = "SELECT appointment_request_id FROM appointment_appointment WHERE id > %s"
        keys = [key for (key,) in self.site.database.run(requests, self.loaded)]
        self.site.database.run("DELETE FROM appointment_appointment WHERE id > %s", self.loaded)
        if keys:
            self.site.database.run("DELETE FROM appointment_appointmentrequest WHERE id >= %s", min(keys))


def cases(world):
    ours, peer = world.usual, DjangoAppointment(world.peer)
    day = practice.working_days(world.today)[10]
    found = [
        world.empty(ours),
        world.empty(peer.site),
        Case("peer day", peer.site, always(peer.one_day(day))),
        Case("peer 60 days", peer.site, peer.sixty_days, calls=practice.DAYS_AHEAD),
    ]
    if lookup.is_there(ours):
        found.append(lookup.anew("our day", ours, lookup.one_day(ours, day)))
        found.append(lookup.anew(f"look-up {world.sizes.usual}", ours, lookup.sixty_days(ours)))
    return found


def goals(world, costs):
    on, peer = world.on, DjangoAppointment(world.peer)
    empty = costs[f"empty {world.peer.name}"]
    day = practice.working_days(world.today)[10]
    number = queries.count(world.peer, peer.one_day(day))
    found = [
        for_comparison(2, f"{NAME}, one day", on, "CPU x", ratio(costs["peer day"], empty), f"{number} queries"),
        for_comparison(2, f"{NAME}, 60 days in 60 calls", on, "CPU x", ratio(costs["peer 60 days"], empty)),
    ]
    if not lookup.is_there(world.usual):
        return [missing(2, f"60 days and one day, per {NAME}", on, lookup.NOT_THERE), *found]
    sixty = ratio(costs["peer 60 days"], costs[f"look-up {world.sizes.usual}"])
    return [
        at_least(2, f"60 days, cheaper than {NAME}’s 60 calls", on, 300, "times", sixty),
        at_least(2, f"one day, cheaper than {NAME}’s", on, 10, "times", ratio(costs["peer day"], costs["our day"])),
        *found,
    ]
