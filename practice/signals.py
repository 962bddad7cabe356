"""What the rooms above may hear of the practice. Connect in your app's `ready()`, with a `dispatch_uid`."""

from django.dispatch import Signal

#: Asked before an absence is saved, under its lock, to tell what is planned then. Nothing may be changed here.
#:
#: A receiver returns a `practice.clashes.Clash` for each appointment, in the order of time:
#:     def receiver(sender, *, absence, now, **kwargs): return [Clash("12", "mardi 24 novembre, 9 h · Bob", …)]
#: `absence.practitioner` None means everybody.
absence_touches = Signal()

#: Sent in the transaction that saves an absence, when what is planned then does not all stay as it is.
#:
#: A receiver does with what it named in `absence_touches` as `answers` say, `practice.actions.Touched` by the key of
#: the clash; what is not in it stays. Whatever it raises keeps the absence from being saved:
#:     def receiver(sender, *, absence, answers, by, now, message, **kwargs): ...
#: `message` is a word to the clients, or empty.
absence_settles = Signal()

#: Asked before a published slot is changed or withdrawn, under its lock, and by the list of slots.
#:
#: A receiver returns a short translated line for each of `slots` on which an appointment stands, by the slot's key:
#:     def receiver(sender, *, slots, now, **kwargs): return {slot.pk: "Bob Martin · Confirmé"}
slots_taken = Signal()

#: Asked before and after a change of what is offered, or of the rules, in the transaction that makes it.
#:
#: A receiver returns a `practice.clashes.Clash` for each appointment to come that does not fit what is set now.
#: `concerning` are the rows that are changed: practitioners, services or places; none stands for all appointments.
appointments_that_do_not_fit = Signal()
