"""Links in mails: opening one, and having a new one sent. Opening one changes nothing but what this browser may see."""

from allauth.core import ratelimit
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from booking import link_requests, links, permissions
from booking.forms import NewLinkForm

from .visits import Visit, inactive, remember


@never_cache
@require_safe
def opened(request, token, page="booking:appointment"):
    """Lead from a link to the `page` it is for, whose address holds no token; one that is dead, to a new one."""
    link = links.with_token(token, now=timezone.now())
    answer = redirect(visit_by(request, link).url(page) if link else "booking:inactive_link")
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def visit_by(request, link):
    """Return how they go on: by their own account where it opens the appointment too, else by the link."""
    if permissions.may_see(request.user, link.appointment):
        return Visit(link.appointment, request.user)
    if request.method == "HEAD":
        return Visit(link.appointment, link.appointment.client, link)
    return remember(request, link)


@never_cache
@require_safe
def inactive_link(request):
    return inactive(request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request):
    """Ask for an address, and have links sent there. The answer is the same whether or not it is known."""
    form = NewLinkForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "booking/new_link.html", {"form": form}, status=422 if form.is_bound else 200)
    email = form.cleaned_data["email"]
    if not may_ask(request, email):
        form.add_error(None, too_often())
        return render(request, "booking/new_link.html", {"form": form}, status=429)
    ask(email)
    return redirect("booking:link_sent")


@never_cache
@require_safe
def link_sent(request):
    return render(request, "booking/link_sent.html")


@require_POST
def send_link(request, visit):
    """Send the link again to the client whose appointment this is."""
    email = visit.appointment.client.email
    if may_ask(request, email):
        ask(email)
        messages.success(request, _("The link is on its way to %(email)s.") % {"email": email})
    else:
        messages.error(request, too_often())
    return redirect(visit.page_url)


def may_ask(request, email):
    """Count this try, in the cache that all processes share, and tell whether it is one of the few allowed."""
    return ratelimit.consume(request, action="send_link", key=email)


def ask(email):
    link_requests.ask(email, language=get_language(), now=timezone.now())


def too_often():
    return _("Links have been asked for several times already. Look in your mail, or try again in ten minutes.")
