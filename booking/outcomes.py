"""What became of an appointment, as figures count it and as the list of appointments is narrowed down to it."""

from django.db.models import Case, CharField, Count, F, OuterRef, Q, Subquery, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from .models import AppointmentEvent, State


class Outcome(TextChoices):
    HONOURED = "honore", _("Honoured")
    MISSED = "absent", _("Missed")
    BY_CLIENT = "annule-client", _("Cancelled by the client")
    BY_PRACTICE = "annule-cabinet", _("Cancelled by the practice")
    DECLINED = "refuse", _("Requests declined")
    UNANSWERED = "sans-reponse", _("Never answered")
    TO_COME = "a-venir", _("To come")


#: What was to take place, one way or the other: of these a share is honoured.
DUE = (Outcome.HONOURED, Outcome.MISSED, Outcome.BY_CLIENT, Outcome.BY_PRACTICE)
CANCELLED = (Outcome.BY_CLIENT, Outcome.BY_PRACTICE)


def with_outcome(appointments, *, now):
    """Return the appointments with their `outcome` at `now`; those that were cancelled with when (`cancelled_at`).

    A client cancelled it who did so by their account or by the link in their mail; whoever works here, or the site
    itself, is the practice.
    """
    last = AppointmentEvent.objects.filter(appointment=OuterRef("pk"), kind=AppointmentEvent.Kind.CANCELLED)
    last = last.order_by("-at", "-pk")
    known = appointments.annotate(
        cancelled_at=Subquery(last.values("at")[:1]),
        cancelled_by=Subquery(last.values("by")[:1]),
        cancelled_by_name=Subquery(last.values("by_name")[:1]),
    )
    by_account = Q(cancelled_by=F("client__user"))
    by_link = Q(cancelled_by=None, cancelled_by_name=F("client__name"))
    is_over = Q(end_at__lte=now)
    found = [
        (Q(state=State.COMPLETED) | Q(state=State.CONFIRMED) & is_over, Outcome.HONOURED),
        (Q(state=State.MISSED), Outcome.MISSED),
        (Q(state=State.CANCELLED) & (by_account | by_link), Outcome.BY_CLIENT),
        (Q(state=State.CANCELLED), Outcome.BY_PRACTICE),
        (Q(state=State.DECLINED), Outcome.DECLINED),
        (Q(state=State.REQUESTED) & is_over, Outcome.UNANSWERED),
    ]
    whens = [When(condition, then=Value(outcome.value)) for condition, outcome in found]
    return known.annotate(outcome=Case(*whens, default=Value(Outcome.TO_COME.value), output_field=CharField()))


def count_late(notice):
    """Return the aggregate of those that were cancelled when less than `notice` was left."""
    return Count("pk", filter=Q(cancelled_at__gt=F("start_at") - notice))
