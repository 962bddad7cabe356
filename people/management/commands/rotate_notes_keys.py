from django.core.management.base import BaseCommand, CommandError

from people import actions
from people.encryption import encrypted_fields

BATCH = 200


class Command(BaseCommand):
    help = (
        "Encrypts anew, with the first key of NOTES_KEYS, every note and every address of an outside calendar; "
        "docs/deploying.md says when the older keys may go. Can be run again."
    )

    def handle(self, **options):
        unreadable = sum(self.rotate(model, fields) for model, fields in encrypted_fields())
        if unreadable:
            raise CommandError(
                f"Left as they are, because none of NOTES_KEYS reads them: {unreadable}. "
                "Add the key that made them at the end of NOTES_KEYS, and run this again."
            )
        self.stdout.write(
            self.style.SUCCESS(
                "Everything is encrypted with the first key. Once the web server and the worker run with it, "
                "the others may be removed."
            )
        )

    def rotate(self, model, fields):
        """Encrypt all rows of a model anew, and return how many could not be read."""
        keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        unreadable = 0
        for first in range(0, len(keys), BATCH):
            batch = keys[first : first + BATCH]
            unreadable += actions.encrypt_anew(model=model, fields=fields, keys=batch)
            self.stdout.write(f"{model._meta.label}: {first + len(batch)} of {len(keys)}")
        return unreadable
