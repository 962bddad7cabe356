from django.core.management.base import BaseCommand, CommandError

from coach_notes import actions
from coach_notes.models import Note

BATCH = 200


class Command(BaseCommand):
    help = (
        "Encrypts every note anew with the first key of NOTES_KEYS; docs/deploying.md says when the older keys may go. "
        "Can be run again."
    )

    def handle(self, **options):
        keys = list(Note.objects.order_by("pk").values_list("pk", flat=True))
        unreadable = 0
        for first in range(0, len(keys), BATCH):
            batch = keys[first : first + BATCH]
            unreadable += actions.encrypt_anew(keys=batch)
            self.stdout.write(f"{first + len(batch)} of {len(keys)} notes")
        if unreadable:
            raise CommandError(
                f"{unreadable} of {len(keys)} notes were left as they are: none of NOTES_KEYS reads them. "
                "Add the key that made them at the end of NOTES_KEYS, and run this again."
            )
        self.stdout.write(
            self.style.SUCCESS(
                "All notes are encrypted with the first key. Once the web server and the worker run with it, "
                "the others may be removed."
            )
        )
