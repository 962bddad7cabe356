"""“Règles de réservation”: how early, how late and how often one may book, and on which days nobody can."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.contrib.settings.views import EditView

from practice.forms import BookingRulesForm
from practice.models import BookingRules

from .screens import AskAboutClashesMixin, ClashPanel

booking_rules_panels = ObjectList(
    [
        ClashPanel(),
        MultiFieldPanel(
            [
                FieldPanel("horizon_days"),
                FieldPanel("minimum_notice_minutes"),
                FieldPanel(
                    "step_minutes",
                    help_text=_(
                        "Empty: one session after the other, its length and its gap apart, so that none is lost. With "
                        "15, clients choose among more times, and one booking may close several of them."
                    ),
                ),
            ],
            heading=_("When one can book"),
        ),
        MultiFieldPanel(
            [FieldPanel("cancellation_notice_hours"), FieldPanel("moves_limit")], heading=_("Cancelling and moving")
        ),
        MultiFieldPanel([FieldPanel("reminder_days")], heading=_("Reminders")),
        MultiFieldPanel([FieldPanel("waiting_minutes")], heading=_("Waiting list")),
        MultiFieldPanel(
            [
                FieldPanel("live_limit"),
                FieldRowPanel([FieldPanel("day_limit"), FieldPanel("week_limit")]),
            ],
            heading=_("For each client"),
        ),
        MultiFieldPanel(
            [FieldPanel("guests_allowed"), FieldPanel("guest_email_confirmation"), FieldPanel("hold_minutes")],
            heading=_("Booking online"),
        ),
        MultiFieldPanel(
            [FieldPanel("holidays_region"), FieldPanel("holidays_worked")],
            heading=_("Public holidays"),
        ),
    ],
    base_form_class=BookingRulesForm,
)


class RulesView(AskAboutClashesMixin, EditView):
    """Wagtail's screen of these settings, which lists what would clash before anything is kept."""

    error_message = _("Nothing is kept yet: see below.")

    def setup(self, request, *args, **kwargs):
        super().setup(request, BookingRules._meta.app_label, BookingRules._meta.model_name, *args, **kwargs)

    def concerned(self):
        return []


def holidays_view(request):
    """Answer with the holidays of the country in the query, to be ticked. Nothing is kept."""
    if not request.user.has_perm("practice.change_bookingrules"):
        raise Http404
    form = booking_rules_panels.bind_to_model(BookingRules).get_form_class()(
        request.GET, instance=BookingRules.load(), for_user=request.user
    )
    field = form["holidays_worked"]
    widget = field.field.widget.get_context(field.html_name, field.value(), {"id": field.auto_id})["widget"]
    return render(request, "practice/admin/holidays.html", {"widget": widget})
