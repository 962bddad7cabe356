"""How the site looks: the coach's colours, its name and icons on a telephone, and light or dark as the reader likes."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_POST, require_safe

from .models import SiteSettings

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"
YEAR = 365 * 24 * 60 * 60


def colour_etag(request):
    return f'"{SiteSettings.for_request(request).colour_version}"'


@require_safe
@condition(etag_func=colour_etag)
def theme_css(request):
    """The coach's colours as a style sheet. Asked for by its version (`?v=`), it may be kept for ever."""
    chosen = SiteSettings.for_request(request)
    response = HttpResponse(chosen.colour_sheet, content_type="text/css; charset=utf-8")
    if request.GET.get("v") == chosen.colour_version:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, no_cache=True)
    return response


@require_safe
def webmanifest(request):
    """What a telephone asks when the site is put on its first screen: name, colour, icons."""
    chosen = SiteSettings.for_request(request)
    name = chosen.name or settings.WAGTAIL_SITE_NAME
    described = {
        "name": name,
        "short_name": name,
        "start_url": "/",
        "display": "browser",
        "background_color": "#FAF7F2",
        "theme_color": chosen.chosen_colours[0],
        "icons": [
            {
                "src": static(f"img/{file}-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for file, purpose in (("icon", "any"), ("maskable", "maskable"))
            for size in (192, 512)
        ],
    }
    return JsonResponse(described, content_type="application/manifest+json")


# Without a token, so that reading a page sets no cookie: the worst that another site can do is to turn on the dark.
@csrf_exempt
@require_POST
def set_theme(request):
    """Keep light, dark or automatic in a cookie, and go back to the page that asked."""
    target = request.POST.get("next", "")
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = HttpResponseRedirect(target)
    theme = request.POST.get("theme")
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE, theme, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    return response
