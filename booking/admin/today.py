"""The panel “Aujourd'hui” on the admin's home: requests to answer, today's appointments, the next ones."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from wagtail.admin.ui.components import Component

from booking import permissions
from booking.models import Appointment, OutboxMessage, State, WaitingEntry
from practice.models import practice_zone
from practice.wording import day_in_words, span_in_words

from .appointments import ICONS, AppointmentPermissions, address_of_new_note


class TodayPanel(Component):
    name = "today"
    template_name = "booking/admin/today.html"
    order = 10

    @classmethod
    def is_for(cls, user):
        return AppointmentPermissions(Appointment).user_can_list(user)

    def get_context_data(self, parent_context):
        request = parent_context["request"]
        now = timezone.now()
        today = now.astimezone(practice_zone()).date()
        midnight = dt.datetime.combine(today, dt.time.min, practice_zone())
        visible = Appointment.objects.visible_to(request.user).with_parties()
        of_today = visible.filter(start_at__gte=midnight, start_at__lt=midnight + dt.timedelta(days=1)).exclude(
            state__in=[State.HELD, State.CANCELLED, State.DECLINED]
        )
        requests = visible.filter(permissions.to_answer_by(request.user, now)).order_by("start_at", "pk")
        later = visible.upcoming(now).filter(start_at__gte=midnight + dt.timedelta(days=1))
        return {
            "request": request,
            "csrf_token": parent_context.get("csrf_token"),
            "today": day_in_words(today, year=True, capital=True),
            "requests": [line(a, now, with_day=True) for a in requests[:20]],
            "of_today": [line(a, now) for a in of_today.order_by("start_at")],
            "later": [line(a, now, with_day=True) for a in later[:5]],
            "failed_mails": failed_mails(request.user, visible),
        }


def failed_mails(user, appointments):
    """Count the mails that could not be sent, about appointments or to those who wait for one."""
    waiting = WaitingEntry.objects.visible_to(user).order_by()
    failed = OutboxMessage.objects.filter(state=OutboxMessage.State.FAILED)
    return failed.filter(Q(appointment__in=appointments.order_by()) | Q(entry__in=waiting)).count()


def line(appointment, now, *, with_day=False):
    """Return what a line of the panel shows of one appointment."""
    zone = appointment.place.zone
    start, end = appointment.start_at.astimezone(zone), appointment.end_at.astimezone(zone)
    state = appointment.shown_state(now)
    return {
        "appointment": appointment,
        "day": day_in_words(start.date(), capital=True) if with_day else "",
        "hours": span_in_words(start, end),
        "state": state,
        "icon": ICONS[state],
        "note_url": address_of_new_note(appointment),
    }
