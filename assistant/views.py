"""“Aide”: a question in an address, and its answer; the panel on every page asks for the same without the frame."""

from urllib.parse import urlencode

from allauth.core import ratelimit
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people.models import Client
from practice.kept import held_by, noting, rest_on

from . import actions, subjects
from .answers import Kind, reply
from .discretion import called, without_people
from .forms import MessageForm
from .knowledge import GROUNDS, knowledge
from .models import NameWord
from .pace import must_wait
from .words import LONGEST, one_line

#: What one may begin with, by the page on which one opens the assistant.
BEGINNINGS = {
    "booking:week": ("times", "guest", "cancel"),
    "booking:practitioners": ("times", "specialities", "languages"),
    "booking:practitioner": ("times", "price", "places"),
    "booking:places": ("places", "hours", "online"),
    "booking:place": ("places", "hours", "times"),
    "booking:mine": ("own", "move", "cancel"),
    "booking:appointment": ("move", "cancel", "calendar"),
    "account_login": ("password", "account", "guest"),
    "account_signup": ("guest", "account", "contact"),
}
ANYWHERE = ("times", "hours", "price")


@never_cache
@require_safe
def ask(request):
    """Show the answer to `q`, without the filters named by `sans`; with `panneau` only what the panel adds."""
    text = one_line(request.GET.get("q", ""))
    is_panel = "panneau" in request.GET
    if len(request.GET.get("q", "")) > LONGEST:
        # The page names its own address several times.
        more = {"panneau": "1"} if is_panel else {}
        return redirect(f"{reverse('assistant:ask')}?{urlencode({'q': text, **more})}")
    with noting():
        rest_on(held_by(*GROUNDS))
        wait = must_wait(request) if text else None
        context = {"wait": wait, "text": text} if wait else context_of(request, text)
        template = (
            "assistant/page.html" if not is_panel else "assistant/answer.html" if text else "assistant/panel.html"
        )
        response = render(request, template, {**context, "longest": LONGEST, "is_panel": is_panel})
    response["X-Robots-Tag"] = "noindex"
    if wait:
        response.status_code, response["Retry-After"] = wait.status, wait.seconds
    return response


def context_of(request, text):
    without = [word for word in request.GET.get("sans", "").split(",") if word][:10]
    if not text:
        return {"beginnings": beginnings(request.GET.get("depuis", ""))}
    found = reply(text, who=request.user, language=get_language(), now=timezone.now(), without=without)
    if found.kind == Kind.UNKNOWN:
        note(found)
    with translation.override(found.language):
        return {
            "reply": found,
            "text": text,
            "parts": [(part, filters_of(part, text, without)) for part in found.parts],
            "message_url": message_url(text),
            "announcement": announcement(found),
        }


def beginnings(view_name):
    known = knowledge(get_language())
    return [subjects.question_for(subject, known) for subject in BEGINNINGS.get(view_name, ANYWHERE)]


def filters_of(part, text, without):
    """Return each filter that was understood, with the address of the same question without it."""
    address = reverse("assistant:ask")
    return [
        (one, f"{address}?{urlencode({'q': text, 'sans': ','.join([*without, one.key])}, safe=',')}")
        for one in part.filters
    ]


def message_url(text):
    """Return where one writes to the practice, with the question in the message already."""
    return f"{reverse('assistant:message')}?{urlencode({'q': text})}"


def announcement(found):
    """Return what a screen reader is told first."""
    count = sum(len(part.times) for part in found.parts)
    return _("Answer, with %(count)s free times:") % {"count": count} if count else _("Answer:")


def note(found):
    """Write down a question that had no answer, without anybody's name. The names of all who are known here count."""
    written, known = called(found.text, found.language), found.knowledge
    people = NameWord.objects.among(written) | known.words_of_practitioners.intersection(written)
    text = without_people(found.text, found.language, known=known.vocabulary.surfaces, people=people)
    actions.note_unanswered(text=text, language=found.language, now=timezone.now())


# --- A message to the practice ------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message(request):
    """Ask for a message, with the question in it already, and keep it for the practice."""
    form = MessageForm(request.POST) if request.method == "POST" else MessageForm(initial=known_of(request))
    if not form.is_valid():
        return render(request, "assistant/message.html", {"form": form}, status=422 if form.is_bound else 200)
    if not ratelimit.consume(request, action="assistant_message"):
        form.add_error(None, _("Several messages were sent already. Try again in an hour, or telephone."))
        return render(request, "assistant/message.html", {"form": form}, status=429)
    actions.write_to_practice(**form.cleaned_data, language=get_language(), now=timezone.now())
    return redirect("assistant:sent")


def known_of(request):
    """Return what is known already: the question, and who has logged in."""
    who = Client.objects.for_user(request.user).first() if request.user.is_authenticated else None
    known = {"name": who.name, "email": who.email} if who else {}
    return {"text": one_line(request.GET.get("q", "")), **known}


@never_cache
@require_safe
def sent(request):
    return render(request, "assistant/sent.html")
