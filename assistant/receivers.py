"""What the rooms below tell this one."""

from django.dispatch import receiver

from booking.signals import worker_round

from . import actions


@receiver(worker_round, dispatch_uid="assistant.forget")
def forget_old(sender, *, now, **kwargs):
    actions.forget_old(now=now)
