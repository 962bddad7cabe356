"""What every page shows of the site: its settings, and the pages to which its menu and its foot lead."""

from dataclasses import dataclass

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from practice.kept import Answers, Kept, held_by
from practice.offers import offers_at
from practice.versions import PRACTICE

from .apps import PAGES
from .models import SiteSettings


@dataclass(frozen=True)
class SiteMap:
    """The same for all who read the site at one address; read by everyone, changed by nobody.

    `pages` are live and may be read by all, in the order of the tree, each with all its translations; `urls` has
    the address of each by its key; `directories` are the names of the addresses that list what the practice has
    several of. `root` None: no site answers to this address.
    """

    settings: SiteSettings
    root: Page | None
    pages: list[Page]
    urls: dict[int, str]
    directories: tuple[str, ...] = ()

    def has_translations_of(self, page):
        """Tell whether `page` is here in each language in which it can be read."""
        return any(one.translation_key == page.translation_key for one in self.pages)


_maps = Answers(size=64)


def map_for(request):
    """Return the site's map. One query that tells whether it still holds, or none where that is known."""
    held, now = held_by(PAGES, PRACTICE), timezone.now()
    found = _maps.under(held, request.get_host(), now=now)
    if found is None:
        found = drawn_up(request, offers_at(held[PRACTICE]))
        _maps.put(request.get_host(), Kept(found, held))
    return found


def drawn_up(request, offered):
    site = Site.find_for_request(request)
    if site is None:
        return SiteMap(SiteSettings(), None, [], {})
    settings = SiteSettings.for_site(site)
    pages = readable_by_all(wanted_by_all(site.root_page, settings))
    urls = {page.pk: page.get_url(request) for page in pages}
    return SiteMap(settings, site.root_page, pages, urls, directories(offered))


def directories(offered):
    """Return the name of each address at which one chooses among several: people, places."""
    counts = {
        "booking:practitioners": len(offered.active_practitioners()),
        "booking:places": len(offered.active_places()),
    }
    return tuple(name for name, count in counts.items() if count > 1)


def wanted_by_all(root, settings):
    """Return the condition for a page that the menu or the foot of the site may lead to, or a translation of one."""
    in_menus = Page.objects.filter(depth=root.depth + 1, show_in_menus=True).values("translation_key")
    in_the_foot = Page.objects.filter(pk__in=settings.footer_page_ids).values("translation_key")
    wanted = Q(translation_key=root.translation_key)
    return wanted | Q(translation_key__in=in_menus) | Q(translation_key__in=in_the_foot)


def readable_by_all(wanted):
    """Return each live page that fits and that all may read, in the order of the tree, in one query."""
    found = Page.objects.live().filter(wanted, ~Exists(restrictions()))
    return list(found.select_related("locale").order_by("path"))


def restrictions():
    """Return what closes a page, or one above it, to some readers, for `Exists`; `public()` asks in a query apart."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    return PageViewRestriction.objects.alias(path_of_page=path).filter(path_of_page__startswith=F("page__path"))
