"""“E-mails”: each text is reworded and tried in the admin; what is wrong with it is said before it is kept."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from wagtail import hooks

from booking import actions, mail, placeholders, texts
from booking.models import Link, MailText, OutboxMessage
from people import actions as people_actions
from people.models import Role
from tests import factories

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
NINE = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)  # 9:00 in Paris
SUBJECT = "C’est noté : {début} avec {praticien}"
BODY = "Chère {client},\r\n\r\nÀ bientôt.\r\n\r\n{détails}\r\n\r\nTout changer : {lien}"


@pytest.fixture
def admin(client, camille, practice):
    client.force_login(camille)
    return client


def address(kind="confirmed", reader="client", language="fr", name="text"):
    return reverse(f"mails_admin:{name}", args=[kind, reader, language])


def keep(admin, *, at=None, **changed):
    return admin.post(at or address(), {"subject": SUBJECT, "body": BODY, **changed})


def said_about(answer, name):
    """Return what the form says of one of its fields, having checked that nothing was kept."""
    assert answer.status_code == 200
    assert not MailText.objects.exists()
    sentences = answer.context["form"].errors.get(name, [])
    for sentence in sentences:
        assert html.escape(sentence) in answer.content.decode()
    return sentences


@pytest.fixture
def bobs_mail(practice, bob):
    """Return a function that books for Bob and gives the mail that he gets."""

    def compose():
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        actions.book(client=bob.client, **parts, start=NINE, by=bob, now=NOW)
        return mail.compose(OutboxMessage.objects.get(audience="client"))

    return compose


# --- Keeping --------------------------------------------------------------------------------------


def test_a_text_is_shown_and_kept_with_names_in_the_language_of_the_screen(admin, bobs_mail):
    shown = admin.get(address()).context["form"].initial
    assert shown["subject"] == "Confirmé\N{NO-BREAK SPACE}: {début} avec {praticien}"
    assert keep(admin).status_code == 302
    own = MailText.objects.get()
    assert own.subject == "C’est noté : {start} avec {practitioner}"
    assert own.body == "Chère {client},\n\nÀ bientôt.\n\n{details}\n\nTout changer : {link}"
    composed = bobs_mail()
    assert (
        composed.subject
        == "C’est noté : mardi 24 novembre à 9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}00 avec Camille Aubert"
    )
    assert composed.body.startswith("Chère Bob Martin,\n\nÀ bientôt.\n\nQuand")
    assert ">Tout changer</a>" in composed.alternatives[0].content


def test_one_text_is_for_one_message_one_reader_and_one_language(admin, bob, bobs_mail):
    keep(admin)
    bob.client.language = "en"
    bob.client.save()
    assert bobs_mail().subject.startswith("Confirmed: ")
    practitioners = OutboxMessage.objects.get(audience="practitioner")
    assert mail.compose(practitioners).subject.startswith("Confirmé")


def test_names_may_be_written_as_they_are_kept_and_read_in_any_language(admin):
    keep(admin, subject="Noté : {start}", body="{details} \r\n\r\n{link}")
    assert MailText.objects.get().subject == "Noté : {start}"
    assert admin.get(address()).context["form"].initial["subject"] == "Noté : {début}"
    with translation.override("ru"):
        assert placeholders.shown("{start} {xyz}") == "{начало} {xyz}"
        assert placeholders.kept("{начало} {start} {début}") == "{start} {start} {début}"


def test_the_list_says_which_texts_were_reworded(admin):
    keep(admin)
    shown = admin.get(reverse("mails_admin:index")).content.decode()
    assert shown.count('<span class="mails__own">') == 1
    assert 'aria-label="Confirmation, Client, Français (reformulé)"' in shown


def test_back_to_the_shipped_text_asks_first(admin, bobs_mail):
    keep(admin)
    assert address(name="shipped") in admin.get(address()).content.decode()
    asked = admin.get(address(name="shipped"))
    assert "Votre rendez-vous est confirmé." in asked.content.decode()
    assert MailText.objects.exists()
    assert admin.post(address(name="shipped")).status_code == 302
    assert not MailText.objects.exists()
    assert bobs_mail().subject.startswith("Confirmé")
    assert address(name="shipped") not in admin.get(address()).content.decode()


def test_the_shipped_text_kept_unchanged_stays_the_shipped_one(admin):
    """Otherwise a better one, shipped later, would never be sent."""
    shown = admin.get(address()).context["form"].initial
    keep(admin, **shown)
    assert not MailText.objects.exists()


# --- What is wrong is said ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("{détails} {lein}", "Il n’y a pas de repère {lein}. Pensiez-vous à {lien}\N{NO-BREAK SPACE}?"),
        ("{détails}\n{lien}\n{xyz}", "{xyz} ne peut pas figurer ici."),
        ("{détails}\n{lien}\n{avant}", "{avant} ne peut pas figurer ici."),
        ("{détails}\n{lien}\n{contact}", "{contact} ne peut pas figurer ici."),
        ("{détails}\n{lien}\n{{ settings.SECRET_KEY }}", "est du code, et le code ne fait rien ici."),
        ("{détails}\n{lien}\n{% load static %}", "est du code, et le code ne fait rien ici."),
        ("{détails}\n{lien}\n{# rien #}", "est du code, et le code ne fait rien ici."),
        ("{détails}\n{lien}\n{client.name}", "n’est pas un repère."),
        ("{détails}\n{lien}\n{0}{client", "n’est pas un repère."),
        ("{détails}\n{lien}\n}", "n’est pas un repère."),
        ("{détails}\n{lien}\n{client!r}", "n’est pas un repère."),
        ("Voici : {détails}\n{lien}", "{détails} occupe plusieurs lignes"),
        ("Bonjour {client}, {lien}", "Le texte dit quand a lieu le rendez-vous."),
        ("Bonjour\n{détails}", "Sans {lien}, le client ne pourrait ni déplacer ni annuler."),
        ("", "Champ requis."),
        ("é" * 5_001, "5"),
    ],
)
def test_a_wrong_text_is_told_in_a_sentence_and_not_kept(admin, body, sentence):
    sentences = said_about(keep(admin, body=body), "body")
    assert any(sentence in one for one in sentences), sentences


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("Votre rendez-vous", "L’objet dit quand a lieu le rendez-vous."),
        ("{début} {lien}", "{lien} ne peut pas figurer ici."),
        ("{début} {détails}", "{détails} ne peut pas figurer ici."),
        ("{début} {{ request }}", "est du code"),
    ],
)
def test_a_wrong_subject_is_told_in_a_sentence_and_not_kept(admin, subject, sentence):
    sentences = said_about(keep(admin, subject=subject), "subject")
    assert any(sentence in one for one in sentences), sentences


@pytest.mark.parametrize("name", ["praticien", "lieu", "mot", "motif", "site"])
def test_a_discreet_text_names_neither_whom_nor_where(admin, name):
    at = address(kind="cancelled", reader="discreet")
    answer = keep(admin, at=at, subject="{début}", body=f"{{détails}}\n{{{name}}}")
    [sentence] = said_about(answer, "body")
    assert sentence.startswith(f"{{{name}}} n’a pas sa place dans un e-mail discret")


def test_every_text_of_every_mail_can_be_opened_and_kept_as_it_is(admin):
    for kind, reader in texts.SHIPPED:
        for language in ("fr", "en", "ru"):
            at = address(kind, reader, language)
            page = admin.get(at)
            assert page.status_code == 200, at
            assert admin.post(at, page.context["form"].initial).status_code == 302, at
    assert not MailText.objects.exists()


def test_the_longest_text_still_makes_a_light_mail(admin, bobs_mail):
    at_most = 5_000
    body = ("Ж" * 70 + "\r\n\r\n") * 60 + "{details}\r\n{link}"
    assert keep(admin, body=body[-at_most:]).status_code == 302
    assert len(bobs_mail().alternatives[0].content.encode()) < 20 * 1024


# --- Trying ---------------------------------------------------------------------------------------


def test_a_preview_shows_believable_values_and_keeps_nothing(admin):
    answer = keep(admin, preview="1")
    assert not MailText.objects.exists()
    assert not Link.objects.exists()
    letter = answer.context["letter"]
    assert re.fullmatch(r"C’est noté : mardi \S+ \w+ à 9\s*h\s*00 avec Camille Aubert", letter.subject)
    assert letter.plain.startswith("Chère Louise Martin,\n\nÀ bientôt.\n\nQuand")
    assert "<bdi>Louise Martin</bdi>" in letter.html
    shown = answer.content.decode()
    assert str(escape("".join(letter.html))) in shown
    assert str(escape("".join(letter.plain))) in shown
    assert BODY.split("\r\n")[0] in html.unescape(shown)  # what was typed is still there


@pytest.mark.parametrize(
    ("language", "greeting"), [("fr", "Bonjour Louise Martin,"), ("en", "Hello Louise"), ("ru", "Здравствуйте, Louise")]
)
def test_each_language_is_tried_in_its_own(admin, language, greeting):
    letter = admin.get(address(language=language)).context["letter"]
    assert letter.plain.startswith(greeting)
    assert f'<html lang="{language}">' in letter.html


def test_a_preview_runs_nothing(admin):
    """The page of the mail stands in a frame that may do nothing, and what was typed is words in it."""
    keep(admin, body="<script>alert(1)</script>\r\n{détails}\r\n{lien}")
    shown = admin.get(address()).content.decode()
    assert "sandbox srcdoc=" in shown
    assert "&lt;script&gt;alert(1)" in admin.get(address()).context["letter"].html
    assert "<script>alert" not in shown


def test_a_wrong_text_is_not_tried(admin):
    answer = keep(admin, body="{notes}", preview="1")
    assert answer.context["letter"] is None


# --- Who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("outsider", ["visitor", "bob", "zoe"])
def test_only_those_who_word_mails_see_or_change_them(client, practice, request, outsider):
    if outsider != "visitor":
        client.force_login(request.getfixturevalue(outsider))
    addresses = [reverse("mails_admin:index"), address(), address(name="shipped")]
    MailText.objects.create(kind="confirmed", reader="client", language="fr", subject="{start}", body="CANARI {link}")
    for target in addresses:
        for verb in ("get", "post"):
            answer = getattr(client, verb)(target, {"subject": "{start}", "body": "{details} {link}"})
            assert answer.status_code in (302, 403, 404)
            assert "CANARI" not in answer.content.decode()
    assert MailText.objects.get().body == "CANARI {link}"


def test_an_administrator_and_whoever_is_given_the_permission_word_them(client, camille, zoe, practice):
    other = factories.make_user("ana@example.com", "Ana")
    people_actions.set_role(user=other, role=Role.Code.ADMINISTRATOR, by=camille)
    may_word = next(
        one for hook in hooks.get_hooks("register_permissions") for one in hook() if "mailtext" in one.codename
    )
    zoe.user_permissions.add(may_word)
    for user in (other, zoe):
        client.force_login(user)
        assert client.get(reverse("mails_admin:index")).status_code == 200
        assert client.get(address()).status_code == 200


@pytest.mark.parametrize(
    "parts", [("nothing", "client", "fr"), ("confirmed", "nobody", "fr"), ("confirmed", "client", "de")]
)
def test_a_text_that_is_none_is_not_found(admin, parts):
    assert admin.get(address(*parts)).status_code == 404
