"""“Règles de réservation”: how early, how late and how often one may book, and on which days nobody can."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from practice.forms import BookingRulesForm
from practice.models import BookingRules

booking_rules_panels = ObjectList(
    [
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
