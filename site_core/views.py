"""What machines ask of the site: is it well, what may be crawled, whom to tell of a weakness."""

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def healthz(request):
    """200 `{"status": "ok"}`, or 503 with what is wrong, in words without secrets."""
    try:
        connection.ensure_connection()
        problems = [str(error.msg) for error in run_checks(tags=[Tags.database], databases=["default"])]
    except DatabaseError:
        problems = ["the database does not answer"]
    if problems:
        return JsonResponse({"status": "error", "problems": problems}, status=503)
    return JsonResponse({"status": "ok", "database": connection.vendor})


@require_safe
def robots_txt(request):
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /accounts/", "Disallow: /mes-rendez-vous/"]
    return HttpResponse("\n".join([*lines, f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""]), content_type="text/plain")


@require_safe
def security_txt(request):
    lines = [f"Contact: mailto:{settings.DEFAULT_FROM_EMAIL}", "Expires: 2027-11-20T00:00:00Z", "Preferred-Languages: fr, en, ru"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
