from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from site_core import logins, presets
from site_core.presets import making
from site_core.startup import is_empty, settle


class Command(BaseCommand):
    help = "Fill an empty site with one kind of practice: settings, pages, people and hours."

    def add_arguments(self, parser):
        parser.add_argument("preset", choices=presets.names(), help="one of: %(choices)s")
        parser.add_argument("--demo", action="store_true", help="add people, appointments and notes, made around today")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="delete the pages, the practice, the clients, their appointments and notes first; accounts stay",
        )

    def handle(self, *, preset, demo, replace, **options):
        say = self.stdout.write if options["verbosity"] else lambda line: None
        chosen = presets.preset(preset)
        if self._called_from_command_line and (replace or is_empty()):
            settle(preset)
        # What is made is in the site's own language: names of groups, reasons, mails.
        with translation.override(settings.LANGUAGE_CODE), transaction.atomic():
            if not is_empty():
                if not replace:
                    raise CommandError(
                        "This site has content already. Nothing was changed; --replace deletes it first."
                    )
                say("Deleting what is there")
                making.clear()
            chosen.load(say)
            if demo:
                chosen.load_demo(say, timezone.now())
        self.tell_of_another_language(preset)
        if options["verbosity"]:
            for login in logins.usable():
                say(f"{login.role}: {login.email}  {login.password}")

    def tell_of_another_language(self, preset):
        names, origin = dict(settings.LANGUAGES), presets.origin(preset)
        if origin.language != settings.LANGUAGE_CODE:
            with translation.override("en"):
                self.stderr.write(
                    f"The texts of “{preset}” are in {names[origin.language]}, this site is in "
                    f"{names[settings.LANGUAGE_CODE]}: its pages are under /{origin.language}/. For a site in their "
                    f"language, set LANGUAGE_CODE={origin.language} and TIME_ZONE={origin.time_zone}."
                )
