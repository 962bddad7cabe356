"""Every change of what a person may do, or of whether they are there. Each is one transaction, with a log entry."""

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.users.models import UserProfile

from . import permissions, roles
from .encryption import Token
from .models import Client, Role, User
from .refusals import PersonRefused
from .registering import approve, refuse, register
from .signals import (
    client_blocked,
    consequences_of_deletion,
    person_blocked,
    person_will_be_deleted,
    practitioner_made,
)

Code = Role.Code
#: What an administrator writes of a person; the rest has actions of its own.
WRITTEN_BY_FORMS = ["email", "first_name", "last_name", "phone"]
#: Who comes in has a file of its own, `registering`; whoever calls these finds them here.
__all__ = ["PersonRefused", "approve", "refuse", "register"]
LONGEST_NAME = User._meta.get_field("first_name").max_length


def client_for(*, user):
    """Return the client that `user` is, made at the first need from what their account knows."""
    client, _ = Client.objects.get_or_create(
        user=user,
        defaults={
            "name": user.get_full_name() or user.email,
            "email": user.email,
            "phone": user.phone,
            "time_zone": user.time_zone,
            "language": user.language,
        },
    )
    client.user = user  # who asks is at hand, and need not be read again
    return client


def add_client(*, client, by):
    """Store a person whom `by`, who works here, writes down: a file without an account."""
    with transaction.atomic():
        client.email, client.entered_by = User.normal_email(client.email), by
        client.save(force_insert=True)
        log(client, "wagtail.create", user=by)
        return client


def guest_client(*, guest):
    """Return the stored client that `guest`, one who is not stored, is: of the same address and the same name, or new.

    An account is never taken over, and what a client left before is not written over. Call it where nobody else can
    look for this address at the same time.
    """
    known = next((one for one in Client.objects.guests_at(guest.email) if same_name(one.name, guest.name)), None)
    if known is None:
        written = {name: getattr(guest, name) for name in ("name", "phone", "time_zone", "language", "is_discreet")}
        return Client.objects.create(email=User.normal_email(guest.email), **written)
    # Discretion is never taken back by someone of whom only the name and the address are known.
    wanted = {"phone": known.phone or guest.phone, "is_discreet": known.is_discreet or guest.is_discreet}
    if wanted != {name: getattr(known, name) for name in wanted}:
        vars(known).update(wanted)
        known.save(update_fields=list(wanted))
    return known


def set_time_zone(*, client, name):
    """Keep on whose clocks a client reads times, for their account too; an empty name stands for the place's."""
    with transaction.atomic():
        Client.objects.filter(pk=client.pk).update(time_zone=name)
        User.objects.filter(client=client.pk).update(time_zone=name)


def set_preferences(*, user, language, time_zone):
    """Keep in which language and on whose clocks a person reads pages, mails and the admin.

    An empty zone stands for the place's.
    """
    with transaction.atomic():
        own = {"language": language, "time_zone": time_zone}
        User.objects.filter(pk=user.pk).update(**own)
        Client.objects.filter(user=user).update(**own)
        # The admin has a memory of its own.
        in_admin = {"preferred_language": language, "current_time_zone": time_zone}
        UserProfile.objects.update_or_create(user=user, defaults=in_admin)
    vars(user).update(own)


def set_discretion(*, client, is_discreet):
    """Write down whether mails to `client` say neither with whom nor where."""
    if client.is_discreet != is_discreet:
        client.is_discreet = is_discreet
        client.save(update_fields=["is_discreet"])


def same_name(one, other):
    """Tell whether two names differ in nothing but case and spaces."""
    return [word.casefold() for word in one.split()] == [word.casefold() for word in other.split()]


def attach_guest_file(*, user, email):
    """Make `user` the client who left `email` as a guest, and return that client; or None when it cannot be said who.

    Call it only with an address that `user` has shown to be theirs. Nothing is attached when several guests left this
    address, nor when `user` already has a file.
    """
    with transaction.atomic():
        guests = list(Client.objects.select_for_update().guests_at(email)[:2])
        own = Client.objects.for_user(user).first()
        if len(guests) != 1 or guests[0].blocked_at or (own and own.has_file()):
            return None
        if own:
            own.delete()
        [guest] = guests
        guest.user = user
        guest.save(update_fields=["user"])
        return guest


def open_account(*, client, password, is_shown_theirs, with_file):
    """Make an account for a guest from what they left when booking, and return it. Raises `PersonRefused`.

    `is_shown_theirs` tells that they came by a link in their mail, so that the address needs no confirmation. Without
    `with_file` the account is empty: `attach_guest_file` fills it once the address is confirmed.
    """
    with transaction.atomic():
        client = Client.objects.select_for_update().get(pk=client.pk)
        if client.user_id:
            raise PersonRefused("has_account")
        user = _account_for(client, password)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=is_shown_theirs)
        if with_file:
            client.user = user
            client.save(update_fields=["user"])
        return user


def _account_for(client, password):
    first_name, _space, last_name = client.name.strip().partition(" ")
    try:
        with transaction.atomic():
            return User.objects.create_user(
                client.email,
                password,
                first_name=first_name[:LONGEST_NAME],
                last_name=last_name.strip()[:LONGEST_NAME],
                phone=client.phone,
                time_zone=client.time_zone,
                language=client.language,
            )
    except IntegrityError:
        raise PersonRefused("has_account") from None


def save_person(*, user, by, role=None):
    """Store a new or changed person as an administrator wrote them, and give them `role` (None: leave it).

    A new person has no password: they choose one with “forgotten password”. A changed address is no longer a
    confirmed one, and the old one opens nothing any more. Whether they are blocked, or anything else that no form
    shows, stays as it is stored.
    """
    with transaction.atomic():
        before = User.objects.filter(pk=user.pk).first()
        if before is None:
            user.set_unusable_password()
            user.save()
        else:
            user.save(update_fields=WRITTEN_BY_FORMS)
            _follow(before, user)
        if role is not None and role != user.role:
            set_role(user=user, role=role, by=by)
        if before is None and user.role == Code.CLIENT:
            client_for(user=user)


def _follow(before, user):
    """Carry a changed name or address to what repeats it."""
    if before.email != user.email:
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    client = Client.objects.for_user(user).first()
    if client is None:
        return
    if client.name in (before.get_full_name(), before.email):
        client.name = user.get_full_name() or user.email
    if client.email == before.email:
        client.email = user.email
    if client.phone == before.phone:
        client.phone = user.phone
    client.save()


def change_own(*, user, written):
    """Keep what someone says of themselves, fields of `User` by name: names, telephone, time zone, language.

    Their client's file follows where it said the same.
    """
    with transaction.atomic():
        before = User.objects.get(pk=user.pk)
        vars(user).update(written)
        user.save(update_fields=list(written))
        _follow(before, user)
        places = {name: written[name] for name in ("time_zone", "language") if name in written}
        if places:
            Client.objects.filter(user=user).update(**places)


def set_role(*, user, role, by):
    """Give `user` the one role `role`; groups that are no role stay. Raises `PersonRefused`."""
    with transaction.atomic():
        _refuse_unless(permissions.may_change_role, user=user, by=by)
        if role != Code.ADMINISTRATOR:
            _keep_an_administrator(without=user)
        group = roles.group_of(role)
        user.groups.remove(*user.groups.filter(role__isnull=False))
        user.groups.add(group)
        user.is_staff = role in Role.STAFF
        user.save(update_fields=["is_staff"])
        log(user, "people.role", user=by, data={"role": role.value})


def change_person(*, user, by, now, role=None, is_active=None, is_blocked=None, **names):
    """Keep what an administrator changes of a person at once: names, role, whether they come in, whether blocked.

    A role makes a practitioner of someone, or leaves them one; a specialist who waits for approval comes in by
    `is_active`. All of it, or nothing: raises `PersonRefused`.
    """
    with transaction.atomic():
        if names:
            _refuse_unless(permissions.may_edit_person, user=user, by=by)
            change_own(user=user, written=names)
            log(user, "wagtail.edit", user=by)
        if is_active is not None:
            _let_in_or_out(user, is_active, by=by, now=now)
        if role is not None and role != user.role:
            set_role(user=user, role=role, by=by)
            if role == Code.PRACTITIONER:
                practitioner_made.send(sender=User, user=user)
        if is_blocked is not None and is_blocked != user.is_blocked:
            (block if is_blocked else unblock)(user=user, by=by)


def _let_in_or_out(user, is_active, *, by, now):
    if is_active and user.approval:
        approve(user=user, by=by, now=now)
        user.refresh_from_db()
    elif is_active != user.is_active:
        _refuse_unless(permissions.may_block, user=user, by=by)
        if not is_active:
            _keep_an_administrator(without=user)
        user.is_active, user.session_epoch = is_active, user.session_epoch + 1
        user.save(update_fields=["is_active", "session_epoch"])
        log(user, "wagtail.edit", user=by)


def make_collaborator(*, user, by):
    """Let `user` see all appointments, and read and write notes."""
    set_role(user=user, role=Code.COLLABORATOR, by=by)


def unmake_collaborator(*, user, by):
    """Leave `user` a client, with nothing in the admin."""
    set_role(user=user, role=Code.CLIENT, by=by)


def block(*, user, by):
    """Put `user` out, at the next request by every door. Raises `PersonRefused`."""
    with transaction.atomic():
        _refuse_unless(permissions.may_block, user=user, by=by)
        _keep_an_administrator(without=user)
        user.blocked_at = timezone.now()
        user.save(update_fields=["blocked_at"])
        person_blocked.send(sender=User, user=user, now=user.blocked_at)
        log(user, "people.block", user=by)


def block_client(*, client, by):
    """Put out someone who has no account: their links die, and their address books nothing. Raises `PersonRefused`."""
    with transaction.atomic():
        client = _guest_to_block(client, by)
        if client.blocked_at is None:
            client.blocked_at = timezone.now()
            client.save(update_fields=["blocked_at"])
            client_blocked.send(sender=Client, client=client, now=client.blocked_at)
            log(client, "people.block", user=by)


def unblock_client(*, client, by):
    """Let someone without an account book again; links from before the block stay dead."""
    with transaction.atomic():
        client = _guest_to_block(client, by)
        if client.blocked_at is not None:
            client.blocked_at = None
            client.save(update_fields=["blocked_at"])
            log(client, "people.unblock", user=by)


def _guest_to_block(client, by):
    client = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    if by is not None and not permissions.may_block_client(by, client):
        raise PersonRefused("above_you")
    return client


def unblock(*, user, by):
    """Let `user` log in again. Sessions from before the block stay over."""
    with transaction.atomic():
        _refuse_unless(permissions.may_block, user=user, by=by)
        user.blocked_at = None
        user.session_epoch += 1
        user.save(update_fields=["blocked_at", "session_epoch"])
        log(user, "people.unblock", user=by)


def consequences_of_deleting(*, user, now):
    """Return, as sentences, what deleting this account will do to what other rooms keep."""
    answers = consequences_of_deletion.send(sender=User, user=user, now=now)
    return [sentence for _, sentences in answers for sentence in sentences]


def delete_person(*, user, by):
    """Delete the account; the client's file stays, without one. Raises `PersonRefused`."""
    with transaction.atomic():
        _refuse_unless(permissions.may_delete_person, user=user, by=by)
        _keep_an_administrator(without=user)
        person_will_be_deleted.send(sender=User, user=user, by=by, now=timezone.now())
        log(user, "wagtail.delete", user=by, deleted=True)
        user.delete()


def forget_sessions(*, now):
    """Delete the sessions that are over, with what visitors typed into them and never sent."""
    over = Session.objects.filter(expire_date__lte=now)
    # To look costs nothing; to delete would wait for SQLite's one lock in every round of the worker.
    if over.exists():
        over.delete()


def encrypt_anew(*, model, fields, keys):
    """Encrypt these fields of the rows with these primary keys with the newest of `NOTES_KEYS`.

    Return how many rows could not be read, and were left as they are.
    """
    with transaction.atomic():
        rows = list(model._base_manager.select_for_update().filter(pk__in=keys))
        readable = [row for row in rows if not any(isinstance(getattr(row, field), Token) for field in fields)]
        for row in readable:
            row.save(update_fields=fields)
    return len(rows) - len(readable)


def _refuse_unless(may, *, user, by):
    """Raise unless `by` may; None stands for a command of the site's owner, who may."""
    if by is None or may(by, user):
        return
    raise PersonRefused("yourself" if by == user else "above_you")


def _keep_an_administrator(*, without):
    """Raise when nobody but `without` could still run the practice.

    The role's row is locked first, so that two administrators cannot remove one another at the same moment.
    """
    list(Role.objects.select_for_update().filter(code=Code.ADMINISTRATOR))
    administrators = User.objects.able_to_log_in().in_role(Code.ADMINISTRATOR)
    if administrators.filter(pk=without.pk).exists() and not administrators.exclude(pk=without.pk).exists():
        raise PersonRefused("last_administrator")
