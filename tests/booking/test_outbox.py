"""The outbox: each mail leaves once, when it should, and what became of it is written down."""

import datetime as dt

import pytest
from django.core import mail

from booking import actions, outbox
from booking.models import OutboxMessage

pytestmark = pytest.mark.django_db

# A Monday in winter: Paris is an hour ahead of UTC.
NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)


@pytest.fixture
def book(practice, bob_client):
    """Return a function that books for Bob, on Tuesday at nine unless told otherwise."""

    def wish(start=dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC), *, now=NOW, **changed):
        parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
        return actions.book(client=bob_client, **parts, start=start, by=bob_client.user, now=now, **changed)

    return wish


def test_mails_leave_once_in_the_clients_language_with_the_fact_in_the_subject(book, bob_client):
    bob_client.language = "en"
    bob_client.save()
    book(answers=[("Topic", "a secret plan")])
    assert outbox.deliver_due(now=NOW) == 2
    assert outbox.deliver_due(now=NOW) == 0
    sent = next(message for message in mail.outbox if message.to == [bob_client.email])
    assert sent.subject == "Confirmed: Tuesday 24 November at 9:00 with Camille Aubert"
    everything = sent.body + sent.alternatives[0][0]
    assert "Tuesday 24 November 2026, 9:00 to 9:45" in everything
    assert "secret" not in everything


def test_a_mail_server_that_is_down_is_tried_again_later(book, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    book()
    assert outbox.deliver_due(now=NOW) == 0
    message = OutboxMessage.objects.first()
    assert (message.state, message.attempts, message.next_try_at) == ("retried", 1, NOW + dt.timedelta(minutes=1))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.deliver_due(now=NOW) == 0
    assert outbox.deliver_due(now=NOW + dt.timedelta(minutes=1)) == 2
    assert len({m.extra_headers["Message-ID"] for m in mail.outbox}) == 2
