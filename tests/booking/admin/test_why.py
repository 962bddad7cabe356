"""“Pourquoi cette heure est-elle fermée ?”: each refusal with what is behind it, for whoever may know of it."""

import datetime as dt
from urllib.parse import parse_qsl

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking import actions, why
from practice.days import Pattern, Repeat
from practice.models import Absence, BookingRules, OpeningHours, OpeningWindow, PublishedSlot
from scheduling import Code
from tests import factories

pytestmark = pytest.mark.django_db

#: A Saturday, 9:00 in Paris.
NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 11, 23)
ADDRESS = "booking_admin:why"
SPACE = "\N{NO-BREAK SPACE}"
MINUTE, WEEK = dt.timedelta(minutes=1), dt.timedelta(weeks=1)


def at(hour, minute=0, *, day=MONDAY):
    """Return a time of winter in Paris."""
    return dt.datetime.combine(day, dt.time(hour, minute), dt.UTC) - dt.timedelta(hours=1)


@pytest.fixture
def ask(practice, camille):
    """Return a function that asks about a start, or a whole day, as the coach."""

    def ask(when, *, client=None, reader=camille, now=NOW, **changed):
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place, **changed}
        known = {**parts, "client": client, "reader": reader, "now": now}
        if isinstance(when, dt.datetime):
            return why.explain(start=when, **known)
        return why.explain_day(day=when, **known)

    return ask


@pytest.fixture
def book(practice):
    def book(client, start, **changed):
        wish = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place, **changed}
        return actions.book(client=client, start=start, by=None, now=NOW, **wish)

    return book


@pytest.fixture
def away(practice):
    """Return a function that writes an absence of Camille's; `practitioner=None` closes the whole practice."""

    def away(start, end, **fields):
        return Absence.objects.create(**{"practitioner": practice.practitioner, **fields}, start_at=start, end_at=end)

    return away


def set_rules(**fields):
    booking = BookingRules.load()
    for name, value in fields.items():
        setattr(booking, name, value)
    booking.save()
    return booking


def open_at(practitioner, weekdays, *windows, repeat=Repeat.EVERY_WEEK, **fields):
    fields = {"applies_from": dt.date(2020, 1, 1), **fields}
    hours = OpeningHours.objects.create(
        practitioner=practitioner, days=Pattern(weekdays, repeat).recurrence(), **fields
    )
    for start, end in windows:
        OpeningWindow.objects.create(hours=hours, start=dt.time(start), end=dt.time(end))
    return hours


def targets(answer):
    return [cause.target for cause in answer.causes]


def words(answer):
    return [cause.words.replace(SPACE, " ") for cause in answer.causes]


# --- Each code, and what is behind it -------------------------------------------------------------


def test_a_free_time_is_said_to_be_free_and_by_which_hours(ask, practice):
    evening = open_at(practice.practitioner, (0,), (20, 22))
    answer = ask(at(9))
    assert answer.is_free
    assert (answer.codes, answer.sentence, answer.nearest) == ((), "", ())
    assert targets(answer) == [practice.practitioner.opening_hours.exclude(pk=evening.pk).get()]
    assert targets(ask(at(20))) == [evening]
    assert len(answer.starts) == 10


def test_a_taken_time_names_the_appointment_and_what_is_free_instead(ask, book, bob_client):
    bobs = book(bob_client, at(9, 55))
    answer = ask(at(10))
    assert answer.codes == (Code.TAKEN,)
    assert targets(answer) == [bobs]
    assert words(answer) == ["Bob Martin · lundi 23 novembre 2026, 9 h 55 à 10 h 40"]
    assert answer.starts == tuple(
        at(*one) for one in [(9,), (10, 50), (11, 45), (13, 30), (14, 25), (15, 20), (16, 15)]
    )
    assert answer.nearest == (at(9), at(10, 50), at(11, 45))


def test_a_time_within_the_gap_names_the_appointment_and_the_gap(ask, book, bob_client, practice):
    bobs = book(bob_client, at(9))
    answer = ask(at(9, 50))
    assert answer.codes == (Code.TOO_CLOSE,)
    assert targets(answer) == [bobs, practice.service]
    assert words(answer)[1] == "10 minutes restent libres avant et après : de 8 h 50 à 9 h 55."


def test_the_larger_gap_is_named_with_its_own_service(ask, book, bob_client, practice):
    longer = factories.make_service("Bilan", gap_minutes=30)
    practice.practitioner.services.add(longer)
    bobs = book(bob_client, at(9), service=longer)
    answer = ask(at(10))
    assert (answer.codes, targets(answer)) == ((Code.TOO_CLOSE,), [bobs, longer])
    assert words(answer)[1] == "30 minutes restent libres avant et après : de 8 h 30 à 10 h 15."


def test_an_appointment_elsewhere_or_for_something_else_says_so(ask, book, bob_client, practice):
    other = factories.make_service("Bilan")
    practice.practitioner.services.add(other)
    book(bob_client, at(9), service=other, place=practice.places[1])
    assert words(ask(at(9))) == ["Bob Martin · lundi 23 novembre 2026, 9 h 00 à 9 h 45 · Bilan · Lyon"]


def test_an_absence_is_named_with_its_reason(ask, away):
    absence = away(at(9), at(12), reason="Dentiste")
    answer = ask(at(9, 55))
    assert (answer.codes, targets(answer)) == ((Code.ABSENT,), [absence])
    assert words(answer) == ["Lundi 23 novembre 2026, 9 h 00 à 12 h 00 · Dentiste"]


def test_a_public_holiday_is_named_with_its_region(ask):
    booking = set_rules(holidays_region="FR-57")
    answer = ask(at(9, day=dt.date(2026, 12, 25)))
    assert (answer.codes, targets(answer)) == ((Code.HOLIDAY,), [booking])
    assert words(answer) == ["Noël, vendredi 25 décembre 2026 (Alsace et Moselle)"]


def test_an_absence_of_the_next_morning_is_found_behind_a_published_slot_of_the_night(ask, away, practice):
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    tuesday = dt.date(2026, 11, 24)
    PublishedSlot.objects.create(**parts, start_at=at(23, 30), end_at=at(1, day=tuesday))
    absence = away(at(0, day=tuesday), at(9, day=tuesday))
    answer = ask(at(23, 30))
    assert (answer.codes, targets(answer)) == ((Code.ABSENT,), [absence])


def test_of_two_holidays_that_touch_a_day_elsewhere_the_right_one_is_named(ask, practice):
    """On the clocks of Montréal, the practice's Saint-Étienne begins at six in the evening of Christmas Day."""
    montreal = factories.make_place("Montréal", time_zone="America/Montreal")
    practice.practitioner.places.add(montreal)
    open_at(practice.practitioner, (4,), (18, 22), place=montreal)
    set_rules(holidays_region="FR-57")
    evening = dt.datetime(2026, 12, 26, 0, 0, tzinfo=dt.UTC)
    assert words(ask(evening, place=montreal)) == ["Saint-Étienne, samedi 26 décembre 2026 (Alsace et Moselle)"]


def test_a_closed_day_names_the_hours_that_leave_it_out(ask, practice):
    usual = practice.practitioner.opening_hours.get()
    answer = ask(at(10, day=dt.date(2026, 11, 28)))
    assert (answer.codes, targets(answer)) == ((Code.CLOSED_DAY,), [usual])
    assert words(answer) == [
        "« Du lundi au vendredi, 9 h 00–12 h 30 et 13 h 30–17 h 00 » n’ouvre pas le samedi 28 novembre."
    ]


def test_exceptional_hours_are_said_to_replace_the_usual_ones(ask, practice):
    only_tuesday = open_at(
        practice.practitioner,
        (1,),
        (9, 12),
        applies_from=MONDAY,
        applies_until=dt.date(2026, 11, 27),
        is_exception=True,
    )
    closed, outside = ask(at(9)), ask(at(14, day=dt.date(2026, 11, 24)))
    assert (closed.codes, outside.codes) == ((Code.CLOSED_DAY,), (Code.OUT_OF_HOURS,))
    assert targets(closed) == targets(outside) == [only_tuesday]
    replaces = "Ce jour-là, les horaires exceptionnels « Le mardi, 9 h 00–12 h 00 » remplacent les horaires habituels."
    assert words(closed) == words(outside) == [replaces]


def test_hours_at_another_place_are_pointed_out(ask, practice):
    usual = practice.practitioner.opening_hours.get()
    usual.place = practice.places[1]
    usual.save()
    answer = ask(at(9))
    assert (answer.codes, targets(answer)) == ((Code.CLOSED_DAY,), [OpeningHours, usual])
    assert words(answer) == [
        "Aucun horaire à « Visio » pour lundi 23 novembre.",
        "Ce jour-là, les horaires sont à « Lyon » : Du lundi au vendredi, 9 h 00–12 h 30 et 13 h 30–17 h 00.",
    ]


def test_outside_the_hours_names_them(ask, practice):
    usual = practice.practitioner.opening_hours.get()
    answer = ask(at(18))
    assert (answer.codes, targets(answer)) == ((Code.OUT_OF_HOURS,), [usual])
    assert words(answer) == ["Du lundi au vendredi, 9 h 00–12 h 30 et 13 h 30–17 h 00"]


def test_a_session_that_would_end_after_closing_says_how_long_it_is(ask, practice):
    usual = practice.practitioner.opening_hours.get()
    answer = ask(at(12))
    assert (answer.codes, targets(answer)) == ((Code.OUT_OF_HOURS,), [practice.service, usual])
    assert words(answer)[0] == "« Coaching individuel » dure 45 minutes : la séance serait de 12 h 00 à 12 h 45."


def test_between_two_starts_names_the_step_and_where_it_is_counted_from(ask, practice):
    usual = practice.practitioner.opening_hours.get()
    answer = ask(at(9, 5))
    assert (answer.codes, targets(answer)) == ((Code.OFF_GRID,), [practice.service, usual])
    assert words(answer)[0] == (
        "Une séance commence toutes les 55 minutes (45 minutes, et 10 minutes entre deux), à partir de 9 h 00."
    )


def test_the_step_is_counted_from_what_comes_before(ask, book, away, bob_client, practice):
    absence = away(at(13), at(14))
    assert targets(ask(at(14, 5))) == [practice.service, absence]
    bobs = book(bob_client, at(9, 55))
    answer = ask(at(10, 55))
    assert (answer.codes, targets(answer)) == ((Code.OFF_GRID,), [practice.service, bobs])
    assert "à partir de 10 h 50" in words(answer)[0]


def test_a_step_of_the_practice_is_a_rule(ask):
    booking = set_rules(step_minutes=30)
    answer = ask(at(9, 5))
    assert (answer.codes, targets(answer)[0]) == ((Code.OFF_GRID,), booking)
    assert words(answer)[0] == "Une séance commence toutes les 30 minutes, à partir de 9 h 00."


def test_what_is_past_says_what_time_it_is(ask):
    answer = ask(at(9, day=dt.date(2026, 11, 20)))
    assert (answer.codes, targets(answer)) == ((Code.PAST,), [None])
    assert words(answer) == ["Samedi 21 novembre 2026 à 9 h 00"]


def test_too_far_and_too_soon_name_the_rule(ask):
    booking = set_rules(minimum_notice_minutes=3 * 24 * 60)
    far, soon = ask(at(9, day=dt.date(2027, 1, 21))), ask(at(9))
    assert (far.codes, soon.codes) == ((Code.TOO_FAR,), (Code.TOO_SOON,))
    assert targets(far) == targets(soon) == [booking]
    assert words(far) == [
        "Les réservations sont ouvertes 60 jours à l’avance : jusqu’au mercredi 20 janvier 2027 inclus."
    ]
    assert words(soon) == [
        "On réserve au moins 3 jours avant le début : au plus tôt pour mardi 24 novembre 2026 à 9 h 00."
    ]


def test_what_is_not_open_names_each_part_that_is_not(ask, practice):
    stranger = factories.make_place("Annecy")
    practice.service.is_active = False
    practice.service.save()
    answer = ask(at(9), place=stranger)
    assert (answer.codes, targets(answer)) == ((Code.NOT_OPEN_TO_YOU,), [practice.service, practice.practitioner])
    assert words(answer) == [
        "Coaching individuel : fermé à la réservation.",
        "Camille Aubert ne travaille pas à « Annecy ».",
    ]
    assert (answer.starts, answer.nearest) == ((), ())


def test_a_service_that_the_practitioner_does_not_give(ask, practice):
    answer = ask(MONDAY, service=factories.make_service("Bilan"))
    assert (answer.codes, targets(answer)) == ((Code.NOT_OPEN_TO_YOU,), [practice.practitioner])
    assert words(answer) == ["Camille Aubert ne propose pas « Bilan »."]


def test_a_blocked_client(ask, bob_client):
    bob_client.user.blocked_at = NOW
    bob_client.user.save()
    for answer in (ask(at(9), client=bob_client), ask(MONDAY, client=bob_client)):
        assert (answer.codes, targets(answer)) == ((Code.BLOCKED,), [bob_client.user])
        assert answer.starts == ()


# --- A client's own appointments ------------------------------------------------------------------


def test_a_clients_other_appointment_is_named(ask, book, bob_client, make_practitioner):
    other = book(bob_client, at(9), practitioner=make_practitioner("Denis"))
    answer = ask(at(9), client=bob_client)
    assert (answer.codes, targets(answer)) == ((Code.OWN_OVERLAP,), [other])
    assert words(answer) == ["Bob Martin · lundi 23 novembre 2026, 9 h 00 à 9 h 45 · Denis"]
    assert at(9) not in (*answer.starts, *answer.nearest)
    assert ask(at(9)).is_free


@pytest.mark.parametrize(
    ("rule", "start", "sentence"),
    [
        ({"live_limit": 2}, at(9, day=dt.date(2026, 12, 1)), "Un client peut avoir 2 rendez-vous à venir."),
        ({"day_limit": 2}, at(14, 25), "Un client peut avoir 2 rendez-vous par jour."),
        ({"week_limit": 2}, at(9, day=dt.date(2026, 11, 25)), "Un client peut avoir 2 rendez-vous par semaine."),
    ],
)
def test_a_limit_is_named_with_the_appointments_that_reach_it(ask, book, bob_client, rule, start, sentence):
    both = [book(bob_client, at(9)), book(bob_client, at(13, 30))]
    booking = set_rules(**rule)
    for asked in (start, start.date()):
        answer = ask(asked, client=bob_client)
        assert (answer.codes, targets(answer)) == ((Code.LIMIT_REACHED,), [booking, *both])
        assert words(answer)[0] == sentence
    assert ask(start).is_free


def test_appointments_of_another_day_do_not_count_towards_a_days_limit(ask, book, bob_client):
    book(bob_client, at(9, day=dt.date(2026, 11, 24)))
    todays = book(bob_client, at(9))
    booking = set_rules(day_limit=1)
    assert targets(ask(at(14, 25), client=bob_client)) == [booking, todays]


# --- A whole day ----------------------------------------------------------------------------------


def test_an_open_day_tells_what_is_free(ask):
    answer = ask(MONDAY)
    assert (answer.is_free, len(answer.starts), answer.nearest) == (True, 8, ())


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (dt.date(2026, 11, 20), Code.PAST),
        (dt.date(2026, 11, 22), Code.CLOSED_DAY),
        (dt.date(2027, 1, 21), Code.TOO_FAR),
    ],
)
def test_a_day_without_sessions_tells_why(ask, day, code):
    answer = ask(day)
    assert (answer.codes, answer.starts) == ((code,), ())
    assert answer.sentence
    assert len(answer.causes) == 1
    assert len(answer.nearest) == 3


def test_a_day_that_is_full_names_everything_that_fills_it(ask, book, away, bob_client):
    absence = away(at(12), at(18), reason="Formation")
    booked = [book(bob_client, at(*one)) for one in [(9,), (9, 55), (10, 50)]]
    answer = ask(MONDAY)
    assert answer.codes == (Code.ABSENT, Code.TAKEN)
    assert targets(answer) == [absence, *booked]
    assert answer.sentence == "Aucune heure n’est plus libre ce jour-là."


def test_a_day_off_names_the_absence_and_not_what_was_kept_within_it(ask, book, away, bob_client):
    book(bob_client, at(9))
    absence = away(at(0), at(0, day=dt.date(2026, 11, 25)))
    answer = ask(MONDAY)
    assert (answer.codes, targets(answer)) == ((Code.ABSENT,), [absence])


def test_an_absence_of_another_hour_does_not_close_a_day(ask, away):
    away(at(18), at(20))
    assert ask(MONDAY).is_free


def test_a_public_holiday_closes_the_day(ask):
    booking = set_rules(holidays_region="FR")
    answer = ask(dt.date(2026, 12, 25))
    assert (answer.codes, targets(answer)) == ((Code.HOLIDAY,), [booking])


def test_hours_too_short_for_one_session(ask, practice):
    practice.service.duration_minutes = 240
    practice.service.save()
    answer = ask(MONDAY)
    assert (answer.codes, answer.sentence) == ((Code.OUT_OF_HOURS,), "Ces heures sont trop courtes pour une séance.")


def test_the_end_of_today_is_past(ask):
    for moment, code in [(at(16, 30), Code.PAST), (at(23, 30), Code.PAST), (at(15), None)]:
        assert ask(MONDAY, now=moment).codes == ((code,) if code else ())


def test_the_rest_of_today_within_the_notice_is_too_soon(ask):
    set_rules(minimum_notice_minutes=120)
    assert ask(MONDAY, now=at(15)).codes == (Code.TOO_SOON,)


def test_a_client_with_something_else_at_every_free_time(ask, book, away, bob_client, make_practitioner):
    away(at(9, 45), at(18))
    other = book(bob_client, at(9), practitioner=make_practitioner("Denis"))
    answer = ask(MONDAY, client=bob_client)
    assert (answer.codes, targets(answer)) == ((Code.OWN_OVERLAP,), [other])
    assert ask(MONDAY).starts == (at(9),)


# --- One answer for all ---------------------------------------------------------------------------


def test_every_minute_of_a_day_is_free_exactly_when_it_is_offered(ask, book, away, bob_client, practice):
    book(bob_client, at(9, 55))
    away(at(14), at(14, 30))
    now = at(9, 5)
    midnight = at(0)
    minutes = [midnight + number * MINUTE for number in range(24 * 60)]
    answers = [ask(minute, now=now) for minute in minutes]
    free = [minute for minute, answer in zip(minutes, answers, strict=True) if answer.is_free]
    assert free == list(ask(MONDAY, now=now).starts) == [at(10, 50), at(11, 45), at(14, 30), at(15, 25)]
    # Whatever is closed has a sentence, and something that stands behind it.
    assert [answer for answer in answers[::15] if not answer.is_free and not (answer.causes and answer.sentence)] == []
    assert {code for answer in answers for code in answer.codes} == {
        Code.PAST,
        Code.OUT_OF_HOURS,
        Code.OFF_GRID,
        Code.TAKEN,
        Code.TOO_CLOSE,
        Code.ABSENT,
    }


def test_a_published_slot_is_free_outside_the_hours(ask, practice):
    slot = PublishedSlot.objects.create(
        practitioner=practice.practitioner,
        service=practice.service,
        place=practice.place,
        start_at=at(19),
        end_at=at(20),
    )
    answer = ask(at(19))
    assert (answer.is_free, targets(answer)) == (True, [slot])
    assert at(19) in ask(MONDAY).starts


# --- Who may know of what -------------------------------------------------------------------------


@pytest.fixture
def denis_asks(ask, denis, practice):
    """Return a function that asks about Denis's own time, as Denis."""
    return lambda when, **changed: ask(when, reader=denis, practitioner=denis.practitioner, **changed)


def test_a_practitioner_is_not_told_when_a_colleague_sees_the_client(denis_asks, book, bob_client):
    book(bob_client, at(9, 55))
    answer = denis_asks(at(9, 55), client=bob_client)
    assert (answer.codes, targets(answer)) == ((Code.OWN_OVERLAP,), [None])
    assert words(answer) == ["Avec quelqu’un d’autre du cabinet."]
    assert answer.sentence == "Vous avez déjà un rendez-vous à cette heure."


@pytest.fixture
def page(client):
    """Return a function that opens the page as somebody, at `NOW`, and gives the answer of the site."""

    def page(user, **parameters):
        client.force_login(user)
        with time_machine.travel(NOW, tick=False):
            return client.get(reverse(ADDRESS), parameters)

    return page


def chosen(practice, **parameters):
    """Return the parameters of the address for what `practice` offers first."""
    names = {"prestation": practice.service, "praticien": practice.practitioner, "lieu": practice.place}
    return {**{name: row.slug for name, row in names.items()}, "jour": "2026-11-23", **parameters}


def links(answer):
    """Return the addresses on the page that lead to what closes the time."""
    found = [line["url"] for one in answer.context["answers"] for line in one["causes"]]
    assert all(f'href="{url}"' in answer.content.decode() for url in found if url)
    return found


def address_of(row):
    return reverse(type(row).snippet_viewset.get_url_name("edit"), args=[row.pk])


def test_the_coach_is_led_from_a_time_to_what_closes_it(page, camille, practice, book, away, bob_client):
    set_rules(minimum_notice_minutes=60)
    bobs, absence, annecy = book(bob_client, at(9)), away(at(13), at(18)), factories.make_place("Annecy")
    rules = reverse("wagtailsettings:edit", args=["practice", "bookingrules", BookingRules.load().pk])
    for parameters, expected in [
        ({"heure": "09:10"}, reverse("rendez-vous_modeladmin_inspect", args=[bobs.pk])),
        ({"heure": "15:00"}, address_of(absence)),
        ({"jour": "2026-11-22"}, address_of(practice.practitioner.opening_hours.get())),
        ({"jour": "2026-11-21", "heure": "09:10"}, rules),
        ({"lieu": annecy.slug}, address_of(practice.practitioner)),
    ]:
        assert links(page(camille, **chosen(practice, **parameters))) == [expected]


def test_a_place_without_hours_leads_to_the_list_of_hours(page, camille, practice):
    hours = practice.practitioner.opening_hours.get()
    hours.place = practice.places[1]
    hours.save()
    list_of_hours = reverse(OpeningHours.snippet_viewset.get_url_name("list"))
    assert links(page(camille, **chosen(practice))) == [list_of_hours, address_of(hours)]


def test_a_blocked_account_is_opened_by_who_may_change_it(page, camille, zoe, practice, bob_client):
    bob_client.user.blocked_at = NOW
    bob_client.user.save()
    asked = chosen(practice, heure="09:00", client=bob_client.email)
    assert links(page(camille, **asked)) == [reverse("wagtailusers_users:edit", args=[bob_client.user.pk])]
    assert links(page(zoe, **asked)) == [None]


def test_a_collaborator_follows_links_to_hours_and_appointments_but_not_to_settings(
    page, zoe, practice, book, away, bob_client
):
    bobs, absence = book(bob_client, at(9)), away(at(13), at(18))
    for parameters, expected in [
        ({"heure": "09:10"}, [reverse("rendez-vous_modeladmin_inspect", args=[bobs.pk])]),
        ({"heure": "15:00"}, [address_of(absence)]),
        ({"heure": "09:50"}, [reverse("rendez-vous_modeladmin_inspect", args=[bobs.pk]), None]),
        ({"jour": "2027-03-01"}, [None]),
    ]:
        answer = page(zoe, **chosen(practice, **parameters))
        assert links(answer) == expected
    assert "Règles de réservation" in answer.content.decode()


def test_a_practitioner_asks_about_their_own_time_only(page, denis, practice, book, away, bob_client):
    book(bob_client, at(9))
    assert page(denis, **chosen(practice, heure="09:10")).status_code == 404
    own = away(at(9), at(18), practitioner=denis.practitioner)
    answer = page(denis, **chosen(practice, heure="09:10", praticien="denis"))
    assert links(answer) == [address_of(own)]
    assert "Bob" not in answer.content.decode()
    assert "Camille Aubert" not in answer.content.decode().partition("<main")[2]


def test_a_closure_of_the_practice_is_read_by_everyone_and_changed_by_some(page, camille, denis, practice, away):
    closure = away(at(0), at(0, day=dt.date(2026, 11, 24)), practitioner=None, reason="Inventaire")
    for reader, slug, link in [(camille, "camille", address_of(closure)), (denis, "denis", None)]:
        answer = page(reader, **chosen(practice, praticien=slug))
        assert links(answer) == [link]
        assert "Inventaire" in answer.content.decode()


def test_a_practitioner_may_not_ask_about_a_colleagues_client(page, denis, practice, book, bob_client):
    book(bob_client, at(9))
    unknown = page(denis, **chosen(practice, heure="09:00", praticien="denis", client="Bob Martin"))
    nobody = page(denis, **chosen(practice, heure="09:00", praticien="denis", client="Personne"))
    assert unknown.context["form"].errors == nobody.context["form"].errors != {}
    assert "answers" not in unknown.context
    book(bob_client, at(14, 25), practitioner=denis.practitioner)
    known = page(denis, **chosen(practice, heure="09:00", praticien="denis", client="Bob Martin"))
    assert known.context["answers"][0]["answer"].codes == (Code.OWN_OVERLAP,)
    assert "9 h 45" not in known.content.decode().replace(SPACE, " ")


def test_who_does_not_work_here_does_not_get_in(client, bob, practice):
    keyholder = factories.make_user("olga@example.com", "Olga")
    keyholder.user_permissions.add(Permission.objects.get(codename="access_admin"))
    for user in (None, bob, keyholder):
        if user:
            client.force_login(user)
        assert client.get(reverse(ADDRESS), chosen(practice)).status_code in (302, 404)
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse(ADDRESS) not in menu


def test_it_stands_in_the_menu_and_on_the_panel_of_the_day(page, client, camille, denis):
    for user in (camille, denis):
        client.force_login(user)
        home = client.get(reverse("wagtailadmin_home"))
        assert home.content.decode().count(reverse(ADDRESS)) == 2
        assert reverse(ADDRESS) in client.get(reverse("rendez-vous_modeladmin_index")).content.decode()


# --- The page -------------------------------------------------------------------------------------


def test_an_address_can_be_kept_and_begun_with(page, camille, practice):
    begun = page(camille, lieu="lyon", client="Bob")
    assert "answers" not in begun.context
    assert [begun.context["form"][name].value() for name in ("lieu", "client")] == ["lyon", "Bob"]
    asked = page(camille, **chosen(practice, heure="09:00", lieu="lyon"))
    form = asked.context["form"]
    assert [str(form[name].value()) for name in ("jour", "heure", "lieu")] == ["2026-11-23", "09:00", "lyon"]


def test_nobody_is_asked_what_leaves_no_choice(page, camille, practice):
    hidden = [field.name for field in page(camille).context["form"].hidden_fields()]
    assert hidden == ["prestation", "praticien"]


def test_a_free_time_leads_to_the_site_and_every_start_to_its_own_answer(page, camille, practice):
    answer = page(camille, **chosen(practice, heure="09:00"))
    [one] = answer.context["answers"]
    assert one["details_url"].startswith(reverse("booking:details"))
    assert "date=2026-11-23" in one["site_url"]
    again = page(camille, **dict(parse_qsl(one["starts"][1]["url"].lstrip("?"))))
    assert again.context["answers"][0]["answer"].start == at(9, 55)
    after = page(camille, **dict(parse_qsl(again.context["day_after"].lstrip("?"))))
    assert after.context["answers"][0]["answer"].start == at(9, 55, day=dt.date(2026, 11, 24))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("jour", ""),
        ("jour", "lundi"),
        ("jour", "1999-12-31"),
        ("jour", "9999-12-31"),
        ("jour", "2026-02-30"),
        ("heure", "25:00"),
        ("heure", "9 heures"),
        ("prestation", "rien"),
        ("prestation", ""),
        ("lieu", "\0"),
        ("client", "\0"),
        ("client", "Personne"),
        ("client", "a" * 201),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(page, camille, practice, field, wrong):
    answer = page(camille, **chosen(practice, **{"heure": "09:00", field: wrong}))
    form = answer.context["form"]
    assert answer.status_code == 200
    assert list(form.errors) == [field]
    assert form[field].value() == wrong
    assert "answers" not in answer.context
    assert "<title>Erreur" in " ".join(answer.content.decode().split()).replace("<title> ", "<title>")


def test_a_name_that_several_share_asks_for_the_address(page, camille, practice, bob_client):
    factories.make_client("bobby@example.com", "Bobby", "Martin")
    form = page(camille, **chosen(practice, client="Bob")).context["form"]
    assert form.errors == {"client": ["Plusieurs clients s’appellent ainsi. Écrivez l’adresse e-mail."]}
    for exactly in ("Bob Martin", "BOB@example.com"):
        form = page(camille, **chosen(practice, client=exactly)).context["form"]
        assert form.cleaned_data["client"] == bob_client


def test_the_number_of_queries_does_not_grow_with_the_rows(page, camille, practice, book, away, bob_client):
    set_rules(live_limit=100)
    book(bob_client, at(9))
    away(at(13), at(14))
    questions = [{"heure": "09:10"}, {"heure": "13:10"}, {"heure": "09:00", "client": bob_client.email}, {}]

    def counted():
        found = []
        for question in questions:
            with CaptureQueriesContext(connection) as queries:
                page(camille, **chosen(practice, **question))
            found.append(len(queries))
        return found

    counted()
    few = counted()
    for number in range(5):
        factories.make_client(f"client{number}@example.com", f"Client{number}")
        open_at(practice.practitioner, (number,), (20, 22))
        away(at(15 + number), at(15 + number, 10))
        book(bob_client, at(9, day=dt.date(2026, 11, 24 + number) if number < 4 else dt.date(2026, 12, 1)))
    # What has changed is worked out anew by whoever asks first.
    counted()
    assert counted() == few
    assert max(few) <= 40


# --- The clocks -----------------------------------------------------------------------------------


def test_a_time_that_the_clocks_skip_is_explained(page, camille, practice):
    set_rules(horizon_days=365)
    answer = page(camille, **chosen(practice, jour="2027-03-28", heure="02:30"))
    sentence = "Cette heure, 2 h 30, n’existe pas dimanche 28 mars : les horloges passent de 2 h 00 à 3 h 00."
    assert answer.context["note"].replace(SPACE, " ") == sentence
    [one] = answer.context["answers"]
    assert (one["answer"].start, one["answer"].codes) == (None, (Code.CLOSED_DAY,))


def test_a_time_that_the_clocks_repeat_has_an_answer_each_time(page, camille, practice, book, bob_client):
    open_at(practice.practitioner, (6,), (1, 4))
    set_rules(horizon_days=365)
    book(bob_client, dt.datetime(2027, 10, 31, 0, 50, tzinfo=dt.UTC))
    answer = page(camille, **chosen(practice, jour="2027-10-31", heure="02:50"))
    assert "deux fois" in answer.context["note"]
    first, second = answer.context["answers"]
    assert second["answer"].start - first["answer"].start == dt.timedelta(hours=1)
    assert (first["answer"].codes, second["answer"].codes) == ((Code.TAKEN,), (Code.OFF_GRID,))
    assert (first["zone"], second["zone"]) == ("Paris (UTC+2)", "Paris (UTC+1)")


def test_an_edge_that_the_clocks_skip_is_counted_from_where_it_moves_to(ask, practice):
    open_at(practice.practitioner, (6,), (2, 6))
    set_rules(horizon_days=365)
    answer = ask(dt.datetime(2027, 3, 28, 1, 5, tzinfo=dt.UTC))
    assert answer.codes == (Code.OFF_GRID,)
    assert "à partir de 3 h 00" in words(answer)[0]


def test_a_place_in_another_zone_is_asked_about_on_its_own_clocks(page, camille, practice):
    montreal = factories.make_place("Montréal", time_zone="America/Montreal")
    practice.practitioner.places.add(montreal)
    answer = page(camille, **chosen(practice, heure="09:00", lieu=montreal.slug))
    [one] = answer.context["answers"]
    assert one["answer"].start == dt.datetime(2026, 11, 23, 14, 0, tzinfo=dt.UTC)
    assert one["answer"].is_free
    assert one["zone"] == "Montréal (UTC−5)"
