"""The page on which the reader of a reminder stops them, and takes them back. Opening it changes nothing."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from booking import optout


@never_cache
# A mail reader posts for its user, without a cookie (RFC 8058): the link itself is the right to do so.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request, token):
    """Say whether reminders are sent to the address that the link is for; POST stops them, `wish` "on" begins again.

    A POST is answered with the page and never with a redirect, which mail readers would not follow.
    """
    address_hash = optout.hash_in(token)
    if address_hash is None:
        return answer(request, status=404)
    if request.method == "POST":
        optout.set_out(address_hash, request.POST.get("wish") != "on", now=timezone.now())
    return answer(request, known=True, done=request.method == "POST", is_out=optout.is_hash_out(address_hash))


def answer(request, *, status=200, **context):
    response = render(request, "booking/reminders.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response
