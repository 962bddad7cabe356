"""“Absences”: days off and closures, written under the lock that bookings take."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.log_actions import log

from practice import actions
from practice.forms import AbsenceForm
from practice.models import Absence

from . import screens


class CreateView(screens.CreateView):
    success_message = _("Nothing can be booked then: %(object)s.")


class EditView(screens.OwnRowEditView):
    success_message = _("Nothing can be booked then: %(object)s.")


class DeleteView(screens.OwnRowDeleteView):
    success_message = _("Open for booking again: %(object)s.")
    confirmation_message = _("This time will be open for booking again.")

    def delete_action(self):
        log(instance=self.object, action="wagtail.delete", user=self.request.user)
        actions.delete_absence(absence=self.object)


class AbsenceViewSet(screens.OwnRowsViewSet):
    model = Absence
    base_url_path = "absences"
    icon = "no-view"
    menu_label = _("Absences")
    new_title = _("New absence")
    add_label = _("Add an absence")
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
        ],
        base_form_class=AbsenceForm,
    )
