"""What is offered, where, by whom: services, places, practitioners and their specialities."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column

from practice import wording
from practice.forms import OfferedForm, PlaceForm, PractitionerForm
from practice.models import Place, Practitioner, Service, Speciality

from .screens import AskingEditView, ClashPanel, ViewSet

#: More would be a survey.
MOST_QUESTIONS = 30


def address_panel():
    return MultiFieldPanel([FieldPanel("slug")], heading=_("Address on the site"), classname="collapsed")


def questions_panel():
    return InlinePanel(
        "questions",
        panels=[
            FieldPanel("text"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("is_required")]),
            FieldPanel("options", classname="question-options"),
            FieldPanel("help_text"),
        ],
        heading=_("Your questions"),
        label=_("Question"),
        max_num=MOST_QUESTIONS,
    )


class ServiceViewSet(ViewSet):
    model = Service
    base_url_path = "prestations"
    icon = "tag"
    menu_label = _("Services")
    new_title = _("New service")
    add_label = _("Add a service")
    sort_order_field = "position"
    list_display = [
        "name",
        Column(
            "length",
            accessor=lambda service: wording.minutes_in_words(service.duration_minutes),
            label=_("Length"),
            sort_key="duration_minutes",
        ),
        Column(
            "gap",
            accessor=lambda service: wording.minutes_in_words(service.gap_minutes),
            label=_("Kept free between two"),
            sort_key="gap_minutes",
        ),
        Column("price", accessor=wording.price_in_words, label=_("Price"), sort_key="price"),
        BooleanColumn("is_active", label=_("Open for booking"), sort_key="is_active"),
    ]
    list_filter = ["is_active", "needs_approval"]
    search_fields = ["name", "description"]
    edit_view_class = AskingEditView
    edit_handler = ObjectList(
        [
            ClashPanel(),
            FieldPanel("name"),
            FieldPanel("description"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("duration_minutes"), FieldPanel("gap_minutes")])],
                heading=_("Length"),
                help_text=_("45 minutes and 10 between two: sessions begin every 55 minutes."),
            ),
            MultiFieldPanel([FieldRowPanel([FieldPanel("price"), FieldPanel("currency")])], heading=_("Price")),
            MultiFieldPanel(
                [
                    FieldPanel("practitioners"),
                    FieldPanel("needs_approval"),
                    FieldPanel("is_discreet"),
                    FieldPanel("is_for_newcomers"),
                    FieldPanel("is_active"),
                ],
                heading=_("Booking"),
            ),
            MultiFieldPanel(
                [FieldPanel("asks_topic"), questions_panel()],
                heading=_("Questionnaire"),
                help_text=_(
                    "What you ask when someone books. You and your colleagues read the answers with the appointment; "
                    "no e-mail and no calendar repeats them. Change or delete a question whenever you like: answers "
                    "keep the question as it was asked."
                ),
            ),
            address_panel(),
        ],
        base_form_class=OfferedForm,
    )


class PlaceViewSet(ViewSet):
    model = Place
    base_url_path = "lieux"
    icon = "home"
    menu_label = _("Places")
    new_title = _("New place")
    add_label = _("Add a place")
    sort_order_field = "position"
    list_display = [
        "name",
        "town",
        BooleanColumn("is_online", label=_("Online"), sort_key="is_online"),
        BooleanColumn("is_active", label=_("Open for booking"), sort_key="is_active"),
    ]
    list_filter = ["is_online", "is_active"]
    search_fields = ["name", "town", "address"]
    edit_view_class = AskingEditView
    edit_handler = ObjectList(
        [
            ClashPanel(),
            FieldPanel("name"),
            FieldPanel("is_online"),
            MultiFieldPanel(
                [FieldPanel("town"), FieldPanel("address"), FieldPanel("access"), FieldPanel("directions")],
                heading=_("How to get there"),
            ),
            FieldPanel("description"),
            FieldPanel("time_zone"),
            MultiFieldPanel(
                [FieldPanel("practitioners"), FieldPanel("is_for_newcomers"), FieldPanel("is_active")],
                heading=_("Booking"),
            ),
            address_panel(),
        ],
        base_form_class=PlaceForm,
    )


class PractitionerViewSet(ViewSet):
    model = Practitioner
    base_url_path = "praticiens"
    icon = "user"
    menu_label = _("Practitioners")
    new_title = _("New practitioner")
    add_label = _("Add a practitioner")
    sort_order_field = "position"
    list_display = [
        "name",
        "title",
        Column("user", label=_("Account"), sort_key="user__email"),
        BooleanColumn("is_active", label=_("Open for booking"), sort_key="is_active"),
    ]
    list_filter = ["specialities", "places", "is_active"]
    search_fields = ["name", "title"]
    edit_view_class = AskingEditView
    edit_handler = ObjectList(
        [
            ClashPanel(),
            FieldPanel("name"),
            FieldPanel("title"),
            FieldPanel("photo"),
            FieldPanel("bio"),
            FieldPanel("languages"),
            MultiFieldPanel([FieldRowPanel([FieldPanel("email"), FieldPanel("phone")])], heading=_("Contact")),
            MultiFieldPanel(
                [
                    FieldPanel("services", widget=forms.CheckboxSelectMultiple),
                    FieldPanel("places", widget=forms.CheckboxSelectMultiple),
                    FieldPanel("specialities", widget=forms.CheckboxSelectMultiple),
                    FieldPanel("is_active"),
                ],
                heading=_("Booking"),
            ),
            FieldPanel("user"),
            address_panel(),
        ],
        base_form_class=PractitionerForm,
    )

    def get_queryset(self, request):
        return Practitioner.objects.select_related("user")


class SpecialityViewSet(ViewSet):
    model = Speciality
    base_url_path = "specialites"
    icon = "list-ul"
    menu_label = _("Specialities")
    new_title = _("New speciality")
    add_label = _("Add a speciality")
    list_display = ["name"]
    search_fields = ["name"]
    edit_handler = ObjectList([FieldPanel("name"), address_panel()])
