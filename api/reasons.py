"""Reasons for cancelling, as programs name them."""

from django.utils.translation import gettext as _

from booking.models import CancellationReason

from .errors import Faults


def reason_called(label):
    """Return the reason of that name; without a name the one chosen at first, or None where there is none."""
    offered = CancellationReason.objects.filter(is_active=True)
    if not label:
        return offered.filter(is_default=True).first()
    reason = offered.filter(label__iexact=label).first()
    if reason is None:
        choices = ", ".join(offered.values_list("label", flat=True))
        raise Faults({"reason": [_("Write one of: %(choices)s.") % {"choices": choices}]})
    return reason
