"""One file from a server that a stranger named: https only, public networks only, and never more than its limits.

No Django in here: `looking` runs it in a process of its own.
"""

import http.client
import ipaddress
import re
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

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
NAME = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+")
#: It carries an IPv4 address within, as 6to4 does: what counts is where that leads.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
UNICAST = ipaddress.ip_network("2000::/3")
#: Set aside for the network’s own machinery. Not every Python counts them as private.
MACHINERY = [ipaddress.ip_network(network) for network in ("192.0.0.0/24", "192.88.99.0/24")]


@dataclass(frozen=True)
class Address:
    """Where a calendar is: always by https."""

    host: str
    port: int
    target: str

    def __str__(self):
        port = "" if self.port == 443 else f":{self.port}"
        return f"https://{f'[{self.host}]' if ':' in self.host else self.host}{port}{self.target}"


def read_address(text):
    """Return the `Address` that `text` is; raises LookFailed for anything that is none, or is not https."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
        # What a server is called in the world's directory, where other letters have another spelling.
        host = host and host.encode("idna").decode()
    except ValueError:
        raise LookFailed(Problem.ADDRESS) from None
    if parts.scheme != "https" or not NAME.fullmatch(host or "") or "@" in parts.netloc:
        raise LookFailed(Problem.ADDRESS)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    if not target.isascii() or not target.isprintable() or " " in target:
        raise LookFailed(Problem.ADDRESS)
    return Address(host, port or 443, target)


def fetch(text, *, private_hosts=()):
    """Return the bytes at the address `text`, redirects followed; raises LookFailed.

    `private_hosts` are names of servers that may stand in a private network; every other one must be public.
    """
    for _redirect in range(MOST_REDIRECTS + 1):
        address = read_address(text)
        answer, location = ask(address, private_hosts)
        if location is None:
            return answer
        text = urljoin(str(address), location)
    raise LookFailed(Problem.REDIRECTS)


def ask(address, private_hosts):
    """Return the answer's bytes and None, or None and where the server sends us."""
    connection = CheckedConnection(address, private_hosts)
    try:
        connection.request("GET", address.target, headers=HEADERS)
        response = connection.getresponse()
        if response.status in REDIRECTS and response.headers["Location"]:
            return None, response.headers["Location"]
        refuse_unless_found(response.status)
        body = response.read(MOST_BYTES + 1)
    except ssl.SSLCertVerificationError:
        raise LookFailed(Problem.CERTIFICATE) from None
    except TimeoutError:
        raise LookFailed(Problem.SLOW) from None
    except (OSError, http.client.HTTPException, ValueError):
        raise LookFailed(Problem.UNREACHABLE) from None
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


class CheckedConnection(http.client.HTTPSConnection):
    """A connection to the very address that was checked: a name that leads elsewhere a moment later changes nothing."""

    def __init__(self, address, private_hosts):
        super().__init__(address.host, address.port, timeout=PATIENCE, context=ssl.create_default_context())
        self.may_be_private = address.host in private_hosts

    def connect(self):
        family, kind, protocol, _name, where = self.resolved()
        plain = socket.socket(family, kind, protocol)
        try:
            plain.settimeout(self.timeout)
            plain.connect(where)
            self.sock = self._context.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

    def resolved(self):
        """Return the first of the name's addresses; raises LookFailed when any of them is not public."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        if not self.may_be_private and not all(is_public(where[0]) for *_kind, where in found):
            raise LookFailed(Problem.PRIVATE)
        return found[0]


def is_public(text):
    """Tell whether an IP address leads into the public internet, and nowhere near this machine."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if address.version == 6:
        within = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            within = ipaddress.ip_address(int(address) & 0xFFFFFFFF)
        return is_public(str(within)) if within else address in UNICAST and address.is_global
    if any(address in network for network in MACHINERY):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)
