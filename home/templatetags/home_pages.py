"""What a page says of itself to search engines and to those who share it."""

import json

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import Truncator

from home import metadata
from home.feeds import feed_address

register = template.Library()

#: What could end the script element, or begin one.
ESCAPED = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


@register.filter
def description(page):
    """Return the page in a sentence or two."""
    intro = metadata.plain(getattr(page, "intro", ""))
    return page.search_description or Truncator(page.lead or intro).chars(200)


@register.simple_tag(takes_context=True)
def canonical(context, page):
    """Return the page's one address, also when it is read under another language's; empty for one outside the site."""
    return metadata.full_address(page, context.get("request"))


@register.simple_tag
def share_picture(page):
    """Return the full address of the picture that stands for the page elsewhere."""
    return metadata.shared_picture(page) or absolute(static("img/share.png"))


def absolute(url):
    return url if url.startswith(("http://", "https://")) else settings.BASE_URL + url


@register.simple_tag(takes_context=True)
def canonical_here(context):
    """Return the one address of what is read outside the tree of pages: without what filters it."""
    return settings.BASE_URL + context["request"].path


@register.simple_tag(takes_context=True)
def person_data(context, practitioner, portrait=None):
    """Write what search engines may know of a practitioner, on their own page."""
    picture = absolute(portrait.url) if portrait else ""
    person = metadata.person(practitioner, canonical_here(context), picture=picture)
    return written([{"@context": "https://schema.org", **person}])


@register.simple_tag(takes_context=True)
def structured_data(context, page):
    """Write what search engines may know of the page."""
    return written(metadata.of_page(page, context["request"]))


def written(found):
    """Write descriptions into the page. A browser takes them for data, whatever the policy on scripts."""
    text = json.dumps(found, ensure_ascii=False).translate(ESCAPED)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text)) if found else ""


@register.simple_tag(takes_context=True)
def feed(context, index):
    """Return the full address of the feed of this index of news."""
    return feed_address(index, context.get("request"))


@register.simple_tag
def latest_news(index, count=3):
    """Return the latest news of an index, with their pictures; nothing where the index is not there any more."""
    return index.specific.news().with_pictures()[:count] if index and index.live else []
