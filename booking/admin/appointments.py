"""“Liste des rendez-vous”: everyone's planned appointments, and one appointment with its history."""

from urllib.parse import urlencode

from django.contrib.admin import display
from django.contrib.admin.utils import quote
from django.db.models import BooleanField, ExpressionWrapper
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import re_path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import InspectView

from booking import history, links, permissions
from booking.choice import Choice
from booking.models import Appointment, State
from people.admin.ways_back import came_from, with_way_back
from practice.models import Place, Practitioner
from practice.wording import price_in_words, when_in_words

from . import exporting, filters, requests
from .lists import StrictIndexView
from .messages import rows_of
from .note_links import NoteLinks

#: The icon of each status word; colour alone says nothing.
ICONS = {
    State.HELD: "time",
    State.REQUESTED: "help",
    State.CONFIRMED: "check",
    State.COMPLETED: "success",
    State.MISSED: "warning",
    State.DECLINED: "cross",
    State.CANCELLED: "cross",
}


class AppointmentPermissions(PermissionHelper):
    """Appointments are looked at here; they are changed by `booking.actions` alone, never by a raw form."""

    def user_can_list(self, user):
        return permissions.sees_all(user) or Practitioner.objects.for_user(user).exists()

    def user_can_create(self, user):
        return False

    def user_can_inspect_obj(self, user, obj):
        return permissions.may_see(user, obj)

    def user_can_edit_obj(self, user, obj):
        return False

    def user_can_delete_obj(self, user, obj):
        return False


class AppointmentButtons(ButtonHelper):
    """What can be done with the appointment of a row, by whoever looks at it, now."""

    @cached_property
    def notes(self):
        return NoteLinks(self.request.user)

    def get_buttons_for_obj(self, obj, exclude=(), classnames_add=None, classnames_exclude=None):
        changes = changes_of(obj, self.request.user, timezone.now(), notes=self.notes)
        return [self.link(label, url, obj) for label, url in changes]

    def get_primary_button(self, obj):
        """Return none: the package would put the whole cell, our link and box included, into a link of its own."""

    def link(self, label, url, obj):
        return {
            "url": url,
            "label": label,
            "classname": self.finalise_classname(["button-secondary", "button-small"]),
            "title": f"{label} – {obj}",
        }


def changes_of(appointment, user, now, *, notes):
    """Return (label, address) of everything that `user` may do with `appointment` at `now`; `notes` are their links."""
    address = {"args": [appointment.reference]}
    found = []
    if note_url := notes.new(appointment.reference, appointment.practitioner):
        found.append((_("Write a note"), note_url))
    if permissions.may_answer(user, appointment, now):
        found.append((_("Agree"), reverse("booking_admin:agree", **address)))
        found.append((_("Decline"), reverse("booking_admin:decline", **address)))
    if permissions.may_move(user, appointment, now):
        found.append((_("Move"), reverse("booking_admin:move", **address)))
        found.append((_("Cancel"), reverse("booking_admin:cancel", **address)))
    if permissions.may_mark_missed(user, appointment, now):
        found.append((_("Mark as missed"), reverse("booking_admin:miss", **address)))
    return found


class AppointmentIndexView(StrictIndexView):
    page_title = _("Appointments list")
    FORMATS = exporting.FORMATS

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        may_export = context["all_count"] and permissions.may_export(self.request.user)
        return context | {
            "has_requests": any(one.is_to_answer for one in context["object_list"]),
            "exports": exporting.links(self.request) if may_export else (),
        }

    def as_spreadsheet(self, queryset, spreadsheet_format):
        return exporting.answer(self.request, queryset, spreadsheet_format)


class AppointmentInspectView(InspectView):
    """One appointment: who, when, where, what was answered, what happened, which mails left."""

    def get_page_title(self):
        return self.instance.client.name

    def get_page_subtitle(self):
        return when_in_words(self.instance.start_at, self.instance.end_at, self.instance.place.zone)

    def get_context_data(self, **kwargs):
        now = timezone.now()
        return super().get_context_data(
            appointment=self.instance,
            price=price_in_words(self.instance),
            status=State(self.instance.shown_state(now)),
            icon=ICONS[self.instance.shown_state(now)],
            changes=[*self.changes(now), self.again],
            history=history.history_of(self.instance),
            answers=self.instance.answers.all(),
            mails=rows_of(self.instance, self.request.user, now=now),
            link_count=self.link_count(now),
            **kwargs,
        )

    def changes(self, now):
        """Return what may be done now; afterwards one is where one came from, where the address says that."""
        user, back = self.request.user, came_from(self.request)
        found = changes_of(self.instance, user, now, notes=NoteLinks(user))
        return [(label, with_way_back(url, back) if back else url) for label, url in found]

    @property
    def again(self):
        """Return (label, address) of another booking like this one for the same client."""
        parts = Choice(self.instance.service, self.instance.practitioner, self.instance.place).parameters
        query = urlencode({"client": self.instance.client_id, **parts})
        return _("Book again for them"), f"{reverse('booking_admin:book_for')}?{query}"

    def link_count(self, now):
        """Return how many links there are to take back, for who may."""
        may = permissions.may_manage(self.request.user, self.instance)
        return links.in_mails(self.instance, now=now).count() if may else 0


class AppointmentAdmin(ModelAdmin):
    model = Appointment
    base_url_path = "rendez-vous"
    menu_label = _("Appointments list")
    menu_icon = "date"
    menu_order = 10
    # It stands in the menu "Appointments", beside what other rooms put there.
    add_to_admin_menu = False
    permission_helper_class = AppointmentPermissions
    button_helper_class = AppointmentButtons
    inspect_view_enabled = True
    inspect_view_class = AppointmentInspectView
    inspect_template_name = "booking/admin/appointment.html"
    history_view_enabled = False
    list_filter = [*filters.OF_APPOINTMENTS, "state", "practitioner", "place", "service"]
    search_fields = ["client__name", "client__email", "client__phone", "reference"]
    ordering = ["start_at"]
    list_per_page = 50
    index_template_name = "booking/admin/appointments.html"
    index_view_class = AppointmentIndexView

    def get_queryset(self, request):
        rows = super().get_queryset(request).visible_to(request.user).with_parties()
        to_answer = permissions.to_answer_by(request.user, timezone.now())
        return rows.annotate(is_to_answer=ExpressionWrapper(to_answer, BooleanField()))

    def get_list_display(self, request):
        """Name the place and the practitioner only where there are several.

        The package asks again for every cell, so the answer is kept with the request.
        """
        if not hasattr(request, "appointment_columns"):
            several = [("place", Place), ("practitioner", Practitioner)]
            request.appointment_columns = [
                *["client_name", "when", "service", "status"],
                *[column for column, model in several if model.objects.count() > 1],
            ]
        return request.appointment_columns

    def get_extra_class_names_for_field_col(self, obj, field_name):
        return ["appointment-client"] if field_name == "client_name" else []

    def get_admin_urls_for_registration(self):
        """List and look only; the package would also open raw forms to create, edit and delete."""
        views = {"index": self.index_view, "inspect": self.inspect_view}
        return tuple(
            re_path(
                self.url_helper.get_action_url_pattern(action),
                view,
                name=self.url_helper.get_action_url_name(action),
            )
            for action, view in views.items()
        )

    def inspect_view(self, request, instance_pk):
        if not (instance_pk.isascii() and instance_pk.isdecimal()):
            raise Http404
        get_object_or_404(Appointment.objects.visible_to(request.user), pk=instance_pk)
        return super().inspect_view(request, instance_pk)

    @display(description=_("Client"), ordering="client__name")
    def client_name(self, appointment):
        url = self.url_helper.get_action_url("inspect", quote(appointment.pk))
        name = format_html('<a href="{}">{}</a>', url, appointment.client.name)
        return format_html("{} {}", requests.box_for(appointment), name) if appointment.is_to_answer else name

    @display(description=_("Day and time"), ordering="start_at")
    def when(self, appointment):
        words = when_in_words(appointment.start_at, appointment.end_at, appointment.place.zone, year=False)
        return format_html('<span class="appointment-when">{}</span>', capfirst(words))

    @display(description=_("Status"), ordering="state")
    def status(self, appointment):
        state = appointment.shown_state(timezone.now())
        return format_html(
            '<span class="appointment-status appointment-status--{}">'
            '<svg class="icon" aria-hidden="true"><use href="#icon-{}"></use></svg> {}</span>',
            state.value,
            ICONS[state],
            state.label,
        )
