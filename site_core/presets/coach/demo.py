"""The coach's practice at work: clients, twelve weeks behind and six ahead, and what she wrote after the sessions."""

import datetime as dt

from django.utils.translation import gettext as _

from people.actions import make_collaborator
from practice.models import Place, Practitioner
from site_core.presets import making
from site_core.presets.diary import Diary, make_client, series_of, take_week_off, write_notes

from .clients import CLIENTS, COLLEAGUE, NOTES

SLOTS = [dt.time(9), dt.time(9, 55), dt.time(10, 50), dt.time(11, 45)]
SLOTS += [dt.time(13, 30), dt.time(14, 25), dt.time(15, 20), dt.time(16, 15)]


def load_demo(say, now):
    diary = diary_at(now)
    make_colleague(diary)
    take_week_off(diary, "Congés")
    appointments = [(who, *one) for who in CLIENTS for one in series_of(who, make_client(who), diary)]
    say(f"Demonstration: {len(CLIENTS)} clients, {len(appointments)} appointments")
    count = write_notes(appointments, NOTES, diary)
    say(f"Demonstration: {count} notes")
    making.call_mails_sent()


def diary_at(now):
    coach = Practitioner.objects.get()
    return Diary(
        practitioner=coach,
        service=coach.services.get(),
        place=Place.objects.active().get(),
        by=coach.user,
        now=now,
        slots=SLOTS,
        region="FR",
        week_off=-5,
        comment="Prévenue par téléphone.",
    )


def make_colleague(diary):
    user = making.account(COLLEAGUE["email"], _("Collaborator"), **COLLEAGUE["names"])
    make_collaborator(user=user, by=diary.by)
