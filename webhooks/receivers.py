"""What the rooms below tell this one."""

from django.dispatch import receiver

from booking.signals import appointment_changed, worker_round

from . import deliveries


@receiver(appointment_changed, dispatch_uid="webhooks.queue")
def tell_webhooks(sender, *, event, now, **kwargs):
    deliveries.queue(event, now=now)


@receiver(worker_round, dispatch_uid="webhooks.deliver")
def send_what_is_due(sender, *, now, **kwargs):
    deliveries.deliver_due(now=now)
    deliveries.forget_old(now=now)
