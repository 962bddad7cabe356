from pathlib import Path

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from site_core import archives


class Command(BaseCommand):
    help = "Write the data and the media to one file, while the site is used. The secrets are not in it."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            archives.write(file)
        except (archives.BadArchive, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{file}: {file.stat().st_size / 1e6:.1f} MB")
