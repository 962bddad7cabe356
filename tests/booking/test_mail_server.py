"""The test button of the settings, over a real mail server: what it answers is what is said."""

import contextlib
import socket
import time
from email import message_from_bytes
from email.policy import default as modern

import pytest
from aiosmtpd.controller import Controller
from django.urls import reverse

from booking import mail_server

pytestmark = [pytest.mark.django_db, pytest.mark.mission("P8")]

RECIPIENT = "camille@example.com"


class Postman:
    """Takes what it is handed; a step that is named in `refusals` answers with that instead."""

    def __init__(self, **refusals):
        self.refusals = refusals
        self.taken = []

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self.refusals.get("sender", "250 2.1.0 Ok")

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self.refusals.get("recipient", "250 2.1.5 Ok")

    async def handle_DATA(self, server, session, envelope):
        if "mail" in self.refusals:
            return self.refusals["mail"]
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, message_from_bytes(envelope.content, policy=modern)))
        return "250 2.0.0 Ok: queued as 4F1A2"


@pytest.fixture
def serve(settings):
    """Return a function that starts a mail server and lets the site send through it."""
    with contextlib.ExitStack() as stack:

        def start(**refusals):
            postman = Postman(**refusals)
            controller = Controller(postman, hostname="127.0.0.1", port=free_port())
            controller.start()
            stack.callback(controller.stop)
            point_at(settings, controller.port)
            return postman

        yield start


def point_at(settings, port, host="127.0.0.1"):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 2
    settings.DEFAULT_FROM_EMAIL = "Camille Aubert <rendez-vous@coach.example>"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_mail_leaves_and_the_servers_words_are_told(serve):
    postman = serve()
    answer = mail_server.send_test(RECIPIENT)
    assert answer.is_accepted
    assert answer.words == "250 2.0.0 Ok: queued as 4F1A2"
    [(sender, recipients, mail)] = postman.taken
    assert (sender, recipients) == ("rendez-vous@coach.example", [RECIPIENT])
    assert mail["From"] == "Camille Aubert <rendez-vous@coach.example>"
    assert mail["Subject"].startswith("Test")


@pytest.mark.parametrize(
    ("step", "said", "sentence"),
    [
        ("sender", "553 5.7.1 Not your address", "Le serveur refuse l’expéditeur, rendez-vous@coach.example."),
        ("recipient", "550 5.1.1 No such user here", f"Le serveur refuse le destinataire, {RECIPIENT}."),
        ("recipient", "450 4.2.0 Greylisted, come again", f"Le serveur refuse le destinataire, {RECIPIENT}."),
        ("mail", "554 5.7.1 Looks like spam", "Le serveur accepte les adresses et refuse l’e-mail."),
    ],
)
def test_a_refusal_is_told_with_the_step_and_the_servers_words(serve, step, said, sentence):
    postman = serve(**{step: said})
    answer = mail_server.send_test(RECIPIENT)
    assert answer == mail_server.Answer(False, sentence, said)
    assert postman.taken == []


def test_a_server_without_encryption_is_told_apart(serve, settings):
    serve()
    settings.EMAIL_USE_TLS = True
    answer = mail_server.send_test(RECIPIENT)
    assert (answer.is_accepted, answer.sentence) == (
        False,
        "127.0.0.1 ne propose pas de chiffrement, ou pas d’identification. Un autre port le fait peut-être.",
    )


def test_a_server_without_log_in_is_told_apart_and_no_password_with_it(serve, settings):
    serve()
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "camille", "CANARI-mot-de-passe"
    answer = mail_server.send_test(RECIPIENT)
    assert not answer.is_accepted
    assert "CANARI" not in f"{answer.sentence}{answer.words}"


def test_nobody_there(settings):
    port = free_port()
    point_at(settings, port)
    assert mail_server.send_test(RECIPIENT).sentence == f"Personne ne répond à 127.0.0.1, port {port}."


def test_a_name_that_is_no_servers(settings):
    point_at(settings, 25, host="no-such-server.invalid")
    assert mail_server.send_test(RECIPIENT).sentence == "Il n’y a pas de serveur nommé no-such-server.invalid."


def test_a_server_that_says_nothing(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        point_at(settings, silent.getsockname()[1])
        settings.EMAIL_TIMEOUT = 0.2
        began = time.monotonic()
        answer = mail_server.send_test(RECIPIENT)
    assert "n’a pas répondu" in answer.sentence
    assert time.monotonic() - began < 5


def test_without_a_server_nobody_is_told_that_a_mail_left(settings, mailoutbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    answer = mail_server.send_test(RECIPIENT)
    assert "ne partent vers personne" in answer.sentence
    assert answer.words == ""
    assert len(mailoutbox) == 1


# --- The button -----------------------------------------------------------------------------------


def test_the_button_shows_the_answer_and_looking_sends_nothing(client, camille, serve):
    postman = serve(recipient="550 5.1.1 <b>No such user</b>")
    client.force_login(camille)
    page = client.get(reverse("mails_admin:index"))
    assert f'value="{camille.email}"' in page.content.decode()
    assert postman.taken == []
    shown = client.post(reverse("mails_admin:index"), {"address": "nobody@example.com"}).content.decode()
    assert "Le serveur refuse le destinataire, nobody@example.com." in shown
    assert "550 5.1.1 &lt;b&gt;No such user&lt;/b&gt;" in shown


def test_the_button_sends(client, camille, serve):
    postman = serve()
    client.force_login(camille)
    shown = client.post(reverse("mails_admin:index"), {"address": RECIPIENT}).content.decode()
    assert "250 2.0.0 Ok: queued as 4F1A2" in shown
    assert len(postman.taken) == 1


@pytest.mark.parametrize("address", ["", "camille", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"])
def test_a_wrong_address_sends_nothing(client, camille, serve, address):
    postman = serve()
    client.force_login(camille)
    answer = client.post(reverse("mails_admin:index"), {"address": address})
    assert answer.context["form"].errors
    assert postman.taken == []


@pytest.mark.parametrize("outsider", ["bob", "zoe"])
def test_nobody_else_sends_tests(client, serve, request, outsider):
    postman = serve()
    client.force_login(request.getfixturevalue(outsider))
    answer = client.post(reverse("mails_admin:index"), {"address": RECIPIENT})
    assert answer.status_code in (302, 403, 404)
    assert postman.taken == []
