"""“Absences”: days off and closures, written under the lock that bookings take."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.log_actions import log
from wagtail.snippets.views import snippets

from practice import actions
from practice.forms import AbsenceForm
from practice.models import Absence

from . import own_rows


class CreateView(snippets.CreateView):
    page_title = _("New absence")
    success_message = _("Nothing can be booked then: %(object)s.")
    error_message = _("Nothing is kept yet: see below.")


class EditView(own_rows.EditView):
    success_message = _("Nothing can be booked then: %(object)s.")
    error_message = _("Nothing is kept yet: see below.")


class DeleteView(own_rows.DeleteView):
    success_message = _("Open for booking again: %(object)s.")
    confirmation_message = _("This time will be open for booking again.")

    def delete_action(self):
        log(instance=self.object, action="wagtail.delete", user=self.request.user)
        actions.delete_absence(absence=self.object)


class IndexView(own_rows.IndexView):
    page_title = _("Absences")
    add_item_label = _("Add an absence")


class AbsenceViewSet(own_rows.OwnRowsViewSet):
    model = Absence
    base_url_path = "absences"
    icon = "no-view"
    menu_label = _("Absences")
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
            FieldPanel("practitioner"),
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
