"""The look of the whole admin, and the page that leads to all settings; what a room adds stands in that room."""

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .admin import journal
from .admin.settings_page import SettingsMenuItem, SettingsView
from .admin.wagtail_log import PagesSource, RowsSource


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


@hooks.register("register_admin_urls")
def urls_of_journal():
    return journal.urlpatterns


@hooks.register("register_journal_source")
def what_was_done_with_rows():
    return RowsSource()


@hooks.register("register_journal_source")
def what_was_done_with_pages():
    return PagesSource()


@hooks.register("register_reports_menu_item")
def add_journal():
    return journal.JournalMenuItem(_("Journal"), reverse("journal"), name="journal", icon_name="history", order=10)


@hooks.register("construct_reports_menu")
def one_journal(request, menu_items):
    """Leave out Wagtail's site history, of which the journal tells, and more."""
    menu_items[:] = [item for item in menu_items if item.name != "site-history"]


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("site_core.export_journal", _("Export the journal"), _("Journal exported"))
