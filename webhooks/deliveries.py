"""What webhooks are told: queued in the transaction of the change, sent by the worker (`deliver`), for a while kept.

How workers share the rows is in `booking.leases`. A delivery keeps its reference and what it says through all of its
attempts: what arrives twice because a worker died, or because somebody sent it again, is one for whoever listens.
"""

import datetime as dt
import logging
import time
import uuid

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce

from booking import leases
from booking.letters import one_line
from outside import Unreached
from people.models import Role, User
from people.signals import letter_due

from . import bodies, posting
from .models import TEST, Delivery, Webhook
from .problems import Problem
from .signing import signature

log = logging.getLogger(__name__)

State = Delivery.State
#: How long to wait after each failed attempt; after the last one the delivery has failed.
PAUSES = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440)]
#: A webhook is paused after so many attempts in vain, over so long a time, with none between that was heard.
MOST_FAILURES = 8
PATIENCE = dt.timedelta(days=3)
#: How long deliveries can be looked at, and sent again.
KEPT = dt.timedelta(days=30)
#: Seconds of one round of the worker, whose mails wait meanwhile, after which no other attempt is begun.
ROUND = 10
#: Characters of an answer that are kept.
MOST_WORDS = 500


# --- Writing ---------------------------------------------------------------------------------------


def queue(event, *, now):
    """Queue what each webhook that listens is told of a change, in the change's own transaction."""
    webhooks = Webhook.objects.told_of(event.kind)
    if not webhooks:
        return
    appointment = bodies.appointment_of(event)
    Delivery.objects.bulk_create(
        new_delivery(webhook, event.kind, event=event, record=bodies.record_for(webhook, appointment, now=now), now=now)
        for webhook in webhooks
    )


def new_delivery(webhook, kind, *, now, event=None, record=None):
    """Return a delivery, not yet stored."""
    reference = uuid.uuid4()
    return Delivery(
        reference=reference,
        webhook=webhook,
        event=event,
        kind=kind,
        body=bodies.body_of(reference, kind, at=now, record=record),
        next_try_at=now,
        created_at=now,
    )


# --- Sending ---------------------------------------------------------------------------------------


def deliver_due(*, now, seconds=ROUND):
    """Send what is due and return how many were taken; no more attempts are begun after so many `seconds`.

    A server that takes none is left alone for the rest of the round: the others do not wait for it.
    """
    stop, taken, silent = time.monotonic() + seconds, 0, set()
    while time.monotonic() < stop:
        delivery = claim(now, besides=silent)
        if delivery is None:
            break
        if deliver(delivery, now=now):
            taken += 1
        else:
            silent.add(delivery.webhook_id)
    return taken


def claim(now, *, besides=()):
    """Lease the delivery that has waited longest and return it as it is now, or None if there is none."""
    pk = leases.claim(Delivery.objects.to_send().exclude(webhook__in=besides), now)
    return pk and Delivery.objects.select_related("webhook").get(pk=pk)


def deliver(delivery, *, now):
    """Send a leased delivery, write down how it went, and return whether it was taken."""
    if delivery.attempts > len(PAUSES) + 1:
        # It went down with its worker each time: it shall not take the others with it for ever.
        note_failure(delivery, now=now, problem=Problem.INTERRUPTED)
        return False
    with leases.held(delivery) as ours:
        return ours and is_taken(delivery, now=now)


def is_taken(delivery, *, now):
    """Make one attempt, write down how it went, and return whether the server took it."""
    if not delivery.webhook.is_readable:
        note_failure(delivery, now=now, problem=Problem.LOCKED)
        return False
    try:
        answer = posted(delivery, now=now)
    except Unreached as unreached:
        note_failure(delivery, now=now, problem=Problem(unreached.obstacle))
        return False
    told = {"status": answer.status, "answer": one_line(answer.words)[:MOST_WORDS]}
    if not answer.is_taken:
        note_failure(delivery, now=now, **told)
        return False
    leases.settle(delivery, state=State.SENT, sent_at=now, tried_at=now, problem="", **told)
    Webhook.objects.filter(pk=delivery.webhook_id, failures__gt=0).update(failures=0, failing_since=None)
    return True


def posted(delivery, *, now):
    """Return what the server answers. Raises `outside.Unreached`."""
    webhook = delivery.webhook
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Creneau (webhooks)",
        "Connection": "close",
        "Creneau-Event": delivery.kind,
        "Creneau-Delivery": str(delivery.reference),
        "Creneau-Signature": signature(delivery.body.encode(), webhook.secrets(now), at=now),
    }
    return posting.post(webhook.address, delivery.body, headers, private_hosts=settings.PRIVATE_WEBHOOK_HOSTS)


def note_failure(delivery, *, now, status=None, answer="", problem=""):
    """Let the delivery wait for another attempt, after a longer pause each time; after the last it has failed.

    A test is not tried again, and says nothing against the webhook.
    """
    log.warning("delivery %s: attempt %s failed: %s", delivery.reference, delivery.attempts, problem or status)
    is_test = delivery.kind == TEST
    again = None if is_test else leases.after_failure(delivery, PAUSES, now=now)
    what = again or {"state": State.FAILED}
    leases.settle(delivery, **what, tried_at=now, status=status, answer=answer, problem=problem)
    if not is_test:
        failing = {"failures": F("failures") + 1, "failing_since": Coalesce("failing_since", now)}
        Webhook.objects.filter(pk=delivery.webhook_id).update(**failing)
        pause_if_dead(delivery.webhook_id, now=now)


def pause_if_dead(pk, *, now):
    """Switch a webhook off whose server has not answered for days, and tell the administrators, once."""
    dead = Webhook.objects.filter(pk=pk, is_active=True, failures__gte=MOST_FAILURES, failing_since__lte=now - PATIENCE)
    if dead.update(is_active=False, paused_at=now):
        for user in User.objects.in_role(Role.Code.ADMINISTRATOR).filter(is_active=True, blocked_at=None):
            letter_due.send(sender=Webhook, kind="webhook", user=user, now=now)


# --- Sending again, trying, forgetting -------------------------------------------------------------


def send_again(*, delivery, now):
    """Have the worker send it in its next round, whatever became of it; return whether it was not waiting already."""
    ended = Delivery.objects.filter(pk=delivery.pk, state__in=[State.SENT, State.RETRIED, State.FAILED])
    return bool(ended.update(state=State.QUEUED, attempts=0, next_try_at=now, claimed_until=None))


def send_test(*, webhook, now):
    """Send a test at once, to a webhook that may be switched off, and return the delivery as it is then."""
    delivery = new_delivery(webhook, TEST, now=now)
    # Ours from the beginning: no worker sends it too.
    delivery.attempts, delivery.claimed_until = 1, now + leases.LEASE
    delivery.save()
    is_taken(delivery, now=now)
    delivery.refresh_from_db()
    return delivery


def forget_old(*, now):
    """Forget deliveries that nobody looks at any more, whatever became of them."""
    Delivery.objects.filter(created_at__lt=now - KEPT).delete()
