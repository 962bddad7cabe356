"""The agenda on paper: a day, a week, a month, each on one page of A4, however full it is."""

import calendar
import datetime as dt
import re

import pytest
from django.utils import timezone

from booking.models import Appointment, State
from practice.models import Absence, practice_zone
from tests import factories
from tests.factories import PASSWORD
from tests.server import running_site

pytestmark = [
    pytest.mark.mission("C5"),
    pytest.mark.mission("M3"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

NAMES = ["Adélaïde de La Rochefoucauld-Montbel", "Nguyễn Thị Hương", "Jean-Baptiste Œuvrard", "Bob Martin"]
STARTS = [(9, 0), (9, 55), (10, 50), (11, 45), (13, 30), (14, 25), (15, 20), (16, 15)]
DAY = dt.timedelta(days=1)
#: In points, the short side first.
A4 = (595, 842)
#: Whatever is cut by something around it that scrolls on the screen, or reaches beyond its edge.
CUT = """names => [...document.querySelectorAll(names)].filter(one => {
  const {right, bottom} = one.getBoundingClientRect();
  for (let around = one.parentElement; around; around = around.parentElement) {
    const edge = around.getBoundingClientRect();
    const isRoot = around === document.documentElement || around === document.body;
    const clips = getComputedStyle(around).overflow !== "visible" && !isRoot;
    if (clips && (bottom > edge.bottom + 1 || right > edge.right + 1)) return true;
  }
  return false;
}).length"""


@pytest.fixture
def monday():
    """The first Monday of the month after the next one: its whole week is in that month."""
    first = (timezone.now().astimezone(practice_zone()).date().replace(day=1) + 62 * DAY).replace(day=1)
    return first + (-first.weekday() % 7) * DAY


@pytest.fixture
def full_week(practice, monday):
    """Eight appointments on each of five days, one of them a request, and one evening away."""
    clients = [
        factories.make_client(f"client{number}@example.com", *name.split(" ", 1)).user.client
        for number, name in enumerate(NAMES)
    ]
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    for number, (hour, minute) in enumerate(STARTS * 5):
        start = dt.datetime.combine(monday + number // 8 * DAY, dt.time(hour, minute), practice_zone())
        end = start + dt.timedelta(minutes=45)
        Appointment.objects.create(
            **parts,
            client=clients[number % 4],
            start_at=start,
            end_at=end,
            busy_until=end + dt.timedelta(minutes=10),
            state=State.REQUESTED if number == 3 else State.CONFIRMED,
        )
    evening = dt.datetime.combine(monday, dt.time(17), practice_zone())
    Absence.objects.create(start_at=evening, end_at=evening + dt.timedelta(hours=2), reason="Conseil de classe")


def pages_of(pdf):
    """Return the width and the height of each page."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    assert len(boxes) == len(re.findall(rb"/Type\s*/Page\b", pdf))
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def test_a_full_day_week_and_month_are_each_printed_on_one_page(browser, full_week, monday):
    with running_site(settings_module="tests.journeys.settings") as address:
        context = browser.new_context(base_url=address, locale="fr-FR")
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("Adresse e-mail", exact=True).fill("camille@example.com")
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        page.locator("main").get_by_role("button", name="Se connecter", exact=True).click()
        page.wait_for_url(lambda url: "/login/" not in url)
        printed = [
            ("jour", A4, ".agenda__item--entry", 8),
            ("semaine", A4[::-1], ".agenda__item--entry", 40),
            (
                "mois",
                A4[::-1],
                ".agenda__date:not(.agenda__date--none)",
                calendar.monthrange(monday.year, monday.month)[1],
            ),
        ]
        for view, paper, shown, count in printed:
            page.goto(f"/admin/rendez-vous/agenda/?vue={view}&date={monday}")
            pdf = page.pdf(prefer_css_page_size=True)
            assert pages_of(pdf) == [paper], view
            # A window lower than all of it, which is scrolled on the screen.
            page.set_viewport_size({"width": 1040, "height": 300})
            page.emulate_media(media="print")
            assert page.locator(shown).count() == count
            assert page.evaluate(CUT, shown) == 0, view
            page.emulate_media(media="null")
            page.set_viewport_size({"width": 1280, "height": 720})
        context.close()
