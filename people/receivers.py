"""What allauth tells of people."""

from allauth.account.signals import email_changed, email_confirmed, user_signed_up
from django.dispatch import receiver

from . import actions
from .models import Client


@receiver(user_signed_up, dispatch_uid="people.client_of_new_person")
def make_client(sender, user, **kwargs):
    actions.client_for(user=user)


@receiver(email_confirmed, dispatch_uid="people.guest_file")
def attach_guest_file(sender, email_address, **kwargs):
    """A guest who comes back with an account finds their appointments, once the address is shown to be theirs."""
    actions.attach_guest_file(user=email_address.user, email=email_address.email)


@receiver(email_changed, dispatch_uid="people.client_follows_address")
def follow_address(sender, user, from_email_address, to_email_address, **kwargs):
    if from_email_address:
        Client.objects.filter(user=user, email__iexact=from_email_address.email).update(email=to_email_address.email)
