"""Who books without an account: what keeps programs out, and how a guest shows that an e-mail address is theirs.

Limits for each network are counted in the cache that all processes share; those for each person, by their e-mail
address, where the booking is made (`limits`).
"""

import datetime as dt
import secrets
import uuid

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

#: Nobody has filled in a form before this, nor has the page still open after that.
QUICKEST, LONGEST = dt.timedelta(seconds=2), dt.timedelta(hours=12)


class TooQuick(Exception):
    """The form came back before anybody could have filled it in."""


class TooOld(Exception):
    """The form was opened long ago, or not here."""


# --- The seal of a form ----------------------------------------------------------------------------


def signer():
    return signing.TimestampSigner(salt="booking.guests")


def seal(key):
    """Return the seal of a form that is opened now: `key`, which makes it book once, and the time."""
    return signer().sign(str(key))


def key_of(seal):
    """Return the key that a seal holds. Raises `TooQuick` or `TooOld`."""
    try:
        key = signer().unsign(seal, max_age=LONGEST)
    except signing.BadSignature:
        raise TooOld from None
    try:
        signer().unsign(seal, max_age=QUICKEST)
    except signing.SignatureExpired:
        return uuid.UUID(key)
    raise TooQuick


# --- How often -------------------------------------------------------------------------------------


def may_book(request):
    """Count this try of a network, and tell whether it is one of those allowed in an hour."""
    return ratelimit.consume(request, action="guest_booking")


# --- Whose address it is ---------------------------------------------------------------------------

CODE, CONFIRMED = "booking_code", "booking_email"
CODE_DIGITS, CODE_TRIES = 6, 5
CODE_HOLDS = dt.timedelta(minutes=15)


class TooOften(Exception):
    """Codes have been asked for too often, for this address or from this network."""


def is_confirmed(request, email):
    """Tell whether this browser has shown that `email` is read by whoever sits there."""
    return request.session.get(CONFIRMED) == email


def is_awaited(request, email, *, now):
    """Tell whether a code that was sent to `email` may still be written."""
    code = request.session.get(CODE)
    return bool(code) and code["email"] == email and code["tries"] > 0 and now.timestamp() < code["until"]


def send_code(request, email, *, is_discreet, now):
    """Send a new code; the one before opens nothing any more. Raises `TooOften`, and what the mail server raises.

    A discreet mail does not say which site it comes from.
    """
    if not ratelimit.consume(request, action="guest_code", key=email):
        raise TooOften
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    words = {"code": code, "minutes": CODE_HOLDS // dt.timedelta(minutes=1), "is_discreet": is_discreet}
    get_adapter().send_mail("booking/email/code", email, words)
    request.session[CODE] = {
        "email": email,
        "digest": digest_of(code),
        "tries": CODE_TRIES,
        "until": (now + CODE_HOLDS).timestamp(),
    }


def try_code(request, email, written, *, now):
    """Tell whether `written` is the code that was sent to `email`; each wrong one uses up a try."""
    if not is_awaited(request, email, now=now) or not ratelimit.consume(request, action="guest_code_try", key=email):
        return False
    code = request.session[CODE]
    if constant_time_compare(code["digest"], digest_of("".join(written.split()))):
        del request.session[CODE]
        request.session[CONFIRMED] = email
        return True
    request.session[CODE] = {**code, "tries": code["tries"] - 1}
    return False


def digest_of(code):
    return salted_hmac("booking.guests.code", code, algorithm="sha256").hexdigest()
