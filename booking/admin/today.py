"""The panel “Aujourd'hui” on the admin's home: what is amiss, today's appointments, requests, what comes next."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from booking import permissions
from booking.models import Appointment, State
from practice.models import practice_zone
from practice.wording import day_in_words, span_in_words

from .appointments import ICONS, AppointmentPermissions
from .attention import attention_for
from .note_links import NoteLinks


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
        notes = NoteLinks(request.user)
        later = visible.upcoming(now).filter(start_at__gte=midnight + dt.timedelta(days=1))
        later = later.exclude(pk__in=requests.values("pk"))
        return {
            "request": request,
            "csrf_token": parent_context.get("csrf_token"),
            "today": day_in_words(today, year=True, capital=True),
            "requests": [line(a, now, notes, with_day=True) for a in requests[:20]],
            "of_today": [line(a, now, notes) for a in of_today.order_by("start_at")],
            "later": [line(a, now, notes, with_day=True) for a in later[:5]],
            "attention": attention_for(request.user, now),
            "day_url": f"{reverse('booking_admin:agenda')}?vue=jour",
            "home_url": reverse("wagtailadmin_home"),
        }


def line(appointment, now, notes, *, with_day=False):
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
        "note_url": notes.new(appointment.reference, appointment.practitioner),
        "file_url": notes.file(appointment.client_id, appointment.practitioner),
        "whom": "" if appointment.practitioner.user_id == notes.user.pk else appointment.practitioner.name,
        "is_over": appointment.end_at <= now,
    }
