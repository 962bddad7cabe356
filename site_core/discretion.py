"""What a log may hold of an address: a private link is as good as a key, so its token is not written down."""

import logging
import re

PUBLIC = ("/static/", "/media/")
# A segment of 16 characters or more with a digit or a capital in it: a token, not a word.
TOKEN = re.compile(r"(?<=/)(?=[^/\s]*[0-9A-Z])[^/\s]{16,}")
REQUEST = re.compile(r"(?P<method>[A-Z]+) (?P<address>/\S*)(?P<rest> HTTP/[\d.]+)?")


def discreet(address):
    """Return `address` without what follows "?", and with "…" for each part that may be a token."""
    path = address.partition("?")[0]
    return path if path.startswith(PUBLIC) else TOKEN.sub("…", path)


def discreet_referer(referer):
    site, slash, path = referer.partition("//")[2].partition("/")
    return f"{site}{discreet(slash + path)}" or "-"


class DiscreetFilter(logging.Filter):
    """Django names the address in what it says of a refused or failed request; `runserver`, of every request."""

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(told(value) if isinstance(value, str) else value for value in record.args)
        return True


def told(value):
    """Return a part of what is logged: an address, or the first line of a request, without what opens a door."""
    if value.startswith("/"):
        return discreet(value)
    if parts := REQUEST.fullmatch(value):
        return f"{parts['method']} {discreet(parts['address'])}{parts['rest'] or ''}"
    return value
