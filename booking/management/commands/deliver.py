"""The worker: ends lapsed holds, proposes free times to those who wait, queues reminders, sends the mails that are due.

It forgets what is old: sessions that are over, who was on the waiting list, links that open nothing.

`--once` is for a cron job.
"""

import datetime as dt
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from booking import link_requests, links, outbox, proposals, reminders, waiting
from booking.models import Appointment
from booking.signals import worker_round
from booking.turns import BookingRefused
from people.actions import forget_sessions

#: Between two batches the worker looks whether it is told to stop, and at the clock.
BATCH = 10
#: Whoever frees a time proposes it at once; how often the worker looks for what came free otherwise.
LOOK_EVERY = dt.timedelta(minutes=1)


class Command(BaseCommand):
    help = "End lapsed holds, send reminders and other due mails, until it is told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")
        parser.add_argument("--every", type=float, default=5, metavar="SECONDS", help="pause between two rounds")

    def handle(self, *, once, every, **options):
        self.stop = threading.Event()
        self.look_at = timezone.now()
        if once:
            self.stdout.write(f"{self.round()} sent")
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        while not self.stop.is_set():
            self.careful_round()
            self.stop.wait(every)

    def careful_round(self):
        """Outlive a database that is away for a while."""
        close_old_connections()
        try:
            self.round()
        except (OperationalError, BookingRefused) as error:
            self.stderr.write(f"the database does not answer ({type(error).__name__}); trying again")

    def round(self):
        """Do what is due and return how many mails left."""
        now = timezone.now()
        proposals.pass_on(now=now)
        Appointment.objects.lapsed(now).forget()
        reminders.queue_due(now=now)
        link_requests.answer(now=now)
        sent = self.send()
        # A clock that was set back does not keep anyone waiting.
        if not self.look_at - LOOK_EVERY <= now < self.look_at:
            sent += self.look(now)
            self.look_at = now + LOOK_EVERY
        worker_round.send_robust(sender=type(self), now=now)
        return sent

    def look(self, now):
        """Propose what came free to those who wait, forget what is old, and return how many mails left."""
        proposals.withdraw_what_is_void(now=now)
        proposals.propose_all(now=now)
        waiting.forget_ended(now=now)
        links.forget_dead(now=now)
        forget_sessions(now=now)
        return self.send()

    def send(self):
        total = 0
        while not self.stop.is_set() and (sent := outbox.deliver_due(now=timezone.now(), at_most=BATCH)):
            total += sent
        return total
