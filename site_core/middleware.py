from django.conf import settings


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
