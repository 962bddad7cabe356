"""What this room adds to the Wagtail admin."""

from django.contrib import messages
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from booking.admin.attention import Attention

from .admin import feeds, outside
from .models import OutsideCalendar

outside_calendars = outside.OutsideCalendarViewSet()
register_snippet(outside_calendars)


@hooks.register("register_appointments_menu_item")
def add_feeds():
    return feeds.FeedsMenuItem(
        _("Calendar addresses"), reverse("calendars_admin:feeds"), icon_name="calendar", order=40
    )


@hooks.register("register_appointments_menu_item")
def add_outside_calendars():
    return outside_calendars.get_menu_item(order=50)


@hooks.register("register_admin_urls")
def urls_of_calendars():
    return [path("", include((feeds.urlpatterns + outside.urlpatterns, "calendars_admin")))]


@hooks.register("insert_global_admin_css")
def sheet():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/calendars.css"))


@hooks.register("find_attention")
def calendars_that_fail(user, now):
    failing = outside.failing_for(user)
    sentence = ngettext(
        "%(count)s outside calendar could not be read:", "%(count)s outside calendars could not be read:", len(failing)
    )
    edit = OutsideCalendar.snippet_viewset.get_url_name("edit")
    links = [(f"{one.name} ({one.practitioner})", reverse(edit, args=[one.pk])) for one in failing[:3]]
    return [Attention(sentence % {"count": len(failing)}, links)] if failing else []


@hooks.register("before_bulk_action")
def one_row_at_a_time(request, action_type, objects, action):
    """Refuse Wagtail's deletion of many calendars at once, which would leave their busy times behind."""
    if action.model is OutsideCalendar:
        messages.error(request, _("Calendars are changed one at a time."))
        return redirect(OutsideCalendar.snippet_viewset.get_url_name("list"))
