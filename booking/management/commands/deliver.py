"""The worker: sends the mails that are due and ends the holds that lapsed. `--once` for a cron job."""

import signal
import threading

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from booking import outbox
from booking.models import Appointment, State
from booking.signals import worker_round


class Command(BaseCommand):
    help = "Send due mails and end lapsed holds, until it is told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")
        parser.add_argument("--every", type=float, default=5, metavar="SECONDS", help="pause between two rounds")

    def handle(self, *, once, every, **options):
        if once:
            self.stdout.write(f"{self.round()} sent")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            self.careful_round()
            stop.wait(every)

    def careful_round(self):
        """Outlive a database that is away for a while."""
        close_old_connections()
        try:
            self.round()
        except OperationalError as error:
            self.stderr.write(f"the database does not answer ({type(error).__name__}); trying again")

    def round(self):
        now = timezone.now()
        Appointment.objects.lapsed(now).update(state=State.CANCELLED)
        sent = outbox.deliver_due(now=now)
        worker_round.send_robust(Command, now=now)
        return sent
