"""Inviting people: sending, sending again and withdrawing. Accepting is `actions.register`.

An invitation opens a new account. To an account that is there already it gives nothing: whoever made it may have used
an address that is not theirs, and an administrator gives a role to somebody who has an account in two clicks.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from wagtail.log_actions import log

from . import permissions
from .models import Invitation, RegistrationRules, Role, User
from .models.invitations import hash_of, new_nonce
from .refusals import PersonRefused
from .signals import letter_due, undelivered_asked

Code = Role.Code


@dataclass(frozen=True)
class Outcome:
    """What became of one address: an invitation that was made or sent again, or why there is none."""

    email: str
    invitation: Invitation | None = None
    code: str = ""


def has_account(email):
    """Tell whether somebody logs in with this address, or has put it down as theirs."""
    email = User.normal_email(email)
    return User.objects.filter(Q(email=email) | Q(emailaddress__email=email)).exists()


def invite(*, emails, role, message="", language, by, now):
    """Invite each of `emails` in a mail of its own, and return an `Outcome` for each, in their order.

    Who was invited before, and has not answered, is sent a new link in the place of the old one. Raises
    `PersonRefused` where `by` may not invite to this role.
    """
    _refuse_unless_may_invite(by, role)
    words = {"role": role, "message": message, "language": language}
    return [_invite_once(email, words, by=by, now=now) for email in dict.fromkeys(map(User.normal_email, emails))]


def _invite_once(email, words, *, by, now):
    try:
        return _invite(email, words, by=by, now=now)
    except IntegrityError:
        # Someone else invited them at the same moment: theirs is there now.
        return _invite(email, words, by=by, now=now)


def _invite(email, words, *, by, now):
    with transaction.atomic():
        if has_account(email):
            return Outcome(email, code="has_account")
        known = Invitation.objects.select_for_update().unanswered().filter(email=email).first()
        if known is None:
            invitation = Invitation(email=email, **words)
        elif permissions.may_invite(by, known.role):
            invitation = known
            vars(invitation).update(words)
        else:
            return Outcome(email, code="above_you")
        return Outcome(email, _send(invitation, by=by, now=now))


def send_again(*, invitation, by, now):
    """Send a new link, good for as long as a first one; the link before opens nothing. Raises `PersonRefused`."""
    with transaction.atomic():
        invitation = _unanswered(invitation)
        _refuse_unless_may_invite(by, invitation.role)
        if has_account(invitation.email):
            raise PersonRefused("has_account")
        return _send(invitation, by=by, now=now)


def withdraw(*, invitation, by, now):
    """Let the link open nothing any more. Raises `PersonRefused`."""
    with transaction.atomic():
        invitation = _unanswered(invitation)
        _refuse_unless_may_invite(by, invitation.role)
        invitation.withdrawn_at = now
        invitation.save()
        log(invitation, "people.withdraw", user=by)
        return invitation


def with_token(token):
    """Return the invitation whose link holds `token`, whatever became of it, or None."""
    return Invitation.objects.select_related("invited_by").filter(token_hash=hash_of(token)).first()


def undelivered(known):
    """Return the keys of those of `known`, a queryset, whose mail has failed: nobody has the link."""
    answers = undelivered_asked.send(sender=Invitation, invitations=known)
    return set().union(*(keys for _receiver, keys in answers))


def stands(invitation, *, now):
    """Tell whether its link opens an account: it is open, and who sent it may still give what it gives."""
    if not invitation.is_open(now):
        return False
    inviter = invitation.invited_by
    if inviter is None:
        return invitation.role == Code.CLIENT
    return inviter.is_active and not inviter.is_blocked and permissions.may_invite(inviter, invitation.role)


def _send(invitation, *, by, now):
    invitation.invited_by, invitation.sent_at, invitation.nonce = by, now, new_nonce()
    invitation.expires_at = now + RegistrationRules.load().invitation_lasts
    invitation.save()
    letter_due.send(sender=Invitation, kind="invited", invitation=invitation, now=now)
    log(invitation, "people.invite", user=by)
    return invitation


def _unanswered(invitation):
    known = Invitation.objects.select_for_update().unanswered().filter(pk=invitation.pk).first()
    if known is None:
        raise PersonRefused("answered")
    return known


def _refuse_unless_may_invite(by, role):
    if by is not None and not permissions.may_invite(by, role):
        raise PersonRefused("above_you")
