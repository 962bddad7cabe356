"""What machines ask of the site: is it well, what may be crawled, whom to tell of a weakness."""

import datetime as dt
import mimetypes
from email.utils import parseaddr

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.checks import Tags, run_checks
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

from api.errors import not_logged_in
from api.tokens import who_asks
from assistant import api as assistant_api
from home.context_processors import site

from .startup import unapplied_migrations

# The standard asks for a date at most a year away (RFC 9116).
SECURITY_TXT_HOLDS = dt.timedelta(days=360)
#: What is personal, and what puts a time on hold for whoever opens it.
NOT_TO_BE_CRAWLED = ("accounts", "mes-rendez-vous", "rendez-vous/coordonnees")
#: In seconds. Another picture has another name; one that is deleted may be seen for so long.
PICTURE_IS_KEPT = 24 * 60 * 60
LANGUAGE_PREFIXES = ["" if code == settings.LANGUAGE_CODE else f"/{code}" for code, _ in settings.LANGUAGES]


@never_cache
@require_safe
def healthz(request):
    """200 `{"status": "ok"}`, or 503 with what is wrong, in words without secrets."""
    problems = database_problems()
    if problems:
        return JsonResponse({"status": "error", "problems": problems}, status=503)
    return JsonResponse({"status": "ok", "database": connection.vendor})


def database_problems():
    try:
        connection.ensure_connection()
        waiting = len(unapplied_migrations())
    except DatabaseError:
        return ["the database does not answer"]
    if waiting:
        return [f"migrations that are not applied: {waiting}"]
    return [str(error.msg) for error in run_checks(tags=[Tags.database], databases=[DEFAULT_DB_ALIAS])]


def nothing(request):
    raise Http404


@require_safe
def picture(request, path):
    """A picture from the folder, or from object storage; browsers and proxies may keep it for a day."""
    in_bucket = settings.MEDIA_STORAGE is not None
    answer = stored_picture(path) if in_bucket else serve(request, path, document_root=settings.MEDIA_ROOT)
    patch_cache_control(answer, public=True, max_age=PICTURE_IS_KEPT)
    return answer


def stored_picture(path):
    try:
        content = default_storage.open(path)
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(content, content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")


@require_safe
def robots_txt(request):
    personal = [f"{prefix}/{path}/" for prefix in LANGUAGE_PREFIXES for path in NOT_TO_BE_CRAWLED]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in ["/admin/", *personal])]
    lines.append(f"Sitemap: {settings.BASE_URL}/sitemap.xml")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def security_txt(request):
    lines = [
        f"Contact: mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
        f"Expires: {timezone.now() + SECURITY_TXT_HOLDS:%Y-%m-%dT00:00:00Z}",
        f"Preferred-Languages: {', '.join(dict(settings.LANGUAGES))}",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def assistant(request):
    """Answer a question of a program, as whoever its token is of: API and assistant know nothing of each other."""
    who = who_asks(request) if "Authorization" in request.headers else AnonymousUser()
    if who is None:
        return not_logged_in(request, None)
    return assistant_api.answer(request, who, site(request)["contact"])
