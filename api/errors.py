"""What is answered where something cannot be done, in one form for all calls.

400 maps the name of each field to a list of sentences; every other error is `{code, detail}`, and beside a refused time
stand the `nearest` free ones. Codes are those of `scheduling.Code`, of the rooms' own refusals, or of this file.
"""

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as UnreadableRequest

from booking import wording
from booking.record import in_utc
from booking.turns import BookingRefused
from people.actions import PersonRefused
from people.wording import sentence_for as person_sentence_for

NEEDED = gettext_lazy("This field is needed.")
MOMENT = gettext_lazy("Write a date and a time with its offset, such as 2027-01-31T09:00:00+01:00.")
DATE = gettext_lazy("Write a date such as 2027-01-31.")
NUMBER = gettext_lazy("Write a whole number.")
AMOUNT = gettext_lazy("Write an amount with two decimals at most, such as 70.00.")
SENTENCES = {
    "missing": NEEDED,
    "extra_forbidden": gettext_lazy("There is no field of this name."),
    "json_invalid": gettext_lazy("The body of the request is not JSON."),
    "bool_parsing": gettext_lazy("Write true or false."),
    "bool_type": gettext_lazy("Write true or false."),
    "string_type": gettext_lazy("Write a text."),
    "list_type": gettext_lazy("Write a list."),
    "dict_type": gettext_lazy("Write an object."),
    "model_attributes_type": gettext_lazy("Write an object."),
    "model_type": gettext_lazy("Write an object."),
    "uuid_parsing": gettext_lazy("Write a UUID."),
}
#: What the first part of pydantic's name of an error tells, where the whole is none of the above.
SENTENCES_BY_KIND = {
    "datetime": MOMENT,
    "timezone": MOMENT,
    "date": DATE,
    "time": gettext_lazy("Write a time such as 09:00."),
    "int": NUMBER,
    "decimal": AMOUNT,
    "finite": AMOUNT,
    "is": gettext_lazy("Write a text."),
}
TRIED = {"str", "int", "float", "bool", "list"}
NOT_READABLE = gettext_lazy("This cannot be read.")


class Problem(Exception):
    """A call that cannot be carried out: its HTTP status, a code, one translated sentence, and headers, if any."""

    def __init__(self, status, code, detail, *, headers=None, **more):
        super().__init__(code)
        self.status = status
        self.body = {"code": code, "detail": str(detail), **more}
        self.headers = headers or {}


class Faults(Exception):
    """Fields that cannot be used, and why: `{name: [sentence, …]}`."""

    def __init__(self, fields):
        super().__init__(fields)
        self.fields = {name: [str(sentence) for sentence in sentences] for name, sentences in fields.items()}


class ErrorOut(Schema):
    code: str
    detail: str


class RefusalOut(ErrorOut):
    nearest: list[str] | None = None


FaultsOut = dict[str, list[str]]


def documented(*statuses):
    """Return the responses with which a call may refuse, for the schema."""
    forms = {400: FaultsOut, 409: RefusalOut}
    return {status: forms.get(status, ErrorOut) for status in statuses}


def too_often(seconds):
    detail = _("That was asked too often. Try again later.")
    return Problem(429, "too_often", detail, headers={"Retry-After": str(seconds)})


def faults_of_model(error, names=None):
    """Return the `Faults` that Django's check of a row found; `names` are the API's, by the row's own."""
    names = names or {}
    if not hasattr(error, "error_dict"):
        return Faults({"body": error.messages})
    return Faults({names.get(name, name): words for name, words in error.message_dict.items()})


def answer_with(api):
    """Let `api` answer each of these errors in the form of this file."""
    for error, answer in {
        UnreadableRequest: unreadable,
        Faults: lambda request, faults: JsonResponse(faults.fields, status=400),
        ValidationError: lambda request, error: JsonResponse(faults_of_model(error).fields, status=400),
        Problem: problem,
        BookingRefused: refused,
        PersonRefused: lambda request, error: told(409, error.code, person_sentence_for(error)),
        Http404: lambda request, error: told(404, "not_found", _("There is nothing here.")),
        PermissionDenied: lambda request, error: told(403, "forbidden", _("This is not for your role.")),
        AuthenticationError: not_logged_in,
        HttpError: lambda request, error: JsonResponse({"body": [str(NOT_READABLE)]}, status=error.status_code),
        RequestDataTooBig: lambda request, error: JsonResponse({"body": [str(NOT_READABLE)]}, status=400),
    }.items():
        api.add_exception_handler(error, answer)


def told(status, code, detail, headers=None, **more):
    return JsonResponse({"code": code, "detail": str(detail), **more}, status=status, headers=headers)


def problem(request, problem):
    return JsonResponse(problem.body, status=problem.status, headers=problem.headers)


def not_logged_in(request, error):
    detail = _("Log in first: send a token that is still good.")
    return told(401, "not_logged_in", detail, headers={"WWW-Authenticate": "Bearer"})


def wrong_verb(allowed):
    """Answer a call by a verb that its address does not take; `allowed` are those that it does."""
    detail = _("There is no such call at this address. The header “Allow” names those that there are.")
    return told(405, "wrong_verb", detail, headers={"Allow": allowed})


def refused(request, refused):
    """Answer a refused time, or a change that is no longer possible. `wish` was set by the call, where it has one."""
    wish = getattr(request, "wish", None) or {"practitioner": None, "service": None, "place": None, "now": None}
    nearest = [in_utc(start) for start in refused.nearest]
    return told(409, refused.code.value, wording.sentence_for(refused, **wish), nearest=nearest)


def unreadable(request, unreadable):
    fields = {}
    for error in unreadable.errors:
        fields.setdefault(field_of(error["loc"]), []).append(str(sentence_of(error)))
    return JsonResponse(fields, status=400)


def field_of(location):
    """Return the name of the field, such as “start” or “guest.email”, or “body” for the whole of what was sent."""
    # First come where it was sent and what the call names it; the last may be one of several types that were tried.
    names = [part for part in location[2:] if isinstance(part, str) and part.isidentifier() and part not in TRIED]
    if len(location) <= 2:
        # The whole of a body goes by a name that is the code's own.
        names = [str(part) for part in location[1:] if location[0] != "body"]
    return ".".join(names[:2]) or "body"


def sentence_of(error):
    kind, context = error["type"], error.get("ctx", {})
    if kind in SENTENCES:
        return SENTENCES[kind]
    if kind == "value_error":
        return context.get("error") or NOT_READABLE
    if kind in ("greater_than_equal", "greater_than"):
        return _("Write %(least)s or more.") % {"least": context.get("ge", context.get("gt"))}
    if kind in ("less_than_equal", "less_than"):
        return _("Write %(most)s or less.") % {"most": context.get("le", context.get("lt"))}
    if kind in ("literal_error", "enum"):
        return _("Write one of: %(choices)s.") % {"choices": context["expected"]}
    if kind == "string_too_long":
        return too_long(context["max_length"])
    if kind == "string_too_short":
        return NEEDED
    return SENTENCES_BY_KIND.get(kind.split("_")[0], NOT_READABLE)


def too_long(most):
    return ngettext("Write %(count)s character at most.", "Write %(count)s characters at most.", most) % {"count": most}
