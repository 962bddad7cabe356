from pathlib import Path

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone

from site_core import archives, startup


class Command(BaseCommand):
    help = "Put the data and the media of a backup in the place of those here, which are kept in a file beside."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        before = settings.VAR_DIR / f"before-restore-{timezone.now():%Y%m%d-%H%M%S-%f}.tar"
        try:
            archives.restore(file, keep=before)
        except (archives.BadArchive, OSError) as error:
            raise CommandError(str(error)) from None
        startup.prepare_database(self.stdout.write)
        self.stdout.write(f"Restored. What was here before is in {before}")
