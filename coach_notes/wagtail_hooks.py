"""What this room adds to the Wagtail admin."""

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from wagtail import hooks

from . import permissions
from .admin.client_files import ClientFileAdmin
from .journal import NotesSource

client_files = ClientFileAdmin()
client_files.register_with_wagtail()


@hooks.register("register_appointments_menu_item")
def add_client_notes():
    """Beside the list of appointments, in the coach's first menu."""
    return client_files.get_menu_item()


@hooks.register("reads_all_notes")
def reads_all_notes(user):
    return permissions.reads_all(user)


@hooks.register("writes_all_notes")
def writes_all_notes(user):
    return permissions.writes_all(user)


@hooks.register("register_admin_urls")
def urls_of_notes():
    return [path("", include("coach_notes.admin.urls"))]


@hooks.register("register_journal_source")
def who_read_or_wrote_notes():
    return NotesSource()


@hooks.register("insert_global_admin_css")
def look_of_notes():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/notes.css"))
