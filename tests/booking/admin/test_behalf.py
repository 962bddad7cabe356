"""“Réserver pour un client”, in the real admin: found or written down, booked, and told of."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from booking import actions
from booking.models import Appointment, AppointmentEvent, OutboxMessage, State
from people.models import Client
from people.twins import twins_of
from practice.models import Absence, BookingRules, Practitioner
from tests import factories
from tests.free import free_starts

pytestmark = [pytest.mark.django_db, pytest.mark.mission("T6")]

INSPECT = "rendez-vous_modeladmin_inspect"


@pytest.fixture
def screen(client, camille, practice):
    """The coach at her screen: a function that opens it, and one that sends it."""
    client.force_login(camille)
    return client


def address(**query):
    return reverse("booking_admin:book_for", query=query)


def free_start(practice, *, days=2):
    return free_starts(practice, days=days)[0]


def wish(practice, client, **more):
    parts = {"prestation": practice.service.slug, "praticien": practice.practitioner.slug, "lieu": practice.place.slug}
    return {**parts, "client": client.pk, **more}


def text_of(answer):
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


# --- Whom -----------------------------------------------------------------------------------------


def test_a_client_is_found_by_parts_of_what_is_known_of_them(screen, bob_client, charlie_client):
    bob_client.phone = "06 12 34 56 78"
    bob_client.save()
    for words in ("mart", "bob mar", "bob@exam", "34 56"):
        for url in (address(q=words), reverse("booking_admin:book_for_people", query={"q": words})):
            page = text_of(screen.get(url))
            assert "Bob Martin" in page, words
            assert "Charlie" not in page
    assert "Personne ne s’appelle ainsi" in text_of(screen.get(address(q="Zzz")))


def test_the_search_takes_the_same_queries_for_one_and_for_many(screen, bob_client):
    url = reverse("booking_admin:book_for_people", query={"q": "bob"})
    screen.get(url)
    with CaptureQueriesContext(connection) as one:
        screen.get(url)
    for number in range(30):
        Client.objects.create(name=f"Bob {number}")
    with CaptureQueriesContext(connection) as many:
        page = text_of(screen.get(url))
    assert len(many) == len(one)
    assert page.count("<li>") == 10
    assert "écrivez encore quelques lettres" in page


def test_someone_new_is_written_down_and_a_time_chosen_next(screen, camille):
    answer = screen.post(address(), {"name": "Nadia Roux", "email": " Nadia@Example.com", "phone": "06"})
    nadia = Client.objects.get(name="Nadia Roux")
    assert (nadia.email, nadia.phone, nadia.user, nadia.entered_by) == ("nadia@example.com", "06", None, camille)
    assert answer.url == address(client=nadia.pk)
    assert "Nadia Roux" in text_of(screen.get(answer.url))


@pytest.mark.parametrize(
    ("name", "email"), [("Bob Martin", ""), ("martin bob", ""), ("Bób Martn", ""), ("Robert", "BOB@example.com")]
)
def test_a_likely_twin_is_shown_before_a_second_one_is_made(screen, bob_client, name, email):
    written = {"name": name, "email": email, "phone": ""}
    answer = screen.post(address(), written)
    page = text_of(answer)
    assert "Est-ce l’une de ces personnes" in page
    assert address(client=bob_client.pk) in page
    assert Client.objects.count() == 1
    screen.post(address(), {**written, "another": "1"})
    assert Client.objects.count() == 2


def test_two_different_people_are_no_twins(bob_client):
    for name in ("Rob Martinez", "Alice Martin", "Bo", "Nadia Roux"):
        assert twins_of(Client.objects.all(), name=name) == [], name


def test_what_is_wrong_with_a_new_client_is_said_and_nothing_is_kept(screen):
    answer = screen.post(address(), {"name": "", "email": "nadia", "phone": "06 12"})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Indiquez son nom complet" in page
    assert 'value="06 12"' in page
    assert not Client.objects.exists()


# --- Booking --------------------------------------------------------------------------------------


@pytest.mark.mission("M2")
def test_the_coach_books_for_bob_who_gets_the_mail_and_the_history_says_who(screen, camille, practice, bob_client):
    start = free_start(practice)
    url = address(**wish(practice, bob_client, jour=start.date().isoformat()))
    page = text_of(screen.get(url))
    assert f'value="{start.isoformat()}"' in page
    sent = {"debut": start.isoformat(), "key": str(uuid.uuid4())}
    answer = screen.post(url, sent)
    booked = Appointment.objects.get()
    assert answer.url == reverse(INSPECT, args=[booked.pk])
    assert (booked.client, booked.start_at, booked.state) == (bob_client, start, State.CONFIRMED)
    event = booked.events.get()
    assert (event.kind, event.by, event.by_name) == (AppointmentEvent.Kind.BOOKED, camille, "Camille Aubert")
    assert OutboxMessage.objects.filter(event=event, recipient="bob@example.com").count() == 1
    page = text_of(screen.get(answer.url))
    assert "Camille Aubert" in page
    # Sent twice it books once.
    assert screen.post(url, sent).url == answer.url
    assert Appointment.objects.count() == 1


def test_what_would_need_approval_is_confirmed_at_once(screen, practice, bob_client):
    practice.service.needs_approval = True
    practice.service.save()
    start = free_start(practice)
    screen.post(address(**wish(practice, bob_client)), {"debut": start.isoformat()})
    assert Appointment.objects.get().state == State.CONFIRMED


def test_a_client_without_an_address_gets_no_mail_and_staff_read_so(screen, practice):
    alice = Client.objects.create(name="Alice")
    answer = screen.post(address(**wish(practice, alice)), {"debut": free_start(practice).isoformat()}, follow=True)
    assert "il n’y a pas d’adresse e-mail" in text_of(answer)
    assert not OutboxMessage.objects.filter(audience=OutboxMessage.Audience.CLIENT).exists()


def test_a_taken_time_cannot_be_booked_twice_and_says_why_with_the_nearest(
    screen, practice, bob_client, charlie_client
):
    start = free_start(practice)
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    now = timezone.now()
    actions.book(**parts, client=charlie_client, start=start, by=charlie_client.user, now=now)
    url = address(**wish(practice, bob_client, jour=start.date().isoformat()))
    assert f'value="{start.isoformat()}"' not in text_of(screen.get(url))
    answer = screen.post(url, {"debut": start.isoformat()}, follow=True)
    assert Appointment.objects.count() == 1
    page = text_of(answer)
    assert "taken" in page
    assert "Charlie Petit" in page
    assert answer.context["answers"][0]["nearest"]
    assert len(answer.context["answers"][0]["nearest"]) == 3
    assert f"client={bob_client.pk}" in answer.context["answers"][0]["nearest"][0]["url"]


def test_any_minute_may_be_looked_at_and_a_free_one_booked(screen, practice, bob_client):
    start = free_start(practice)
    local = start.astimezone(practice.place.zone)
    query = wish(practice, bob_client, jour=local.date().isoformat(), heure=f"{local:%H:%M}")
    page = text_of(screen.get(address(**query)))
    assert f'name="debut" value="{start.isoformat()}"' in page
    odd = local + dt.timedelta(minutes=3)
    page = text_of(screen.get(address(**{**query, "heure": f"{odd:%H:%M}"})))
    assert "off_grid" in page
    assert 'name="debut"' not in page


def test_times_at_which_the_client_is_elsewhere_are_not_offered(screen, practice, bob_client, make_practitioner):
    other, start = make_practitioner("Denis"), free_start(practice)
    parts = {"service": practice.service, "place": practice.place}
    now = timezone.now()
    actions.book(**parts, practitioner=other, client=bob_client, start=start, by=bob_client.user, now=now)
    url = address(**wish(practice, bob_client, jour=start.date().isoformat()))
    assert f'value="{start.isoformat()}"' not in text_of(screen.get(url))
    BookingRules.objects.update_or_create(defaults={"live_limit": 1})
    page = text_of(screen.get(url))
    assert 'name="debut"' not in page


@pytest.mark.mission("T5")
def test_days_on_which_the_client_can_have_nothing_cannot_be_chosen(screen, practice, bob_client):
    start = free_start(practice, days=3)
    url = address(**wish(practice, bob_client, jour=start.date().isoformat(), mois=f"{start:%Y-%m}"))

    def linked():
        month = screen.get(url).context["week"].month
        return [day.date for week in month.weeks for day in week if day and day.url]

    assert start.astimezone(practice.place.zone).date() in linked()
    assert not [day for day in linked() if day.weekday() > 4]
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    actions.book(**parts, client=bob_client, start=start, by=bob_client.user, now=timezone.now())
    BookingRules.objects.update_or_create(defaults={"day_limit": 1})
    assert start.astimezone(practice.place.zone).date() not in linked()


@pytest.mark.parametrize(
    "query", [{"mois": "x"}, {"jour": "x"}, {"jour": "9999-12-31"}, {"heure": "x"}, {"praticien": "x"}]
)
def test_a_strange_address_is_no_error(screen, practice, bob_client, query):
    assert screen.get(address(**{**wish(practice, bob_client), **query})).status_code == 200
    assert screen.post(address(**{**wish(practice, bob_client), **query}), {"debut": "x"}).status_code in (302, 422)


def test_opening_the_screen_changes_nothing(screen, practice, bob_client):
    for url in (address(), address(q="bob"), address(**wish(practice, bob_client))):
        for method in (screen.get, screen.head):
            assert method(url).status_code == 200
    assert not Appointment.objects.exists()


def test_where_there_is_nothing_to_book_it_says_so(screen, practice, bob_client):
    practice.service.is_active = False
    practice.service.save()
    page = text_of(screen.get(address(client=bob_client.pk)))
    assert "Il n’y a rien à réserver" in page
    assert screen.post(address(client=bob_client.pk), {"debut": "x"}).status_code == 422


# --- Who may --------------------------------------------------------------------------------------


def test_a_practitioner_books_with_themselves_for_those_they_know(client, denis, practice, bob_client):
    client.force_login(denis)
    start = free_start(practice)
    own = denis.practitioner
    assert client.get(address(client=bob_client.pk)).status_code == 404
    assert "Bob Martin" not in text_of(client.get(address(q="Bob")))
    client.post(address(), {"name": "Nadia Roux", "email": "", "phone": ""})
    nadia = Client.objects.get(name="Nadia Roux")
    query = {**wish(practice, nadia), "praticien": own.slug}
    assert client.post(address(**query), {"debut": start.isoformat()}).status_code == 302
    assert Appointment.objects.get().practitioner == own
    assert text_of(client.get(address(**query))).count("Camille Aubert") == 0
    with pytest.raises(actions.BookingRefused):
        actions.book_for(
            client=nadia,
            practitioner=practice.practitioner,
            service=practice.service,
            place=practice.place,
            start=start,
            by=denis,
            now=timezone.now(),
        )


def test_a_practitioner_is_told_of_no_twin_whom_they_may_not_know_of(client, denis, bob_client):
    client.force_login(denis)
    answer = client.post(address(), {"name": "Bob Martin", "email": "bob@example.com", "phone": ""})
    assert answer.status_code == 302
    assert Client.objects.filter(name="Bob Martin").count() == 2


def test_a_collaborator_books_with_everyone(client, zoe, practice, bob_client):
    client.force_login(zoe)
    client.post(address(**wish(practice, bob_client)), {"debut": free_start(practice).isoformat()})
    assert Appointment.objects.get().events.get().by == zoe


def test_nobody_else_gets_in(client, practice, bob, charlie):
    keeper = factories.make_user("helper@example.com", "Helper", is_staff=True)
    for user in (None, bob, charlie, keeper):
        client.logout()
        if user:
            client.force_login(user)
        for url in (address(), address(client=bob.client.pk), reverse("booking_admin:book_for_people")):
            assert client.get(url).status_code in (302, 404)
        assert client.post(address(), {"name": "Mallory"}).status_code in (302, 404)
    assert not Client.objects.filter(name="Mallory").exists()


# --- No preference --------------------------------------------------------------------------------


@pytest.fixture
def anna(practice, make_practitioner):
    """A colleague who gives the same service at the same place."""
    return make_practitioner("Anna")


def anyone(practice, client, **more):
    return wish(practice, client, **{**more, "praticien": Practitioner.ANYONE})


def take_all_day(practitioner, start):
    day = dt.timedelta(days=1)
    Absence.objects.create(practitioner=practitioner, start_at=start - day, end_at=start + day)


def test_with_no_preference_whoever_is_free_is_booked_and_named(client, zoe, practice, bob_client, anna):
    client.force_login(zoe)
    start = free_start(practice)
    take_all_day(practice.practitioner, start)
    url = address(**anyone(practice, bob_client, jour=start.date().isoformat()))
    page = text_of(client.get(url))
    assert "Peu importe" in page
    assert f'value="{start.isoformat()}"' in page
    answer = client.post(url, {"debut": start.isoformat()}, follow=True)
    assert Appointment.objects.get().practitioner == anna
    assert "avec Anna. " in text_of(answer)


def test_who_receives_people_begins_with_their_own_times_and_others_with_anyones(
    client, camille, zoe, bob_client, anna
):
    for user, first in ((camille, "camille"), (zoe, Practitioner.ANYONE)):
        client.force_login(user)
        assert client.get(address(client=bob_client.pk)).context["form"]["praticien"].value() == first


def test_a_minute_that_nobody_has_is_told_of_as_clients_are_told(client, zoe, practice, bob_client, anna):
    client.force_login(zoe)
    start = free_start(practice)
    for one in (practice.practitioner, anna):
        take_all_day(one, start)
    local = start.astimezone(practice.place.zone)
    query = anyone(practice, bob_client, jour=local.date().isoformat(), heure=f"{local:%H:%M}")
    page = client.get(address(**query))
    assert "absent" in text_of(page)
    assert len(page.context["answers"][0]["nearest"]) == 3
    # A time that the clocks skip is no start: the day is told of instead.
    night = anyone(practice, bob_client, jour="2027-03-28", heure="02:30")
    assert client.get(address(**night)).status_code == 200


def test_a_practitioner_is_not_offered_everybody_elses_times(client, denis, practice, anna):
    client.force_login(denis)
    nadia = Client.objects.create(name="Nadia Roux", entered_by=denis)
    start = free_start(practice)
    assert "Peu importe" not in text_of(client.get(address(client=nadia.pk)))
    parts = {"service": practice.service, "place": practice.place, "start": start}
    with pytest.raises(actions.BookingRefused):
        actions.book_for(client=nadia, practitioner=None, **parts, by=denis, now=timezone.now())


def test_as_many_queries_with_anyone_of_many_as_with_one(client, zoe, practice, bob_client, anna, make_practitioner):
    client.force_login(zoe)

    def queries(whom):
        for _until_all_is_kept in range(2):
            client.get(address(**{**wish(practice, bob_client), "praticien": whom}))
        with CaptureQueriesContext(connection) as captured:
            client.get(address(**{**wish(practice, bob_client), "praticien": whom}))
        return len(captured)

    few = queries("anna")
    for number in range(3):
        make_practitioner(f"Eve {number}")
    assert queries(Practitioner.ANYONE) == few


# --- What the service asks ------------------------------------------------------------------------


@pytest.fixture
def asked(practice):
    """What the coach's service asks, three of which clients have to answer; by the question's text."""
    factories.make_questions(practice.service)
    return {one.text: f"question_{one.pk}" for one in practice.service.questions.all()}


def test_what_the_service_asks_is_written_down_and_may_be_left_empty(screen, practice, bob_client, asked):
    first, second = free_start(practice), free_start(practice, days=4)
    url = address(**wish(practice, bob_client, jour=first.date().isoformat()))
    page = text_of(screen.get(url))
    for question in asked:
        assert question in page
    told = {asked["Votre projet en une phrase"]: "Changer de métier"}
    screen.post(url, {"debut": first.isoformat(), **told})
    booked = Appointment.objects.get()
    assert [(one.question, one.text) for one in booked.answers.all()] == [
        ("Votre projet en une phrase", "Changer de métier")
    ]
    assert screen.post(url, {"debut": second.isoformat()}).status_code == 302
    assert Appointment.objects.exclude(pk=booked.pk).get().answers.count() == 0


def test_what_was_typed_stays_when_something_is_wrong(screen, practice, bob_client, charlie_client, asked):
    start = free_start(practice)
    url = address(**wish(practice, bob_client, jour=start.date().isoformat()))
    project, number = asked["Votre projet en une phrase"], asked["Personnes dans votre équipe"]
    sent = {"debut": start.isoformat(), project: "Changer de métier", number: "beaucoup"}
    answer = screen.post(url, sent)
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'value="Changer de métier"' in page
    assert f'value="{start.isoformat()}" checked' in page
    assert not Appointment.objects.exists()
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    actions.book(**parts, client=charlie_client, start=start, by=charlie_client.user, now=timezone.now())
    answer = screen.post(url, {**sent, number: "3"})
    assert answer.status_code == 409
    assert 'value="Changer de métier"' in text_of(answer)
