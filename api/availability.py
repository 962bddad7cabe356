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

from booking.answers import NotOffered, Question, answer
from booking.availability import SENSIBLE_YEARS

MOST_DAYS = 92
NEEDED = gettext_lazy("This field is needed.")
NUMBER = gettext_lazy("Write the number of a row.")
DATE = gettext_lazy("Write a date such as 2027-01-31.")


class Unreadable(Exception):
    """A question that cannot be read: `fields` maps the name of each to its sentences."""

    def __init__(self, fields):
        super().__init__(fields)
        self.fields = fields


@require_safe
def availability(request):
    """Answer every day of the range with its free starts in UTC; 304 to one who has this answer already."""
    try:
        found = answer(question_of(request.META["QUERY_STRING"]), now=timezone.now())
    except Unreadable as unreadable:
        return JsonResponse(unreadable.fields, status=400)
    except NotOffered:
        detail = _("This service is not open for booking here. Choose another one.")
        return JsonResponse({"code": "not_open_to_you", "detail": detail}, status=404)
    if found.etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(found.body, content_type="application/json")
    response.headers["ETag"] = found.etag
    # To be kept, and asked about again before each use.
    response.headers["Cache-Control"] = "no-cache"
    return response


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
