from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BookingConfig(AppConfig):
    name = "booking"
    verbose_name = _("Appointments")

    def ready(self):
        from . import guard, receivers  # noqa: F401

        post_migrate.connect(guard.install_after_migrate, sender=self)
