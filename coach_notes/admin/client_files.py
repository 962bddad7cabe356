"""“Notes des clients”: pick a client, to read what was written on them."""

from django.contrib.admin import SimpleListFilter, display
from django.http import Http404
from django.urls import re_path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from booking.admin.lists import StrictIndexView
from booking.templatetags.booking_times import moment_in_words
from coach_notes import permissions
from coach_notes.models import ClientFile, Note


class FilePermissions(PermissionHelper):
    """The package lists clients; everything else of this room has pages of its own."""

    def get_all_model_permissions(self):
        """Return the permissions on notes, for the screen on which groups are given theirs."""
        return PermissionHelper(Note).get_all_model_permissions()

    def user_can_list(self, user):
        return permissions.may_enter(user)

    def user_can_create(self, user):
        return False

    def user_can_inspect_obj(self, user, obj):
        return False

    def user_can_edit_obj(self, user, obj):
        return False

    def user_can_delete_obj(self, user, obj):
        return False


class FileButtons(ButtonHelper):
    def get_primary_button(self, obj):
        return {"url": reverse("coach_notes:client", args=[obj.pk])}


class NotesFilter(SimpleListFilter):
    title = _("notes")
    parameter_name = "notes"

    def lookups(self, request, model_admin):
        return [("avec", _("With notes")), ("sans", _("Without notes"))]

    def queryset(self, request, queryset):
        if self.value() == "avec":
            return queryset.filter(note_count__gt=0)
        if self.value() == "sans":
            return queryset.filter(note_count=0)
        return queryset


class ClientFilesView(StrictIndexView):
    page_title = _("Client notes")


class ClientFileAdmin(ModelAdmin):
    model = ClientFile
    base_url_path = "notes"
    menu_label = _("Client notes")
    menu_item_name = "notes"
    menu_icon = "edit"
    menu_order = 20
    add_to_admin_menu = False
    permission_helper_class = FilePermissions
    button_helper_class = FileButtons
    index_view_class = ClientFilesView
    list_display = ["name", "note_count", "last_note", "email"]
    list_filter = [NotesFilter]
    search_fields = ["name", "email", "phone"]
    ordering = ["name"]
    list_per_page = 50
    index_template_name = "coach_notes/admin/client_files.html"

    def get_queryset(self, request):
        return super().get_queryset(request).open_to(request.user).with_notes_of(request.user)

    def index_view(self, request):
        if not permissions.may_enter(request.user):
            raise Http404
        return super().index_view(request)

    def get_admin_urls_for_registration(self):
        """The list only; the package would also open raw forms to create, edit and delete."""
        name = self.url_helper.get_action_url_name("index")
        return [re_path(self.url_helper.get_action_url_pattern("index"), self.index_view, name=name)]

    def register_admin_url_finders(self):
        """A client is found on the screen of the people's room."""

    def register_indexing(self):
        """Notes stand in no index of Wagtail's."""

    @staticmethod
    @display(description=_("Notes"), ordering="note_count")
    def note_count(file):
        return file.note_count

    @staticmethod
    @display(description=_("Last note"), ordering="last_note_at")
    def last_note(file):
        return moment_in_words(file.last_note_at)
