"""Appointments through the API: what pages do, with the same rules, refusals, mails and history."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from booking import actions
from booking.models import Answer, Appointment, CancellationReason, OutboxMessage, State
from people.models import Client
from practice.models import BookingRules
from tests.factories import make_client, make_practitioner, make_questions
from tests.free import free_starts

pytestmark = pytest.mark.django_db


@pytest.fixture
def free(practice):
    return free_starts(practice)


@pytest.fixture
def wish(practice, free):
    def at(number=0, **changed):
        return {
            "practitioner": practice.practitioner.pk,
            "service": practice.service.pk,
            "place": practice.place.pk,
            "start": free[number].isoformat(),
            **changed,
        }

    return at


@pytest.fixture
def booked(bobs, wish):
    answer = bobs.post("appointments/", wish())
    assert answer.status_code == 201, answer.content
    return answer.json()


def z(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


# --- Booking ---------------------------------------------------------------------------------------


@pytest.mark.mission("M7")
def test_a_client_books_and_finds_it(bobs, bob, booked, practice, free):
    assert {**booked, "history": [], "created_at": ""} == {
        "id": str(Appointment.objects.get().reference),
        "status": "confirmed",
        "start": z(free[0]),
        "end": z(free[0] + dt.timedelta(minutes=45)),
        "practitioner": practice.practitioner.pk,
        "service": practice.service.pk,
        "place": practice.place.pk,
        "client": bob.client.pk,
        "client_name": "Bob Martin",
        "created_at": "",
        "history": [],
    }
    assert [(event["by"], event["what"], event["from"], event["to"]) for event in booked["history"]] == [
        ("Bob Martin", "booked", "", "confirmed")
    ]
    assert bobs.get("appointments/").json() == [booked]
    assert bobs.get(f"appointments/{booked['id']}/").json() == booked
    assert OutboxMessage.objects.filter(recipient=bob.email, kind="confirmed").count() == 1


def test_a_taken_time_is_refused_with_the_nearest_three_and_nothing_is_stored(charlies, booked, wish, free):
    answer = charlies.post("appointments/", wish())
    assert (answer.status_code, answer.json()["code"]) == (409, "taken")
    assert answer.json()["detail"].startswith("This time has just been booked.")
    assert len(answer.json()["nearest"]) == 3
    assert z(free[1]) in answer.json()["nearest"]
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    ("move", "code"),
    [
        (lambda start: start.replace(hour=3), "out_of_hours"),
        (lambda start: start + dt.timedelta(days=(5 - start.weekday()) % 7), "closed_day"),
        (lambda start: start + dt.timedelta(minutes=1), "off_grid"),
        (lambda start: start + dt.timedelta(days=7 * 20), "too_far"),
        (lambda start: start - dt.timedelta(days=7 * 20), "past"),
    ],
)
def test_each_refusal_has_its_code_and_its_sentence(bobs, wish, free, move, code):
    answer = bobs.post("appointments/", wish(start=move(free[0]).isoformat()))
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert answer.json()["detail"].endswith(".")
    assert not Appointment.objects.exists()


def test_two_at_once_and_too_many_are_refused_as_on_the_pages(bobs, booked, practice, wish):
    other = make_practitioner("Denis", places=practice.places, services=[practice.service])
    assert bobs.post("appointments/", wish(practitioner=other.pk)).json()["code"] == "own_overlap"
    BookingRules.objects.update_or_create(defaults={"live_limit": 1})
    assert bobs.post("appointments/", wish(3)).json()["code"] == "limit_reached"


def test_the_same_key_books_once(bobs, charlies, wish):
    key = {"Idempotency-Key": "a key of the program’s own".replace("’", "'")}
    first, again = (bobs.post("appointments/", wish(), **key) for _twice in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    # Of another client it is another key.
    assert charlies.post("appointments/", wish(3), **key).json()["id"] != first.json()["id"]


def test_the_same_key_gives_the_same_appointment_whatever_else_is_sent_and_whatever_became_of_it(bobs, booked, wish):
    key = {"Idempotency-Key": "1"}
    first = bobs.post("appointments/", wish(3), **key).json()
    bobs.post(f"appointments/{first['id']}/cancel/", {})
    for number in (3, 5):
        again = bobs.post("appointments/", wish(number), **key)
        assert (again.status_code, again.json()["id"], again.json()["start"]) == (201, first["id"], first["start"])
    assert Appointment.objects.count() == 2


def test_a_key_that_is_too_long_is_named(bobs, wish):
    answer = bobs.post("appointments/", wish(), **{"Idempotency-Key": "k" * 201})
    assert (answer.status_code, list(answer.json())) == (400, ["idempotency_key"])


def test_with_anyone_whoever_is_free_gets_it(bobs, charlies, practice, wish):
    make_practitioner("Denis", places=practice.places, services=[practice.service])
    people = {one.post("appointments/", wish(practitioner=None)).json()["practitioner"] for one in (bobs, charlies)}
    assert len(people) == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"start": "2027-01-11T09:00:00"}, "start"),
        ({"start": "soon"}, "start"),
        ({"service": 999_999}, "service"),
        ({"place": "Lyon"}, "place"),
        ({"practitioner": 2**80}, "practitioner"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"state": "confirmed"}, "state"),
        ({"answers": {"999": "x"}}, "answers.999"),
    ],
)
def test_what_cannot_be_booked_is_named_by_its_field(bobs, wish, changed, field):
    answer = bobs.post("appointments/", wish(**changed))
    assert (answer.status_code, list(answer.json())) == (400, [field])


def test_the_questionnaire_is_answered_by_the_number_of_each_question(bobs, practice, wish):
    make_questions(practice.service)
    questions = {one.text: one.pk for one in practice.service.questions.all()}
    missing = bobs.post("appointments/", wish())
    assert missing.status_code == 400
    assert set(missing.json()) == {
        f"answers.{questions[text]}"
        for text in (
            "Votre projet en une phrase",
            "Depuis quand y pensez-vous ?",
            "J’accepte que ma coach lise mes réponses",
        )
    }
    answers = {
        questions["Votre projet en une phrase"]: "Changer de métier",
        questions["Depuis quand y pensez-vous ?"]: "Quelques mois",
        questions["Ce qui vous aiderait"]: ["Décider"],
        questions["J’accepte que ma coach lise mes réponses"]: True,
    }
    assert bobs.post("appointments/", wish(answers=answers)).status_code == 201
    assert list(Answer.objects.values_list("text", flat=True)) == [
        "Changer de métier",
        "Quelques mois",
        "Décider",
        "yes",
    ]


# --- Guests and staff ------------------------------------------------------------------------------


@pytest.fixture
def guest():
    return {"name": "Louise Martin", "email": "LOUISE@example.com", "phone": "01 02 03 04 05"}


def test_a_guest_books_where_the_practice_allows_guests(nobody, wish, guest):
    assert nobody.post("appointments/", wish()).status_code == 401
    answer = nobody.post("appointments/", wish(guest=guest, time_zone="America/Montreal"))
    assert answer.status_code == 201
    client = Client.objects.get(email="louise@example.com")
    assert (client.user, client.name, client.time_zone) == (None, "Louise Martin", "America/Montreal")
    assert OutboxMessage.objects.filter(recipient="louise@example.com").count() == 1
    assert nobody.get("appointments/").status_code == 401


def test_a_guest_who_sends_the_same_key_twice_books_once(nobody, wish, guest):
    once, again = (nobody.post("appointments/", wish(guest=guest), **{"Idempotency-Key": "1"}) for _twice in range(2))
    assert (once.status_code, again.status_code) == (201, 201)
    assert once.json()["id"] == again.json()["id"]


def test_guests_who_book_too_often_are_told_how_long_to_wait(nobody, wish, guest):
    answers = [nobody.post("appointments/", wish(guest=guest)) for _time in range(21)]
    assert (answers[20].status_code, answers[20]["Retry-After"]) == (429, "3600")
    assert 429 not in {answer.status_code for answer in answers[:20]}


def test_no_guest_books_where_the_practice_wants_an_account(nobody, wish, guest):
    BookingRules.objects.update_or_create(defaults={"guests_allowed": False})
    assert nobody.post("appointments/", wish(guest=guest)).status_code == 401
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("changed", [{"email": "louise"}, {"name": ""}, {"name": "a\nb"}, {"is_staff": True}])
def test_a_guest_is_someone_who_can_be_written_to(nobody, wish, guest, changed):
    answer = nobody.post("appointments/", wish(guest={**guest, **changed}))
    assert (answer.status_code, list(answer.json())) == (400, [f"guest.{name}" for name in changed])


def test_staff_book_for_a_client_and_nobody_else_does(camilles, log_in, zoe, bobs, charlie, wish):
    assert camilles.post("appointments/", wish(client=charlie.client.pk)).json()["client_name"] == "Charlie Petit"
    assert log_in(zoe).post("appointments/", wish(2, client=charlie.client.pk)).status_code == 201
    assert bobs.post("appointments/", wish(4, client=charlie.client.pk)).status_code == 404
    assert Appointment.objects.filter(client=charlie.client).count() == 2


def test_a_practitioner_books_for_their_own_clients_with_themselves(deniss, denis, bob, charlie, practice, wish, free):
    denis = denis.practitioner
    parts = {"practitioner": denis, "service": practice.service, "place": practice.place}
    actions.book(client=bob.client, **parts, start=free[5], by=bob, now=timezone.now())
    assert deniss.post("appointments/", wish(practitioner=denis.pk, client=bob.client.pk)).status_code == 201
    assert list(deniss.post("appointments/", wish(2, practitioner=denis.pk, client=charlie.client.pk)).json()) == [
        "client"
    ]
    assert deniss.post("appointments/", wish(2, client=bob.client.pk)).status_code == 403


# --- Seeing ----------------------------------------------------------------------------------------


def test_nobody_learns_of_anyone_elses(bobs, charlies, camilles, log_in, zoe, booked):
    assert charlies.get("appointments/").json() == []
    for call in ("", "move/", "cancel/", "agree/", "decline/", "miss/"):
        address = f"appointments/{booked['id']}/{call}"
        body = {"start": booked["start"]} if call == "move/" else {}
        foreign = charlies.post(address, body) if call else charlies.get(address)
        nothing = address.replace(booked["id"], str(uuid.uuid4()))
        unknown = charlies.post(nothing, body) if call else charlies.get(nothing)
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.content == unknown.content
    for program in (camilles, log_in(zoe)):
        assert [one["id"] for one in program.get("appointments/").json()] == [booked["id"]]


def test_the_list_is_narrowed_by_time_and_status(bobs, booked, wish, free):
    later = bobs.post("appointments/", wish(9)).json()
    bobs.post(f"appointments/{booked['id']}/cancel/", {})
    ids = lambda query: [one["id"] for one in bobs.get(f"appointments/?{query}").json()]  # noqa: E731
    assert ids("status=cancelled") == [booked["id"]]
    assert ids("status=confirmed") == [later["id"]]
    assert ids(f"from={z(free[9])}") == [later["id"]]
    assert ids(f"to={z(free[9])}") == [booked["id"]]
    assert bobs.get("appointments/?status=lost").status_code == 400
    assert bobs.get("appointments/?limit=1").json()["count"] == 2


def test_what_is_over_counts_as_completed(bobs, booked, time_machine):
    over = dt.datetime.fromisoformat(booked["end"])
    appointment = Appointment.objects.get()
    Appointment.objects.filter(pk=appointment.pk).update(
        start_at=appointment.start_at - dt.timedelta(days=30),
        end_at=appointment.end_at - dt.timedelta(days=30),
        busy_until=appointment.busy_until - dt.timedelta(days=30),
    )
    assert over
    assert [one["status"] for one in bobs.get("appointments/?status=completed").json()] == ["completed"]
    assert bobs.get("appointments/?status=confirmed").json() == []


def test_many_appointments_cost_no_more_queries_than_one(camilles, practice, free, django_assert_num_queries):
    def book(number):
        client = make_client(f"client{number}@example.com", f"Client {number}")
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        actions.book(client=client, **parts, start=free[number], by=None, now=timezone.now())

    book(0)
    for count in (1, 3):
        with django_assert_num_queries(4):
            assert len(camilles.get("appointments/").json()) == count
        if count == 1:
            book(1), book(2)


# --- Changing --------------------------------------------------------------------------------------


@pytest.mark.mission("M7")
def test_a_client_moves_and_cancels_within_the_notice(bobs, booked, free):
    CancellationReason.objects.create(label="Force majeure", is_default=True)
    moved = bobs.post(f"appointments/{booked['id']}/move/", {"start": z(free[4])})
    assert (moved.status_code, moved.json()["start"], moved.json()["id"]) == (200, z(free[4]), booked["id"])
    gone = bobs.post(f"appointments/{booked['id']}/cancel/", {"text": "Désolé"})
    assert (gone.status_code, gone.json()["status"]) == (200, "cancelled")
    assert [(one["what"], one["reason"], one["text"]) for one in gone.json()["history"]] == [
        ("booked", "", ""),
        ("moved", "", ""),
        ("cancelled", "Force majeure", "Désolé"),
    ]
    again = bobs.post(f"appointments/{booked['id']}/cancel/", {})
    assert (again.status_code, again.json()["code"]) == (409, "state")


def test_a_move_to_a_taken_time_leaves_it_where_it_is(bobs, charlies, booked, wish, free):
    charlies.post("appointments/", wish(4))
    answer = bobs.post(f"appointments/{booked['id']}/move/", {"start": z(free[4])})
    assert (answer.status_code, answer.json()["code"], len(answer.json()["nearest"])) == (409, "taken", 3)
    assert bobs.get(f"appointments/{booked['id']}/").json()["start"] == booked["start"]


def test_within_the_notice_only_staff_change_it(bobs, camilles, booked, free):
    BookingRules.objects.update_or_create(defaults={"cancellation_notice_hours": 24 * 50})
    for call, body in (("move", {"start": z(free[4])}), ("cancel", {})):
        answer = bobs.post(f"appointments/{booked['id']}/{call}/", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "state")
        assert answer.json()["detail"] == "It is too late to change this appointment online."
        assert camilles.post(f"appointments/{booked['id']}/{call}/", body).status_code == 200


def test_staff_agree_decline_and_mark_missed_and_clients_do_not(bobs, camilles, practice, wish):
    practice.service.needs_approval = True
    practice.service.save()
    first, second = (bobs.post("appointments/", wish(number)).json() for number in (0, 4))
    assert first["status"] == "requested"
    assert bobs.post(f"appointments/{first['id']}/agree/").status_code == 403
    assert camilles.post(f"appointments/{first['id']}/agree/").json()["status"] == "confirmed"
    declined = camilles.post(f"appointments/{second['id']}/decline/", {"text": "Complet"}).json()
    assert (declined["status"], declined["history"][-1]["text"]) == ("declined", "Complet")
    assert camilles.post(f"appointments/{first['id']}/miss/").status_code == 409
    start = timezone.now() - dt.timedelta(hours=2)
    end = start + dt.timedelta(hours=1)
    Appointment.objects.filter(reference=first["id"]).update(start_at=start, end_at=end, busy_until=end)
    assert camilles.post(f"appointments/{first['id']}/miss/").json()["status"] == State.MISSED
