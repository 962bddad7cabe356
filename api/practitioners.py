"""Who can be booked, and when they are free next: the directory, for programs."""

from django.utils import timezone
from ninja import Query, Router, Schema

from booking import permissions
from booking.directory import Search, find_free, match, next_free_of
from booking.record import in_utc
from practice.kept import held_by
from practice.offers import offers_at
from practice.versions import HOURS, PRACTICE

from .errors import documented
from .moments import Day
from .paging import Asked, Page, listed
from .texts import Line
from .tokens import anyone

router = Router(tags=["What can be booked"], auth=anyone)


class PractitionersAsked(Asked):
    """The numbers of rows; `day` leaves out who is not free then, `q` is a name, typing errors forgiven."""

    speciality: int | None = None
    service: int | None = None
    place: int | None = None
    day: Day | None = None
    q: Line(100) = ""


class PractitionerOut(Schema):
    id: int
    name: str
    title: str
    languages: list[str]
    specialities: list[int]
    places: list[int]
    services: list[int]
    next_free: list[str]


@router.get(
    "practitioners/",
    response={200: list[PractitionerOut] | Page[PractitionerOut], **documented(400, 401)},
    summary="Who can be booked, with their next three free times",
)
def practitioners(request, asked: Query[PractitionersAsked]):
    """Free times are shown to those who may see them; on a `day`, those of that day."""
    now, held = timezone.now(), held_by(PRACTICE, HOURS)
    offered = offers_at(held[PRACTICE])
    wish = {"speciality_id": asked.speciality, "service_id": asked.service, "place_id": asked.place, "name": asked.q}
    shows_times = permissions.may_see_free_times(request.user)
    if asked.day and shows_times:
        search = Search(first=asked.day, last=asked.day, **wish)
        found = find_free(search, now=now, count=len(offered.practitioners), held=held).found
        free = {one.practitioner.pk: one for one in found}
        people = list(free)
    else:
        ways = match(Search(**wish), held[PRACTICE])
        people = list(ways)
        free = next_free_of(ways, offered, now=now) if shows_times else {}
    return listed(request, people, asked, lambda key: shown(key, offered, free.get(key)))


def shown(key, offered, found):
    practitioner = offered.practitioners[key]
    return {
        "id": key,
        "name": practitioner.name,
        "title": practitioner.title,
        "languages": list(practitioner.languages),
        "specialities": sorted(offered.specialities_of.get(key, ())),
        "places": sorted(offered.places_used.get(key, ())),
        "services": sorted(offered.services_given.get(key, ())),
        "next_free": [in_utc(start) for start in found.starts] if found else [],
    }
