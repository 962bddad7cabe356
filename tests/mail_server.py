"""A real mail server for tests that need one. It keeps what it is given; a test may strike within a conversation."""

import asyncio
import email
import email.policy
from collections import Counter

from aiosmtpd.controller import Controller

from tests.server import free_port

#: What happens while a mail is handed over, in this order. "answered" is after our word that it was taken.
MOMENTS = ["greeted", "sender", "reader", "data", "taken", "answered"]


class MailServer:
    """An SMTP server on this machine; `letters` holds what it took, as `email` reads it."""

    def __init__(self):
        self.letters = []
        self.most_at_once = self._at_once = 0
        self._watched = None
        self.port = free_port()
        self._controller = Controller(_Handler(self), hostname="127.0.0.1", port=self.port)

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_exception):
        self._controller.stop()

    def at(self, moment, do, *, after=0):
        """Let the server call `do` when a conversation is at that moment (see `MOMENTS`), having let so many go by."""
        self._watched = [moment, do, after]

    def copies(self):
        """Return how often each mail came, by its Message-ID."""
        return Counter(letter["Message-ID"] for letter in self.letters)

    async def reach(self, moment):
        if self._watched and self._watched[0] == moment:
            self._watched[2] -= 1
            if self._watched[2] < 0:
                do, self._watched = self._watched[1], None
                await asyncio.to_thread(do)

    async def take(self, content):
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        await self.reach("data")
        # Long enough for another worker to come along.
        await asyncio.sleep(0.005)
        self.letters.append(email.message_from_bytes(content, policy=email.policy.default))
        await self.reach("taken")
        self._at_once -= 1
        self._later = asyncio.get_running_loop().call_later(0.001, self._answered)

    def _answered(self):
        self._task = asyncio.ensure_future(self.reach("answered"))


class _Handler:
    def __init__(self, server):
        self.server = server

    async def handle_EHLO(self, smtp, session, envelope, hostname, responses):
        session.host_name = hostname
        await self.server.reach("greeted")
        return responses

    async def handle_MAIL(self, smtp, session, envelope, address, options):
        envelope.mail_from = address
        await self.server.reach("sender")
        return "250 OK"

    async def handle_RCPT(self, smtp, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        await self.server.reach("reader")
        return "250 OK"

    async def handle_DATA(self, smtp, session, envelope):
        await self.server.take(envelope.original_content)
        return "250 Taken"
