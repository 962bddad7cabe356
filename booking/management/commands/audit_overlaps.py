"""Look for double bookings already stored, which would keep PostgreSQL from taking the guard."""

from django.core.management.base import BaseCommand, CommandError

from booking.models import LIVE, Appointment


class Command(BaseCommand):
    help = "List live appointments of one practitioner that overlap; fails if there are any."

    def handle(self, **options):
        found = 0
        busy_until, before = {}, {}
        rows = Appointment.objects.filter(state__in=LIVE).order_by("practitioner_id", "start_at", "pk")
        for appointment in rows.iterator():
            practitioner = appointment.practitioner_id
            if practitioner in busy_until and busy_until[practitioner] > appointment.start_at:
                found += 1
                at = f"{appointment.start_at:%Y-%m-%d %H:%M} UTC"
                self.stdout.write(f"{before[practitioner]} and {appointment.reference} overlap at {at}")
            if practitioner not in busy_until or appointment.busy_until > busy_until[practitioner]:
                busy_until[practitioner], before[practitioner] = appointment.busy_until, appointment.reference
        if found:
            raise CommandError(
                f"{found} overlaps: cancel or move one of each pair, then run `python manage.py migrate`"
            )
        self.stdout.write("no overlaps")
