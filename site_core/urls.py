"""Addresses of the site; `docs/structure.md` explains the order."""

from allauth import urls as allauth_urls
from csp.decorators import csp_replace
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.views.account import LogoutView
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from api.door import BESIDE
from api.urls import in_readers_language
from assistant.api import SCHEMA as ASSISTANT
from people.decorators import admin_is_for_staff

from . import views
from .sitemaps import SITEMAPS

# Described with the API, whose room knows nothing of the assistant’s.
BESIDE["assistant/"] = ASSISTANT

to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)

# The admin has no log-in of its own: its doors lead to allauth's, where rate limits and second factors hold.
admin_urls = [
    path("login/", to_login),
    path("password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    # Wagtail's own forgets the cookie on GET too, so that any link would log a person out.
    path("logout/", require_POST(LogoutView.as_view()), name="wagtailadmin_logout"),
    # Where Wagtail tries its error pages: a colleague could fill the log with them.
    re_path(r"^(?:failwhale|test404)/$", views.nothing),
    path("", include(wagtailadmin_urls)),
]
admin_urls = decorate_urlpatterns(admin_urls, admin_is_for_staff)
admin_urls = decorate_urlpatterns(admin_urls, csp_replace(settings.ADMIN_CONTENT_SECURITY_POLICY))

urlpatterns = [
    path("admin/", include(admin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v1/assistant/", in_readers_language(views.assistant), name="assistant_api"),
    path("api/v1/", include("api.urls")),
    path("healthz", views.healthz, name="healthz"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}),
    path("robots.txt", views.robots_txt),
    path(".well-known/security.txt", views.security_txt),
    # Pictures only, one folder deep: documents go through Wagtail, which asks who may read them.
    re_path(r"^media/(?P<path>(?:images|original_images|avatar_images)/[^/\\]+)$", views.picture),
    path("", include("home.urls")),
]

urlpatterns += i18n_patterns(
    path("accounts/", include("people.urls")),
    path("", include("people.arrival_urls")),
    path("accounts/", include(decorate_urlpatterns(allauth_urls.urlpatterns, never_cache))),
    path("", include("booking.urls")),
    path("", include("practice.urls")),
    path("", include("assistant.urls")),
    path("", include("calendars.urls")),
    path("", include("coach_notes.urls")),
    # Wagtail's log-in for private pages takes a password past rate limits and second factors.
    path("_util/login/", to_login),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
