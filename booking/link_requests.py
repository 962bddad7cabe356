"""Sending links again. The page only writes down who asked; the worker looks for the address.

So the page's answer, and the time it takes, are the same whether or not an address is known.
"""

from django.db import transaction

from people.models import User

from . import outbox
from .models import Appointment, LinkRequest, OutboxMessage


def ask(email, *, language, now):
    """Ask for a link to each appointment that this address has to come, in a mail in `language`."""
    LinkRequest.objects.create(email=User.normal_email(email), language=language, asked_at=now)


def answer(*, now):
    """Queue the mails that were asked for, and forget who asked."""
    for request in LinkRequest.objects.order_by("pk"):
        with transaction.atomic():
            # Whoever deletes the row answers it; another worker deletes none.
            if LinkRequest.objects.filter(pk=request.pk).delete()[0]:
                OutboxMessage.objects.bulk_create(messages(request, now=now))


def messages(request, *, now):
    reader = OutboxMessage.Audience.CLIENT, request.email, request.language
    coming = Appointment.objects.upcoming(now).filter(client__email__iexact=request.email)
    for appointment in coming.select_related("client__user"):
        if not appointment.client.is_blocked:
            yield outbox.new_message(appointment, OutboxMessage.Kind.LINK, reader, now=now)
