"""Appointments through the API: what pages do, with the same rules, refusals, mails and history."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from booking import actions
from booking.models import Answer, Appointment, CancellationReason, OutboxMessage, State
from people import actions as people_actions
from people.models import Client
from practice.models import Absence, BookingRules, Service
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


@pytest.fixture
def winter(time_machine):
    """A Monday at eight in Paris, a month before Christmas."""
    time_machine.move_to(dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC), tick=False)


def paris(day, clock):
    """Return a moment of November 2026; days go on into December, and further."""
    first = dt.datetime(2026, 11, 1, *map(int, clock.split(":")), tzinfo=ZoneInfo("Europe/Paris"))
    return first + dt.timedelta(days=day - 1)


def rules(**changed):
    return lambda practice: BookingRules.objects.update_or_create(defaults=changed)


def booked_by(email, day, clock, *, practitioner=None):
    """Return what lets this client have an appointment, with Camille or with someone of that name."""

    def book(practice):
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        if practitioner:
            given = {"places": practice.places, "services": [practice.service]}
            parts["practitioner"] = make_practitioner(practitioner, **given)
        client = Client.objects.get(email=email)
        actions.book(client=client, **parts, start=paris(day, clock), by=client.user, now=timezone.now())

    return book


def away(day, clock):
    start = paris(day, clock)
    times = {"start_at": start, "end_at": start + dt.timedelta(minutes=45)}
    return lambda practice: Absence.objects.create(practitioner=practice.practitioner, **times)


def nothing(practice):
    """Nothing needs to be done: it is refused as things are."""


#: What is wished for, by the code with which it is refused, and what is done before.
REFUSALS = {
    "past": (20, "9:00", nothing),
    "too_soon": (24, "9:00", rules(minimum_notice_minutes=2 * 24 * 60)),
    "too_far": (23 + 63, "9:00", nothing),
    "closed_day": (28, "9:00", nothing),
    "holiday": (30 + 25, "9:00", rules(holidays_region="FR")),
    "absent": (24, "10:50", away(24, "10:50")),
    "out_of_hours": (24, "3:00", nothing),
    "off_grid": (24, "9:01", nothing),
    "taken": (24, "9:55", booked_by("charlie@example.com", 24, "9:55")),
    "too_close": (24, "9:03", booked_by("charlie@example.com", 24, "9:55")),
    "own_overlap": (24, "9:00", booked_by("bob@example.com", 24, "9:00", practitioner="Denis")),
    "limit_reached": (24, "9:00", lambda practice: [one(practice) for one in ONE_A_DAY]),
}
ONE_A_DAY = [booked_by("bob@example.com", 24, "14:25", practitioner="Denis"), rules(day_limit=1)]


@pytest.mark.mission("M7")
@pytest.mark.usefixtures("winter")
@pytest.mark.parametrize("call", ["book", "move"])
@pytest.mark.parametrize("code", REFUSALS)
def test_each_refusal_has_its_code_its_sentence_and_the_nearest_free_times(practice, bobs, charlie, wish, call, code):
    day, clock, before = REFUSALS[code]
    own = bobs.post("appointments/", wish(start=paris(25, "15:20").isoformat())).json()
    before(practice)
    rows = list(Appointment.objects.order_by("pk").values())
    start = paris(day, clock).isoformat()
    if call == "book":
        answer = bobs.post("appointments/", wish(start=start))
    else:
        answer = bobs.post(f"appointments/{own['id']}/move/", {"start": start})
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert answer.json()["detail"].endswith(".")
    nearest = answer.json()["nearest"]
    assert (len(nearest), nearest) == (3, sorted(nearest))
    assert list(Appointment.objects.order_by("pk").values()) == rows
    moved = bobs.post(f"appointments/{own['id']}/move/", {"start": nearest[0]})
    assert (moved.status_code, moved.json()["start"]) == (200, nearest[0])


@pytest.mark.parametrize("closed", ["service", "practitioner", "place", "not given"])
def test_what_is_not_open_for_booking_is_refused_as_such_or_by_its_number(bobs, practice, wish, closed):
    if closed == "not given":
        other = Service.objects.create(name="Coaching d’équipe", slug="equipe")
        asked = wish(service=other.pk)
    else:
        row, asked = getattr(practice, closed), wish()
        row.is_active = False
        row.save()
    answer = bobs.post("appointments/", asked)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_open_to_you")
    assert not Appointment.objects.exists()


def test_for_someone_blocked_nobody_books_neither_staff_nor_a_guest_of_that_address(camilles, nobody, bob, wish, guest):
    known = Client.objects.create(name=guest["name"], email=guest["email"].lower())
    people_actions.block(user=bob, by=None)
    people_actions.block_client(client=known, by=None)
    for program, who in ((camilles, {"client": bob.client.pk}), (nobody, {"guest": guest})):
        answer = program.post("appointments/", wish(**who))
        assert (answer.status_code, answer.json()["code"]) == (409, "blocked")
    assert not Appointment.objects.exists()


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
        ({"answers": {"1": "\ud800"}}, "answers"),
        ({"start": 1_800_000_000}, "start"),
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


def test_a_key_tells_nobody_what_another_guest_has_booked(nobody, wish, guest):
    """Keys can be guessed, and an address is known to others: only who sends the very same again is told."""
    key = {"Idempotency-Key": "1"}
    booked = nobody.post("appointments/", wish(guest=guest), **key).json()
    for number, changed in ((0, {"name": "Mallory"}), (3, {})):
        answer = nobody.post("appointments/", wish(number, guest={**guest, **changed}), **key)
        assert booked["id"] not in answer.content.decode()
        assert booked["start"] not in answer.content.decode()


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


def test_what_staff_book_has_the_approval_that_is_theirs_to_give(camilles, bobs, planner, bob, wish):
    assert bobs.post("appointments/", wish()).json()["status"] == "requested"
    assert camilles.post("appointments/", wish(3, client=bob.client.pk)).json()["status"] == "confirmed"


def test_staff_may_leave_open_what_a_client_has_to_answer(camilles, bobs, practice, bob, wish):
    make_questions(practice.service)
    assert bobs.post("appointments/", wish()).status_code == 400
    assert camilles.post("appointments/", wish(client=bob.client.pk)).status_code == 201


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


def test_a_client_moves_one_no_more_often_than_the_practice_allows(bobs, camilles, booked, free):
    BookingRules.objects.update_or_create(defaults={"moves_limit": 1})
    address = f"appointments/{booked['id']}/move/"
    assert bobs.post(address, {"start": z(free[4])}).status_code == 200
    answer = bobs.post(address, {"start": z(free[8])})
    assert (answer.status_code, answer.json()["code"]) == (409, "limit_reached")
    assert camilles.post(address, {"start": z(free[8])}).status_code == 200


@pytest.mark.parametrize("call", ["move", "agree", "decline", "miss"])
def test_what_is_over_or_called_off_is_left_as_it_is(bobs, camilles, booked, free, call):
    """Cancelling twice is shown above."""
    bobs.post(f"appointments/{booked['id']}/cancel/", {})
    answer = camilles.post(f"appointments/{booked['id']}/{call}/", {"start": z(free[4])} if call == "move" else {})
    assert (answer.status_code, answer.json()["code"]) == (409, "state")
    assert Appointment.objects.get().state == State.CANCELLED


@pytest.mark.parametrize(
    ("call", "body", "field"),
    [
        ("move", {}, "start"),
        ("move", {"start": "2027-01-11T09:00:00"}, "start"),
        ("move", {"start": 1_800_000_000}, "start"),
        ("cancel", {"reason": "Parce que"}, "reason"),
        ("cancel", {"text": "x" * 1001}, "text"),
        ("cancel", {"text": "a\x00b"}, "text"),
        ("decline", {"text": "x" * 1001}, "text"),
    ],
)
def test_what_cannot_be_read_of_a_change_is_named_by_its_field(camilles, booked, call, body, field):
    answer = camilles.post(f"appointments/{booked['id']}/{call}/", body)
    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert Appointment.objects.get().state == State.CONFIRMED


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
