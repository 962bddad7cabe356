"""The look of the whole admin, and the page that leads to all settings; what a room adds stands in that room."""

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .admin.settings_page import SettingsMenuItem, SettingsView


@hooks.register("insert_global_admin_css")
def brand():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/brand.css"))


@hooks.register("construct_main_menu")
def each_thing_once(request, menu_items):
    """Leave out Wagtail's list of all kinds of snippets: each of ours stands in the menu of its room."""
    menu_items[:] = [item for item in menu_items if item.name != "snippets"]


@hooks.register("register_admin_urls")
def urls_of_settings():
    return [path("reglages/", SettingsView.as_view(), name="all_settings")]


@hooks.register("register_settings_menu_item")
def add_all_settings():
    return SettingsMenuItem(_("All settings"), reverse("all_settings"), name="all-settings", icon_name="cog", order=1)
