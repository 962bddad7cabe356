"""The service at work: slots published around today, free, reserved, agreed to, declined and taken back."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from booking import actions
from booking.models import CancellationReason
from people.actions import client_for
from practice.actions import publish_slot
from practice.models import Place, Practitioner, PublishedSlot, practice_zone
from site_core.presets import making

CLIENTS = [
    ("anna.belova@pochta.example", {"first_name": "Анна", "middle_name": "Сергеевна", "last_name": "Белова"}, ""),
    (
        "timur.akhmetov@pochta.example",
        {"first_name": "Тимур", "middle_name": "Маратович", "last_name": "Ахметов"},
        "Asia/Yekaterinburg",
    ),
    ("olga.ermakova@pochta.example", {"first_name": "Ольга", "last_name": "Ермакова"}, "Asia/Vladivostok"),
    ("konstantin.rozhdestvensky@pochta.example", {"first_name": "Константин", "last_name": "Рождественский"}, ""),
]
CONTEXTS = [
    ["Трудовой договор: на что смотреть", "Наследство: первые шаги", "Любой вопрос по документам"],
    ["Самозанятость или ИП", "Письмо из налоговой: что ответить", "Вычеты за лечение и учёбу"],
    ["Разбор резюме", "Репетиция собеседования", "Разговор о зарплате"],
]
#: For each day from the present one, and each of its slots, what became of it; the letters stand for clients.
#: Capital: agreed to; small: waiting for an answer; “x”: declined; “o”: taken back; “.”: free.
DAYS = {
    -9: "AB.",
    -6: "C.D",
    -3: "AxB",
    -1: "D.C",
    1: "Ba.",
    2: "oC.",
    3: ".d.",
    4: "A..",
    6: "..b",
    8: "...",
    9: ".D.",
    13: "...",
    16: "..o",
    20: "...",
}
STARTS = [dt.time(10), dt.time(14), dt.time(18, 30)]
PUBLISHED_AHEAD, RESERVED_AHEAD = dt.timedelta(days=30), dt.timedelta(days=6)
HOUR = dt.timedelta(hours=1)
COSTS = [None, 2500, None]


@dataclass
class Service:
    """Who takes part, and when all of it is told."""

    clients: list
    reasons: list
    now: dt.datetime

    def moment_before(self, start, ahead):
        """Return a moment `ahead` of `start`, or some hours ago where that is still to come."""
        return min(start - ahead, self.now - 3 * HOUR)


def load_demo(say, now):
    service = Service([make_client(*told) for told in CLIENTS], list(CancellationReason.objects.all()), now)
    online, office = Place.objects.order_by("-is_online")
    specialists = list(Practitioner.objects.order_by("position"))
    for number, specialist in enumerate(specialists):
        place = office if number == 0 else online
        for days, fates in DAYS.items():
            # Another pattern for each, so that no client is in two places at once.
            day = now.astimezone(practice_zone()).date() + dt.timedelta(days=days + number)
            for slot, fate in zip(publish(specialist, place, day, number, service), fates, strict=True):
                let_happen(slot, fate, service)
    making.call_mails_sent()
    say(f"Demonstration: {len(CLIENTS)} clients, {PublishedSlot.objects.count()} slots")


def make_client(email, names, time_zone):
    return client_for(user=making.account(email, _("Client"), time_zone=time_zone, **names))


def publish(specialist, place, day, number, service):
    """Put up the specialist's slots of that day, and return them."""
    offered = specialist.services.get()
    slots = []
    for at, (start, context) in enumerate(zip(STARTS, CONTEXTS[number], strict=True)):
        start_at = dt.datetime.combine(day, start, place.zone) + number * HOUR
        published_at = service.moment_before(start_at, PUBLISHED_AHEAD)
        slot = PublishedSlot(
            practitioner=specialist,
            service=offered,
            place=place,
            start_at=start_at,
            end_at=start_at + offered.duration,
            context=context,
            cost=COSTS[at],
            created_at=published_at,
        )
        publish_slot(slot=slot, now=published_at)
        slots.append(slot)
    return slots


def let_happen(slot, fate, service):
    """Let one slot be reserved, and what came of it be told, each at its time."""
    if fate == ".":
        return
    client = service.clients["ABCD".index(fate.upper())] if fate.upper() in "ABCD" else service.clients[3]
    reserved_at = max(service.moment_before(slot.start_at, RESERVED_AHEAD), slot.created_at)
    appointment = actions.book(
        client=client,
        practitioner=slot.practitioner,
        service=slot.service,
        place=slot.place,
        start=slot.start_at,
        by=client.user,
        now=reserved_at,
    )
    specialist, told = slot.practitioner.user, {"appointment": appointment, "now": reserved_at + HOUR}
    if fate in "ABCD":
        actions.agree(by=specialist, **told)
    elif fate == "x":
        actions.decline(by=specialist, comment="В этот день я в суде. Выберите другое время.", **told)
    elif fate == "o":
        actions.cancel(by=client.user, reason=service.reasons[0], comment="Заболел ребёнок.", **told)
