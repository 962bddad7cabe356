"""Personal tokens: making one, revoking it, and whose one is."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import log

from .models import PersonalToken, User
from .models.tokens import PREFIX, SIGNS_SHOWN, hash_of, new_secret
from .refusals import PersonRefused
from .signals import letter_due

#: Of one person, those that have ended apart.
MOST_TOKENS = 20
#: When a token was last used is written down this often at most: to read costs no writing.
SEEN_EVERY = dt.timedelta(minutes=1)


def make(*, owner, name, scope, days, now):
    """Make a token and return it with its secret, which is not kept; its owner is told by e-mail.

    `days` is one of `PersonalToken.Days`. Raises `PersonRefused` where a token that is good has this name already, or
    there are `MOST_TOKENS`.
    """
    secret = new_secret()
    with transaction.atomic():
        owner = User.objects.select_for_update(no_key=True).get(pk=owner.pk)
        good = [token for token in owner.personal_tokens.listed() if token.state(now) == PersonalToken.State.GOOD]
        if name.casefold() in (token.name.casefold() for token in good):
            raise PersonRefused("token_has_name")
        if len(good) >= MOST_TOKENS:
            raise PersonRefused("too_many_tokens")
        token = PersonalToken.objects.create(
            owner=owner,
            name=name,
            scope=PersonalToken.Scope(scope),
            secret_hash=hash_of(secret),
            start=secret[:SIGNS_SHOWN],
            access_mark=owner.access_mark,
            days=PersonalToken.Days(days),
            created_at=now,
        )
        letter_due.send(sender=PersonalToken, kind="token", user=owner, token=token, now=now)
        log(owner, "people.token", user=owner, data=told_of(token))
        return token, secret


def revoke(*, token, by, now):
    """Put a token out of use, at once and for good. Doing it twice does it once."""
    with transaction.atomic():
        token = PersonalToken.objects.select_for_update(of=("self",)).select_related("owner").get(pk=token.pk)
        if token.revoked_at is None:
            token.revoked_at = now
            token.save(update_fields=["revoked_at"])
            log(token.owner, "people.revoke_token", user=by, data=told_of(token))


def told_of(token):
    """Return what the log keeps of a token."""
    return {"name": token.name, "scope": token.scope, "days": token.days}


def is_personal(secret):
    """Tell whether this looks like the secret of a personal token; a token of a log-in never does."""
    return secret.startswith(PREFIX)


def token_behind(secret, *, now):
    """Return the token, with its owner, that opens something now, or None; and note that it was used.

    One query, and another one once in `SEEN_EVERY`.
    """
    token = PersonalToken.objects.behind(secret).first()
    if token is None or not token.is_good(now):
        return None
    if token.last_used_at is None or token.last_used_at <= now - SEEN_EVERY:
        # Of many requests at once, the first writes.
        not_yet = Q(last_used_at=None) | Q(last_used_at__lte=now - SEEN_EVERY)
        PersonalToken.objects.filter(not_yet, pk=token.pk).update(last_used_at=now)
    return token
