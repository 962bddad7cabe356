"""What this room tells the rooms above it."""

from django.dispatch import Signal

#: Sent with `message` (an `OutboxMessage`) and `mail` (Django's, about to leave): a receiver may attach a file.
mail_composed = Signal()

#: Sent with `event` (an `AppointmentEvent`) and `now` in the transaction of each change, after its mails are queued.
#:
#: A receiver may write what is to be told of it; what one raises undoes the change.
appointment_changed = Signal()

#: Sent with `now` in each round of the worker, after its mails: for what a room above does besides.
#:
#: The next mails wait for the receivers: take some seconds at most. What one raises is logged, and ends nothing else.
worker_round = Signal()
