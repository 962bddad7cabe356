"""What a service asks: answered on the details page, checked on one page, kept with the appointment as it was asked."""

import datetime as dt
import re
import uuid
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from booking import questions
from booking.models import Answer, Appointment, State
from practice.models import Question
from tests import factories

from .conftest import browser_of, details_url, paris, stored, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_way")]

Kind = Question.Kind
NINE = paris(24, "9:00")
#: After this a chosen time is kept no longer.
HELD = dt.timedelta(minutes=10)
SECRET = "Ma fuite d’eau & <b>autre</b> chose"


@pytest.fixture
def ask(one_way):
    """Return a function that adds a question to the service and gives it."""

    def add(text, kind=Kind.SHORT, options=(), **fields):
        number = Question.objects.filter(service=one_way.service).count()
        fields = {"service": one_way.service, "sort_order": number, "options": "\n".join(options), **fields}
        return Question.objects.create(text=text, kind=kind, **fields)

    return add


@pytest.fixture
def every_kind(ask):
    """One question of each kind, with a good answer and how it is read: `{field: (posted, words)}`."""
    asked = {
        ask("Votre projet", is_required=True): ("Une librairie", "Une librairie"),
        ask("En détail", Kind.LONG): ("Au centre,\nprès du marché", "Au centre, près du marché"),
        ask("Depuis quand ?", Kind.CHOICE, ["Un an", "Plus"]): ("Plus", "Plus"),
        ask("Vos besoins", Kind.CHOICES, ["Un plan", "Un prêt", "Un local"]): (
            ["Un plan", "Un local"],
            "Un plan Un local",
        ),
        ask("Apport en milliers d’euros", Kind.NUMBER): ("12,50", "12,5"),
        ask("Ouverture prévue", Kind.DATE): ("2027-03-01", "1er mars 2027"),
        ask("J’accepte le règlement", Kind.CONSENT, is_required=True): ("on", "Oui"),
    }
    return {questions.name_of(question): answer for question, answer in asked.items()}


def posted(every_kind, page, **fields):
    """Return the form of the open `page`, filled in."""
    answers = {name: answer for name, (answer, _words) in every_kind.items()}
    return {"topic": "", "key": str(uuid.uuid4()), "asked": page.context["form"].asked_now, **answers, **fields}


def sent_on(page):
    """Return what the button of the check page sends: its hidden fields."""
    main = page.content.decode().partition("<main")[2]
    form = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', main):
        name, value = (re.search(rf'{part}="([^"]*)"', tag) for part in ("name", "value"))
        form.setdefault(name[1], []).append(value[1].replace("&amp;", "&") if value else "")
    return form


# --- From the question to the answer that is kept ---------------------------------------------------


@pytest.mark.mission("O2")
def test_answers_of_every_kind_are_checked_and_kept_with_the_appointment(bobs, every_kind):
    details = bobs.get(details_url(NINE))
    assert "Vos coordonnées (étape 2 sur 3)" in text_of(details)
    before = stored()

    check = bobs.post(details_url(NINE), posted(every_kind, details))
    assert check.status_code == 200
    words = text_of(check)
    assert "Vérifiez avant de réserver (étape 3 sur 3)" in words
    assert "Mardi 24 novembre 2026, 9 h 00 à 9 h 45" in words
    for _answer, shown in every_kind.values():
        assert shown in words
    assert stored() == before

    done = bobs.post(details_url(NINE), sent_on(check), follow=True)
    appointment = Appointment.objects.get()
    assert done.redirect_chain == [(f"/mes-rendez-vous/{appointment.reference}/", 302)]
    assert [(answer.question, answer.kind, answer.text) for answer in appointment.answers.all()] == [
        ("Votre projet", "short", "Une librairie"),
        ("En détail", "long", "Au centre,\nprès du marché"),
        ("Depuis quand ?", "choice", "Plus"),
        ("Vos besoins", "choices", "Un plan\nUn local"),
        ("Apport en milliers d’euros", "number", "12.5"),
        ("Ouverture prévue", "date", "2027-03-01"),
        ("J’accepte le règlement", "consent", "yes"),
    ]
    for _answer, shown in every_kind.values():
        assert shown in text_of(done)


@pytest.mark.mission("O2")
def test_an_answer_keeps_the_question_as_it_was_asked(bobs, ask, camille):
    question = ask("Combien de salariés ?", help_text="Vous compris.")
    name = questions.name_of(question)
    page = bobs.get(details_url(NINE))
    form = {name: "Trois", "asked": page.context["form"].asked_now, "checked": "1"}
    assert bobs.post(details_url(NINE), form).status_code == 302
    question.text, question.kind, question.help_text = "Votre chiffre d’affaires", Kind.NUMBER, "En euros."
    question.save()
    appointment = Appointment.objects.get()
    of_the_coach = browser_of(camille).get(f"/admin/rendez-vous/inspect/{appointment.pk}/")
    assert "Combien de salariés ? Vous compris. Trois" in text_of(of_the_coach)
    question.delete()
    assert "Combien de salariés ? Trois" in text_of(bobs.get(f"/mes-rendez-vous/{appointment.reference}/"))
    assert "Votre chiffre d’affaires" not in text_of(browser_of(camille).get(of_the_coach.request["PATH_INFO"]))


@pytest.mark.parametrize(
    ("kind", "value", "kept", "french", "english"),
    [
        (Kind.NUMBER, Decimal("1234.50"), "1234.5", "1234,5", "1234.5"),
        (Kind.NUMBER, Decimal("100"), "100", "100", "100"),
        (Kind.DATE, dt.date(2027, 3, 2), "2027-03-02", "2 mars 2027", "2 March 2027"),
        (Kind.CONSENT, True, "yes", "Oui", "Yes"),
        (Kind.CONSENT, False, "no", "Non", "No"),
        (Kind.CHOICES, ["Un", "Deux"], "Un\nDeux", "Un\nDeux", "Un\nDeux"),
    ],
)
def test_an_answer_is_kept_the_same_and_read_in_each_language(kind, value, kept, french, english):
    answer = Answer(kind=kind, text=questions.text_of(kind, value))
    assert answer.text == kept
    for language, words in [("fr", french), ("en", english)]:
        with translation.override(language):
            assert questions.in_words(answer) == words


def test_what_may_stay_empty_is_no_answer_but_an_unticked_box_is_one(bobs, ask):
    for kind in (Kind.SHORT, Kind.LONG, Kind.NUMBER, Kind.DATE, Kind.CONSENT):
        ask(f"Facultatif {kind}", kind)
    ask("Au choix", Kind.CHOICE, ["Un", "Deux"])
    ask("Plusieurs", Kind.CHOICES, ["Un", "Deux"])
    page = bobs.get(details_url(NINE))
    check = bobs.post(details_url(NINE), {"topic": "", "asked": page.context["form"].asked_now})
    assert text_of(check).count("Pas de réponse") == 7  # the topic among them
    bobs.post(details_url(NINE), sent_on(check))
    assert [(answer.question, answer.text) for answer in Answer.objects.all()] == [("Facultatif consent", "no")]


# --- What cannot be kept ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "answer", "sentence"),
    [
        (Kind.SHORT, "", "Répondez à la question « Et alors ? »"),
        (Kind.SHORT, "x" * 201, "Écrivez au plus 200 caractères"),
        (Kind.LONG, "x" * 2001, "Écrivez au plus 2000 caractères"),
        (Kind.CHOICE, "", "Choisissez une réponse à « Et alors ? »"),
        (Kind.CHOICE, "Autre", "Sélectionnez un choix"),
        (Kind.CHOICES, [], "Choisissez une réponse à « Et alors ? »"),
        (Kind.CHOICES, ["Un", "Autre"], "Sélectionnez un choix"),
        (Kind.NUMBER, "beaucoup", "Indiquez un nombre, par exemple 12 ou 12,5"),
        (Kind.NUMBER, "NaN", "Indiquez un nombre, par exemple 12 ou 12,5"),
        (Kind.DATE, "demain", "Indiquez un jour, un mois et une année"),
        (Kind.DATE, "2027-02-30", "Indiquez un jour, un mois et une année"),
        (Kind.CONSENT, "", "Pour réserver, cochez la case « Et alors ? »"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told_beside_its_question(bobs, ask, kind, answer, sentence):
    name = questions.name_of(ask("Et alors ?", kind, ["Un", "Deux"], is_required=True))
    page = bobs.get(details_url(NINE))
    form = {"topic": "À garder", "asked": page.context["form"].asked_now, name: answer, "checked": "1"}
    response = bobs.post(details_url(NINE), form)
    assert response.status_code == 422
    words = text_of(response)
    assert words.count(sentence) == 2  # in the summary, and beside the field
    assert "À garder" in words
    assert stored() == [[], [], [], []]


@pytest.mark.mission("O2")
def test_nobody_answers_what_was_not_asked(bobs, ask):
    """The practitioner rewords a question while the page is open."""
    question = ask("Combien de salariés ?")
    name = questions.name_of(question)
    opened = bobs.get(details_url(NINE))
    form = {name: "Trois", "asked": opened.context["form"].asked_now, "checked": "1"}
    question.text = "Combien de clients ?"
    question.save()
    again = bobs.post(details_url(NINE), form)
    assert again.status_code == 422
    assert "Les questions ont changé depuis que vous avez ouvert cette page." in text_of(again)
    assert "Combien de clients ?" in text_of(again)
    assert again.context["form"][name].value() == "Trois"
    assert stored() == [[], [], [], []]
    now_asked = re.search(r'name="asked" value="(\w+)"', again.content.decode())[1]
    assert bobs.post(details_url(NINE), {**form, "asked": now_asked}).status_code == 302
    assert Answer.objects.get().question == "Combien de clients ?"


def test_a_question_that_came_while_the_page_was_open_is_asked(bobs, ask):
    ask("Et depuis ?", is_required=False)
    assert bobs.post(details_url(NINE), {"topic": "", "checked": "1"}).status_code == 422


# --- Nothing typed is lost -------------------------------------------------------------------------


@pytest.mark.mission("O2")
def test_every_answer_survives_a_refusal_and_another_time(bobs, every_kind, book, charlie, clock):
    page = bobs.get(details_url(NINE))
    clock.shift(HELD)
    book(NINE, client=charlie.client)
    refused = bobs.post(details_url(NINE), posted(every_kind, page, topic="Un mot"))
    assert refused.status_code == 409
    words = text_of(refused)
    for _answer, shown in every_kind.values():
        assert shown in words
    nearest = refused.context["notices"][0].offers[0].url
    form = bobs.get(nearest).context["form"]
    assert {name: form[name].value() for name in every_kind} == {
        name: answer for name, (answer, _words) in every_kind.items()
    }
    assert form["topic"].value() == "Un mot"


def test_a_taken_time_is_told_before_anything_is_checked_again(bobs, every_kind, book, charlie, clock):
    check = bobs.post(details_url(NINE), posted(every_kind, bobs.get(details_url(NINE))))
    clock.shift(HELD)
    book(NINE, client=charlie.client)
    refused = bobs.post(details_url(NINE), sent_on(check))
    assert refused.status_code == 409
    assert "Une librairie" in text_of(refused)
    assert Answer.objects.count() == 0


def test_the_way_back_from_the_check_page_leads_to_the_answer(bobs, every_kind):
    details = bobs.get(details_url(NINE))
    check = bobs.post(details_url(NINE), posted(every_kind, details))
    ways = re.findall(r'href="([^"]*/coordonnees/[^"]*#id_[^"]*)"', check.content.decode())
    assert len(ways) == len(every_kind) + 2  # the topic, and discretion
    checked = re.search(r'<form [^>]*action="([^"]*coordonnees[^"]*)"', details.content.decode())[1].replace(
        "&amp;", "&"
    )
    for way in ways:
        address, _sign, target = way.replace("&amp;", "&").partition("#")
        # A link to a part of the page that one is on does not lead anywhere.
        assert address != checked
        page = bobs.get(address)
        assert f'id="{target}"' in page.content.decode()
    assert page.context["form"]["topic"].value() in ("", None)
    assert page.context["form"][next(iter(every_kind))].value() == "Une librairie"


def test_answers_are_forgotten_once_they_are_booked(bobs, every_kind):
    check = bobs.post(details_url(NINE), posted(every_kind, bobs.get(details_url(NINE))))
    bobs.post(details_url(NINE), sent_on(check))
    form = bobs.get(details_url(paris(25, "9:00"))).context["form"]
    assert not any(form[name].value() for name in every_kind)


def test_a_session_keeps_no_more_than_was_asked(bobs, ask):
    ask("Votre projet")
    bobs.post(details_url(NINE), {"topic": "x" * 100_000, "key": "x" * 100, "unasked": "x" * 100_000})
    assert set(bobs.session["booking_typed"]) == {"topic"}
    assert len(bobs.session["booking_typed"]["topic"][0]) == 5000


# --- The check page --------------------------------------------------------------------------------


@pytest.mark.mission("O2")
@pytest.mark.parametrize(("price", "is_checked"), [(None, False), (0, False), (70, True)])
def test_a_price_is_checked_before_it_is_owed(bobs, one_way, price, is_checked):
    one_way.service.price = price
    one_way.service.save()
    response = bobs.post(details_url(NINE), {"topic": "Un mot"})
    assert (response.status_code == 200) == is_checked
    assert Appointment.objects.exists() != is_checked
    if is_checked:
        assert "Prix 70 €" in text_of(response)
        assert bobs.post(details_url(NINE), sent_on(response)).status_code == 302
        assert Answer.objects.get().text == "Un mot"


def test_a_checked_form_sent_ten_times_books_once(bobs, every_kind):
    check = bobs.post(details_url(NINE), posted(every_kind, bobs.get(details_url(NINE))))
    urls = {bobs.post(details_url(NINE), sent_on(check)).url for _ in range(10)}
    assert len(urls) == 1
    assert Answer.objects.count() == len(every_kind)


def test_a_request_says_so_on_the_check_page(bobs, one_way, ask):
    one_way.service.needs_approval = True
    one_way.service.save()
    ask("Votre projet")
    page = bobs.get(details_url(NINE))
    check = bobs.post(details_url(NINE), {"asked": page.context["form"].asked_now})
    assert "Envoyer la demande" in text_of(check)
    bobs.post(details_url(NINE), sent_on(check))
    assert Appointment.objects.get().state == State.REQUESTED


def test_the_built_in_question_can_be_left_out(bobs, one_way):
    one_way.service.asks_topic = False
    one_way.service.save()
    page = bobs.get(details_url(NINE))
    assert 'name="topic"' not in page.content.decode()
    assert bobs.post(details_url(NINE), {"topic": "Quand même"}).status_code == 302
    assert not Answer.objects.exists()


def test_a_long_list_opens_on_a_click(bobs, ask):
    name = questions.name_of(ask("Département", Kind.CHOICE, [f"{number:02}" for number in range(1, 20)]))
    page = bobs.get(details_url(NINE)).content.decode()
    assert f'<select name="{name}"' in page
    assert "Choisissez dans la liste" in page


def test_questions_cost_nothing_on_the_page_of_times(bobs, ask):
    counts = []
    for count in (0, 1, 10):
        for number in range(count):
            ask(f"Question {number}")
        for _settings_and_offers in range(2):
            bobs.get("/rendez-vous/")  # What is offered is read once after each change.
        with CaptureQueriesContext(connection) as asked:
            words = text_of(bobs.get("/rendez-vous/"))
        counts.append(len(asked))
        assert f"étape 1 sur {3 if count else 2}" in words
    assert counts[0] == counts[1] == counts[2]


# --- Who reads the answers -------------------------------------------------------------------------


@pytest.fixture
def answered(bobs, ask):
    """Bob's appointment, with an answer that is nobody else's business."""
    name = questions.name_of(ask("Que s’est-il passé ?", Kind.LONG))
    page = bobs.get(details_url(NINE))
    bobs.post(details_url(NINE), {name: SECRET, "asked": page.context["form"].asked_now, "checked": "1"})
    return Appointment.objects.get()


@pytest.mark.mission("O2")
def test_those_who_see_the_appointment_read_its_answers(answered, camille, zoe, bobs):
    page = f"/admin/rendez-vous/inspect/{answered.pk}/"
    for reader in (camille, zoe):
        html = browser_of(reader).get(page).content.decode()
        assert "Que s’est-il passé ?" in html
        assert "Ma fuite d’eau &amp; &lt;b&gt;autre&lt;/b&gt; chose" in html
    assert "Ma fuite d’eau" in bobs.get(f"/mes-rendez-vous/{answered.reference}/").content.decode()


def test_nobody_else_does(answered, charlies, visitor, practice):
    denis = factories.make_user("denis@example.com", "Denis")
    factories.make_practitioner("Denis", user=denis, places=practice.places, services=[practice.service])
    for browser in (charlies, visitor, browser_of(denis)):
        for page in (f"/mes-rendez-vous/{answered.reference}/", f"/admin/rendez-vous/inspect/{answered.pk}/"):
            response = browser.get(page, follow=True)
            assert "fuite d’eau" not in response.content.decode()


@pytest.mark.mission("O2")
def test_no_mail_and_no_calendar_repeats_them(answered, bobs, mailoutbox):
    call_command("deliver", "--once")
    assert len(mailoutbox) >= 2
    whole = "".join(message.message().as_string() for message in mailoutbox)
    bodies = "".join(
        part.get_payload(decode=True).decode()
        for message in mailoutbox
        for part in message.message().walk()
        if not part.is_multipart()
    )
    ics = bobs.get(f"/mes-rendez-vous/{answered.reference}/agenda.ics").content.decode()
    assert "BEGIN:VEVENT" in ics
    for told in (whole, bodies, ics):
        assert "fuite" not in told
        assert "passé" not in told
