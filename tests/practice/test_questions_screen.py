"""A service's questionnaire, composed in the admin on the service's own screen."""

import pytest

from practice.models import Question, Service
from practice.versions import PRACTICE, tokens

from .conftest import browser_of
from .test_hours_screen import text_of

ADD = "/admin/prestations/add/"
SERVICE = {
    "name": "Premier entretien",
    "duration_minutes": "45",
    "gap_minutes": "10",
    "currency": "EUR",
    "is_active": "on",
    "asks_topic": "on",
}


def edit(service):
    return f"/admin/prestations/edit/{service.pk}/"


def sent(*rows, kept=0, **fields):
    """Return the service's form with these questions, in this order; the first `kept` are there already."""
    form = {**SERVICE, "questions-TOTAL_FORMS": str(len(rows)), "questions-INITIAL_FORMS": str(kept), **fields}
    for number, row in enumerate(rows):
        for name, value in {"kind": "short", "ORDER": str(number + 1), **row}.items():
            form[f"questions-{number}-{name}"] = value
    return form


def asked(service):
    return [
        (question.text, question.kind, question.is_required)
        for question in Service.objects.get(pk=service.pk).questionnaire
    ]


@pytest.fixture
def service(practice):
    return practice.service


@pytest.mark.mission("O2")
def test_questions_of_every_kind_are_composed_on_the_services_screen(coach, practice):
    choices = "Moins d’un an\n  De un à cinq ans \n\nPlus"
    rows = [
        {"text": "Votre projet en une phrase", "is_required": "on"},
        {"text": "Racontez-nous", "kind": "long", "help_text": "Dix lignes suffisent."},
        {"text": "Depuis quand ?", "kind": "choice", "options": choices},
        {"text": "Ce qui vous aiderait", "kind": "choices", "options": "Un plan\nUn regard"},
        {"text": "Combien d’associés ?", "kind": "number"},
        {"text": "Date de création", "kind": "date"},
        {"text": "J’ai lu le règlement", "kind": "consent", "is_required": "on"},
    ]
    assert coach.post(ADD, sent(*rows)).status_code == 302
    service = Service.objects.get(name="Premier entretien")
    assert asked(service) == [
        ("Votre projet en une phrase", "short", True),
        ("Racontez-nous", "long", False),
        ("Depuis quand ?", "choice", False),
        ("Ce qui vous aiderait", "choices", False),
        ("Combien d’associés ?", "number", False),
        ("Date de création", "date", False),
        ("J’ai lu le règlement", "consent", True),
    ]
    assert service.questionnaire[2].choices == ["Moins d’un an", "De un à cinq ans", "Plus"]
    assert service.questionnaire[1].help_text == "Dix lignes suffisent."


@pytest.mark.mission("O2")
def test_questions_are_put_in_another_order_changed_and_deleted(coach, service):
    first, second, third = (service.questions.create(text=text, sort_order=number) for number, text in enumerate("ABC"))
    service.save()
    rows = [
        {"id": first.pk, "text": "A", "ORDER": "3"},
        {"id": second.pk, "text": "B", "DELETE": "on"},
        {"id": third.pk, "text": "C, mieux dit", "ORDER": "1"},
        {"text": "D", "ORDER": "2"},
    ]
    assert coach.post(edit(service), sent(*rows, kept=3)).status_code == 302
    assert [text for text, *_ in asked(service)] == ["C, mieux dit", "D", "A"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"text": "Depuis quand ?", "kind": "choice"}, "Écrivez au moins deux choix, un par ligne."),
        ({"text": "Depuis quand ?", "kind": "choices", "options": "Un seul"}, "Écrivez au moins deux choix"),
        ({"text": "Quoi ?", "kind": "choice", "options": "Un\nDeux\n Un "}, "Écrivez chaque choix une seule fois."),
        ({"text": "Quoi ?", "kind": "choice", "options": f"Un\n{'x' * 201}"}, "en 200 caractères au plus"),
        ({"text": "Où ?", "kind": "choice", "options": "\n".join(map(str, range(31)))}, "Écrivez 30 choix au plus."),
        ({"text": ""}, "Champ requis."),
    ],
)
def test_what_cannot_be_asked_is_said_beside_it_and_nothing_is_kept(coach, service, row, sentence):
    answer = coach.post(edit(service), sent(row))
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert not Question.objects.exists()


def test_the_screen_speaks_french_and_says_who_reads_the_answers(coach, service):
    words = text_of(coach.get(edit(service)))
    assert "Questionnaire" in words
    assert "les réponses gardent la question telle qu’elle a été posée" in words
    assert "Une case à cocher : accord, consentement" in words


def test_what_is_offered_holds_until_a_question_changes(service):
    """Pages that visitors are shown from memory tell the steps of a booking."""
    seen = [tokens(PRACTICE)]
    question = Question.objects.create(service=service, text="Pourquoi ?")
    seen.append(tokens(PRACTICE))
    Question.objects.filter(pk=question.pk).update(text="Pour quoi ?")
    seen.append(tokens(PRACTICE))
    question.delete()
    seen.append(tokens(PRACTICE))
    assert len(set(seen)) == 4


def test_a_practitioner_does_not_compose_the_practices_questions(hugo, service):
    assert browser_of(hugo).post(edit(service), sent({"text": "Et alors ?"})).status_code == 404
    assert not Question.objects.exists()
