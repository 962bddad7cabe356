from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from booking.models import Appointment

from . import ics


@never_cache
@login_required
@require_safe
def appointment(request, reference):
    """Hand out one appointment as a calendar file; 404 for one that this person may not know of."""
    visible = Appointment.objects.visible_to(request.user).with_parties()
    calendar = ics.calendar_of(get_object_or_404(visible, reference=reference), now=timezone.now())
    return HttpResponse(
        calendar,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="rendez-vous.ics"'},
    )
