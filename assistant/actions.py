"""What is written down: questions without an answer, and messages to the practice."""

from django.db import IntegrityError, transaction
from django.db.models import F

from people.models import Role, User
from people.signals import letter_due

from .models import KEPT, Asked, Message


def note_unanswered(*, text, language, now):
    """Write down a question that had no answer, once however often it is asked. `text` tells of nobody."""
    again = Asked.objects.filter(language=language, text=text).update(times=F("times") + 1, last_at=now)
    if not again and text:
        try:
            with transaction.atomic():
                Asked.objects.create(language=language, text=text, first_at=now, last_at=now)
        except IntegrityError:
            # Somebody else asked the same at this very moment.
            note_unanswered(text=text, language=language, now=now)


def write_to_practice(*, key, name, email, text, language, now):
    """Keep a message and have those told who answer it; sent twice, it is one. Return it."""
    with transaction.atomic():
        fields = {"name": name, "email": email, "text": text, "language": language, "created_at": now}
        message, is_new = Message.objects.get_or_create(key=key, defaults=fields)
        if is_new:
            for user in those_who_answer():
                letter_due.send(sender=Message, kind="message", user=user, now=now)
    return message


def those_who_answer():
    """Return the people who find the messages in the admin."""
    people = [User.objects.in_role(role) for role in (Role.Code.ADMINISTRATOR, Role.Code.COLLABORATOR)]
    return [user for some in people for user in some.filter(is_active=True, blocked_at=None)]


def forget_old(*, now):
    """Forget the questions that nobody has asked for a while."""
    Asked.objects.filter(last_at__lt=now - KEPT).delete()
