"""What can be booked: places, services, specialities. Practitioners are in `practitioners`."""

from ninja import Router, Schema

from practice.models import Speciality
from practice.offers import offers

from .errors import documented
from .paging import Page, Paging, listed
from .tokens import anyone

router = Router(tags=["What can be booked"], auth=anyone)


class PlaceOut(Schema):
    id: int
    name: str
    town: str
    address: str
    description: str
    time_zone: str
    is_online: bool


class QuestionOut(Schema):
    id: int
    text: str
    help_text: str
    kind: str
    is_required: bool
    choices: list[str]


class ServiceOut(Schema):
    id: int
    name: str
    description: str
    duration_minutes: int
    gap_minutes: int
    price: str | None
    currency: str
    needs_approval: bool
    questions: list[QuestionOut]


class SpecialityOut(Schema):
    id: int
    name: str


@router.get(
    "places/",
    response={200: list[PlaceOut] | Page[PlaceOut], **documented(400, 401)},
    summary="Where appointments are",
)
def places(request, asked: Paging):
    return listed(request, [place for place in offers().places.values() if place.is_active], asked, place_shown)


def place_shown(place):
    return {
        **{name: getattr(place, name) for name in ("name", "town", "address", "description")},
        "id": place.pk,
        "time_zone": place.zone.key,
        "is_online": place.is_online,
    }


@router.get(
    "services/",
    response={200: list[ServiceOut] | Page[ServiceOut], **documented(400, 401)},
    summary="What can be booked",
)
def services(request, asked: Paging):
    offered = [service for service in offers().services.values() if service.is_active]
    return listed(request, offered, asked, service_shown)


def service_shown(service):
    fields = ("name", "description", "duration_minutes", "gap_minutes", "currency", "needs_approval")
    return {
        "id": service.pk,
        **{name: getattr(service, name) for name in fields},
        "price": None if service.price is None else f"{service.price:.2f}",
        "questions": [question_shown(question) for question in service.questionnaire],
    }


def question_shown(question):
    return {
        "id": question.pk,
        **{name: getattr(question, name) for name in ("text", "help_text", "kind", "is_required")},
        "choices": list(question.choices) if question.offers_list else [],
    }


@router.get(
    "specialities/",
    response={200: list[SpecialityOut] | Page[SpecialityOut], **documented(400, 401)},
    summary="Specialities",
)
def specialities(request, asked: Paging):
    return listed(request, Speciality.objects.all(), asked, lambda one: {"id": one.pk, "name": one.name})
