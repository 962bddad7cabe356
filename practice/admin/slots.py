"""“Créneaux publiés”: slots put up by hand, one by one or each week, and which of them are taken."""

import copy

from django import forms
from django.contrib import messages
from django.db.models import Case, F, Value, When
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.log_actions import LogContext, log

from practice import actions, wording
from practice.forms import PublishedSlotForm
from practice.models import PublishedSlot

from . import screens


class TakenPanel(Panel):
    """Says before anything is typed that the slot is booked, and therefore stays as it is."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "practice/admin/slot_taken.html"

        def is_shown(self):
            return bool(self.line())

        def line(self):
            slot = self.instance
            return actions.taken_slots([slot], now=timezone.now()).get(slot.pk) if slot.pk else None

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"line": self.line()}


class RefusalMixin:
    """Show as an error of the form what the action has against the slot; nothing is kept then."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except actions.SlotRefused as refused:
            form.add_error(None, wording.slot_refused(refused))
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class CreateView(RefusalMixin, screens.CreateView):
    def save_instance(self):
        first = super().save_instance()
        for slot in self.form.published[1:]:
            # A history shows one line for each context: the first slot has that of this request.
            with LogContext(user=self.request.user):
                log(instance=slot, action="wagtail.create", content_changed=True)
        return first

    def get_success_message(self, instance=None):
        count = len(self.form.published)
        words = ngettext("Published: %(first)s.", "%(count)s slots published, the first: %(first)s.", count)
        return words % {"first": self.object, "count": count}


class EditView(RefusalMixin, screens.OwnRowEditView):
    pass


class DeleteView(screens.OwnRowDeleteView):
    page_title = _("Withdraw")
    success_message = _("Withdrawn: %(object)s.")
    confirmation_message = _("This slot will no longer be offered.")

    def delete_action(self):
        withdrawn = copy.copy(self.object)  # A row that is deleted forgets its key, which the log needs.
        actions.withdraw_slot(slot=self.object, now=timezone.now())
        log(instance=withdrawn, action="wagtail.delete", user=self.request.user)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except actions.SlotRefused as refused:
            messages.error(self.request, wording.slot_refused(refused))
            return redirect(self.index_url_name)


class IndexView(screens.OwnRowsIndexView):
    """What is to come first, soonest at the top; then what is over, latest first."""

    def get_base_queryset(self):
        is_over = Case(When(end_at__lte=timezone.now(), then=Value(1)), default=Value(0))
        rows = super().get_base_queryset().select_related("service", "place").annotate(is_over=is_over)
        return rows.order_by("is_over", Case(When(is_over=0, then=F("start_at"))), "-start_at")

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        shown = list(context["object_list"])
        taken = actions.taken_slots(shown, now=timezone.now())
        for slot in shown:
            slot.taken_by = taken.get(slot.pk, "")
        return context


def status_of(slot):
    if slot.taken_by:
        return _("Booked: %(appointment)s") % {"appointment": slot.taken_by}
    return _("Over") if slot.is_over else _("Free to book")


class PublishedSlotViewSet(screens.OwnRowsViewSet):
    model = PublishedSlot
    base_url_path = "creneaux-publies"
    icon = "pick"
    menu_label = _("Published slots")
    new_title = _("New published slot")
    add_label = _("Publish a slot")
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    list_display = [
        "__str__",
        Column("status", accessor=status_of, label=_("Status")),
        Column("practitioner", label=_("Practitioner"), sort_key="practitioner__name"),
        Column("service", label=_("Service"), sort_key="service__name"),
        Column("place", label=_("Place"), sort_key="place__name"),
        Column("cost", accessor=wording.price_in_words, label=_("Price")),
    ]
    list_filter = ["practitioner", "service", "place"]
    search_fields = ["context", "practitioner__name", "service__name", "place__name"]
    edit_handler = ObjectList(
        [
            TakenPanel(),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("day"), FieldPanel("starts_at"), FieldPanel("ends_at")])],
                heading=_("When"),
                help_text=_(
                    "Offered as it is: outside your opening hours too, on a public holiday, at any minute, and as "
                    "long as you like. It is not bound to the length of the service."
                ),
            ),
            FieldPanel("repeat_until"),
            MultiFieldPanel(
                [
                    FieldPanel("practitioner", widget=forms.Select),
                    FieldPanel("service", widget=forms.Select),
                    FieldPanel("place", widget=forms.Select),
                ],
                heading=_("Who, what and where"),
            ),
            FieldPanel("context"),
            FieldPanel("cost"),
        ],
        base_form_class=PublishedSlotForm,
    )
