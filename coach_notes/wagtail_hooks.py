"""What this room adds to the Wagtail admin."""

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from .admin import notes
from .admin.client_files import ClientFileAdmin

modeladmin_register(ClientFileAdmin)


@hooks.register("register_admin_urls")
def urls_of_notes():
    return [path("", include((notes.urlpatterns, "coach_notes")))]


@hooks.register("insert_global_admin_css")
def look_of_notes():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/notes.css"))
