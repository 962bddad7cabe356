"""May this person? The same answer for page, admin, API and template (the table in "Who may do what").

`who` is a `User`, or a `Client` who acts by the link in their mail or as a guest: such a client has the say of a
client and no other, whatever role their account may have.
"""

from django.db.models import Q

from people.models import Client
from practice.models import BookingRules, Practitioner

from .models import State


def sees_all(who):
    return has_logged_in(who) and who.has_perm("booking.see_all_appointments")


def has_logged_in(who):
    return not isinstance(who, Client) and who.is_authenticated


def practitioners_for(user):
    """Return the practitioners whose time `user` may look into: everyone, or the one that they are."""
    return Practitioner.objects.all() if sees_all(user) else Practitioner.objects.for_user(user)


def clients_for(user):
    """Return the clients whom `user` may know of: everyone, or those who have, or had, an appointment with them."""
    if sees_all(user):
        return Client.objects.all()
    return Client.objects.filter(appointments__practitioner__in=practitioners_for(user)).distinct()


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


def may_move(who, appointment, now, *, rules=None):
    """Whoever may give a time up may exchange it for another, clients only so often."""
    if not may_cancel(who, appointment, now, rules=rules):
        return False
    return may_manage(who, appointment) or not has_moved_enough(appointment, rules=rules)


def may_answer(who, appointment, now):
    """Agree to, or decline, a request."""
    return may_manage(who, appointment) and appointment.state == State.REQUESTED and appointment.end_at > now


def to_answer_by(user, now):
    """Return `may_answer` as a condition of a query."""
    waiting = Q(state=State.REQUESTED, end_at__gt=now)
    return waiting if sees_all(user) else waiting & Q(practitioner__user=user)


def may_word_mails(user):
    return user.has_perm("booking.change_mailtext")


def may_mark_missed(who, appointment, now):
    return may_manage(who, appointment) and appointment.state == State.CONFIRMED and appointment.start_at <= now
