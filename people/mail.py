"""What every mail of the site has in common, whichever room writes it."""

from django.conf import settings
from wagtail.models import Site


def site_name():
    """Return the name that the practice gave to its site: mails are signed with it."""
    site = Site.objects.filter(is_default_site=True).first()
    return (site and site.site_name) or settings.WAGTAIL_SITE_NAME
