"""“Liste d'attente”: who waits for a time to come free, what is kept for them, and taking someone off the list."""

from django.contrib import messages
from django.contrib.admin import SimpleListFilter, display
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, re_path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail_modeladmin.options import ModelAdmin

from booking import permissions, waiting, wording
from booking.models import OutboxMessage, Proposal, WaitingEntry
from booking.turns import BookingRefused
from practice.wording import when_in_words

from .appointments import AppointmentButtons, AppointmentPermissions
from .changes import NoQuestion
from .lists import StrictIndexView


class WaitingPermissions(AppointmentPermissions):
    """The list is all there is to see."""

    def user_can_inspect_obj(self, user, obj):
        return False


class WaitingButtons(AppointmentButtons):
    def get_buttons_for_obj(self, obj, exclude=(), classnames_add=None, classnames_exclude=None):
        if not obj.is_waiting or not permissions.may_remove_from_list(self.request.user, obj):
            return []
        return [self.link(_("Take off the list"), reverse("booking_admin:remove_from_list", args=[obj.reference]), obj)]


class StateFilter(SimpleListFilter):
    """Who waits, unless another is chosen."""

    title = _("state")
    parameter_name = "etat"

    def lookups(self, request, model_admin):
        return [("fini", _("Ended")), ("tous", _("All"))]

    def choices(self, changelist):
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": _("Waiting"),
        }
        yield from list(super().choices(changelist))[1:]

    def queryset(self, request, queryset):
        if self.value() == "tous":
            return queryset
        return queryset.filter(ended_at__isnull=self.value() is None)


class WaitingIndexView(StrictIndexView):
    page_title = _("Waiting list")


class WaitingAdmin(ModelAdmin):
    model = WaitingEntry
    base_url_path = "liste-d-attente"
    menu_label = _("Waiting list")
    menu_icon = "time"
    menu_order = 20
    add_to_admin_menu = False
    permission_helper_class = WaitingPermissions
    button_helper_class = WaitingButtons
    history_view_enabled = False
    list_display = ["client_name", "wish", "days", "since", "state"]
    list_filter = [StateFilter, "practitioner", "place", "service"]
    search_fields = ["client__name", "client__email"]
    ordering = ["created_at", "pk"]
    list_per_page = 50
    index_template_name = "booking/admin/waiting_list.html"
    index_view_class = WaitingIndexView

    def get_queryset(self, request):
        open_proposals = Proposal.objects.filter(closed_at=None).prefetch_related(
            Prefetch("messages", OutboxMessage.objects.filter(state=OutboxMessage.State.FAILED), to_attr="failed")
        )
        rows = super().get_queryset(request).visible_to(request.user).with_parties()
        return rows.prefetch_related(Prefetch("proposals", open_proposals, to_attr="kept"))

    def get_empty_value_display(self, field_name=None):
        """Name those who wait for whoever is free first, in the filter by practitioner."""
        return _("the first person available")

    def get_extra_class_names_for_field_col(self, obj, field_name):
        return ["waiting-client"] if field_name == "client_name" else []

    def get_admin_urls_for_registration(self):
        """List only; the package would also open raw forms to create, edit and delete."""
        return (
            re_path(
                self.url_helper.get_action_url_pattern("index"),
                self.index_view,
                name=self.url_helper.get_action_url_name("index"),
            ),
        )

    @display(description=_("Client"), ordering="client__name")
    def client_name(self, entry):
        contact = " · ".join(filter(None, [entry.client.email, entry.client.phone]))
        return format_html('<strong>{}</strong><br><span class="w-help-text">{}</span>', entry.client.name, contact)

    @display(description=_("Type of session"), ordering="service__name")
    def wish(self, entry):
        whom = entry.practitioner.name if entry.practitioner else _("the first person available")
        return format_html("{}<br>{} · {}", entry.service.name, entry.place.name, whom)

    @display(description=_("Waits for"), ordering="first_day")
    def days(self, entry):
        return capfirst(wording.days_awaited(entry))

    @display(description=_("Since"), ordering="created_at")
    def since(self, entry):
        return capfirst(when_in_words(entry.created_at, None, entry.place.zone, year=False))

    @display(description=_("State"))
    def state(self, entry):
        if not entry.is_waiting:
            return entry.get_ended_for_display()
        kept = next((proposal for proposal in entry.kept if proposal.is_open(timezone.now())), None)
        if kept is None:
            return _("Waiting")
        words = _("%(when)s is kept until %(until)s") % {
            "when": capfirst(when_in_words(kept.start_at, None, entry.place.zone, year=False)),
            "until": when_in_words(kept.expires_at, None, entry.place.zone, year=False),
        }
        return format_html("{}<br><strong>{}</strong>", words, _("The e-mail failed.")) if kept.failed else words


class RemoveView(WagtailAdminTemplateMixin, FormView):
    """Ask once more, then take someone off the list; what is kept for them goes to the next."""

    template_name = "booking/admin/remove_from_list.html"
    header_icon = "time"
    page_title = _("Take off the waiting list")
    form_class = NoQuestion

    @cached_property
    def entry(self):
        visible = WaitingEntry.objects.visible_to(self.request.user).with_parties()
        entry = get_object_or_404(visible, reference=self.kwargs["reference"])
        if not permissions.may_remove_from_list(self.request.user, entry):
            raise Http404
        return entry

    def dispatch(self, request, *args, **kwargs):
        # Whatever the verb: what one may not know of is a 404.
        self.entry  # noqa: B018
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self):
        return reverse("liste-d-attente_modeladmin_index")

    def get_breadcrumbs_items(self):
        index = {"url": self.get_success_url(), "label": _("Waiting list")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        days = wording.days_awaited(self.entry)
        return super().get_context_data(entry=self.entry, days=days, back_url=self.get_success_url(), **kwargs)

    def form_valid(self, form):
        now = timezone.now()
        try:
            waiting.leave(entry=self.entry, now=now, why=WaitingEntry.Ended.REMOVED)
        except BookingRefused as refused:
            messages.error(self.request, wording.why_still_waiting(refused, self.entry, now=now))
            return redirect(self.get_success_url())
        messages.success(self.request, _("%(client)s is no longer on the list.") % {"client": self.entry.client.name})
        return super().form_valid(form)


urlpatterns = [
    path("liste-d-attente/<uuid:reference>/retirer/", RemoveView.as_view(), name="remove_from_list"),
]
