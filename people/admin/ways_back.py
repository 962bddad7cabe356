"""The way back to where one came from, which travels in addresses and forms as `next`."""

from urllib.parse import urlencode

from django.utils.http import url_has_allowed_host_and_scheme


def with_way_back(address, back):
    """Return an address that has no query yet, with `back`, an address of this site, as the way back."""
    return f"{address}?{urlencode({'next': back})}"


def came_from(request):
    """Return the address of this site from which one came, as the form or the address says; empty if neither does."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, {request.get_host()})
    return asked if is_ours else ""
