"""Who comes in: signing up, by oneself or by an invitation, and the approval of specialists."""

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from . import invitations, permissions, roles
from .models import Client, Invitation, RegistrationRules, Role, User
from .refusals import PersonRefused
from .signals import letter_due, practitioner_made

Code = Role.Code
Approval = User.Approval
#: What somebody may say of themselves.
CHOSEN_ROLES = (Code.CLIENT, Code.PRACTITIONER)


def refuse_registration(*, email, role):
    """Raise `PersonRefused` where nobody may register so: by themselves, in this role, at this address."""
    rules = RegistrationRules.load()
    if not rules.is_open:
        raise PersonRefused("by_invitation" if rules.is_by_invitation else "sign_up_closed")
    if role not in CHOSEN_ROLES:
        raise PersonRefused("not_given")
    if role == Code.PRACTITIONER and not rules.specialists_allowed:
        raise PersonRefused("no_specialists")
    if Client.objects.guests_at(email).blocked().exists():
        raise PersonRefused("blocked")


def register(
    *, email, password, first_name, last_name, now, middle_name="", role=Code.CLIENT, language="", invitation=None
):
    """Open an account and return its person; one call for the page and for the API.

    By themselves one is a client, or a specialist who waits for approval: not active until an administrator has said
    so. With an `invitation` its address and its role hold, whatever else is said; it works once. Raises
    `PersonRefused`, or Django's `ValidationError` with the names of the fields.
    """
    with transaction.atomic():
        if invitation is None:
            refuse_registration(email=email, role=role)
        else:
            invitation = _still_open(invitation, now=now)
            email, role, language = invitation.email, invitation.role, language or invitation.language
        waits = invitation is None and role == Code.PRACTITIONER
        if invitations.has_account(email):
            raise PersonRefused("has_account")
        user = User(
            email=User.normal_email(email),
            first_name=first_name,
            last_name=last_name,
            middle_name=middle_name,
            language=language,
            is_active=not waits,
            approval=Approval.WAITING if waits else "",
        )
        user.full_clean(exclude=["password"])
        validate_password(password, user)
        user.set_password(password)
        _store(user)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=invitation is not None)
        if invitation is not None:
            _come_by(invitation, user, now=now)
        return user


def _still_open(invitation, *, now):
    """Return the invitation, locked, so that two who open its link at once do not both come in."""
    known = Invitation.objects.select_for_update(of=("self",)).select_related("invited_by").get(pk=invitation.pk)
    if known.token_hash != invitation.token_hash or not invitations.stands(known, now=now):
        raise PersonRefused("answered")
    return known


def _store(user):
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise PersonRefused("has_account") from None


def _come_by(invitation, user, *, now):
    invitation.accepted_at, invitation.account = now, user
    invitation.save()
    log(invitation, "people.accept", user=user)
    if invitation.role != Code.CLIENT:
        _give_role(user, Code(invitation.role))
    if invitation.role == Code.PRACTITIONER:
        practitioner_made.send(sender=User, user=user)


def _give_role(user, role):
    user.groups.add(roles.group_of(role))
    user.is_staff = role in Role.STAFF
    user.save(update_fields=["is_staff"])
    log(user, "people.role", user=None, data={"role": role.value})


def approve(*, user, by, now):
    """Let a specialist who registered in: active, a practitioner, told by e-mail. Doing it twice does it once."""
    with transaction.atomic():
        user = _asked(user, by)
        if not user.approval:
            return user
        user.is_active, user.approval = True, ""
        user.save(update_fields=["is_active", "approval"])
        _give_role(user, Code.PRACTITIONER)
        practitioner_made.send(sender=User, user=user)
        letter_due.send(sender=User, kind="approved", user=user, now=now)
        log(user, "people.approve", user=by)
        return user


def refuse(*, user, by, now):
    """Leave a specialist who registered outside, and tell them; they can still be approved later."""
    with transaction.atomic():
        user = _asked(user, by)
        if user.approval != Approval.WAITING:
            return user
        user.approval = Approval.REFUSED
        user.save(update_fields=["approval"])
        letter_due.send(sender=User, kind="refused", user=user, now=now)
        log(user, "people.refuse", user=by)
        return user


def _asked(user, by):
    known = User.objects.select_for_update().get(pk=user.pk)
    if by is not None and not permissions.may_approve(by, known):
        raise PersonRefused("yourself" if by == known else "above_you")
    return known
