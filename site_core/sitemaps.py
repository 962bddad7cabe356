"""What search engines are told of: pages that are edited and, where the practice has several, people and places."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from wagtail.contrib.sitemaps import Sitemap as PageSitemap

from home.site_map import directories
from practice.offers import offers


class ChoiceSitemap(Sitemap):
    """The directories and the page of each in them, in every language, each with the others beside it."""

    i18n = alternates = x_default = True

    def items(self):
        offered = offers()
        shown = {
            "booking:practitioners": ("booking:practitioner", offered.active_practitioners()),
            "booking:places": ("booking:place", offered.active_places()),
        }
        for name in directories(offered):
            one, rows = shown[name]
            yield name, ()
            yield from ((one, (row.slug,)) for row in rows.values())

    def location(self, item):
        name, args = item
        return reverse(name, args=args)

    def get_urls(self, page=1, site=None, protocol=None):
        address = urlsplit(settings.BASE_URL)
        return self._urls(page, address.scheme, address.netloc)


SITEMAPS = {"pages": PageSitemap, "choices": ChoiceSitemap()}
