"""What this room adds to the Wagtail admin."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .admin.absences import AbsenceViewSet
from .admin.catalogue import PlaceViewSet, PractitionerViewSet, ServiceViewSet, SpecialityViewSet
from .admin.hours import OpeningHoursViewSet
from .admin.slots import PublishedSlotViewSet
from .models import Absence, OpeningHours, PublishedSlot


@register_snippet
class PracticeViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Hours and services")
    menu_icon = "time"
    menu_order = 150
    items = (
        OpeningHoursViewSet,
        PublishedSlotViewSet,
        AbsenceViewSet,
        ServiceViewSet,
        PlaceViewSet,
        PractitionerViewSet,
        SpecialityViewSet,
    )


@hooks.register("before_bulk_action")
def one_row_at_a_time(request, action_type, objects, action):
    """Refuse Wagtail's actions on many of these rows at once: they neither lock nor log."""
    if action.model in (OpeningHours, PublishedSlot, Absence):
        messages.error(request, _("Hours, absences and slots are changed one at a time."))
        return redirect(action.model.snippet_viewset.get_url_name("list"))
