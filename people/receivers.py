"""What allauth tells of people."""

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, email_confirmed, user_signed_up
from django.dispatch import receiver

from . import actions
from .models import Client, Role


@receiver(user_signed_up, dispatch_uid="people.client_of_new_person")
def make_client(sender, user, **kwargs):
    """A specialist is no client, neither while they wait for approval nor later; a guest's file comes along by mail."""
    if user.approval or user.role != Role.Code.CLIENT:
        return
    if EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
        actions.attach_guest_file(user=user, email=user.email)
    actions.client_for(user=user)


@receiver(email_confirmed, dispatch_uid="people.guest_file")
def attach_guest_file(sender, email_address, **kwargs):
    """A guest who comes back with an account finds their appointments, once the address is shown to be theirs."""
    actions.attach_guest_file(user=email_address.user, email=email_address.email)


@receiver(email_changed, dispatch_uid="people.client_follows_address")
def follow_address(sender, user, from_email_address, to_email_address, **kwargs):
    if from_email_address:
        Client.objects.filter(user=user, email__iexact=from_email_address.email).update(email=to_email_address.email)
