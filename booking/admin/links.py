"""Taking back the links that were sent for an appointment: one was passed on, or went to the wrong person."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking import links, permissions
from booking.models import Appointment


@require_POST
def take_back(request, reference):
    """Put the links of an appointment out of use, for whoever manages it."""
    appointment = get_object_or_404(Appointment.objects.visible_to(request.user), reference=reference)
    if not permissions.may_manage(request.user, appointment):
        raise Http404
    links.revoke([appointment], now=timezone.now())
    messages.success(request, _("The links that were sent open nothing any more. The next e-mail brings a new one."))
    return redirect("rendez-vous_modeladmin_inspect", appointment.pk)


urlpatterns = [path("rendez-vous/<uuid:reference>/liens/retirer/", take_back, name="take_back_links")]
