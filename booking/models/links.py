"""Links that open one appointment, and who asked for them again."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .appointments import Appointment


class Link(models.Model):
    """What opens one appointment to whoever holds it; see `booking.links`."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # Where it was sent; empty for one that was never in a mail.
    email = models.EmailField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("link to an appointment")
        verbose_name_plural = _("links to appointments")

    def __str__(self):
        return f"{self.appointment} · {self.created_at:%d/%m/%Y}"


class LinkRequest(models.Model):
    """Someone asks that the links of an address be sent there again, whether or not it is known."""

    email = models.EmailField()
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("request for links")
        verbose_name_plural = _("requests for links")

    def __str__(self):
        return f"{self.email} · {self.asked_at:%d/%m/%Y %H:%M}"
