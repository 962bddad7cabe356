"""A practice in daily use, on a real site of two processes: after each change every door tells it at once."""

import datetime as dt
import random

import pytest
from django.utils import timezone
from wagtail.models import Page, Site

from booking import availability
from home.models import HomePage
from tests import factories
from tests.crowd import Rival
from tests.server import running_site
from tests.soak import sizes, tally
from tests.soak.doors import Doors
from tests.soak.life import Life, a_practice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

DAY = dt.timedelta(days=1)


class Asked:
    """Asks the doors, and compares with the oracle. A minute may end meanwhile: either answer is right then."""

    def __init__(self, life, doors, visitor):
        self.life = life
        self.doors = doors
        self.visitor = visitor

    def agrees(self, door, expected, what):
        """`door()` gives an answer, `expected(oracle, answer)` whether it is right."""
        before = self.life.oracle()
        answer = door()
        right = expected(before, answer) or expected(self.life.oracle(), answer)
        assert right, (what, answer, self.life.practice)
        tally.count("answers compared")

    def every_door(self, choice):
        """Ask about one choice, by its practitioner’s name and for whoever is free; about the first page, too."""
        self.agrees(self.doors.home, lambda oracle, answer: answer == self.at_home(oracle), "home")
        for asked in (choice, (None, *choice[1:])):
            self.ask_about(asked, self.a_start(asked))

    def ask_about(self, choice, start):
        first = self.life.now.date() - DAY
        last = first + 16 * DAY
        is_open = bool(self.life.practice.givers(*choice[1:]) if choice[0] is None else self.is_open(choice))
        self.agrees(
            lambda: self.doors.api(choice, first, last),
            lambda oracle, answer: answer == (oracle.offered(*choice) if is_open else None),
            "API",
        )
        chosen = self.life.rows.chosen(choice)
        self.agrees(
            lambda: availability.refusal_for(**chosen, start=start, now=self.life.now),
            lambda oracle, answer: (answer is None) == (is_open and start in oracle.offered(*choice)),
            "refusal",
        )
        if is_open:
            day = self.life.now.date() + self.life.chance.randrange(14) * DAY
            self.agrees(lambda: self.doors.week(choice, day), lambda *told: self.is_the_week(choice, *told), "week")
            self.agrees(
                lambda: self.doors.is_refused(self.visitor, choice, start),
                lambda oracle, answer: answer != oracle.accepts("Visitor", choice, start),
                "form",
            )

    def is_open(self, choice):
        return choice in self.life.practice.choices()

    def a_start(self, choice):
        """Return a start that is, or was, of interest."""
        oracle = self.life.oracle()
        starts = [visit.start for visit in self.life.practice.visits[-5:]] + oracle.offered(*choice)[:30]
        later = [start for start in starts if start > self.life.now] or [self.life.now + DAY]
        return self.life.chance.choice(later).replace(second=0, microsecond=0)

    def at_home(self, oracle):
        """Return the next three starts of all who can be booked, for the first service of each.

        Of somebody with several places it is the one where they are free first; where there is nobody else, the first.
        """
        by_person = {}
        for who, service, place in sorted(self.life.practice.choices()):
            by_person.setdefault(who, []).append((who, service, place))
        free = set()
        for ways in by_person.values():
            of_first_service = [way for way in ways if way[1] == ways[0][1]]
            asked = of_first_service if len(by_person) > 1 else of_first_service[:1]
            offered = [starts[:3] for way in asked if (starts := oracle.offered(*way))]
            free.update(min(offered, key=lambda starts: starts[0], default=[]))
        return sorted(free)[:3]

    def is_the_week(self, choice, oracle, answer):
        monday, starts = answer
        zone = oracle.zone(choice[2])
        offered = oracle.offered(*choice)
        if monday is None:
            return not offered
        return starts == [start for start in offered if monday <= start.astimezone(zone).date() < monday + 7 * DAY]


@pytest.fixture
def first_page(db):
    """A first page, which shows the next free times."""
    texts = dict.fromkeys(["title", "promise", "lead", "first_button", "free_times_title"], "Accueil")
    home = Page.get_first_root_node().add_child(instance=HomePage(slug="accueil", **texts))
    Site.objects.filter(is_default_site=True).update(root_page=home)
    Site.clear_site_root_paths_cache()


@pytest.mark.usefixtures("first_page")
def test_every_door_tells_each_change_at_once(camille):
    chance = random.Random(sizes.SEED)
    people = {name: factories.make_client(f"{name.lower()}@example.com", name) for name in ("Bob", "Charlie")}
    with running_site(settings_module="tests.soak.settings") as address:
        life = Life(a_practice(timezone.now().date()), people, camille, chance)
        asked = Asked(life, Doors(address, life.rows), Rival(0, address))
        for _ in range(sizes.CHANGES):
            life.change()
            asked.every_door(life.choice())
            tally.count("changes")
