"""A connection to the very address that was checked, and what may come in its way."""

import contextlib
import http.client
import socket
import ssl

from .addresses import is_public
from .obstacles import Obstacle, Unreached


class CheckedConnection(http.client.HTTPSConnection):
    """A connection to the very address that was checked: a name that leads elsewhere a moment later changes nothing.

    `timeout` is in seconds, for the connection and for each next piece of an answer. `private_hosts` are names of
    servers that may stand in a private network; every other one must be public.
    """

    def __init__(self, address, *, timeout, private_hosts=()):
        super().__init__(address.host, address.port, timeout=timeout, context=ssl.create_default_context())
        self.may_be_private = address.host in private_hosts

    def connect(self):
        found = resolved(self.host, self.port)
        if not self.may_be_private:
            refuse_private(found)
        family, kind, protocol, _name, where = found[0]
        plain = socket.socket(family, kind, protocol)
        try:
            plain.settimeout(self.timeout)
            plain.connect(where)
            self.sock = self._context.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def resolved(host, port):
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def refuse_private(found):
    """Raise Unreached when any of the addresses that a name leads to is not public."""
    if not all(is_public(where[0]) for *_kind, where in found):
        raise Unreached(Obstacle.PRIVATE)


def refuse_if_private(address, *, private_hosts=()):
    """Raise Unreached for a server whose name leads into a private network now, or nowhere."""
    with told_apart():
        found = resolved(address.host, address.port)
    if address.host not in private_hosts:
        refuse_private(found)


@contextlib.contextmanager
def told_apart():
    """Raise Unreached for whatever goes wrong on the way to a server and back."""
    try:
        yield
    except ssl.SSLCertVerificationError:
        raise Unreached(Obstacle.CERTIFICATE) from None
    except TimeoutError:
        raise Unreached(Obstacle.SLOW) from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Unreached(Obstacle.UNREACHABLE) from None
