from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BookingConfig(AppConfig):
    name = "booking"
    verbose_name = _("Appointments")

    def ready(self):
        from practice import versions

        from . import guard, receivers  # noqa: F401
        from .models import Appointment

        versions.watch(Appointment, "'booked:' || {row}.practitioner_id")
        post_migrate.connect(guard.install_after_migrate, sender=self)
