"""The signature of a delivery: who sent it, that nothing was changed on the way, and when. `docs/api.md` checks one."""

import hashlib
import hmac
import secrets

#: Bytes of chance in a secret.
SECRET_BYTES = 32


def new_secret():
    return secrets.token_urlsafe(SECRET_BYTES)


def signature(body, keys, *, at):
    """Return the header's value, such as “t=1764547200,v1=5f0c…”: one `v1` for each of the `keys`.

    `body` are the very bytes that are sent, `at` is an aware moment. Each `v1` is the HMAC-SHA256, under its key, of
    the seconds of `t`, a full stop, and the body.
    """
    seconds = int(at.timestamp())
    signed = b"%d.%s" % (seconds, body)
    digests = [hmac.new(key.encode(), signed, hashlib.sha256).hexdigest() for key in keys]
    return ",".join([f"t={seconds}", *(f"v1={digest}" for digest in digests)])
