"""Every change of a webhook. What is told to them is in `deliveries`."""

import datetime as dt

from django.db import transaction
from wagtail.log_actions import log

from .models import Webhook
from .signing import new_secret

#: Of one site: each is written to, and asked for, at every change of an appointment.
MOST_WEBHOOKS = 20
#: How long a secret signs on beside the one that took its place.
OVERLAP = dt.timedelta(days=1)


class WebhookRefused(Exception):
    """It cannot be made: there are `MOST_WEBHOOKS`, or this very form has made one already."""


@transaction.atomic
def make_webhook(*, webhook, by, now):
    """Save a new webhook and return its secret, which is shown this once. Raises WebhookRefused."""
    if Webhook.objects.count() >= MOST_WEBHOOKS or Webhook.objects.filter(reference=webhook.reference).exists():
        raise WebhookRefused
    webhook.secret, webhook.created_at = new_secret(), now
    webhook.save()
    log(instance=webhook, action="wagtail.create", user=by)
    return webhook.secret


@transaction.atomic
def change_webhook(*, webhook, by):
    """Save what a form changed. One that is switched on again starts with a clean slate."""
    before = Webhook.objects.select_for_update(no_key=True).get(pk=webhook.pk)
    changed = ["name", "address", "kinds", "tells_who", "is_active"]
    if webhook.is_active and not before.is_active:
        webhook.failures, webhook.failing_since, webhook.paused_at = 0, None, None
        changed += ["failures", "failing_since", "paused_at"]
    # Not the rest: the worker counts failures meanwhile.
    webhook.save(update_fields=changed)
    log(instance=webhook, action="wagtail.edit", user=by)


@transaction.atomic
def renew_secret(*, webhook, renewals, by, now):
    """Make another secret and return it, shown this once; the one before signs beside it for `OVERLAP`.

    `renewals` is how often that had been done when it was asked for: None is returned where it was done since, so that
    a form which is sent twice does not put the secret out of use that is in use.
    """
    webhook = Webhook.objects.select_for_update(no_key=True).get(pk=webhook.pk)
    if webhook.renewals != renewals:
        return None
    webhook.old_secret, webhook.old_secret_until = webhook.secret, now + OVERLAP
    webhook.secret, webhook.renewals = new_secret(), renewals + 1
    webhook.save(update_fields=["secret", "old_secret", "old_secret_until", "renewals"])
    log(instance=webhook, action="webhooks.secret", user=by)
    return webhook.secret


@transaction.atomic
def delete_webhook(*, webhook, by):
    """Delete a webhook with its log; what still waited is not sent."""
    log(instance=webhook, action="wagtail.delete", user=by)
    webhook.delete()
