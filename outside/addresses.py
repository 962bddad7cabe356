"""What counts as an address of a server elsewhere: https, no password in it, a public network behind it."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from .obstacles import Obstacle, Unreached

NAME = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+")
#: It carries an IPv4 address within, as 6to4 does: what counts is where that leads.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
UNICAST = ipaddress.ip_network("2000::/3")
#: Set aside for the network’s own machinery. Not every Python counts them as private.
MACHINERY = [ipaddress.ip_network(network) for network in ("192.0.0.0/24", "192.88.99.0/24")]


@dataclass(frozen=True)
class Address:
    """Where something is: always by https."""

    host: str
    port: int
    target: str

    def __str__(self):
        port = "" if self.port == 443 else f":{self.port}"
        return f"https://{f'[{self.host}]' if ':' in self.host else self.host}{port}{self.target}"


def read_address(text):
    """Return the `Address` that `text` is; raises Unreached for anything that is none, or is not https."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
        # What a server is called in the world's directory, where other letters have another spelling.
        host = host and host.encode("idna").decode()
    except ValueError:
        raise Unreached(Obstacle.ADDRESS) from None
    if parts.scheme != "https" or not NAME.fullmatch(host or "") or "@" in parts.netloc:
        raise Unreached(Obstacle.ADDRESS)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    if not target.isascii() or not target.isprintable() or " " in target:
        raise Unreached(Obstacle.ADDRESS)
    return Address(host, port or 443, target)


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
