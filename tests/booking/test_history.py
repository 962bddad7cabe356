"""What happened to an appointment, in words: who, when, why, from what to what."""

import datetime as dt

import pytest
from django.utils import translation

from booking import actions
from booking.history import Entry, history_of
from booking.models import CancellationReason

pytestmark = pytest.mark.django_db

# A Monday in winter: Paris is an hour ahead of UTC.
NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
THURSDAY = dt.datetime(2026, 11, 26, 8, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def asked(practice, bob):
    """Bob's request for Thursday at nine, told in English."""
    practice.service.needs_approval = True
    practice.service.save()
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    with translation.override("en"):
        yield actions.book(**parts, client=bob.client, start=THURSDAY, by=bob, now=NOW)


@pytest.mark.mission("M2")
def test_it_tells_who_did_what_when_why_from_what_to_what(asked, bob, camille):
    reason = CancellationReason.objects.create(label="Force majeure")
    actions.move(appointment=asked, start=THURSDAY + dt.timedelta(minutes=55), by=bob, now=NOW + HOUR)
    actions.agree(appointment=asked, by=camille, now=NOW + 2 * HOUR)
    actions.cancel(
        appointment=asked, by=bob.client, now=NOW + 3 * HOUR, reason=reason, comment="Mon train est supprimé."
    )
    assert history_of(asked) == [
        Entry(
            when="Monday 23 November 2026 at 8:00",
            what="Asked for Thursday 26 November 2026 at 9:00",
            status="Pending",
            who="Bob Martin",
            reason="",
            comment="",
        ),
        Entry(
            when="Monday 23 November 2026 at 9:00",
            what="Moved from Thursday 26 November 2026 at 9:00 to Thursday 26 November 2026 at 9:55",
            status="Pending",
            who="Bob Martin",
            reason="",
            comment="",
        ),
        Entry(
            when="Monday 23 November 2026 at 10:00",
            what="Agreed",
            status="Pending, then Confirmed",
            who="Camille Aubert",
            reason="",
            comment="",
        ),
        Entry(
            when="Monday 23 November 2026 at 11:00",
            what="Cancelled",
            status="Confirmed, then Cancelled",
            who="Bob Martin",
            reason="Force majeure",
            comment="Mon train est supprimé.",
        ),
    ]


def test_a_declined_request_tells_the_word_that_went_with_it(asked, camille):
    actions.decline(appointment=asked, by=camille, now=NOW, comment="Je suis en formation.")
    last = history_of(asked)[-1]
    assert (last.what, last.status, last.who) == ("Declined", "Pending, then Declined", "Camille Aubert")
    assert last.comment == "Je suis en formation."


def test_what_nobody_did_the_site_did(asked):
    actions.cancel(appointment=asked, by=None, now=NOW)
    assert history_of(asked)[-1].who == "The site"


def test_who_it_was_stays_known_when_the_account_is_gone(asked, bob, zoe):
    actions.agree(appointment=asked, by=zoe, now=NOW)
    zoe.delete()
    assert history_of(asked)[-1].who == "Zoé Lambert"


def test_it_is_read_in_one_query(asked, camille, django_assert_num_queries):
    actions.agree(appointment=asked, by=camille, now=NOW)
    actions.cancel(appointment=asked, by=camille, now=NOW)
    with django_assert_num_queries(1):
        assert len(history_of(asked)) == 3
