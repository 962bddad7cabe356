"""What the mails say: complete in each language, to each reader, whatever people are called."""

import datetime as dt
import email
import email.policy
import html
import re
from email.header import decode_header, make_header

import pytest
from django.utils import translation

from booking import actions, letters, mail, proposals, texts
from booking.letters import Url, shortened
from booking.models import MailText, OutboxMessage
from booking.placeholders import problems_of_body, problems_of_subject
from booking.signals import mail_composed
from tests import factories

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
NINE = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)  # 9:00 in Paris
FIVE_TO_TEN = NINE + dt.timedelta(minutes=55)
LANGUAGES = ["fr", "en", "ru"]
Reader = MailText.Reader
NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.fixture
def book(practice, bob):
    """Return a function that books Tuesday at nine for Bob, and gives the appointment."""

    def wish(**changed):
        return actions.book(
            **{
                "client": bob.client,
                "practitioner": practice.practitioner,
                "service": practice.service,
                "place": practice.place,
                "start": NINE,
                "by": bob,
                "now": NOW,
                **changed,
            }
        )

    return wish


def mail_to(audience, kind=None):
    """Return the latest mail to someone, as it would leave now."""
    messages = OutboxMessage.objects.filter(audience=audience, **({"kind": kind} if kind else {}))
    return mail.compose(messages.latest("pk"))


def page_of(composed):
    return composed.alternatives[0].content


def seen(page):
    """Return the words of a page as a reader sees them."""
    body = re.sub(r"<style>.*?</style>|<title>.*?</title>|</?bdi>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def received(composed):
    """Return the mail as the other side reads it from the wire."""
    return email.message_from_bytes(composed.message().as_bytes(linesep="\r\n"), policy=email.policy.default)


def headers_on_the_wire(composed):
    """Return each name of a header with what it holds, before any reader's kindness."""
    head, _body = composed.message().as_bytes(linesep="\r\n").split(b"\r\n\r\n", 1)
    unfolded = re.sub(rb"\r\n[ \t]+", b" ", head).decode("ascii")
    return [tuple(line.split(": ", 1)) for line in unfolded.split("\r\n")]


# --- The shipped texts ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "reader"), texts.SHIPPED)
def test_every_mail_has_a_shipped_text_that_could_have_been_written_in_the_admin(kind, reader, language):
    with translation.override(language):
        text = texts.shipped(kind, reader)
        assert problems_of_subject(kind, reader, text.subject) == []
        assert problems_of_body(kind, reader, text.body) == []


@pytest.mark.parametrize(("language", "other"), [("fr", "en"), ("ru", "en")])
@pytest.mark.parametrize(("kind", "reader"), texts.SHIPPED)
def test_no_sentence_is_left_in_english(kind, reader, language, other):
    said = []
    for one in (language, other):
        with translation.override(one):
            text = texts.shipped(kind, reader)
            said.append(
                [text.subject, *(part for part in text.body.split("\n\n") if not re.fullmatch(r"\{\w+\}", part))]
            )
    assert not set(said[0]) & set(said[1])


def test_a_french_confirmation_reads_well(book, bob):
    book()
    composed = mail_to("client")
    assert composed.subject == f"Confirmé{NO_BREAK}: mardi 24 novembre à 9{NO_BREAK}h{NO_BREAK}00 avec Camille Aubert"
    assert composed.body.startswith(
        "Bonjour Bob Martin,\n\n"
        "Votre rendez-vous est confirmé. Vous n’avez rien d’autre à faire.\n\n"
        f"Quand{NO_BREAK}: Mardi 24 novembre 2026, 9{NO_BREAK}h{NO_BREAK}00 à 9{NO_BREAK}h{NO_BREAK}45\n"
        f"Où{NO_BREAK}: Visio\n"
        f"Avec{NO_BREAK}: Camille Aubert\n\n"
        f"Ajouter à mon agenda{NO_BREAK}: http"
    )


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("fr", f"Confirmé{NO_BREAK}: mardi 24 novembre à 9{NO_BREAK}h{NO_BREAK}00 avec Camille Aubert"),
        ("en", "Confirmed: Tuesday 24 November at 9:00 with Camille Aubert"),
        ("ru", "Подтверждено: вторник, 24 ноября, 9:00, Camille Aubert"),
    ],
)
def test_the_subject_carries_the_fact_in_the_language_of_the_client(book, bob, language, subject):
    bob.client.language = language
    bob.client.save()
    book()
    composed = mail_to("client")
    assert composed.subject == subject
    assert f'<html lang="{language}">' in page_of(composed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_plain_text_say_the_same(book, bob, language):
    bob.client.language = language
    bob.client.save()
    book()
    for audience in ("client", "practitioner"):
        composed = mail_to(audience)
        plain, _, _signature = composed.body.partition("\n-- \n")
        shown = seen(page_of(composed))
        for line in filter(None, plain.split("\n")):
            words = re.sub(r"\s*:\s*https?://\S+$", "", line)
            assert " ".join(words.split()) in shown, line


def test_a_page_is_one_light_column_that_asks_nothing_of_other_servers(book):
    book()
    for audience in ("client", "practitioner"):
        page = page_of(mail_to(audience))
        assert len(page.encode()) < 20 * 1024
        assert not re.search(r"<(img|link|script|iframe)\b|url\(|@import|@font-face", page)
        assert '<meta name="color-scheme" content="light dark">' in page
        assert "max-width: 600px" in page
        assert "system-ui" in page


def test_plain_text_comes_first_and_the_page_after_it(book):
    book()
    parts = [part.get_content_type() for part in received(mail_to("client")).walk() if not part.is_multipart()]
    assert parts[:2] == ["text/plain", "text/html"]


@pytest.mark.mission("T9")
def test_each_reads_their_own_time_with_the_name_of_the_zone(book, bob):
    bob.client.time_zone = "America/Montreal"
    bob.client.save()
    book()
    to_bob, to_camille = mail_to("client"), mail_to("practitioner")
    assert f"3{NO_BREAK}h{NO_BREAK}00 à 3{NO_BREAK}h{NO_BREAK}45 – Montréal (UTC−5)" in to_bob.body
    assert "Montréal (UTC−5)" in to_bob.subject
    assert f"9{NO_BREAK}h{NO_BREAK}00 à 9{NO_BREAK}h{NO_BREAK}45\n" in to_camille.body
    assert "UTC" not in to_camille.subject + to_camille.body


def test_a_practitioner_elsewhere_reads_their_own_time(book, camille):
    camille.time_zone = "Europe/London"
    camille.save()
    book()
    assert "UTC" not in mail_to("client").body
    assert f"8{NO_BREAK}h{NO_BREAK}00 à 8{NO_BREAK}h{NO_BREAK}45 – Londres (UTC+0)" in mail_to("practitioner").body


def test_a_move_tells_both_times(book, bob):
    appointment = book()
    actions.move(
        appointment=appointment, start=NINE + dt.timedelta(days=2), by=bob.client.user, now=NOW - dt.timedelta(days=1)
    )
    composed = mail_to("client")
    assert "Quand\N{NO-BREAK SPACE}: Jeudi 26 novembre 2026" in composed.body
    assert "Avant\N{NO-BREAK SPACE}: mardi 24 novembre à 9" in composed.body


def test_a_word_stands_where_there_is_one_and_leaves_no_hole_where_there_is_none(book, practice, camille):
    practice.service.needs_approval = True
    practice.service.save()
    first, second = book(), book(start=NINE + dt.timedelta(days=1))
    actions.decline(appointment=first, by=camille, now=NOW, comment="Je suis absente.\nProposez-moi jeudi.")
    assert "\n\nJe suis absente.\nProposez-moi jeudi.\n\n" in mail_to("client").body
    assert "Je suis absente.<br>Proposez-moi jeudi." in page_of(mail_to("client"))
    actions.decline(appointment=second, by=camille, now=NOW)
    assert "\n\n\n" not in mail_to("client").body.partition("-- ")[0]


def test_no_mail_holds_the_subject_of_a_session(book, practice, camille):
    practice.service.needs_approval = True
    practice.service.name = "CANARI prestation"
    practice.service.save()
    appointment = book(answers=[("CANARI question", "CANARI réponse")])
    actions.agree(appointment=appointment, by=camille, now=NOW)
    actions.cancel(appointment=appointment, by=camille, now=NOW)
    messages = OutboxMessage.objects.all()
    assert len(messages) == 6
    for message in messages:
        assert "CANARI" not in mail.compose(message).message().as_bytes().decode()


def test_who_hears_of_every_mail_may_add_to_it(book):
    heard = []

    def attach(sender, *, message, mail, **kwargs):
        heard.append(message.audience)
        mail.attach("invite.ics", "BEGIN:VCALENDAR", "text/calendar")

    mail_composed.connect(attach)
    try:
        book()
        composed = mail_to("client")
    finally:
        mail_composed.disconnect(attach)
    assert heard == ["client"]
    assert "invite.ics" in [part.get_filename() for part in received(composed).walk()]


# --- Who is told ----------------------------------------------------------------------------------


@pytest.mark.mission("P8")
def test_the_practices_addresses_get_every_notification_in_the_language_of_the_site(book, bob, camille, settings):
    settings.NOTIFICATION_EMAIL = ["accueil@coach.example", "archives@coach.example"]
    bob.client.language = "ru"
    bob.client.save()
    appointment = book()
    actions.cancel(appointment=appointment, by=camille, now=NOW)
    told = [(m.recipient, m.kind) for m in OutboxMessage.objects.filter(audience="practice").order_by("pk")]
    assert told == [(address, kind) for kind in ("confirmed", "cancelled") for address in settings.NOTIFICATION_EMAIL]
    composed = mail_to("practice", "confirmed")
    assert composed.to == ["archives@coach.example"]
    assert composed.subject.endswith("avec Bob Martin")
    assert "bob@example.com" in composed.body


# --- Discretion -----------------------------------------------------------------------------------

NATURE = ["Addictologie", "addictologie", "Camille", "Aubert", "Lyon", "Créneau"]


@pytest.fixture
def telling_practice(practice, settings):
    """A practice whose every name tells why one goes there."""
    settings.DEFAULT_FROM_EMAIL = "Camille Aubert, addictologie <rendez-vous@coach.example>"
    settings.DISCREET_FROM_EMAIL = "rendez-vous@coach.example"
    practice.service.name = "Suivi d’addictologie"
    practice.service.save()
    practice.place.name, practice.place.address = "Centre d’addictologie", "3 rue Neuve, Lyon"
    practice.place.directions = "Sonner à « Addictologie »."
    practice.place.save()
    return practice


@pytest.mark.parametrize("wished_by", ["service", "client"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_discreet_mail_says_when_and_neither_with_whom_nor_where(
    book, telling_practice, bob, camille, wished_by, language
):
    one = telling_practice.service if wished_by == "service" else bob.client
    one.is_discreet = True
    one.save()
    bob.client.language = language
    bob.client.save()
    appointment = book()
    actions.move(appointment=appointment, start=NINE + dt.timedelta(days=1), by=camille, now=NOW)
    actions.cancel(appointment=appointment, by=camille, now=NOW, comment="Addictologie fermée")
    for message in OutboxMessage.objects.filter(audience="client"):
        composed = mail.compose(message)
        assert composed.from_email == "rendez-vous@coach.example"
        everything = f"{composed.subject}{composed.body}{page_of(composed)}{composed.message()['From']}"
        assert not [word for word in NATURE if word in everything]
        assert "24" in composed.subject or "25" in composed.subject
    assert "Bob Martin" in mail_to("practitioner").body  # she needs to know


def test_a_mail_that_need_not_be_discreet_names_the_practice(book, telling_practice):
    book()
    composed = mail_to("client")
    assert {"Addictologie", "Camille", "Lyon"} <= {word for word in NATURE if word in composed.body}
    assert composed.from_email.startswith("Camille Aubert")


# --- Hostile names --------------------------------------------------------------------------------

HOSTILE = {
    "line breaks": "Bob\r\nBcc: tout@monde.example\n\nBonjour\rX-Mal: 1",
    "other line breaks": "Bob\x85Bcc: a@b.example\u2028X-Mal: 1\u2029\x0b\x0c fin",
    "quotes": "Bob \"le\" <b@x.example>, 'O’Neil' \\",
    "emoji": "Bob 👩🏽‍🚀👨‍👩‍👧‍👦 🏳️‍🌈",
    "turned": "Bob \u202eniart\u202c \u2067ereitnarf\u2069 \u200f!",
    "right to left": "محمد عبد الله",
    "long": "Anne-Sophie " * 16 + "Aubert-L",
    "long and unbroken": "é" * 200,
    "placeholders": "{link} {details} {{ settings.SECRET_KEY }} {% include 'x' %}",
    "markup": "<script>alert(1)</script><b>Bob</b>&amp;",
    "control signs": "Bob\x1b[31m\x08\x7f",
}


@pytest.mark.parametrize("who", HOSTILE)
def test_whatever_the_name_no_header_is_added_and_the_mail_reads_well(book, practice, bob, who):
    name = HOSTILE[who]
    book()
    # Bob waits for another time of that day too, and is told of one.
    wish = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    wait = factories.make_wait(client=bob.client, **wish, first_day=NINE.date(), last_day=NINE.date(), now=NOW)
    proposals.propose(entry=wait, practitioner=practice.practitioner, start=FIVE_TO_TEN, now=NOW)
    kinds = set(OutboxMessage.objects.filter(audience="client").values_list("kind", flat=True))
    assert kinds == {"confirmed", "waiting", "proposed"}
    plain = [header for header, _ in headers_on_the_wire(mail_to("client"))]
    type(bob.client).objects.filter(pk=bob.client.pk).update(name=name)
    type(practice.practitioner).objects.filter(pk=practice.practitioner.pk).update(name=name)
    for message in OutboxMessage.objects.all():
        composed = mail.compose(OutboxMessage.objects.get(pk=message.pk))
        headers = headers_on_the_wire(composed)
        assert [header for header, _ in headers] == plain
        assert dict(headers)["To"] == message.recipient
        read = received(composed)
        subject = str(make_header(decode_header(dict(headers)["Subject"])))
        assert "24 novembre" in subject
        assert len(subject) < 200
        assert not read.defects
        page = page_of(composed)
        assert "<script" not in page
        for text in (subject, composed.body, page):
            assert not re.search("[\u202a-\u202e\u061c\u200e\u200f\x00-\x08\x0b\x0c\x0e-\x1f\x85\u2028\u2029]", text)
            # What opens a direction is closed again.
            assert text.count("\u2068") == text.count("\u2069")
        assert len(composed.body.split("\n\n")[0].split("\n")) == 1  # the greeting stays one line


def test_a_name_is_never_read_as_a_placeholder(book, bob):
    type(bob.client).objects.update(name="{link} {client}")
    book()
    assert mail_to("client").body.startswith("Bonjour {link} {client},")


def test_a_long_name_is_whole_in_the_text_and_short_in_the_subject(book, bob):
    type(bob.client).objects.update(name="é" * 200)
    book()
    assert "é" * 200 in mail_to("practitioner").body
    assert mail_to("practitioner").subject.endswith(f"avec {'é' * 60}…")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("a" * 59 + "👩🏽‍🚀b", "a" * 59 + "…"),
        ("a" * 59 + "e\u0301bc", "a" * 59 + "…"),
        ("a" * 60 + "b", "a" * 60 + "…"),
        ("a" * 60, "a" * 60),
    ],
)
def test_a_name_is_not_cut_within_one_sign(name, short):
    assert shortened(name) == short


def test_the_way_out_of_reminders_is_a_link_beside_the_buttons():
    values = {"link": Url("https://x.example/a/"), "stop": Url("https://x.example/b/", is_quiet=True)}
    ((button,), (quiet,)) = letters.paragraphs_of("Déplacer : {link}\n\nPlus de rappels : {stop}", values)
    assert (button.label, button.address, button.is_quiet) == ("Déplacer", "https://x.example/a/", False)
    assert (quiet.label, quiet.address, quiet.is_quiet) == ("Plus de rappels", "https://x.example/b/", True)
