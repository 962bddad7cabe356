"""On whose clocks a client reads their times: those of the place, and their own where they are elsewhere."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking import permissions
from booking.forms import ZoneForm
from people.actions import set_time_zone


@require_POST
def choose_zone(request, visit):
    """Keep the zone that the client chose; their pages, mails and calendars tell it from now on."""
    if not permissions.is_its_client(visit.who, visit.appointment):
        raise Http404
    form = ZoneForm(request.POST)
    if form.is_valid():
        set_time_zone(client=visit.appointment.client, name=form.cleaned_data["time_zone"])
    else:
        messages.error(request, _("There is no such time zone. Choose one of the list."))
    return redirect(visit.page_url)
