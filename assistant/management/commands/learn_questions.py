"""Learn again from the questions of assistant/examples/: `manage.py learn_questions`, after a change of them."""

from django.core.management.base import BaseCommand

from assistant import languages, learning


class Command(BaseCommand):
    help = "Learns from assistant/examples/ how people ask, and writes it to assistant/learned/."

    def handle(self, *args, **options):
        for language in languages.PACKAGES:
            self.stdout.write(f"Learning from {learning.source_of(language).name}")
            learning.learn(language)
