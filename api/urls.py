"""Addresses under `/api/v1/`, each answered in the language that its reader asks for (Accept-Language)."""

from functools import wraps

from django.http import Http404
from django.urls import path, re_path
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from wagtail.utils.urlpatterns import decorate_urlpatterns

from . import availability, errors
from .door import api


def in_readers_language(view):
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        with translation.override(translation.get_language_from_request(request)):
            response = view(request, *args, **kwargs)
            if response.status_code == 405:
                response = errors.wrong_verb(response["Allow"])
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return wrapped


@csrf_exempt
def nothing(request):
    """Answer an address that there is not in the form of the others."""
    return api.on_exception(request, Http404())


#: What only tells: ninja would answer it to any verb.
TELLING = {"openapi-json", "openapi-view"}

patterns, _app, app_name = api.urls
for pattern in patterns:
    if pattern.name in TELLING:
        pattern.callback = require_safe(pattern.callback)
# Answered beside the others: it is asked most, and says the same to everyone.
urlpatterns = decorate_urlpatterns(
    [
        path("availability/", availability.availability, name="availability"),
        *patterns,
        re_path(r"^[\s\S]*/\Z", nothing, name="nothing"),
    ],
    in_readers_language,
)
