"""The planner's slots: who sees which, who reserves, agrees and declines, and what each refusal says."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from booking import actions, outbox
from booking.models import Appointment, AppointmentEvent, CancellationReason, State
from people.models import RegistrationRules
from practice.models import Absence, BookingRules, PublishedSlot
from tests.api.conftest import make_slot
from tests.factories import make_practitioner

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def wanted(start, end=None, **more):
    return {"start_time": start.isoformat(), "end_time": (end or start + HOUR).isoformat(), **more}


def z(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def statuses(answer):
    return [row["status"] for row in answer.json()]


# --- Publishing ------------------------------------------------------------------------------------


@pytest.mark.mission("P3")
@pytest.mark.mission("P6")
def test_a_specialist_publishes_a_slot_of_their_own(camilles, camille, slot):
    start = slot.end_at
    answer = camilles.post("slots/", wanted(start, context="Первая встреча", cost="1500.50"))
    assert answer.status_code == 201
    made = PublishedSlot.objects.get(pk=answer.json()["id"])
    assert answer.json() == {
        "id": made.pk,
        "specialist": camille.pk,
        "start_time": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "end_time": f"{start + HOUR:%Y-%m-%dT%H:%M:%SZ}",
        "context": "Первая встреча",
        "cost": "1500.50",
        "status": "free",
        "client": None,
    }


@pytest.mark.mission("P3")
@pytest.mark.parametrize("shift", [dt.timedelta(0), dt.timedelta(minutes=30), -dt.timedelta(minutes=59)])
def test_the_same_times_and_overlapping_ones_are_refused(camilles, slot, shift):
    answer = camilles.post("slots/", wanted(slot.start_at + shift))
    assert (answer.status_code, answer.json()["code"]) == (409, "overlap")
    assert PublishedSlot.objects.count() == 1


def test_slots_of_two_specialists_may_be_at_the_same_time(slot, deniss):
    assert deniss.post("slots/", wanted(slot.start_at)).status_code == 201


@pytest.mark.mission("P6")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"cost": "-1"}, "cost"),
        ({"cost": "1.001"}, "cost"),
        ({"cost": "NaN"}, "cost"),
        ({"end_time": "2026-11-01T08:00:00Z"}, "end_time"),
        ({"start_time": "2026-11-01T09:00:00Z", "end_time": "2026-11-01T10:00:00Z"}, "start_time"),
        ({"start_time": "2099-11-01T09:00:00"}, "start_time"),
        ({"start_time": "tomorrow"}, "start_time"),
        ({"start_time": None}, "start_time"),
        ({"start_time": 4_100_000_000, "end_time": "2099-12-04T05:20:00Z"}, "start_time"),
        ({"start_time": "4100000000", "end_time": "2099-12-04T05:20:00Z"}, "start_time"),
        ({"cost": "1000000"}, "cost"),
        ({"context": "\ud800"}, "context"),
        ({"context": "\x00"}, "context"),
        ({"specialist": 1}, "specialist"),
        ({"place": 9_999}, "place"),
    ],
)
def test_what_cannot_be_published_is_named_by_its_field(camilles, slot, changed, field):
    answer = camilles.post("slots/", {**wanted(slot.end_at), **changed})
    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert all(sentence.endswith(".") for sentence in answer.json()[field])
    assert PublishedSlot.objects.count() == 1


@pytest.mark.mission("P6")
@pytest.mark.parametrize("cost", ["1500", "1500.0", 1500, 1500.0])
def test_money_is_answered_as_a_text_with_two_decimals(camilles, slot, cost):
    assert camilles.post("slots/", wanted(slot.end_at, cost=cost)).json()["cost"] == "1500.00"


@pytest.mark.mission("P3")
@pytest.mark.parametrize(
    ("written", "status", "told"),
    [
        ({"cost": "-0.01"}, 400, "cost"),
        ({"start_time": "2026-11-01T09:00:00Z", "end_time": "2026-11-01T10:00:00Z"}, 400, "start_time"),
        ({"start_time": "2099-11-01T09:00:00"}, 400, "start_time"),
        ({"end_time": "2026-11-01T08:00:00Z"}, 400, "end_time"),
        ({"status": "agreed"}, 400, "status"),
        ({"client": 1}, 400, "client"),
        (lambda later: {"start_time": z(later - HOUR), "end_time": z(later + HOUR)}, 409, "overlap"),
        (lambda later: {"start_time": z(later), "end_time": z(later + HOUR)}, 409, "overlap"),
        (lambda later: {"start_time": z(later - HOUR), "end_time": z(later)}, 200, ""),
    ],
)
def test_a_slot_is_changed_under_the_rules_under_which_it_is_published(camilles, planner, slot, written, status, told):
    later = make_slot(planner, slot.start_at + 3 * HOUR)
    answer = camilles.patch(f"slots/{slot.pk}/", written(later.start_at) if callable(written) else written)
    assert answer.status_code == status
    if status == 400:
        assert list(answer.json()) == [told]
    if status == 409:
        assert answer.json()["code"] == told
    before = (slot.start_at, slot.end_at, slot.cost)
    slot.refresh_from_db()
    assert ((slot.start_at, slot.end_at, slot.cost) == before) == (status != 200)


def test_clients_and_collaborators_publish_nothing(bobs, log_in, zoe, slot):
    for program in (bobs, log_in(zoe)):
        answer = program.post("slots/", wanted(slot.end_at))
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.mission("P6")
def test_a_free_slot_is_changed_and_withdrawn_by_its_specialist_alone(camilles, bobs, slot, deniss):
    address = f"slots/{slot.pk}/"
    for program, status in ((deniss, 404), (bobs, 403)):
        assert program.patch(address, {"context": "Other"}).status_code == status
        assert program.delete(address).status_code == status
    assert camilles.patch(address, {"context": "Other"}).json()["context"] == "Other"
    assert camilles.patch(address, {"cost": None}).json()["cost"] is None
    assert camilles.patch(address, {"start_time": None}).status_code == 400
    assert camilles.delete(address).status_code == 204
    assert camilles.delete(address).status_code == 404


def test_a_reserved_slot_is_neither_changed_nor_withdrawn(camilles, bobs, slot):
    bobs.patch(f"slots/{slot.pk}/reserve/")
    for answer in (camilles.patch(f"slots/{slot.pk}/", {"cost": "1.00"}), camilles.delete(f"slots/{slot.pk}/")):
        assert (answer.status_code, answer.json()["code"]) == (409, "booked")


# --- Seeing ----------------------------------------------------------------------------------------


@pytest.mark.mission("P4")
def test_a_client_sees_what_is_free_and_what_is_theirs_and_nothing_of_anyone_elses(
    bobs, charlies, camilles, planner, slot
):
    later = make_slot(planner, slot.end_at + HOUR)
    assert [row["id"] for row in bobs.get("slots/").json()] == [slot.pk, later.pk]
    bobs.patch(f"slots/{slot.pk}/reserve/")
    assert statuses(bobs.get("slots/")) == ["free", "reserved"]
    assert [row["id"] for row in charlies.get("slots/").json()] == [later.pk]
    assert charlies.get(f"slots/{slot.pk}/").status_code == 404
    assert charlies.get(f"slots/{slot.pk}/").json() == charlies.get("slots/999999/").json()
    assert bobs.get(f"slots/{slot.pk}/").json()["status"] == "reserved"
    assert [row["id"] for row in camilles.get("slots/").json()] == [later.pk, slot.pk]


@pytest.mark.mission("P4")
@pytest.mark.parametrize(
    ("verb", "call", "status"),
    [
        ("GET", "", 404),
        ("PATCH", "cancel_client/", 404),
        ("PATCH", "agree/", 403),
        ("PATCH", "cancel_specialist/", 403),
        ("DELETE", "", 403),
    ],
)
def test_what_somebody_else_has_reserved_is_answered_as_what_there_is_not(bobs, charlies, slot, verb, call, status):
    """In words, and in how much is looked up, which takes its time."""
    bobs.patch(f"slots/{slot.pk}/reserve/")

    def told(pk):
        with CaptureQueriesContext(connection) as queries:
            answer = charlies.send(verb, f"slots/{pk}/{call}", {} if call == "cancel_client/" else None)
        return answer.status_code, answer.content, len(queries)

    assert told(slot.pk) == told(999_999)
    assert told(slot.pk)[0] == told(2**63)[0] == status


@pytest.mark.mission("P4")
def test_what_somebody_else_has_reserved_is_in_no_count_page_or_order(bobs, charlies, planner, slot):
    others = [make_slot(planner, slot.start_at + hours * HOUR) for hours in (2, 4)]
    bobs.patch(f"slots/{others[0].pk}/reserve/")
    seen = [slot.pk, others[1].pk]
    assert [row["id"] for row in charlies.get("slots/").json()] == seen
    pages = [charlies.get(f"slots/?limit=1&page={number}").json() for number in (1, 2, 3)]
    assert [page["count"] for page in pages] == [2, 2, 2]
    assert [[row["id"] for row in page["results"]] for page in pages] == [[seen[0]], [seen[1]], []]
    assert [bool(page["next"]) for page in pages] == [True, False, False]


@pytest.mark.mission("P3")
def test_a_specialist_sees_their_own_and_an_administrator_all(denis, camilles, planner, slot, deniss):
    own = make_slot(planner, slot.start_at, practitioner=denis.practitioner)
    assert [row["id"] for row in deniss.get("slots/").json()] == [own.pk]
    assert deniss.get(f"slots/{slot.pk}/").status_code == 404
    assert {row["id"] for row in camilles.get("slots/").json()} == {slot.pk, own.pk}


def test_what_cannot_be_had_is_not_offered(bobs, planner, slot):
    make_slot(planner, timezone.now().replace(second=0, microsecond=0) + dt.timedelta(days=90))
    assert [row["id"] for row in bobs.get("slots/").json()] == [slot.pk]


def test_who_has_not_logged_in_sees_nothing(nobody, slot):
    answer = nobody.get("slots/")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("who", ["camilles", "bobs"])
def test_a_thousand_slots_cost_no_more_queries_than_one(request, who, planner, slot, django_assert_num_queries):
    program = request.getfixturevalue(who)
    BookingRules.load(), RegistrationRules.load()  # Made at the first need, which is a change of the practice's rows.
    program.get("slots/")
    with django_assert_num_queries(QUERIES[who]):
        assert len(program.get("slots/").json()) == 1
    parts = {"practitioner": slot.practitioner, "service": slot.service, "place": slot.place}
    starts = [slot.end_at + number * HOUR for number in range(999)]
    PublishedSlot.objects.bulk_create(PublishedSlot(**parts, start_at=one, end_at=one + HOUR) for one in starts)
    program.get("slots/")
    with django_assert_num_queries(QUERIES[who]):
        assert len(program.get("slots/").json()) == 1000
    with django_assert_num_queries(QUERIES[who]):
        assert program.get("slots/?limit=10").json()["count"] == 1000


#: Session, person, slots; for a client also rights, practitioners and what is free.
QUERIES = {"camilles": 3, "bobs": 9}


def test_a_page_of_the_list_is_given_when_it_is_asked_for(camilles, planner, slot):
    make_slot(planner, slot.end_at)
    page = camilles.get("slots/?limit=1").json()
    assert (page["count"], len(page["results"]), page["previous"]) == (2, 1, None)
    assert page["next"].endswith("/api/v1/slots/?limit=1&page=2")
    assert camilles.get("slots/?page=2&limit=1").json()["next"] is None
    assert camilles.get("slots/?limit=0").status_code == 400


# --- Reserving and answering -----------------------------------------------------------------------


@pytest.mark.mission("P4")
def test_a_client_reserves_a_free_slot_and_the_specialist_is_told(bobs, bob, camille, slot):
    answer = bobs.patch(f"slots/{slot.pk}/reserve/")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["client"]) == ("reserved", bob.pk)
    appointment = Appointment.objects.get()
    assert (appointment.state, appointment.published_slot) == (State.REQUESTED, slot)
    outbox.deliver_due(now=timezone.now())
    assert camille.email in [to for letter in mail.outbox for to in letter.to]


@pytest.mark.mission("P6")
@pytest.mark.parametrize(("call", "then"), [("agree", "confirmed"), ("cancel_specialist", "declined")])
def test_a_reservation_stands_among_the_appointments_of_both(camilles, bobs, charlies, slot, call, then):
    bobs.patch(f"slots/{slot.pk}/reserve/")
    for status in ("requested", then):
        [asked] = bobs.get("appointments/").json()
        assert (asked["status"], asked["start"], asked["end"]) == (status, z(slot.start_at), z(slot.end_at))
        assert camilles.get("appointments/").json() == [asked]
        assert charlies.get("appointments/").json() == []
        if status == "requested":
            camilles.patch(f"slots/{slot.pk}/{call}/")


@pytest.mark.mission("P6")
def test_a_slot_that_is_no_longer_free_is_refused_with_taken(bobs, charlies, slot):
    bobs.patch(f"slots/{slot.pk}/reserve/")
    for program in (charlies, bobs):
        answer = program.patch(f"slots/{slot.pk}/reserve/")
        assert (answer.status_code, answer.json()["code"]) == (409, "taken")
    assert Appointment.objects.count() == 1


def test_only_clients_reserve(camilles, slot, deniss):
    for program in (camilles, deniss):
        assert program.patch(f"slots/{slot.pk}/reserve/").status_code == 403
    assert not Appointment.objects.exists()


@pytest.mark.mission("P3")
@pytest.mark.parametrize(
    ("call", "status", "state"),
    [("agree", "agreed", State.CONFIRMED), ("cancel_specialist", "free", State.DECLINED)],
)
def test_the_specialist_agrees_or_declines_and_the_client_is_told(camilles, bobs, bob, slot, call, status, state):
    bobs.patch(f"slots/{slot.pk}/reserve/")
    outbox.deliver_due(now=timezone.now())
    mail.outbox.clear()
    answer = camilles.patch(f"slots/{slot.pk}/{call}/")
    assert (answer.status_code, answer.json()["status"]) == (200, status)
    assert Appointment.objects.get().state == state
    outbox.deliver_due(now=timezone.now())
    assert [letter.to for letter in mail.outbox if letter.to == [bob.email]] == [[bob.email]]
    again = camilles.patch(f"slots/{slot.pk}/{call}/")
    assert (again.status_code, again.json()["code"]) == (409, "state")


def test_a_declined_slot_can_be_reserved_again(camilles, bobs, charlies, slot):
    bobs.patch(f"slots/{slot.pk}/reserve/")
    camilles.patch(f"slots/{slot.pk}/cancel_specialist/")
    assert charlies.patch(f"slots/{slot.pk}/reserve/").status_code == 200


def test_another_specialist_answers_nothing(bobs, slot, deniss):
    bobs.patch(f"slots/{slot.pk}/reserve/")
    for call in ("agree", "cancel_specialist"):
        assert deniss.patch(f"slots/{slot.pk}/{call}/").status_code == 404
        assert bobs.patch(f"slots/{slot.pk}/{call}/").status_code == 403
    assert Appointment.objects.get().state == State.REQUESTED


@pytest.mark.mission("P4")
def test_a_client_gives_up_a_reservation_with_a_reason_and_a_word(bobs, charlies, camille, slot):
    CancellationReason.objects.create(label="Форс-мажор", is_default=True)
    CancellationReason.objects.create(label="Болезнь")
    bobs.patch(f"slots/{slot.pk}/reserve/")
    address = f"slots/{slot.pk}/cancel_client/"
    assert charlies.patch(address, {}).status_code == 404
    assert list(bobs.patch(address, {"reason": "Лень"}).json()) == ["reason"]
    outbox.deliver_due(now=timezone.now())
    mail.outbox.clear()
    answer = bobs.patch(address, {"text": "Не смогу", "client": 7, "slot": 9})
    assert (answer.status_code, answer.json()["status"]) == (200, "free")
    event = AppointmentEvent.objects.get(kind="cancelled")
    assert (event.reason_label, event.comment) == ("Форс-мажор", "Не смогу")
    outbox.deliver_due(now=timezone.now())
    assert camille.email in [to for letter in mail.outbox for to in letter.to]


@pytest.mark.mission("P4")
def test_what_was_agreed_to_is_not_given_up_here(bobs, camilles, slot):
    bobs.patch(f"slots/{slot.pk}/reserve/")
    camilles.patch(f"slots/{slot.pk}/agree/")
    answer = bobs.patch(f"slots/{slot.pk}/cancel_client/", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "state")
    assert Appointment.objects.get().state == State.CONFIRMED


def test_the_limits_of_the_site_hold_here_too(bobs, bob, planner, slot):
    actions.book(
        client=bob.client,
        practitioner=make_practitioner("Denis", places=planner.places, services=[planner.service]),
        service=planner.service,
        place=planner.place,
        start=(start := next_free_of("Denis", planner)),
        by=bob,
        now=timezone.now(),
    )
    other = make_slot(planner, start)
    answer = bobs.patch(f"slots/{other.pk}/reserve/")
    assert (answer.status_code, answer.json()["code"]) == (409, "own_overlap")
    assert answer.json()["nearest"]


def rules(**changed):
    return lambda slot: BookingRules.objects.update_or_create(defaults=changed)


def over(slot):
    PublishedSlot.objects.filter(pk=slot.pk).update(start_at=slot.start_at - 9 * DAY, end_at=slot.end_at - 9 * DAY)


def away(slot):
    Absence.objects.create(practitioner=slot.practitioner, start_at=slot.start_at - HOUR, end_at=slot.end_at)


def closed(slot):
    slot.service.is_active = False
    slot.service.save()


#: What stands against a slot that nobody has reserved, by its code.
AGAINST = {
    "past": over,
    "too_soon": rules(minimum_notice_minutes=3 * 24 * 60),
    "too_far": rules(horizon_days=1),
    "absent": away,
    "limit_reached": rules(live_limit=0),
    "not_open_to_you": closed,
}


@pytest.mark.mission("P6")
@pytest.mark.parametrize("code", AGAINST)
def test_a_free_slot_that_cannot_be_had_is_refused_with_its_code(bobs, slot, code):
    AGAINST[code](slot)
    answer = bobs.patch(f"slots/{slot.pk}/reserve/")
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert not Appointment.objects.exists()


@pytest.mark.mission("P6")
@pytest.mark.parametrize("call", ["agree/", "cancel_specialist/", "cancel_client/", "reserve/", ""])
def test_a_slot_that_there_is_not_is_not_found_by_any_call(camilles, bobs, slot, call):
    program = bobs if call in ("reserve/", "cancel_client/") else camilles
    for pk in (slot.pk + 1, 2**63, 2**80):
        answer = program.patch(f"slots/{pk}/{call}", {})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.mission("P6")
def test_nobody_has_reserved_a_free_slot(camilles, bobs, slot):
    for call in ("agree", "cancel_specialist"):
        answer = camilles.patch(f"slots/{slot.pk}/{call}/")
        assert (answer.status_code, answer.json()["code"]) == (409, "state")
    assert bobs.patch(f"slots/{slot.pk}/cancel_client/", {}).status_code == 404


def next_free_of(name, planner):
    from booking.availability import next_free
    from practice.models import Practitioner

    denis = Practitioner.objects.get(name=name)
    return next_free(denis, planner.service, planner.place, now=timezone.now(), count=40)[-1]
