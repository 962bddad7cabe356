from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class SiteCoreConfig(AppConfig):
    """The wiring: settings, addresses, commands. It has no models and no rules."""

    name = "site_core"

    def ready(self):
        from .addresses import follow_after_migrate

        # Of the app that has the table: one without models, as this one, is told nothing.
        post_migrate.connect(follow_after_migrate, sender=apps.get_app_config("wagtailcore"))
