"""The counselling practice at work: clients of both counsellors, twelve weeks behind and six ahead."""

import datetime as dt

from booking.models import Appointment
from practice.models import Place, Practitioner, Service
from site_core.presets import making
from site_core.presets.diary import Diary, make_client, series_of, take_week_off, write_notes

from .clients import COUPLES, NOTES, OF_ELEANOR, OF_SAMUEL

SLOTS = [dt.time(hour) for hour in range(9, 18)]


def load_demo(say, now):
    eleanor, samuel = Practitioner.objects.order_by("position")
    individual, couples = Service.objects.order_by("position")
    room, online = Place.objects.order_by("position")
    of_eleanor = diary_of(eleanor, individual, room, now=now, week_off=-6)
    take_week_off(of_eleanor, "On holiday")
    for diary, clients in [
        (of_eleanor, OF_ELEANOR),
        (diary_of(samuel, individual, online, now=now), OF_SAMUEL),
        (diary_of(samuel, couples, room, now=now), COUPLES),
    ]:
        appointments = [(who, *one) for who in clients for one in series_of(who, make_client(who), diary)]
        write_notes(appointments, NOTES, diary)
    say(f"Demonstration: {len(OF_ELEANOR) + len(OF_SAMUEL) + len(COUPLES)} clients")
    making.call_mails_sent()
    say(f"Demonstration: {Appointment.objects.count()} appointments")


def diary_of(counsellor, service, place, *, now, week_off=None):
    return Diary(
        practitioner=counsellor,
        service=service,
        place=place,
        by=counsellor.user,
        now=now,
        slots=SLOTS,
        region="GB-ENG",
        week_off=week_off,
        comment="We spoke on the telephone.",
    )
