"""What a page says of itself to search engines and to those who share it."""

import json

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, strip_tags
from django.utils.safestring import mark_safe
from django.utils.text import Truncator

from home import metadata

register = template.Library()

SHARED_SIZE = "fill-1200x630|format-jpeg"
#: What could end the script element, or begin one.
ESCAPED = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


@register.filter
def description(page):
    """Return the page in a sentence or two."""
    intro = strip_tags(getattr(page, "intro", ""))
    return page.search_description or Truncator(page.lead or intro).chars(200)


@register.simple_tag(takes_context=True)
def canonical(context, page):
    """Return the page's one address, also when it is read under another language's."""
    return settings.BASE_URL + page.get_url(context.get("request"))


@register.simple_tag
def share_picture(page):
    """Return the full address of the picture that stands for the page elsewhere."""
    url = page.picture.get_rendition(SHARED_SIZE).url if page.picture else static("img/share.png")
    return url if url.startswith(("http://", "https://")) else settings.BASE_URL + url


@register.simple_tag(takes_context=True)
def structured_data(context, page):
    """Write what search engines may know of the page. A browser takes it for data, whatever the policy on scripts."""
    found = metadata.of_page(page, context["request"])
    text = json.dumps(found, ensure_ascii=False).translate(ESCAPED)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text)) if found else ""
