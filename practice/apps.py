from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PracticeConfig(AppConfig):
    name = "practice"
    verbose_name = _("Practice")

    def ready(self):
        from . import receivers, versions  # noqa: F401

        self.watch_rows(versions)
        post_migrate.connect(versions.install_after_migrate, sender=self)

    def watch_rows(self, versions):
        """Say behind which key each table stands; see `versions`."""
        from people.models import RegistrationRules

        from . import models

        offered = [models.Place, models.Speciality, models.Service, models.Practitioner, models.BookingRules]
        links = [field.remote_field.through for field in models.Practitioner._meta.many_to_many]
        # What is asked shows in the steps of a booking.
        for model in [*offered, *links, models.Question, RegistrationRules]:
            versions.watch(model, f"'{versions.PRACTICE}'")
        everyones, hours = f"'{versions.HOURS}'", "'hours:' || {row}.practitioner_id"
        for model in [models.OpeningHours, models.PublishedSlot]:
            versions.watch(model, everyones, hours)
        versions.watch(
            models.OpeningWindow,
            everyones,
            "'hours:' || (SELECT practitioner_id FROM practice_openinghours WHERE id = {row}.hours_id)",
        )
        # An absence of nobody in particular is one of everybody.
        versions.watch(
            models.Absence,
            everyones,
            f"CASE WHEN {{row}}.practitioner_id IS NULL THEN '{versions.PRACTICE}' ELSE {hours} END",
        )
