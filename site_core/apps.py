from django.apps import AppConfig


class SiteCoreConfig(AppConfig):
    """The wiring: settings, addresses, commands. It has no models and no rules."""

    name = "site_core"
