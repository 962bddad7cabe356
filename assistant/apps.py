from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

#: The key of the token that changes with what the assistant knows besides the site (`practice.versions`).
KNOWN = "assistant"


class AssistantConfig(AppConfig):
    name = "assistant"
    verbose_name = _("Assistant")

    def ready(self):
        from practice import versions

        from . import models, receivers  # noqa: F401

        for model in (models.Question, models.Synonym, models.AssistantSettings):
            versions.watch(model, f"'{KNOWN}'")
