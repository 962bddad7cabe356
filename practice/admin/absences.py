"""“Absences”: days off and closures, written under the lock that bookings take."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.log_actions import log

from practice import actions
from practice.forms import AbsenceForm
from practice.models import Absence

from . import screens


class TouchedLines(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "practice/admin/touched.html"


class OfEachPanel(Panel):
    """What becomes of one or the other alone, where there are several."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "practice/admin/touched_each.html"

        def is_shown(self):
            return bool(self.form.of_each())


class TouchedPanel(MultiFieldPanel):
    """What to do about the appointments within: asked only when there are some."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def is_shown(self):
            return bool(self.form.clashes)


class AskMixin:
    """Show the appointments within the absence, and ask, before anything is kept."""

    success_message = _("Nothing can be booked then: %(object)s.")

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except actions.AbsenceTouches as found:
            form.ask_about(found.clashes)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class CreateView(AskMixin, screens.CreateView):
    pass


class EditView(AskMixin, screens.OwnRowEditView):
    pass


class DeleteView(screens.OwnRowDeleteView):
    success_message = _("Open for booking again: %(object)s.")
    confirmation_message = _("This time will be open for booking again.")

    def delete_action(self):
        log(instance=self.object, action="wagtail.delete", user=self.request.user)
        actions.delete_absence(absence=self.object)


class IndexView(screens.OwnRowsIndexView):
    def shown(self, rows):
        return rows.entered().concerning(self.request.user)


class AbsenceViewSet(screens.OwnRowsViewSet):
    model = Absence
    base_url_path = "absences"
    icon = "no-view"
    menu_label = _("Absences")
    new_title = _("New absence")
    add_label = _("Add an absence")
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    list_display = [
        "__str__",
        Column(
            "practitioner",
            accessor=lambda absence: absence.practitioner or _("The whole practice"),
            label=_("Who"),
            sort_key="practitioner__name",
        ),
        Column("reason", label=_("Reason")),
    ]
    list_filter = ["practitioner"]
    search_fields = ["reason", "practitioner__name"]
    edit_handler = ObjectList(
        [
            FieldPanel("practitioner", widget=forms.Select),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
                    FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                ],
                heading=_("When"),
            ),
            FieldPanel("reason"),
            TouchedPanel(
                [TouchedLines(), FieldPanel("touched"), OfEachPanel(), FieldPanel("message")],
                heading=_("Appointments in this time"),
            ),
        ],
        base_form_class=AbsenceForm,
    )
