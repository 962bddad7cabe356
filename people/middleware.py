from django.contrib.auth import logout
from django.shortcuts import redirect


class BlockedPersonMiddleware:
    """Put a blocked person out at the next request, whatever the page, and tell them so.

    Someone who is not active is already nobody to Django.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and request.user.is_blocked:
            logout(request)
            return redirect("account_inactive")
        return self.get_response(request)
