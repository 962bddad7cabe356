"""One file from a server that a stranger named: https only, public networks only, and never more than its limits.

No Django in here: `looking` runs it in a process of its own.
"""

from urllib.parse import urljoin

from outside import CheckedConnection, Unreached, read_address, told_apart

from .problems import LookFailed, Problem

#: Bytes of the longest calendar that is read.
MOST_BYTES = 5 * 1024 * 1024
MOST_REDIRECTS = 3
#: Seconds to wait for a connection, and for each next piece of an answer; `looking` limits the whole.
PATIENCE = 10
HEADERS = {
    "Accept": "text/calendar",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "Creneau (busy times)",
}
REDIRECTS = {301, 302, 303, 307, 308}


def fetch(text, *, private_hosts=()):
    """Return the bytes at the address `text`, redirects followed; raises LookFailed.

    `private_hosts` are names of servers that may stand in a private network; every other one must be public.
    """
    try:
        for _redirect in range(MOST_REDIRECTS + 1):
            address = read_address(text)
            answer, location = ask(address, private_hosts)
            if location is None:
                return answer
            text = urljoin(str(address), location)
    except Unreached as unreached:
        raise LookFailed(Problem(unreached.obstacle)) from None
    raise LookFailed(Problem.REDIRECTS)


def ask(address, private_hosts):
    """Return the answer's bytes and None, or None and where the server sends us. Raises LookFailed and Unreached."""
    connection = CheckedConnection(address, timeout=PATIENCE, private_hosts=private_hosts)
    try:
        with told_apart():
            connection.request("GET", address.target, headers=HEADERS)
            response = connection.getresponse()
            if response.status in REDIRECTS and response.headers["Location"]:
                return None, response.headers["Location"]
            refuse_unless_found(response.status)
            body = response.read(MOST_BYTES + 1)
    finally:
        connection.close()
    if len(body) > MOST_BYTES:
        raise LookFailed(Problem.TOO_LARGE)
    return body, None


def refuse_unless_found(status):
    if status in (404, 410):
        raise LookFailed(Problem.NOT_FOUND)
    if status in (401, 403):
        raise LookFailed(Problem.FORBIDDEN)
    if status != 200:
        raise LookFailed(Problem.SERVER)
