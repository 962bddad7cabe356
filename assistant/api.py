"""The assistant for other front ends: `GET /api/v1/assistant/?q=&language=`, the same answers by the same rules."""

from django.conf import settings
from django.http import JsonResponse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .answers import Kind, reply
from .pace import must_wait
from .views import message_url, note
from .words import one_line

TEXTS = {"type": "array", "items": {"type": "string"}}
LINKS = {
    "type": "array",
    "items": {"type": "object", "properties": {"text": {"type": "string"}, "url": {"type": "string"}}},
}
PART = {
    "type": "object",
    "properties": {
        "subject": {"type": "string"},
        "paragraphs": TEXTS,
        "rows": {
            "type": "array",
            "items": {"type": "object", "properties": {"label": {"type": "string"}, "lines": TEXTS}},
        },
        "links": LINKS,
        "times": LINKS,
        "understood": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
ANSWER = {
    "type": "object",
    "required": ["kind", "language", "sentence", "parts", "nearest", "numbers", "contact", "message_url"],
    "properties": {
        "kind": {"type": "string", "enum": [kind.value for kind in Kind]},
        "language": {"type": "string"},
        "sentence": {"type": "string"},
        "parts": {"type": "array", "items": PART},
        "nearest": TEXTS,
        "numbers": {
            "type": "array",
            "items": {"type": "object", "properties": {"number": {"type": "string"}, "name": {"type": "string"}}},
        },
        "contact": {
            "description": "The practice’s own, where a person has to answer; null elsewhere.",
            "type": ["object", "null"],
            "required": ["phone", "email"],
            "properties": {"phone": {"type": "string"}, "email": {"type": "string"}},
        },
        "message_url": {"description": "Where one writes to the practice instead; or empty.", "type": "string"},
    },
}
EXAMPLE = {
    "kind": "answered",
    "language": "en",
    "sentence": "",
    "parts": [
        {
            "subject": "times",
            "paragraphs": ["These times are free. Choose one to book it."],
            "rows": [],
            "links": [{"text": "See all free times", "url": "/en/rendez-vous/"}],
            "times": [
                {"text": "Thursday 3 December, 9:00", "url": "/en/rendez-vous/coordonnees/?debut=2026-12-03T08:00Z"}
            ],
            "understood": {"quand": "Thursday 3 December"},
        }
    ],
    "nearest": [],
    "numbers": [],
    "contact": None,
    "message_url": "",
}


def json_body(schema, example):
    return {"application/json": {"schema": schema, "example": example}}


FAULT = {
    "type": "object",
    "required": ["code", "detail"],
    "properties": {"code": {"type": "string"}, "detail": {"type": "string"}},
}
FAULTS = {"type": "object", "additionalProperties": TEXTS}
NO_QUESTION = {"q": ["Write a question."]}
MANY_ASKED = {"code": "too_often", "detail": "Many questions were asked. Try again in a minute."}
MANY_ASK = {"code": "too_many", "detail": "Many people are asking at this moment. Ask again in a few seconds."}
NOT_LOGGED_IN = {"code": "not_logged_in", "detail": "Log in first: send a token that is still good."}
#: How the call is described, beside those of the room `api`.
SCHEMA = {
    "get": {
        "operationId": "assistant",
        "tags": ["What can be booked"],
        "summary": "An answer in words, and free times",
        "description": "`kind` says whether it is one: answered, unknown, refused, emergency, nothing.",
        "security": [{}, {"LogIn": []}, {"PersonalToken": []}],
        "parameters": [
            {"in": "query", "name": "q", "required": True, "schema": {"type": "string", "maxLength": 300}},
            {
                "in": "query",
                "name": "language",
                "required": False,
                "schema": {"type": "string", "enum": [code for code, _name in settings.LANGUAGES]},
            },
        ],
        "responses": {
            200: {"description": "The answer, in the language of the question", "content": json_body(ANSWER, EXAMPLE)},
            400: {"description": "What cannot be read, by its name", "content": json_body(FAULTS, NO_QUESTION)},
            401: {"description": "A token that is not good", "content": json_body(FAULT, NOT_LOGGED_IN)},
            429: {"description": "Asked too often", "content": json_body(FAULT, MANY_ASKED)},
            503: {"description": "Many are asking at this moment", "content": json_body(FAULT, MANY_ASK)},
        },
    }
}


def answer(request, who, contact):
    """Answer `q` for `who`, a user or a visitor; `contact` is how the practice is reached."""
    text = one_line(request.GET.get("q", ""))
    language = request.GET.get("language") or get_language()
    if not text:
        return unreadable("q", _("Write a question."))
    if language not in dict(settings.LANGUAGES):
        return unreadable("language", _("Choose one of the site’s languages."))
    if wait := must_wait(request):
        fault = {"code": wait.code, "detail": wait.sentence}
        return JsonResponse(fault, status=wait.status, headers={"Retry-After": str(wait.seconds)})
    with translation.override(language):
        found = reply(text, who=who, language=language, now=timezone.now())
    if found.kind == Kind.UNKNOWN:
        note(found)
    with translation.override(found.language):
        return JsonResponse(body_of(found, contact), headers={"Cache-Control": "no-store"})


def unreadable(field, sentence):
    return JsonResponse({field: [sentence]}, status=400)


def body_of(found, contact):
    return {
        "kind": found.kind,
        "language": found.language,
        "sentence": found.sentence,
        "parts": [part_of(part) for part in found.parts],
        "nearest": found.nearest,
        "numbers": [{"number": number, "name": name} for number, name in found.numbers],
        "contact": {key: contact[key] for key in ("phone", "email")} if found.has_contact else None,
        "message_url": message_url(found.text) if found.hands_over else "",
    }


def part_of(part):
    return {
        "subject": part.subject,
        "paragraphs": part.paragraphs,
        "rows": [{"label": label, "lines": lines} for label, lines in part.rows],
        "links": [{"text": link.text, "url": link.url} for link in part.links],
        "times": [
            {"text": ", ".join(filter(None, [one.day_text, one.time_text, one.zone, one.whom])), "url": one.url}
            for one in part.times
        ],
        "understood": {one.key: one.text for one in part.filters},
    }
