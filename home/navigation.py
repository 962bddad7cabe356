"""Where one can go from the page at hand: menu, foot of the page, other languages, the desk of those who work here.

Everything is read at its first use, in a number of queries that does not grow with the pages; what is the same for
every reader is kept (`site_map`).
"""

from functools import cached_property

from django.conf import settings
from django.db.models import Q
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from booking.permissions import works_here
from coach_notes.permissions import may_enter as may_enter_notes
from people.permissions import may_enter_admin
from practice.permissions import is_practitioner

from .site_map import map_for, readable_by_all


class Navigation:
    def __init__(self, request):
        self.request = request

    @cached_property
    def map(self):
        return map_for(self.request)

    @property
    def settings(self):
        """Return the site's settings; with nothing in them where no site answers to this address."""
        return self.map.settings

    @cached_property
    def page(self):
        """Return the page of the tree that is being read, or None elsewhere: bookings, accounts, a page not found."""
        match = self.request.resolver_match
        if match is None or match.url_name != "wagtail_serve":
            return None
        return Page.find_for_request(self.request, match.args[0])

    @cached_property
    def pages(self):
        """Return each live page that a link may need and all may read, in the order of the tree."""
        if self.page is None or self.map.has_translations_of(self.page):
            return self.map.pages
        return self.map.pages + readable_by_all(Q(translation_key=self.page.translation_key))

    @cached_property
    def home(self):
        """Return the first page in the active language, or in the site's own."""
        homes = self.in_each_language(self.map.root) if self.map.root else {}
        return homes.get(get_language()) or homes.get(settings.LANGUAGE_CODE)

    def in_each_language(self, page):
        """Return `{language: page}` of the live translations of `page`, itself included."""
        return {one.locale.language_code: one for one in self.pages if one.translation_key == page.translation_key}

    def url_of(self, page):
        return self.map.urls.get(page.pk) or page.get_url(self.request)

    def link(self, page):
        url = self.url_of(page)
        return {"title": page.title, "url": url, "current": url == self.request.path}

    @cached_property
    def menu_items(self):
        if self.home is None:
            return self.directory_items
        pages = [self.link(page) for page in self.pages if page.show_in_menus and page.is_child_of(self.home)]
        return pages + self.directory_items

    @cached_property
    def directory_items(self):
        """Return links to the practitioners, by the practice's own word, and to the places, where there are several."""
        titles = {"booking:practitioners": self.settings.words["practitioners"], "booking:places": _("places")}
        links = [(capfirst(titles[name]), reverse(name)) for name in self.map.directories]
        return [{"title": title, "url": url, "current": url == self.request.path} for title, url in links]

    @cached_property
    def legal_items(self):
        """Return the pages of the site's foot, each in the active language if it has one."""
        footer_ids = self.settings.footer_page_ids
        chosen = {page.pk: page for page in self.pages if page.pk in footer_ids}
        found = []
        for pk in footer_ids:
            if pk in chosen:
                versions = self.in_each_language(chosen[pk])
                found.append(self.link(versions.get(get_language()) or chosen[pk]))
        return found

    @cached_property
    def alternates(self):
        """Return `{language: address}` of the page at hand in every language in which it can be read."""
        if self.page:
            return {code: self.url_of(page) for code, page in self.in_each_language(self.page).items()}
        match = self.request.resolver_match
        if match is None or match.url_name == "wagtail_serve":
            return {}
        here = self.request.path
        addresses = {code: translate_url(here, code) for code, _name in settings.LANGUAGES}
        return addresses if len(set(addresses.values())) > 1 else {}

    @cached_property
    def language_links(self):
        """Return a link to the page at hand in each of its languages; nothing when there is only one."""
        query = self.request.META.get("QUERY_STRING", "") if self.page is None else ""
        links = [
            {
                "code": code,
                "name": get_language_info(code)["name_local"].capitalize(),
                "url": f"{self.alternates[code]}?{query}" if query else self.alternates[code],
                "current": code == get_language(),
            }
            for code, _name in settings.LANGUAGES
            if code in self.alternates
        ]
        return links if len(links) > 1 else []

    @cached_property
    def alternate_links(self):
        """Return the same for search engines, in full; the site's own language is for whoever reads none of them."""
        links = [{"code": code, "url": settings.BASE_URL + url} for code, url in self.alternates.items()]
        own = self.alternates.get(settings.LANGUAGE_CODE)
        return [*links, {"code": "x-default", "url": settings.BASE_URL + own}] if len(links) > 1 and own else []

    @cached_property
    def desk_links(self):
        """Return the menu of those who work here, each with what they may open; nothing for anyone else."""
        user = getattr(self.request, "user", None)
        if user is None or not user.is_staff:
            return []
        links = self.own_corner(user)
        if may_enter_admin(user):
            links = [(_("Dashboard"), "wagtailadmin_home", []), *self.at_the_desk(user), *links, *self.to_edit(user)]
        here = self.request.path
        shown = [{"title": title, "url": url} for title, name, args in links if (url := address(name, args))]
        return [{**link, "current": link["url"] == here} for link in shown]

    def own_corner(self, user):
        return [(_("My space"), "booking:space", [])] if is_practitioner(user) else []

    def at_the_desk(self, user):
        """Yield what is done with appointments and clients."""
        if works_here(user):
            yield _("Appointments list"), "rendez-vous_modeladmin_index", []
            yield _("Book for a client"), "booking_admin:book_for", []
        if user.has_perm("people.view_client"):
            yield _("Clients"), "clients:index", []
        if may_enter_notes(user):
            yield _("Client notes"), "notes_modeladmin_index", []

    def to_edit(self, user):
        """Yield what is done with the site."""
        if PagePermissionPolicy().user_has_any_permission(user, {"add", "change", "publish"}):
            yield _("Pages"), "wagtailadmin_explore", [self.home.pk] if self.home else []
            if self.page and self.page.permissions_for_user(user).can_edit():
                yield _("Edit this page"), "wagtailadmin_pages:edit", [self.page.pk]

    @property
    def tagline(self):
        """Return the site in one sentence, in the active language; the home page of another one has its own."""
        if get_language() == settings.LANGUAGE_CODE or self.home is None:
            return self.settings.tagline
        return self.home.search_description if self.home.locale.language_code == get_language() else ""


def address(name, args):
    """Return the address that `name` stands for, or None where its room is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None
