"""The news as a feed (Atom), for whoever reads many sites in one place."""

import datetime as dt

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from practice.models import practice_zone

from .metadata import full_address
from .site_map import map_for


def atom(index, news, request):
    """Return the feed of `index` with these `news`, as text."""
    site = map_for(request).settings
    feed = Atom1Feed(
        title=f"{index.title} – {site.name}" if site.name else index.title,
        link=full_address(index, request),
        feed_url=feed_address(index, request),
        description=index.search_description or index.lead,
        subtitle=index.search_description or index.lead,
        language=index.locale.language_code,
        author_name=site.name or settings.WAGTAIL_SITE_NAME,
    )
    for one in news:
        address = full_address(one, request)
        feed.add_item(
            title=one.title,
            link=address,
            unique_id=address,
            description=one.search_description or one.lead,
            pubdate=dt.datetime.combine(one.published_on, dt.time(), practice_zone()),
            updateddate=one.last_published_at,
        )
    return feed.writeString("utf-8")


def feed_address(index, request):
    """Return the full address of the feed; empty for an index outside the site."""
    address = full_address(index, request)
    return address and f"{address}{index.reverse_subpage('feed')}"
