"""What was done with appointments, for the journal."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.journal import Line, Source

from .history import what_happened
from .models import AppointmentEvent

PARTIES = ("client", "practitioner", "place")


class AppointmentSource(Source):
    name = "appointments"
    kinds = {"rendez-vous": gettext_lazy("Appointments")}
    texts = ("by_name", "appointment__client__name", "appointment__practitioner__name")
    code = "kind"

    def rows(self, user):
        events = AppointmentEvent.objects.all()
        return events if user.has_perm("booking.see_all_appointments") else events.none()

    def codes(self):
        return dict(AppointmentEvent.Kind.choices)

    def lines(self, keys, user):
        events = AppointmentEvent.objects.filter(pk__in=keys)
        return {
            event.pk: line_of(event) for event in events.select_related(*(f"appointment__{party}" for party in PARTIES))
        }


def line_of(event):
    appointment = event.appointment
    return Line(
        at=event.at,
        who=event.by_name or _("The site"),
        by=event.by_id,
        what=what_happened(event, appointment.place.zone),
        about=_("%(client)s, with %(practitioner)s")
        % {"client": appointment.client, "practitioner": appointment.practitioner},
        url=reverse("rendez-vous_modeladmin_inspect", args=[appointment.pk]),
    )
