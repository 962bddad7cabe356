"""What this room adds to the Wagtail admin."""

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet
from wagtail_modeladmin.options import modeladmin_register

from .admin import changes
from .admin.appointments import AppointmentAdmin
from .admin.today import TodayPanel
from .models import CancellationReason

modeladmin_register(AppointmentAdmin)


@hooks.register("register_admin_urls")
def urls_of_changes():
    return [path("", include((changes.urlpatterns, "booking_admin")))]


@hooks.register("construct_homepage_panels")
def add_today(request, panels):
    if TodayPanel.is_for(request.user):
        panels.insert(0, TodayPanel())


@hooks.register("insert_global_admin_css")
def status_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/booking.css"))


@register_snippet
class CancellationReasonViewSet(SnippetViewSet):
    model = CancellationReason
    icon = "list-ul"
    add_to_settings_menu = True
    list_display = ["label", "is_default", "is_active"]
    search_fields = ["label"]
