"""The site’s addresses, and two at which it says no, or breaks, on purpose."""

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied
from django.urls import path

from site_core.urls import urlpatterns as of_the_site


def closed(request):
    raise PermissionDenied


def broken(request):
    raise RuntimeError("broken on purpose")


urlpatterns = [
    *i18n_patterns(path("ferme/", closed), path("en-panne/", broken), prefix_default_language=False),
    *of_the_site,
]
