from django.contrib.auth import logout


class BlockedPersonMiddleware:
    """Log a blocked or inactive person out at the next request, whatever the page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and (request.user.is_blocked or not request.user.is_active):
            logout(request)
        return self.get_response(request)
