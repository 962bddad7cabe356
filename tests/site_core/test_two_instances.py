"""Two instances of the site behind nginx, as `docs/deploying.md` has them; one falls dead while people book.

The configuration is the one that is shipped (`deploy/nginx/creneau.conf`). Whoever is answered by nothing, or by 502,
sends once more, as a browser's reload does; nobody notices more than that.
"""

import datetime as dt
import functools
import http.client
import threading
import time
import urllib.parse
import uuid
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from booking.availability import next_free
from booking.guests import QUICKEST
from booking.models import Appointment, OutboxMessage
from practice.models import BookingRules
from tests.crowd import WON, Rival, details_address, each_at_once, overlapping_pairs
from tests.mail_server import MailServer
from tests.nginx import Nginx, trust
from tests.server import Site
from tests.workers import Workers, until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.race,
    pytest.mark.mission("T8"),
]

PEOPLE = 4
BOOKINGS_EACH = 5
#: Workers beside the two instances: on SQLite there is one.
WORKERS = {"postgresql": 2, "sqlite": 1}


class Visitor(Rival):
    """Someone logged in, who comes through nginx, and sends again what nobody answered."""

    def __init__(self, number, nginx, *, from_ip="127.0.0.1"):
        super().__init__(number, nginx.address)
        self.nginx, self.from_ip = nginx, from_ip
        self.context = trust(nginx.folder)
        self.again = Counter()
        self.answers = []

    def answer(self, method, address, body, headers):
        headers = {"Referer": f"{self.nginx.address}/", **headers}
        for _try in range(2):
            try:
                answer = ask(self.nginx, method, address, body, headers, self.context, self.from_ip)
            except (OSError, http.client.HTTPException) as error:
                answer, failed = None, type(error).__name__
            else:
                failed = answer.status in (502, 504) and answer.status
            if not failed:
                self.answers.append((method, answer.status))
                return answer
            self.again[method, failed] += 1
            time.sleep(0.2)
        raise AssertionError(f"{method} {address} was not answered twice: {failed}\n{self.nginx.log()[-2000:]}")

    def book(self, practice, start):
        """Read the week, then send the form until it is answered."""
        assert self.get("/rendez-vous/").status == 200
        return self.send(practice, start, key=uuid.uuid4()).status


def ask(nginx, method, address, body=None, headers=None, context=None, from_ip="127.0.0.1", *, plain=False):
    """Return the answer that came through nginx, its body read; the visitor's own address is `from_ip`."""
    host = urllib.parse.urlsplit(nginx.plain_address if plain else nginx.address).netloc
    where = {"timeout": 60, "source_address": (from_ip, 0)}
    if plain:
        talk = http.client.HTTPConnection(host, **where)
    else:
        talk = http.client.HTTPSConnection(host, context=context or trust(nginx.folder), **where)
    try:
        talk.request(method, address, body, headers or {})
        answer = talk.getresponse()
        answer.text = answer.read().decode(errors="replace")
        return answer
    finally:
        talk.close()


@pytest.fixture
def shared_cache():
    """Attempts are counted in the database, as in production."""
    call_command("createcachetable", "cache")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cache")


@pytest.fixture
def behind_nginx(practice, shared_cache, tmp_path):
    """Return two instances, and the nginx in front of them."""
    module = {"settings_module": "tests.behind_nginx_settings", "workers": 1}
    instances = [Site(**module), Site(**module)]
    nginx = Nginx([one.address for one in instances], tmp_path)
    for one in instances:
        one.environment["BASE_URL"] = nginx.address
    try:
        for one in instances:
            one.start()
        with nginx:
            yield nginx, instances
    finally:
        for one in instances:
            if hasattr(one, "process") and one.process.poll() is None:
                one.kill()


def test_an_instance_falls_dead_while_people_book_and_nobody_notices_more_than_a_retry(
    behind_nginx, practice, tmp_path
):
    nginx, instances = behind_nginx
    BookingRules.objects.update_or_create(defaults={"live_limit": 100})
    where = practice.practitioner, practice.service, practice.place
    free = next_free(*where, now=timezone.now() + dt.timedelta(days=1), count=PEOPLE * BOOKINGS_EACH)
    people = [Visitor(number, nginx) for number in range(PEOPLE)]
    wishes = [free[number::PEOPLE] for number in range(PEOPLE)]
    fall = threading.Timer(1.5, instances[0].kill)
    with MailServer() as mails, Workers(mails, tmp_path) as workers:
        for _number in range(WORKERS[connection.vendor]):
            workers.start()
        fall.start()
        booked = each_at_once([functools.partial(book_all, *one, practice) for one in zip(people, wishes, strict=True)])
        fall.join()
        # The other one goes on alone, and whoever comes now waits for nobody.
        late = Visitor(PEOPLE, nginx)
        assert late.get("/rendez-vous/").status == 200
        # It comes back, and the next to fall is the other.
        instances[0].start()
        instances[1].kill()
        assert late.get("/rendez-vous/").status == 200
        until(lambda: set(mails.copies()) == stored(), seconds=120)
        assert set(mails.copies().values()) == {1}
    assert booked == [[WON] * BOOKINGS_EACH] * PEOPLE
    rows = Appointment.objects.order_by("start_at").values_list("client", "start_at")
    assert sorted(rows) == sorted(
        (one.client.pk, start) for one, some in zip(people, wishes, strict=True) for start in some
    )
    assert overlapping_pairs() == 0
    # A page is asked of the other instance by nginx itself; only a form is sent again by its sender.
    assert [kind for one in [*people, late] for kind in one.again if kind[0] == "GET"] == []
    assert all(sum(one.again.values()) <= 1 for one in people)


def book_all(visitor, starts, practice):
    return [visitor.book(practice, start) for start in starts]


def stored():
    return set(OutboxMessage.objects.values_list("message_id", flat=True))


def test_a_form_that_is_sent_again_after_its_instance_died_books_once(behind_nginx, practice):
    """The booking was kept, and nobody heard of it: the key on the form tells that it is the same."""
    nginx, instances = behind_nginx
    visitor = Visitor(0, nginx)
    start = next_free(practice.practitioner, practice.service, practice.place, now=timezone.now(), count=9)[-1]
    key = uuid.uuid4()
    assert visitor.send(practice, start, key=key).status == WON
    instances[0].kill()
    again = visitor.send(practice, start, key=key)
    assert (again.status, Appointment.objects.count()) == (WON, 1)
    assert str(Appointment.objects.get().reference) in again.headers["Location"]


def test_no_instance_answers_and_the_visitor_is_told_what_to_do(behind_nginx, practice):
    nginx, instances = behind_nginx
    sheet = "/static/css/tokens.css"
    kept = ask(nginx, "GET", sheet)
    assert kept.status == 200
    for one in instances:
        one.kill()
    answer = ask(nginx, "GET", "/rendez-vous/")
    assert answer.status == 502
    assert "Un instant" in answer.text
    assert answer.headers["Retry-After"] == "5"
    # What has been asked for once is still there.
    assert ask(nginx, "GET", sheet).text == kept.text
    instances[1].start()
    until(lambda: ask(nginx, "GET", "/rendez-vous/").status == 200, seconds=30)


def test_attempts_are_counted_by_the_visitors_own_address(behind_nginx):
    """Whatever they write into X-Forwarded-For, whichever instance answers; and nobody else pays for them."""
    nginx, _instances = behind_nginx
    address = reverse("account_login")

    def log_in(number, from_ip):
        cookie = "csrftoken=" + "a" * 32
        fields = {"csrfmiddlewaretoken": "a" * 32, "login": f"nobody{number}@example.com", "password": "no"}
        headers = {
            "Cookie": cookie,
            "Referer": f"{nginx.address}/",
            "X-Forwarded-For": f"10.0.0.{number}",
            "X-Forwarded-Proto": "http",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return ask(nginx, "POST", address, urllib.parse.urlencode(fields), headers, from_ip=from_ip).text

    slowed = "Trop de tentatives"
    assert [slowed in log_in(number, "127.0.0.1") for number in range(14)][-1]
    assert slowed not in log_in(14, "127.0.0.2")


def test_plain_http_leads_to_https_and_large_things_are_turned_away(behind_nginx):
    nginx, _instances = behind_nginx
    answer = ask(nginx, "GET", "/rendez-vous/?semaine=2026-W48", plain=True)
    assert (answer.status, answer.headers["Location"]) == (301, f"{nginx.address}/rendez-vous/?semaine=2026-W48")
    too_large = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(17 * 1024 * 1024)}
    assert ask(nginx, "POST", "/rendez-vous/", None, too_large).status == 413
    page = ask(nginx, "GET", "/accounts/login/")
    assert page.headers["Content-Security-Policy"]
    cookies = page.headers.get_all("Set-Cookie")
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)


def test_the_log_of_nginx_names_no_private_link(behind_nginx):
    nginx, _instances = behind_nginx
    for address in ("/?q=secret-question", "/rendez-vous/secret-token/", "/en/agenda/secret-token.ics"):
        ask(nginx, "GET", address)
    ask(nginx, "GET", "/static/css/tokens.css", headers={"Referer": f"{nginx.address}/rendez-vous/secret-token/"})
    until(lambda: "tokens.css" in nginx.log("access"), seconds=10)
    assert "secret" not in nginx.log("access")


@pytest.mark.browser
@pytest.mark.mission("O2")
@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_guest_books_in_a_browser_while_one_instance_after_the_other_falls_dead(
    browser, behind_nginx, practice, scripts
):
    nginx, instances = behind_nginx
    start = next_free(practice.practitioner, practice.service, practice.place, now=timezone.now(), count=9)[-1]
    context = browser.new_context(
        base_url=nginx.address, locale="fr-FR", ignore_https_errors=True, java_script_enabled=scripts
    )
    try:
        page = context.new_page()
        page.goto(details_address(practice, start))
        expect(page.get_by_role("heading", level=1, name="Vos coordonnées", exact=True)).to_be_visible()
        page.get_by_label("Nom et prénom", exact=True).fill("Alice Durand")
        page.get_by_label("Adresse e-mail", exact=True).fill("alice@example.com")
        page.wait_for_timeout(QUICKEST / dt.timedelta(milliseconds=1))
        instances[0].kill()
        page.get_by_role("button", name="Confirmer le rendez-vous", exact=True).click()
        confirmed = page.get_by_role("heading", level=1, name="Rendez-vous confirmé", exact=True)
        expect(confirmed).to_be_visible()
        instances[0].start()
        instances[1].kill()
        page.reload()
        expect(confirmed).to_be_visible()
        assert Appointment.objects.get(client__isnull=False).client.name == "Alice Durand"
    finally:
        context.close()
