"""What this room does when it hears of people."""

from django.dispatch import receiver

from people.signals import practitioner_made

from .models import Place, Practitioner, Service


@receiver(practitioner_made, dispatch_uid="practice.practitioner_made")
def make_practitioner(sender, *, user, **kwargs):
    """Give a new practitioner a row of their own, with the services and the places that newcomers begin with."""
    practitioner, is_new = Practitioner.objects.get_or_create(user=user, defaults={"name": user.get_full_name()})
    if is_new:
        practitioner.services.set(Service.objects.for_newcomers())
        practitioner.places.set(Place.objects.for_newcomers())
