"""What this room adds to the Wagtail admin."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .admin.absences import AbsenceViewSet
from .admin.catalogue import PlaceViewSet, PractitionerViewSet, ServiceViewSet, SpecialityViewSet
from .admin.hours import OpeningHoursViewSet
from .admin.rules import RulesView, booking_rules_panels, holidays_view
from .admin.slots import PublishedSlotViewSet
from .models import Absence, BookingRules, OpeningHours, PublishedSlot

# Not on the model itself: a model knows no form.
BookingRules.edit_handler = booking_rules_panels


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


# First of all: one of the addresses is Wagtail's own.
@hooks.register("register_admin_urls", order=-1)
def register_urls():
    patterns = [
        path("jours-feries/", holidays_view, name="holidays"),
        # In front of Wagtail's own screen for it, whose address this is.
        path("settings/practice/bookingrules/<int:pk>/", RulesView.as_view(), name="rules"),
    ]
    return [path("", include((patterns, "practice_admin")))]


@hooks.register("before_bulk_action")
def one_row_at_a_time(request, action_type, objects, action):
    """Refuse Wagtail's actions on many of these rows at once: they neither lock nor log."""
    if action.model in (OpeningHours, PublishedSlot, Absence):
        messages.error(request, _("Hours, absences and slots are changed one at a time."))
        return redirect(action.model.snippet_viewset.get_url_name("list"))
