"""How many appointments a client may have on a day, in a week, and to come; and which starts are offered instead."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from booking import actions, wording
from booking.limits import Limit
from booking.models import Appointment
from practice.models import BookingRules, OpeningHours
from scheduling import Code

from .test_actions import NOW, paris, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def limits(practice):
    def set_to(**limits):
        BookingRules.objects.update_or_create(defaults=limits)

    return set_to


@pytest.fixture
def book(practice, bob_client):
    def wish(day=24, clock="9:00", **changed):
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        wish = {"client": bob_client, **parts, "start": paris(day, clock), "by": bob_client.user, "now": NOW}
        return actions.book(**{**wish, **changed})

    return wish


def days_of(starts):
    return [start.day for start in starts]


# --- A day ---------------------------------------------------------------------------------------


def test_without_limits_a_whole_day_can_be_had(book):
    for clock in ("9:00", "9:55", "10:50"):
        book(24, clock)
    assert Appointment.objects.count() == 3


@pytest.mark.mission("O9")
def test_no_more_on_one_day_than_the_practice_allows(book, limits):
    limits(day_limit=2)
    book(24, "9:00")
    book(24, "11:45")
    refusal = refused(book, 24, "10:50")
    assert (refusal.code, refusal.ref) == (Code.LIMIT_REACHED, Limit.DAY)
    book(25, "9:00")


def test_the_nearest_starts_leave_out_a_day_that_is_full(book, limits):
    limits(day_limit=1)
    book(25, "9:55")
    refusal = refused(book, 25, "10:50")
    assert refusal.nearest == [paris(24, "14:25"), paris(24, "15:20"), paris(24, "16:15")]


def test_every_start_that_is_offered_instead_can_be_booked(book, limits):
    limits(day_limit=1, week_limit=3)
    for day in (23, 24, 26):
        book(day, "13:30")
    for start in refused(book, 25, "9:00").nearest:
        actions.cancel(appointment=book(start=start), by=None, now=NOW)


def test_another_client_has_the_day_to_themselves(book, limits, charlie_client):
    limits(day_limit=1)
    book(24, "9:00")
    book(24, "9:55", client=charlie_client)


def test_appointments_with_everyone_count(book, limits, make_practitioner):
    limits(day_limit=1)
    book(24, "9:00")
    assert refused(book, 24, "14:25", practitioner=make_practitioner("Denis")).ref == Limit.DAY


def test_what_was_called_off_does_not_count(book, limits):
    limits(day_limit=1)
    actions.cancel(appointment=book(24, "9:00"), by=None, now=NOW)
    book(24, "9:00")


def test_what_is_over_counts_for_its_day(book, limits):
    limits(day_limit=1)
    book(24, "9:00")
    assert refused(book, 24, "15:20", now=paris(24, "12:00")).ref == Limit.DAY


def test_the_day_is_the_practices_and_not_utcs(book, limits, practice):
    """23:30 in Paris on Tuesday and 0:20 on Wednesday are two days; in UTC both are Tuesday."""
    limits(day_limit=1, step_minutes=5)
    hours = OpeningHours.objects.get()
    hours.windows.all().delete()
    hours.windows.create(start=dt.time(0), end=dt.time(0))
    practice.service.duration_minutes, practice.service.gap_minutes = 15, 0
    practice.service.save()
    book(24, "23:30")
    book(start=dt.datetime(2026, 11, 24, 23, 20, tzinfo=dt.UTC))
    assert refused(book, 25, "8:00").ref == Limit.DAY


def test_a_place_elsewhere_counts_on_the_practices_calendar(book, limits, practice):
    """Monday 9:00 in Auckland is still Sunday in Paris."""
    limits(day_limit=1)
    practice.place.time_zone = "Pacific/Auckland"
    practice.place.save()
    auckland = ZoneInfo("Pacific/Auckland")
    book(start=dt.datetime(2026, 11, 30, 9, 0, tzinfo=auckland))
    paris_monday = dt.datetime(2026, 11, 30, 15, 20, tzinfo=auckland)
    assert book(start=paris_monday).start_at.astimezone(ZoneInfo("Europe/Paris")).day == 30


# --- A week --------------------------------------------------------------------------------------


@pytest.mark.mission("O9")
def test_no_more_in_one_week_than_the_practice_allows(book, limits):
    limits(week_limit=2)
    book(24, "9:00")
    book(27, "9:00")
    refusal = refused(book, 25, "9:00")
    assert (refusal.code, refusal.ref) == (Code.LIMIT_REACHED, Limit.WEEK)
    assert days_of(refusal.nearest) == [30, 30, 30]
    book(30, "9:00")


def test_the_week_ends_on_sunday(book, limits):
    limits(week_limit=1)
    OpeningHours.objects.update(days="RRULE:FREQ=DAILY")
    book(29, "9:00")
    assert refused(book, 23, "9:00").ref == Limit.WEEK
    book(30, "9:00")


def test_the_last_week_of_the_year_goes_on_in_january(book, limits):
    """31 December 2026 and 1 January 2027 are both in ISO week 53 of 2026."""
    limits(week_limit=1)
    book(start=dt.datetime(2026, 12, 31, 8, 0, tzinfo=dt.UTC))
    assert refused(book, start=dt.datetime(2027, 1, 1, 8, 0, tzinfo=dt.UTC)).ref == Limit.WEEK
    book(start=dt.datetime(2027, 1, 4, 8, 0, tzinfo=dt.UTC))


def test_earlier_this_week_counts(book, limits):
    limits(week_limit=1)
    book(23, "9:00")
    assert refused(book, 27, "9:00", now=paris(25, "8:00")).ref == Limit.WEEK


# --- To come -------------------------------------------------------------------------------------


def test_who_has_all_they_may_have_is_offered_nothing(book, limits):
    limits(live_limit=1)
    book(24, "9:00")
    refusal = refused(book, 26, "9:00")
    assert (refusal.code, refusal.ref, refusal.nearest) == (Code.LIMIT_REACHED, Limit.LIVE, [])


def test_what_is_over_leaves_room_for_another(book, limits):
    limits(live_limit=1)
    book(24, "9:00")
    book(26, "9:00", now=paris(24, "12:00"))


# --- Moving --------------------------------------------------------------------------------------


def test_an_appointment_moves_within_its_own_day_and_week(book, limits):
    limits(live_limit=1, day_limit=1, week_limit=1)
    appointment = book(24, "9:00")
    actions.move(appointment=appointment, start=paris(24, "9:55"), by=None, now=NOW)
    actions.move(appointment=appointment, start=paris(26, "9:55"), by=None, now=NOW)
    actions.move(appointment=appointment, start=paris(30, "9:55"), by=None, now=NOW)


@pytest.mark.mission("O9")
def test_an_appointment_does_not_move_into_a_day_that_is_full(book, limits):
    limits(day_limit=1)
    book(24, "9:00")
    assert refused(actions.move, appointment=book(25, "9:00"), start=paris(24, "9:55"), by=None, now=NOW).ref == "day"


# --- The client's own times and the grid ---------------------------------------------------------


def test_what_is_offered_instead_stays_on_the_grid(book, make_practitioner):
    """An appointment with a colleague at 9:20 hides 9:00 and 9:55 for Bob; it makes no start of its own."""
    BookingRules.objects.update_or_create(defaults={"step_minutes": 20})
    denis = make_practitioner("Denis")
    book(24, "9:20", practitioner=denis)
    BookingRules.objects.update(step_minutes=None)
    nearest = refused(book, 24, "9:00").nearest
    assert nearest == [paris(24, "10:50"), paris(24, "11:45"), paris(24, "13:30")]
    for start in nearest:
        book(start=start)


# --- Words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "french", "russian"),
    [
        (
            {"day_limit": 1},
            "Vous avez déjà 1 rendez-vous ce jour-là, le maximum pour un jour. Choisissez un autre jour.",
            "В этот день у вас уже 1 запись, больше за день нельзя. Выберите другой день.",
        ),
        (
            {"week_limit": 1},
            "Vous avez déjà 1 rendez-vous cette semaine-là, le maximum pour une semaine. Choisissez une autre semaine.",
            "На этой неделе у вас уже 1 запись, больше за неделю нельзя. Выберите другую неделю.",
        ),
    ],
)
def test_each_limit_has_a_sentence_of_its_own(book, limits, practice, limit, french, russian):
    limits(**limit)
    book(24, "9:00")
    refusal = refused(book, 24, "9:55")
    asked = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place, "now": NOW}
    for language, sentence in (("fr", french), ("ru", russian)):
        with translation.override(language):
            assert wording.sentence_for(refusal, **asked) == sentence
