"""Booking: what it costs beside a bare INSERT, how many a second fifty people get through, and one slot for many."""

import datetime as dt
import itertools
import time
import uuid
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from benchmarks import load, practice
from benchmarks.figures import once, percentile, ratio
from benchmarks.goals import at_least, at_most, for_comparison
from benchmarks.load import Request
from benchmarks.rounds import Case, always

from .peer import DjangoAppointment

PEOPLE = 50
ZONE = ZoneInfo("Europe/Paris")
BOOKED, REFUSED = 302, 409
#: A sample books each time once, and there are only so many people who book at once.
MOST = 60


class Diary:
    """The free times of a site and the people who book them, each in turn."""

    def __init__(self, site):
        self.site = site
        today = dt.date.fromisoformat(site.facts["today"])
        keys = [one["id"] for one in site.facts["practitioners"]]
        slugs = {one["id"]: one["slug"] for one in site.facts["practitioners"]}
        self.free = itertools.cycle((slugs[who], day, session) for who, day, session in practice.free(keys, today))
        self.callers = itertools.cycle(site.facts["callers"])
        (self.loaded,) = site.database.run("SELECT max(id) FROM booking_appointment")[0]

    def requests(self, count):
        """Return that many bookings, each of another time by another person."""
        return [self.request(*next(self.free), next(self.callers)) for _number in range(count)]

    def request(self, slug, day, session, caller, *, expect=(BOOKED,)):
        start = dt.datetime.combine(day, practice.STARTS[session], ZONE).astimezone(dt.UTC)
        query = {
            "debut": f"{start:%Y-%m-%dT%H:%MZ}",
            "prestation": self.site.facts["service"]["slug"],
            "praticien": slug,
            "lieu": self.site.facts["place"]["slug"],
        }
        # As it is sent from the page that shows everything once more.
        fields = {"topic": "Changer de métier", "key": uuid.uuid4(), "checked": "1"}
        return load.form(f"/rendez-vous/coordonnees/?{urlencode(query)}", fields, session=caller, expect=expect)

    def jobs(self, count):
        """Return that many bookings for `load.together`, which tell how long they took."""
        return [lambda caller, one=one: caller.ask_as_expected(one).seconds for one in self.requests(count)]

    def give_back(self):
        """Free the times that were booked since the site was filled."""
        live = "state <> 'cancelled' AND id > %s"
        self.site.database.run(f"UPDATE booking_appointment SET state = 'cancelled' WHERE {live}", self.loaded)

    def booked(self):
        (count,) = self.site.database.run(
            "SELECT count(*) FROM booking_appointment WHERE state <> 'cancelled' AND id > %s", self.loaded
        )[0]
        return count


def cases(world):
    site = world.usual
    diary = Diary(site)
    return [
        world.empty(site),
        Case("insert", site, always(Request("/bench/insert/", method="POST", body="", expect=(201,))), changes=True),
        Case("booking", site, diary.requests, settle=diary.give_back, changes=True, most=MOST),
    ]


def goals(world, costs):
    on, site = world.on, world.usual
    ours, peers, waits = race_for_speed(world)
    tail = percentile(waits, 0.99) / percentile(waits, 0.5)
    empty = costs[f"empty {site.name}"]
    return [
        *rivals(world),
        at_most(6, "booking, per bare INSERT", on, 4, "times", ratio(costs["booking"], costs["insert"])),
        for_comparison(6, "bare INSERT", on, "CPU x", ratio(costs["insert"], empty)),
        at_least(
            6, f"bookings a second of {PEOPLE} people, per django-appointment’s", on, 10, "times", ratio(ours, peers)
        ),
        at_most(6, f"99th of a hundred waits of {PEOPLE} people, per median", on, 3, "times", once(tail)),
    ]


def race_for_speed(world):
    """Return our bookings a second and the peer's, round by round, and how long each of ours took."""
    diary, peers = Diary(world.usual), DjangoAppointment(world.peer)
    turns = {"ours": (diary, []), "peer": (peers, [])}
    waits = []
    for number in range(max(3, world.sizes.rounds // 2)):
        world.say(f"  {world.on}: {PEOPLE} people book, round {number + 1}")
        for name in turns if number % 2 == 0 else reversed(turns):
            side, rates = turns[name]
            rate, took = bookings_a_second(side, world.sizes.bookings)
            rates.append(rate)
            waits += took if name == "ours" else []
    return turns["ours"][1], turns["peer"][1], waits


def bookings_a_second(side, count):
    jobs = side.jobs(count)
    began = time.perf_counter()
    waits = load.together(side.site.port, jobs, PEOPLE)
    rate = count / (time.perf_counter() - began)
    side.give_back()
    return rate, waits


def rivals(world):
    """Let fifty people try for one time, over and over; count the rounds that had not exactly one winner."""
    site, on = world.usual, world.on
    diary = Diary(site)
    rounds = max(3, world.sizes.rounds * 2)
    world.say(f"  {on}: {rounds} rounds of {PEOPLE} people on one time")
    wrong, others = 0, 0
    for _round in range(rounds):
        wish = next(diary.free)
        requests = [diary.request(*wish, next(diary.callers), expect=(BOOKED, REFUSED)) for _person in range(PEOPLE)]
        statuses = [answer.status for answer in load.together(site.port, [asking(one) for one in requests], PEOPLE)]
        wrong += statuses.count(BOOKED) != 1 or diary.booked() != 1
        others += sum(status not in (BOOKED, REFUSED) for status in statuses)
        diary.give_back()
    what = f"{rounds} rounds of {PEOPLE} people on one time"
    return [
        at_most(5, f"{what}: rounds without exactly one winner", on, 0, "rounds", once(wrong)),
        at_most(5, f"{what}: answers that neither book nor refuse", on, 0, "answers", once(others)),
    ]


def asking(request):
    return lambda caller: caller.ask(request)
