"""“Motifs d'annulation”: the reasons from which people choose when they cancel."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn

from booking.models import CancellationReason
from practice.admin.screens import ViewSet


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
    )
