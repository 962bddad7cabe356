"""What is answered: what the site says and has free, nothing of anybody else, and nothing that could do harm."""

import datetime as dt
import random
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assistant.answers import Kind
from assistant.models import Asked, AssistantSettings, Question, Synonym
from booking import actions, availability
from booking.models import Appointment
from booking.weeks import start_from_address
from people.models import RegistrationRules
from practice.models import BookingRules, OpeningWindow, Place, Practitioner, Service, practice_zone
from practice.wording import minutes_in_words, price_in_words
from tests import factories
from tests.assistant.practices import PRACTICES
from tests.assistant.test_understanding import lines_of
from tests.free import free_starts

pytestmark = [pytest.mark.django_db, pytest.mark.mission("M6")]
WISHES = [
    "un rdv demain matin",
    "jeudi prochain après 16 h",
    "la semaine du {number}",
    "dermatologue à tours",
    "ce soir",
    "dispo",
    "avec le dr lemoine vendredi",
    "téléconsultation lundi",
    "kiné mercredi après-midi",
    "le plus tôt possible",
    "samedi",
    "avant vendredi",
    "dans 3 jours",
    "pas avant 15h",
    "première consultation à blois",
    "next tuesday",
    "в четверг утром",
]


def plain(words):
    return words.replace("\N{NO-BREAK SPACE}", " ")


def words_of(reply):
    said = [*reply.nearest, reply.sentence]
    for part in reply.parts:
        said += [*part.paragraphs, *(link.text for link in part.links), *(one.text for one in part.filters)]
        said += [line for label, lines in part.rows for line in (label, *lines)]
        said += [f"{one.day_text} {one.time_text} {one.whom}" for one in part.times]
    return plain(" ".join(map(str, said)))


# --- Free times --------------------------------------------------------------------------------------


def proposed(reply):
    """Yield the practitioner, service, place and start behind each time that is proposed."""
    for part in reply.parts:
        yield from proposed_in(part)


def proposed_in(part):
    for one in part.times:
        query = dict(pair.split("=") for pair in one.url.partition("?")[2].split("&"))
        yield (
            Practitioner.objects.get(slug=query["praticien"]),
            Service.objects.get(slug=query["prestation"]),
            Place.objects.get(slug=query["lieu"]),
            start_from_address(query["debut"].replace("%3A", ":")),
        )


def test_every_time_that_is_proposed_can_be_booked_at_that_moment(french, ask):
    begun = timezone.now().replace(second=0, microsecond=0)
    generator, count = random.Random(11), 0
    for number in range(7 * 5):
        now = begun + dt.timedelta(hours=5 * number)
        wish = generator.choice(WISHES).format(number=(now + dt.timedelta(days=6)).day)
        found = list(proposed(ask(wish, now=now)))
        assert len(found) <= 3
        for parts in found:
            assert availability.refusal_for(*parts, now=now) is None, (wish, parts)
        count += len(found)
        if found and number % 5 == 0 and Appointment.objects.count() < 8:
            practitioner, service, place, start = found[0]
            client = factories.make_client(f"guest{number}@example.com", "Guest", str(number))
            actions.book(
                practitioner=practitioner, service=service, place=place, start=start, client=client, by=client, now=now
            )
    assert count > 60


def test_the_times_are_those_that_were_asked_for(french, ask):
    zone = practice_zone()
    reply = ask("rdv avec le dr lemoine jeudi après 15 h")
    assert [one.key for part in reply.parts for one in part.filters] == ["quand", "praticien"]
    for practitioner, _service, place, start in proposed(reply):
        local = start.astimezone(place.zone)
        assert practitioner.name == "Dr Claire Lemoine"
        assert local.weekday() == 3
        assert local.time() >= dt.time(15)
        assert local.date() > timezone.now().astimezone(zone).date()


def test_a_filter_that_was_taken_away_counts_no_more(french, ask):
    reply = ask("dermatologue à tours jeudi", without=["quand", "ville"])
    assert [one.key for part in reply.parts for one in part.filters] == ["specialite", "prestation"]
    assert {practitioner.name for practitioner, *_rest in proposed(reply)} == {"Dr Nadia Haddad"}


def test_where_nothing_is_free_then_the_next_times_are_shown(french, ask):
    reply = ask("rdv dr haddad jeudi soir")
    assert "Rien n’est libre" in words_of(reply)
    assert reply.parts[0].times


def test_nobody_is_shown_times_where_one_comes_by_invitation(french, ask):
    rules = RegistrationRules.load()
    rules.sign_up = RegistrationRules.SignUp.INVITATION
    rules.save()
    assert ask("rdv demain").parts[0].times == []


# --- Several wishes ----------------------------------------------------------------------------------


def test_each_wish_is_answered_by_the_days_and_names_in_it(french, ask):
    reply = ask("combien coûte le bilan ophtalmologique, et combien de temps dure la kiné ?")
    assert [(part.subject, [label for label, _lines in part.rows]) for part in reply.parts] == [
        ("price", ["Bilan ophtalmologique"]),
        ("duration", ["Séance de kinésithérapie"]),
    ]
    cancel, again = ask("annuler mon rdv de lundi et reprendre un rdv jeudi").parts
    assert cancel.subject == "cancel"
    assert {start.astimezone(place.zone).weekday() for *_parts, place, start in proposed_in(again)} == {3}


def test_a_wish_counts_what_the_whole_question_names(french, ask):
    reply = ask("un rdv jeudi en cardiologie, et c'est combien ?")
    assert reply.subjects == ["times", "price"]
    assert [label for label, _lines in reply.parts[1].rows] == ["Consultation de cardiologie"]


def test_three_wishes_are_answered_at_most_and_nothing_twice(french, ask):
    reply = ask("vos horaires, votre adresse, vos tarifs, vos spécialités et faites-vous de la visio ?")
    assert reply.subjects == ["hours", "places", "price"]
    addresses = [link.url for part in reply.parts for link in part.links]
    assert len(addresses) == len(set(addresses))
    [cancel] = ask("comment annuler ? comment déplacer ?").parts
    assert "annuler ou déplacer" in words_of(ask("comment annuler ? comment déplacer ?"))
    assert cancel.subject == "cancel"


# --- What the settings say ----------------------------------------------------------------------------


def change_everything(generator):
    """Change the settings at random, as staff may, and return them."""
    rules, registration = BookingRules.load(), RegistrationRules.load()
    rules.cancellation_notice_hours = generator.choice([0, 3, 12, 24, 36, 48, 72])
    rules.moves_limit = generator.choice([None, 0, 1, 2, 5])
    rules.guests_allowed = generator.random() < 0.5
    rules.live_limit = generator.randint(1, 12)
    rules.horizon_days = generator.randint(5, 120)
    rules.reminder_days = generator.choice([[], [1], [7, 1], [3]])
    rules.save()
    registration.sign_up = generator.choice(list(RegistrationRules.SignUp))
    registration.save()
    service = generator.choice(list(Service.objects.all()))
    service.price, service.duration_minutes = generator.choice([None, 0, 35, 62.5]), generator.choice([20, 45, 90])
    service.save()
    place = generator.choice(list(Place.objects.filter(is_online=False)))
    place.address = f"{generator.randint(1, 99)} rue Neuve"
    place.save()
    return rules, registration, Service.objects.get(pk=service.pk), place


def test_no_answer_ever_contradicts_the_settings(french, ask):
    generator = random.Random(7)
    for _round in range(50):
        rules, registration, service, place = change_everything(generator)
        cancel = words_of(ask("comment annuler"))
        hours = rules.cancellation_notice_hours
        notice = {0: "jusqu’à son début", 24: "1 jour", 48: "2 jours", 72: "3 jours"}.get(hours, f"{hours} heures")
        assert notice in cancel
        guest = words_of(ask("peut-on réserver sans compte"))
        is_open = rules.guests_allowed and not registration.is_by_invitation
        assert ("sans compte" in guest) == is_open
        price = words_of(ask(f"combien coûte {service.name}"))
        assert (plain(price_in_words(service)) or "Aucun prix") in price
        assert plain(minutes_in_words(service.duration_minutes)) in words_of(
            ask(f"combien de temps dure {service.name}")
        )
        assert place.address in words_of(ask(f"adresse à {place.town}"))


def test_opening_hours_change_with_the_hours(french, ask):
    assert "9 h 00" in words_of(ask("horaires"))
    OpeningWindow.objects.filter(start=dt.time(9)).update(start=dt.time(7, 45))
    said = words_of(ask("horaires"))
    assert "7 h 45" in said
    assert "9 h 00" not in said


def test_an_answer_of_the_practice_is_found_by_its_synonyms_as_soon_as_they_are_kept(french, ask):
    Question.objects.create(language="fr", question="Y a-t-il des trottinettes ?", answer="Oui, deux.")
    assert ask("des patinettes ?").kind == Kind.UNKNOWN
    Synonym.objects.create(language="fr", words="trottinette, patinette")
    assert "Oui, deux." in words_of(ask("des patinettes ?"))


# --- Who asks ------------------------------------------------------------------------------------------


@pytest.fixture
def bobs(practice, bob):
    start = free_starts(practice)[0]
    parts = {name: getattr(practice, name) for name in ("practitioner", "service", "place")}
    return actions.book(**parts, start=start, client=bob.client, by=bob, now=timezone.now())


def test_bob_is_told_of_his_next_appointment_and_led_to_move_and_cancel_it(bobs, bob, ask):
    reply = ask("c'est quand mon rdv", who=bob)
    assert bobs.practitioner.name in words_of(reply)
    addresses = [link.url for link in reply.parts[0].links]
    assert reverse("booking:move", args=[bobs.reference]) in addresses
    assert reverse("booking:cancel", args=[bobs.reference]) in addresses
    assert Appointment.objects.get().state == bobs.state


@pytest.mark.parametrize("asks_as", ["visitor", "charlie"])
def test_nobody_else_is_told_anything_of_bob(asks_as, bobs, bob, charlie, ask):
    who = charlie if asks_as == "charlie" else None
    asked = [text for name in ("fr", "refused") for _subject, text in lines_of("asked", name)]
    asked += ["rdv de bob martin", "quand vient Bob Martin", "le numéro de Bob", "bob@example.com", str(bobs.reference)]
    for text in asked:
        said = words_of(ask(text, who=who))
        links = [link.url for part in ask(text, who=who).parts for link in part.links] if "rdv" in text else []
        assert "Martin" not in said
        assert "bob@example.com" not in said
        assert not any(str(bobs.reference) in url for url in links)


def test_a_client_is_proposed_nothing_that_overlaps_their_own_appointment(bobs, bob, ask):
    found = [start for *_parts, start in proposed(ask("un rdv au plus tôt", who=bob))]
    assert found
    assert bobs.start_at not in found


# --- Emergencies, and what it knows nothing of ----------------------------------------------------------


@pytest.mark.parametrize(("language", "text"), [("fr", "urgence"), ("en", "i want to kill myself"), ("ru", "скорая")])
def test_an_emergency_is_shown_the_numbers_of_the_country_and_nothing_else(french, ask, language, text):
    reply = ask(text, language=language)
    assert reply.kind == Kind.EMERGENCY
    assert reply.parts == []
    assert [number for number, _words in reply.numbers] == ["15", "112", "3114"]
    settings = AssistantSettings.load()
    settings.emergency_numbers = "144 · Sanität"
    settings.save()
    assert ask(text, language=language).numbers == [("144", "Sanität")]


def test_a_question_is_answered_in_the_language_in_which_it_is_asked(french, ask):
    assert ask("how much is it", language="fr").language == "en"
    assert ask("сколько стоит", language="fr").language == "ru"
    assert ask("combien ça coûte", language="en").language == "fr"


# --- What it costs ---------------------------------------------------------------------------------------


def queries(ask, text):
    # What is kept from one question to the next is read by the first ones.
    ask(text), ask(text)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        ask(text)
    return len(seen)


def test_the_number_of_queries_does_not_grow_with_what_is_known(french, ask):
    asked = ["rdv jeudi", "horaires", "combien ça coûte", "xyz"]
    before = [queries(ask, text) for text in asked]
    for number in range(8):
        Question.objects.create(language="fr", question=f"Question {number} ?", answer="Oui.")
        person = factories.make_practitioner(f"Personne {number}", places=french.places, services=french.services)
        assert person.pk
    assert [queries(ask, text) for text in asked] == before
    assert max(before) <= 5


def cheapest(ask, text):
    """Return the least processor time that a question has taken, of a few times."""
    ask(text)
    taken = []
    for _time in range(5):
        began = time.thread_time()
        ask(text)
        taken.append(time.thread_time() - began)
    return min(taken)


def test_the_longest_question_of_rare_words_costs_little_more_in_a_large_practice(french, ask):
    """A thousand practitioners and five hundred answers of the practice's own; the hours of all, too."""
    generator = random.Random(3)

    def words(count, syllables=2):
        pairs = ("".join(map(generator.choice, ("bdfgklmnprstvz", "aeiou"))) for _ in range(count * syllables))
        return " ".join("".join(next(pairs) for _ in range(syllables)) for _ in range(count))

    asked = [words(75), "horaires", "combien ça coûte"]
    before = [cheapest(ask, text) for text in asked]
    Practitioner.objects.bulk_create(
        Practitioner(name=words(2, 3).title(), slug=f"one-of-many-{number}") for number in range(1000)
    )
    Question.objects.bulk_create(
        Question(language="fr", question=words(8, 3), other_ways="\n".join(words(6) for _ in range(5)), answer="Oui.")
        for _number in range(500)
    )
    for text, cost in zip(asked, before, strict=True):
        assert cheapest(ask, text) < 4 * cost, text


# --- The set itself ----------------------------------------------------------------------------------------


def test_the_practices_of_these_tests_are_in_each_language():
    assert set(PRACTICES) == {"fr", "en", "ru"}
    assert Asked.objects.count() == 0
