"""May this person? The same answer for page, admin, API and template (the table in "Who may do what")."""

from people.models import Client
from practice.models import BookingRules, Practitioner

from .models import State


def sees_all(user):
    return user.is_authenticated and user.has_perm("booking.see_all_appointments")


def practitioners_for(user):
    """Return the practitioners whose time `user` may look into: everyone, or the one that they are."""
    return Practitioner.objects.all() if sees_all(user) else Practitioner.objects.for_user(user)


def clients_for(user):
    """Return the clients whom `user` may know of: everyone, or those who have, or had, an appointment with them."""
    if sees_all(user):
        return Client.objects.all()
    return Client.objects.filter(appointments__practitioner__in=practitioners_for(user)).distinct()


def is_its_client(user, appointment):
    return user.is_authenticated and appointment.client.user_id == user.pk


def is_its_practitioner(user, appointment):
    return user.is_authenticated and appointment.practitioner.user_id == user.pk


def may_manage(user, appointment):
    """Agree, decline, mark as missed, move and cancel at any time."""
    return sees_all(user) or is_its_practitioner(user, appointment)


def may_see(user, appointment):
    return may_manage(user, appointment) or is_its_client(user, appointment)


def is_late(appointment, now, *, rules=None):
    """Tell whether it is too late for its client to cancel or move. A list passes the `rules` it has read once."""
    rules = rules or BookingRules.load()
    return appointment.start_at - now < rules.cancellation_notice


def may_cancel(user, appointment, now, *, rules=None):
    if not appointment.is_upcoming(now):
        return False
    if may_manage(user, appointment):
        return True
    return is_its_client(user, appointment) and not is_late(appointment, now, rules=rules)


# Whoever may give a time up may exchange it for another.
may_move = may_cancel


def may_answer(user, appointment, now):
    """Agree to, or decline, a request."""
    return may_manage(user, appointment) and appointment.state == State.REQUESTED and appointment.end_at > now


def may_mark_missed(user, appointment, now):
    return may_manage(user, appointment) and appointment.state == State.CONFIRMED and appointment.start_at <= now
