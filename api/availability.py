"""Free times for programs: `GET availability/?practitioner=&service=&place=&from=&to=`."""

import datetime as dt
from functools import lru_cache
from urllib.parse import parse_qsl

from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils import timezone
from django.utils.cache import parse_etags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from booking import wording
from booking.answers import NotOffered, NotOpen, Question, answer
from booking.availability import SENSIBLE_YEARS

from .errors import not_logged_in
from .tokens import logged_in, who_asks

MOST_DAYS = 92
NEEDED = gettext_lazy("This field is needed.")
NUMBER = gettext_lazy("Write the number of a row.")
DATE = gettext_lazy("Write a date such as 2027-01-31.")


def refusal(description, form):
    return {"description": description, "content": {"application/json": {"schema": form}}}


ERROR = {"$ref": "#/components/schemas/ErrorOut"}
FAULTS = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}
#: How the call is described; see `door.py`.
SCHEMA = {
    "get": {
        "operationId": "availability",
        "tags": ["What can be booked"],
        "summary": "Free times of some days",
        "description": "Every day of the range is there. Without a practitioner: anyone's. Answers an ETag, and 304.",
        "security": [{}, *({type(way).__name__: []} for way in logged_in)],
        "parameters": [
            *(
                {"in": "query", "name": name, "required": name != "practitioner", "schema": {"type": "integer"}}
                for name in ("service", "place", "practitioner")
            ),
            *(
                {"in": "query", "name": name, "required": True, "schema": {"type": "string", "format": "date"}}
                for name in ("from", "to")
            ),
        ],
        "responses": {
            200: {
                "description": "Each day's starts, in UTC",
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "required": ["time_zone", "duration_minutes", "gap_minutes", "days"],
                            "properties": {
                                "time_zone": {"type": "string"},
                                "duration_minutes": {"type": "integer"},
                                "gap_minutes": {"type": "integer"},
                                "days": {
                                    "type": "object",
                                    "additionalProperties": {
                                        "type": "array",
                                        "items": {"type": "string", "format": "date-time"},
                                    },
                                },
                            },
                        }
                    }
                },
            },
            304: {"description": "Nothing has changed"},
            400: refusal("The fields that cannot be read", FAULTS),
            401: refusal("A token that is not good", ERROR),
            403: refusal("For those who have logged in, where the practice is by invitation", ERROR),
            404: refusal("Not offered", ERROR),
        },
    }
}


class Unreadable(Exception):
    """A question that cannot be read: `fields` maps the name of each to its sentences."""

    def __init__(self, fields):
        super().__init__(fields)
        self.fields = fields


@require_safe
def availability(request):
    """Answer every day of the range with its free starts in UTC; 304 to one who has this answer already.

    A token is not needed unless the practice is by invitation; one that is not good is refused in any case.
    """
    who = who_asks(request) if "Authorization" in request.headers else request.user
    if who is None:
        return not_logged_in(request, None)
    try:
        found = answer(question_of(request.META["QUERY_STRING"]), to=who, now=timezone.now())
    except Unreadable as unreadable:
        return JsonResponse(unreadable.fields, status=400)
    except NotOpen:
        return JsonResponse({"code": "not_open_to_you", "detail": wording.by_invitation()}, status=403)
    except NotOffered:
        detail = _("This service is not open for booking here. Choose another one.")
        return JsonResponse({"code": "not_open_to_you", "detail": detail}, status=404)
    if is_known(found.etag, request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(found.body, content_type="application/json")
    response.headers["ETag"] = found.etag
    # To be kept, and asked about again before each use.
    response.headers["Cache-Control"] = "no-cache"
    return response


def is_known(etag, told):
    """Tell whether whoever asks has this answer: whoever packs answers on the way makes their tags weak (`W/`)."""
    return told.strip() == "*" or etag in {tag.removeprefix("W/") for tag in parse_etags(told)}


@lru_cache(maxsize=1024)
def question_of(query):
    """Return the `Question` that an address asks. Raises `Unreadable`."""
    asked = dict(parse_qsl(query))
    fields = {}
    values = {
        "service_id": read(asked, "service", a_key, fields),
        "place_id": read(asked, "place", a_key, fields),
        "first": read(asked, "from", a_date, fields),
        "last": read(asked, "to", a_date, fields),
        "practitioner_id": read(asked, "practitioner", a_key, fields) if asked.get("practitioner") else None,
    }
    if not fields:
        fields = faults_of_range(values["first"], values["last"])
    if fields:
        raise Unreadable(fields)
    return Question(**values)


def faults_of_range(first, last):
    if last < first:
        return {"to": [_("The last day comes after the first.")]}
    if (last - first).days >= MOST_DAYS:
        return {"to": [_("Ask for %(count)s days at most.") % {"count": MOST_DAYS}]}
    return {}


def read(asked, name, reader, fields):
    """Return what `reader` makes of a parameter, or None, with the reason in `fields`."""
    try:
        return reader(asked[name])
    except KeyError:
        fields[name] = [str(NEEDED)]
    except ValueError as error:
        fields[name] = [str(error.args[0])]
    return None


def a_key(text):
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError(NUMBER)
    return int(text)


def a_date(text):
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(DATE) from None
    if day.year not in SENSIBLE_YEARS:
        raise ValueError(DATE)
    return day
