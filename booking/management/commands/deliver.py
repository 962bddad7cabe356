"""The worker: ends lapsed holds, queues reminders, sends the mails that are due, forgets old sessions.

`--once` is for a cron job.
"""

import signal
import threading

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from booking import link_requests, outbox, reminders
from booking.models import Appointment
from booking.signals import worker_round
from people.actions import forget_sessions

#: Between two batches the worker looks whether it is told to stop, and at the clock.
BATCH = 10


class Command(BaseCommand):
    help = "End lapsed holds, send reminders and other due mails, until it is told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")
        parser.add_argument("--every", type=float, default=5, metavar="SECONDS", help="pause between two rounds")

    def handle(self, *, once, every, **options):
        self.stop = threading.Event()
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
        except OperationalError as error:
            self.stderr.write(f"the database does not answer ({type(error).__name__}); trying again")

    def round(self):
        """Do what is due and return how many mails left."""
        now = timezone.now()
        Appointment.objects.lapsed(now).forget()
        reminders.queue_due(now=now)
        link_requests.answer(now=now)
        sent = self.send()
        forget_sessions(now=now)
        worker_round.send_robust(sender=type(self), now=now)
        return sent

    def send(self):
        total = 0
        while not self.stop.is_set() and (sent := outbox.deliver_due(now=timezone.now(), at_most=BATCH)):
            total += sent
        return total
