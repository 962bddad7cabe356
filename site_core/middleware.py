from django.conf import settings
from django.http import HttpResponseNotAllowed
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class PlainVerbsMiddleware:
    """Take PUT, PATCH and DELETE from programs alone: a page has its forms, and Django's views take PUT for POST.

    It stands outermost: whoever asks, and for whatever, is told the same.
    """

    FOR_ALL = ("GET", "HEAD", "POST", "OPTIONS")
    PROGRAMS = "/api/"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in self.FOR_ALL or request.path_info.startswith(self.PROGRAMS):
            return self.get_response(request)
        return HttpResponseNotAllowed(self.FOR_ALL)


class PermissionsPolicyMiddleware:
    """Tell browsers that no page here wants the camera, the microphone, or to know where its reader is."""

    POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        return response


class PlainSessionCookieMiddleware:
    """Drop a session cookie that we cannot have made: its key is letters and digits.

    PostgreSQL cannot even look for one that holds a NUL, and would answer with an error.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if key and not (key.isascii() and key.isalnum()):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return self.get_response(request)


class LanguageMiddleware(LocaleMiddleware):
    """Read the language from the address: its first part, if that is a language, else the site’s own.

    Django’s takes “/en-ligne/”, an address such as a French page has, for English as it is spoken in “ligne”, and
    finds no page there.
    """

    def process_request(self, request):
        first_part = request.path_info[1:].partition("/")[0]
        translation.activate(first_part if first_part in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
