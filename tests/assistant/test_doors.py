"""The page, the panel, the message to the practice, the API, and what staff find in the admin."""

import json
import re
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from assistant import actions
from assistant.discretion import without_people
from assistant.models import KEPT, Asked, Message, NameWord, Question
from assistant.words import LONGEST
from booking import outbox
from home.models import SiteSettings
from people.models import Client

pytestmark = [pytest.mark.django_db, pytest.mark.mission("M6")]
ASK = "/aide/"


def test_the_page_answers_a_question_of_its_address(client, french):
    html = client.get(ASK, {"q": "combien ça coûte"}).content.decode()
    assert "Consultation de dermatologie" in html
    assert "<h1>" in html


def test_the_panel_gets_the_same_answer_without_the_frame(client, french):
    html = client.get(ASK, {"q": "combien ça coûte", "panneau": "1"}).content.decode()
    assert "Consultation de dermatologie" in html
    assert "<html" not in html


def test_the_panel_begins_with_what_the_page_is_about(client, french):
    html = client.get(ASK, {"panneau": "1", "depuis": "booking:mine"}).content.decode()
    assert "Quand est mon rendez-vous" in html
    assert 'role="log"' in html


def test_every_public_page_leads_to_the_assistant(client, practice):
    for address in ("/rendez-vous/", "/agences/", "/accounts/login/", "/en/rendez-vous/"):
        html = client.get(address).content.decode()
        assert "data-talk" in html, address


def test_page_panel_and_api_answer_each_wish_in_the_order_asked(client, french):
    question = {"q": "c'est combien et vous êtes où", "language": "fr"}
    for more in ({}, {"panneau": "1"}):
        html = client.get(ASK, {**question, **more}).content.decode()
        assert 0 < html.index("Bilan ophtalmologique") < html.index("22 rue de la Victoire")
    answer = client.get("/api/v1/assistant/", question).json()
    assert [part["subject"] for part in answer["parts"]] == ["price", "places"]


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ settings.SECRET_KEY }}",
    "\x00\x0b",
    "a" * 100_000,
    "’" * 5000,
    "%s%n",
    "1" * 9000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_comes_back_harmless(client, french, text):
    for more in ({}, {"panneau": "1"}):
        answer = client.get(ASK, {"q": text, **more}, follow=True)
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert len(html) < 60_000
        assert text[: LONGEST + 1] not in html or len(text) <= LONGEST


def test_who_asks_too_often_waits(client, french):
    with override_settings(ASSISTANT_QUESTIONS_A_MINUTE=2), patch("assistant.pace.time.time", return_value=0):
        statuses = [client.get(ASK, {"q": "horaires"}).status_code for _time in range(3)]
    assert statuses == [200, 200, 429]


# --- What was asked in vain ------------------------------------------------------------------------------


def test_what_has_no_answer_is_kept_once_and_for_thirty_days_after_it_was_last_asked(client, french):
    for _time in range(2):
        client.get(ASK, {"q": "avez-vous un aquarium tropical"})
    asked = Asked.objects.get()
    assert (asked.text, asked.times) == ("avez-vous un aquarium tropical", 2)
    actions.forget_old(now=asked.last_at + KEPT)
    assert Asked.objects.count() == 1
    actions.forget_old(now=asked.last_at + KEPT + timezone.timedelta(seconds=1))
    assert Asked.objects.count() == 0


OWN = [
    ("je m'appelle jean dupont, aquarium ?", "jean dupont"),
    ("aquarium pour Kevin Morel au 06 12 34 56 78", "kevin morel 06 12 34 56 78"),
    ("appeler marie durand au 06.12.34.56.78, aquarium", "marie durand 06 12 34 56 78"),
    ("lucie tardieu 0033612345678 pour l'aquarium", "lucie tardieu 0033612345678"),
    ("aquarium dans le couloir, tél +33 (0)6-12-34-56-78", "33 0 6 12 34 56 78"),
    ("aquarium, appelez au zéro six douze trente-quatre cinquante-six", "zéro douze trente quatre cinquante"),
    ("ecrivez a kevin.morel@example.com pour l'aquarium", "kevin morel example com"),
    ("aquarium pour kevin.morel arobase gmail point com", "kevin morel gmail com"),
    ("aquarium au 12 rue victor hugo", "12 victor hugo"),
    ("aquarium au 12 bis, rue de la gare", "12 gare"),
    ("aquarium, impasse tartempion", "tartempion"),
    ("né le 3 mars 1980, aquarium ?", "3 mars 1980"),
    ("aquarium sécu 1 85 05 2A 006 084 36", "1 85 05 2a 006 084 36"),
    ("call helen smith about an aquarium", "helen smith"),
    ("aquarium at 12 baker street", "12 baker"),
    ("позвоните петру зубову насчет aquarium", "петру зубову"),
]


@pytest.mark.parametrize(("text", "own"), OWN, ids=range(len(OWN)))
def test_no_name_address_or_number_is_kept(text, own):
    known = (
        "je m appelle appeler appelez pour au a l rue de la gare le mars tel ne secu ecrivez impasse call about an at"
    )
    language = "ru" if "позвон" in text else "en" if " an " in text or " at " in text else "fr"
    kept = without_people(text, language, known=frozenset(known.split()))
    assert "aquarium" in kept
    assert not set(own.split()) & set(re.findall(r"\w+", kept.lower()))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("aquarium de bob martin", "aquarium de …"),
        ("hélène loewe a un aquarium", "… a un aquarium"),
        ("l'aquarium de zoe", "l'aquarium de …"),
    ],
)
def test_nobody_who_is_known_here_is_named_in_what_is_kept(client, french, bob, zoe, text, kept):
    """However they are typed."""
    Client.objects.create(name="Hélène Lœwe")
    client.get(ASK, {"q": text})
    assert Asked.objects.get().text == kept


def test_who_is_called_as_an_ordinary_word_is_hides_none_of_these_words():
    kept = without_people("un aquarium ouvert", "fr", known=frozenset(["un", "ouvert"]), people=frozenset(["ouvert"]))
    assert kept == "un aquarium ouvert"


def test_a_name_is_forgotten_with_the_person_and_changes_with_theirs(db):
    client = Client.objects.create(name="Hélène Lœwe")
    assert NameWord.objects.among(["helene", "loewe", "petit"]) == {"helene", "loewe"}
    client.name = "Hélène Petit"
    client.save()
    assert NameWord.objects.among(["helene", "loewe", "petit"]) == {"helene", "petit"}
    assert not client.has_file()
    client.delete()
    assert not NameWord.objects.exists()


def test_the_database_is_asked_for_the_words_of_the_question_only(client, french):
    def asked(number):
        with CaptureQueriesContext(connection) as seen:
            client.get(ASK, {"q": f"un aquarium tropical {'zzyzx ' * number}"})
        return seen

    # The first page that is shown makes the site's settings, of which the assistant's knowledge learns afterwards.
    asked(3), asked(0)
    before = asked(1)
    for number in range(30):
        Client.objects.create(name=f"Prénom{number} Nom{number}")
    after = asked(2)
    assert len(after) == len(before)
    [words] = [one["sql"] for one in after if "assistant_nameword" in one["sql"]]
    assert "aquarium" in words
    assert "WHERE" in words


def test_nothing_is_kept_of_what_is_refused_or_answered(client, french):
    for text in ("quel est le numéro de bob martin", "horaires", "quelle dose de doliprane", "urgence"):
        client.get(ASK, {"q": text})
    assert not Asked.objects.exists()


# --- A message -------------------------------------------------------------------------------------------


def written(page, **fields):
    key = page.context["form"]["key"].value()
    return {"name": "Bob", "email": "bob@example.com", "text": "Avez-vous un aquarium ?", "key": key, **fields}


def test_a_message_reaches_the_practice_once_and_those_who_answer_it_are_told_without_its_words(client, practice, zoe):
    page = client.get(reverse("assistant:message"), {"q": "un aquarium ?"})
    assert "un aquarium ?" in page.content.decode()
    for _time in range(2):
        answer = client.post(reverse("assistant:message"), written(page))
        assert answer.status_code == 302
    assert Message.objects.get().text == "Avez-vous un aquarium ?"
    outbox.deliver_due(now=timezone.now())
    assert sorted(one.to[0] for one in mail.outbox) == ["camille@example.com", "zoe@example.com"]
    assert all("aquarium" not in one.body and "/admin/" in one.body for one in mail.outbox)


def test_a_message_without_an_address_is_asked_for_it(client, practice):
    page = client.get(reverse("assistant:message"))
    answer = client.post(reverse("assistant:message"), written(page, email="bob"))
    assert answer.status_code == 422
    assert not Message.objects.exists()


# --- The API ---------------------------------------------------------------------------------------------


def test_programs_get_the_same_answers(client, french):
    answer = client.get("/api/v1/assistant/", {"q": "rdv jeudi", "language": "fr"}).json()
    assert (answer["kind"], answer["language"]) == ("answered", "fr")
    assert answer["parts"][0]["times"][0]["url"].startswith("/rendez-vous/coordonnees/")
    assert json.dumps(answer)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("parler à quelqu'un", True),
        ("avez-vous un aquarium tropical", True),
        ("quelle dose de doliprane", True),
        ("combien ça coûte", False),
        ("urgence", False),
    ],
)
def test_the_way_to_a_person_is_shown_by_page_panel_and_api_alike(client, french, text, shown):
    contact = {"phone": "02 47 00 00 00", "email": "accueil@example.com"}
    SiteSettings.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults=contact)
    panel = client.get(ASK, {"q": text, "panneau": "1"}).content.decode()
    answer = client.get("/api/v1/assistant/", {"q": text, "language": "fr"}).json()
    assert ('href="tel:0247000000"' in panel) == shown
    assert answer["contact"] == (contact if shown else None)
    assert ("/aide/message/?q=" in panel) == (answer["message_url"] != "")
    assert ('href="tel:15"' in panel) == ("15" in [one["number"] for one in answer["numbers"]])


@pytest.mark.parametrize(("query", "status"), [({}, 400), ({"q": "x", "language": "xx"}, 400), ({"q": "x"}, 200)])
def test_what_cannot_be_read_is_said(client, french, query, status):
    answer = client.get("/api/v1/assistant/", query)
    assert answer.status_code == status
    assert status == 200 or list(answer.json()) == ["language" if query else "q"]


def test_a_program_that_asks_too_often_is_told_how_long_to_wait(client, french):
    with override_settings(ASSISTANT_QUESTIONS_A_MINUTE=0):
        answer = client.get("/api/v1/assistant/", {"q": "horaires"})
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (429, "too_often", "60")


# --- The admin -------------------------------------------------------------------------------------------


def test_staff_see_what_was_asked_and_write_the_answer_from_there(client, camille):
    actions.note_unanswered(text="un aquarium ?", language="fr", now=timezone.now())
    client.force_login(camille)
    html = client.get(reverse("wagtailsnippets_assistant_asked:list")).content.decode()
    address = f"{reverse('wagtailsnippets_assistant_question:add')}?question=un+aquarium+%3F&amp;language=fr"
    assert address in html
    form = client.get(address.replace("&amp;", "&")).content.decode()
    assert 'value="un aquarium ?"' in form


def test_camille_tries_a_question_and_reads_why_the_answer_won(client, camille, french):
    client.force_login(camille)
    html = client.get(reverse("assistant_admin:try"), {"q": "cest combein", "language": "fr"}).content.decode()
    assert "combein = combien" in html
    assert "Consultation de dermatologie" in html


def test_a_collaborator_answers_messages_and_decides_nothing(client, zoe):
    client.force_login(zoe)
    assert client.get(reverse("wagtailsnippets_assistant_message:list")).status_code == 200
    assert client.get(reverse("assistant_admin:try")).status_code != 200
    assert client.get(reverse("wagtailsnippets_assistant_synonym:list")).status_code != 200
    assert not Question.objects.exists()
