"""Where Wagtail believes the site to be: sitemap, canonical addresses and the editors' links are made from it."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Site


def follow_base_url():
    """Write `BASE_URL` into the default site, so that another port or name at the next start is enough."""
    address = urlsplit(settings.BASE_URL)
    site = Site.objects.get(is_default_site=True)
    hostname, port = address.hostname, address.port or (443 if address.scheme == "https" else 80)
    if (site.hostname, site.port) != (hostname, port):
        site.hostname, site.port = hostname, port
        site.save()
