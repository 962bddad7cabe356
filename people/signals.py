"""What the rooms above may hear of a person. Connect in your app's `ready()`, with a `dispatch_uid`."""

from django.dispatch import Signal

#: Asked before an account is deleted, to tell the administrator what that will do. Nothing may be changed here.
#:
#: A receiver returns a list of whole translated sentences, in the order of their weight; an empty list for nothing:
#:     def receiver(sender, *, user, now, **kwargs): return [ngettext(…) % …]
#: `user` may be a client (`user.client`), a practitioner (`user.practitioner`), both, or neither. Tell of what
#: will be ended (appointments to come) first, then of what is kept (past appointments, notes).
consequences_of_deletion = Signal()

#: Sent before an account is deleted, inside the transaction that deletes it.
#:
#: A receiver carries out what it announced in `consequences_of_deletion`; whatever it raises keeps the account:
#:     def receiver(sender, *, user, by, now, **kwargs): ...
#: The client's file outlives the account: after this signal `Client.user` and `Practitioner.user` become NULL.
person_will_be_deleted = Signal()

#: Sent when someone without an account is blocked, inside that transaction: as `person_blocked`, with a client.
#:     def receiver(sender, *, client, now, **kwargs): ...
client_blocked = Signal()

#: Sent when somebody has become a practitioner by approval or invitation, inside that transaction.
#:     def receiver(sender, *, user, **kwargs): ...
practitioner_made = Signal()

#: Sent inside the transaction of a change of which someone is to be told by e-mail: whoever keeps the mails queues one.
#: `kind` is "invited", with an `invitation`; or "approved" or "refused", with a `user`; or "token", with both a `user`
#: and the personal `token` that was made for their account; or "webhook", with a `user` who is to know that one of the
#: addresses to which a room above writes was paused; or "message", with a `user` who answers what visitors wrote.
#:     def receiver(sender, *, kind, now, invitation=None, user=None, token=None, **kwargs): ...
letter_due = Signal()

#: Asked which of some `invitations`, a queryset, have not reached anybody: the mail with their present link has failed.
#: A receiver returns their keys, a set:
#:     def receiver(sender, *, invitations, **kwargs): return {invitation_id, …}
undelivered_asked = Signal()

#: Asked where clients are listed, once: which page another room has for each of them, that `user` may open.
#: A receiver returns its words, its icon and the name of an address that takes the client's key; or None:
#:     def receiver(sender, *, user, **kwargs): return (_("Open the file"), "edit", "coach_notes:client")
client_page_asked = Signal()

#: Sent when a person is blocked, inside the transaction that blocks them. Close for good what would be open to them
#: again once they are unblocked, such as private addresses; who is blocked at the moment is asked at every door.
#:     def receiver(sender, *, user, now, **kwargs): ...
person_blocked = Signal()
