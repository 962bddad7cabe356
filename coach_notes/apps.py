from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoachNotesConfig(AppConfig):
    name = "coach_notes"
    verbose_name = _("Notes")

    def ready(self):
        from . import receivers  # noqa: F401
