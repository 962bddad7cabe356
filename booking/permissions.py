"""May this person? The same answer for page, admin, API and template (the table in "Who may do what").

`who` is a `User`, or a `Client` who acts by the link in their mail or as a guest: such a client has the say of a
client and no other, whatever role their account may have.
"""

from django.db.models import Q

from people.models import Client
from practice.models import BookingRules, Practitioner
from practice.offers import offers

from .models import AppointmentEvent, State

#: By these the client is asked to choose another time, until something else happens to the appointment.
OFFERS = (AppointmentEvent.Kind.OFFERED, AppointmentEvent.Kind.COLLEAGUE)


def sees_all(who):
    return has_logged_in(who) and who.has_perm("booking.see_all_appointments")


def has_logged_in(who):
    return not isinstance(who, Client) and who.is_authenticated


def may_see_free_times(who):
    """Tell whether free times are shown to `who`, a user or a visitor: one answer for pages, API and directory.

    Where one has an account by invitation only, visitors are shown none and book nothing. No query for who has logged
    in; for a visitor one, or none where the page has read what is offered.
    """
    return who.is_authenticated or offers().are_open_to(who)


def may_book_as_guest():
    """Tell whether someone who has not logged in may book, or wait for a time, with a name and an address alone."""
    offered = offers()
    return offered.rules.guests_allowed and not offered.registration.is_by_invitation


def practitioners_for(user):
    """Return the practitioners whose time `user` may look into: everyone, or the one that they are."""
    return Practitioner.objects.all() if sees_all(user) else Practitioner.objects.for_user(user)


def clients_for(user):
    """Return the clients whom `user` may know of: everyone, or those who have, or had, an appointment with them.

    Who works with clients knows those whom they wrote down themselves, too.
    """
    if sees_all(user):
        return Client.objects.all()
    known = Q(appointments__practitioner__in=practitioners_for(user))
    return Client.objects.filter(known | Q(entered_by=user)).distinct() if works_here(user) else Client.objects.none()


def works_here(user):
    """Tell whether `user` books for clients: for everyone, or with themselves as the practitioner."""
    return sees_all(user) or Practitioner.objects.for_user(user).exists()


def may_book_for(user, client, practitioner):
    """Book on a client's behalf: who sees everything with whomever is free (None), a practitioner with themselves."""
    if practitioner is None:
        return sees_all(user) and clients_for(user).filter(pk=client.pk).exists()
    if not practitioners_for(user).filter(pk=practitioner.pk).exists():
        return False
    return clients_for(user).filter(pk=client.pk).exists()


def is_its_client(who, appointment):
    if isinstance(who, Client):
        return who.pk == appointment.client_id and not who.is_blocked
    return has_logged_in(who) and appointment.client is not None and appointment.client.user_id == who.pk


def is_its_practitioner(who, appointment):
    return has_logged_in(who) and appointment.practitioner.user_id == who.pk


def may_manage(who, appointment):
    """Agree, decline, mark as missed, move and cancel at any time."""
    return sees_all(who) or is_its_practitioner(who, appointment)


def may_see(who, appointment):
    return may_manage(who, appointment) or is_its_client(who, appointment)


def is_late(appointment, now, *, rules=None):
    """Tell whether it is too late for its client to cancel or move. A list passes the `rules` it has read once."""
    rules = rules or BookingRules.load()
    return appointment.start_at - now < rules.cancellation_notice


def has_moved_enough(appointment, *, rules=None):
    """Tell whether its client has moved it as often as the practice allows."""
    rules = rules or BookingRules.load()
    return rules.moves_limit is not None and appointment.client_moves >= rules.moves_limit


def may_cancel(who, appointment, now, *, rules=None):
    if not appointment.is_upcoming(now):
        return False
    if may_manage(who, appointment):
        return True
    return is_its_client(who, appointment) and not is_late(appointment, now, rules=rules)


def may_take_back(who, appointment, now):
    """Cancel what nobody has agreed to yet."""
    return appointment.state == State.REQUESTED and may_cancel(who, appointment, now)


def may_move(who, appointment, now, *, rules=None):
    """Whoever may give a time up may exchange it for another, clients only so often."""
    if not may_cancel(who, appointment, now, rules=rules):
        return False
    return may_manage(who, appointment) or not has_moved_enough(appointment, rules=rules)


def may_offer_others(who, appointment, now):
    return appointment.is_upcoming(now) and may_manage(who, appointment)


def offer_of(appointment):
    """Return by which of `OFFERS` the client is being asked to choose another time, or None."""
    last = appointment.events.order_by("-at", "-pk").values_list("kind", flat=True).first()
    return last if last in OFFERS else None


def may_take_other(who, appointment, now):
    """Choose one of the times that the practice proposes in place of its own: neither too late nor too often."""
    return appointment.is_upcoming(now) and is_its_client(who, appointment) and offer_of(appointment) is not None


def may_answer(who, appointment, now):
    """Agree to, or decline, a request."""
    return may_manage(who, appointment) and appointment.state == State.REQUESTED and appointment.end_at > now


def to_answer_by(user, now):
    """Return `may_answer` as a condition of a query."""
    waiting = Q(state=State.REQUESTED, end_at__gt=now)
    return waiting if sees_all(user) else waiting & Q(practitioner__user=user)


def may_remove_from_list(user, entry):
    """Take someone off the waiting list: who sees everything, and who alone could give the session."""
    return sees_all(user) or (entry.practitioner is not None and entry.practitioner.user_id == user.pk)


def may_export(user):
    """Take appointments and answers away as a table: those who may all, and a practitioner their own."""
    return user.has_perm("booking.export_appointments") or Practitioner.objects.for_user(user).exists()


def exported_to(user, appointments):
    """Return those of `appointments` that `user` may take away."""
    if user.has_perm("booking.export_appointments"):
        return appointments.visible_to(user)
    return appointments.filter(practitioner__in=Practitioner.objects.for_user(user))


def practitioners_counted_for(user):
    """Return the practitioners whose figures `user` may read: everyone, or the one that they are."""
    return Practitioner.objects.all() if user.has_perm("booking.see_figures") else Practitioner.objects.for_user(user)


def may_see_figures(user):
    return user.has_perm("booking.see_figures") or Practitioner.objects.for_user(user).exists()


def may_word_mails(user):
    return user.has_perm("booking.change_mailtext")


def may_mark_missed(who, appointment, now):
    return may_manage(who, appointment) and appointment.state == State.CONFIRMED and appointment.start_at <= now
