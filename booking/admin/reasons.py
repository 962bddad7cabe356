"""“Motifs d'annulation”: the reasons from which people choose when they cancel."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn

from booking.models import CancellationReason
from practice.admin.screens import ViewSet


class ReasonForm(WagtailAdminModelForm):
    """One reason at most is chosen at first: a new one takes the place of the one before."""

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_default") and not cleaned.get("is_active"):
            message = _("A reason that is not offered cannot be the one chosen at first.")
            self.add_error("is_default", ValidationError(message))
        return cleaned

    def save(self, commit=True):
        if self.instance.is_default:
            CancellationReason.objects.exclude(pk=self.instance.pk).update(is_default=False)
        return super().save(commit)


class CancellationReasonViewSet(ViewSet):
    model = CancellationReason
    base_url_path = "motifs-d-annulation"
    icon = "list-ul"
    menu_label = _("Reasons for cancelling")
    new_title = _("New reason for cancelling")
    add_label = _("Add a reason")
    add_to_settings_menu = True
    sort_order_field = "position"
    list_display = [
        "label",
        BooleanColumn("is_default", label=_("Chosen at first"), sort_key="is_default"),
        BooleanColumn("is_active", label=_("Offered"), sort_key="is_active"),
    ]
    search_fields = ["label"]
    edit_handler = ObjectList(
        [
            HelpPanel(_("What has been cancelled keeps the reason as it was called then.")),
            FieldPanel("label"),
            FieldPanel("is_default", help_text=_("Ticked here, it is so no more with the others.")),
            FieldPanel("is_active", help_text=_("Not ticked: kept for what was, and chosen by nobody any more.")),
        ],
        base_form_class=ReasonForm,
    )
