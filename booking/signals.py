"""What this room tells the rooms above it."""

from django.dispatch import Signal

#: Sent with `message` (an `OutboxMessage`) and `mail` (Django's, about to leave): a receiver may attach a file.
mail_composed = Signal()
