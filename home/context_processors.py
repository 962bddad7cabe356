from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from .navigation import Navigation
from .views import THEME_COOKIE, THEMES


def site(request):
    """Give every page the site's name, menus, words and colours. Nothing is read before a template asks for it."""
    navigation = Navigation(request)
    theme = request.COOKIES.get(THEME_COOKIE)
    later = {
        "site_name": lambda: navigation.settings.name or settings.WAGTAIL_SITE_NAME,
        "site_tagline": lambda: navigation.tagline,
        "menu_items": lambda: navigation.menu_items,
        "legal_items": lambda: navigation.legal_items,
        "language_links": lambda: navigation.language_links,
        "alternates": lambda: navigation.alternate_links,
        "desk_links": lambda: navigation.desk_links,
        "contact": lambda: contact_of(navigation.settings),
        "words": lambda: navigation.settings.words,
        "theme_css_url": lambda: colours_url(navigation.settings),
    }
    return {
        "theme": theme if theme in THEMES else "auto",
        **{name: SimpleLazyObject(value) for name, value in later.items()},
    }


def contact_of(site_settings):
    return {
        "email": site_settings.email,
        "phone": site_settings.phone,
        "address": ", ".join(site_settings.address.splitlines()),
    }


def colours_url(site_settings):
    """Return where the coach's colours are; empty for those that the site has by itself."""
    return f"{reverse('theme_css')}?v={site_settings.colour_version}" if site_settings.has_own_colours else ""
