"""What a page says of itself to search engines and to those who share it."""

import json

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from wagtail.images.models import SourceImageIOError

from home import metadata

register = template.Library()

SHARED_SIZE = "fill-1200x630|format-jpeg"
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


def shared_rendition(picture):
    """Return the address of `picture` in the size for sharing; None without one, or where its file is lost."""
    try:
        return picture and picture.get_rendition(SHARED_SIZE).url
    except SourceImageIOError:
        return None


@register.simple_tag
def share_picture(page):
    """Return the full address of the picture that stands for the page elsewhere."""
    url = shared_rendition(page.picture) or static("img/share.png")
    return url if url.startswith(("http://", "https://")) else settings.BASE_URL + url


@register.simple_tag(takes_context=True)
def structured_data(context, page):
    """Write what search engines may know of the page. A browser takes it for data, whatever the policy on scripts."""
    found = metadata.of_page(page, context["request"])
    text = json.dumps(found, ensure_ascii=False).translate(ESCAPED)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text)) if found else ""
