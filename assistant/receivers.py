"""What the rooms below tell this one."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from booking.signals import worker_round
from people.models import Client, User

from . import actions
from .models import NameWord

#: What people are called by; saves of other fields alone change none of it.
NAMES = {"name", "first_name", "last_name", "middle_name"}


@receiver(worker_round, dispatch_uid="assistant.forget")
def forget_old(sender, *, now, **kwargs):
    actions.forget_old(now=now)


@receiver(post_save, sender=User, dispatch_uid="assistant.names_of_users")
def learn_user(sender, instance, update_fields, **kwargs):
    if update_fields is None or NAMES.intersection(update_fields):
        NameWord.objects.learn(instance.get_full_name(), user=instance)


@receiver(post_save, sender=Client, dispatch_uid="assistant.names_of_clients")
def learn_client(sender, instance, update_fields, **kwargs):
    if update_fields is None or NAMES.intersection(update_fields):
        NameWord.objects.learn(instance.name, client=instance)
