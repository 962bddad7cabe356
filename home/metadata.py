"""What search engines may know of a page, in the vocabulary of schema.org."""

import re
from html import unescape

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.images.models import SourceImageIOError

from practice.days import Repeat, pattern_of
from practice.kept import Answers, Kept, held_by
from practice.models import OpeningHours, Place, Practitioner, Service, practice_today
from practice.versions import HOURS, PRACTICE

from .models import HomePage, NewsPage, StandardPage
from .site_map import map_for

#: Where words that stand apart would otherwise run into one another.
PART_END = re.compile(r"</(?:p|h\d|li)>|<br\s*/?>")
SHARED_SIZE = "fill-1200x630|format-jpeg"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def of_page(page, request):
    """Return the descriptions of everything that `page` presents: the practice, a person, questions with answers."""
    found = []
    if isinstance(page, HomePage):
        found.append(practice(map_for(request).settings, page, full_address(page, request)))
    elif isinstance(page, StandardPage) and page.practitioner:
        found.append(person(page.practitioner, full_address(page, request)))
    elif isinstance(page, NewsPage):
        found.append(article(page, map_for(request).settings, full_address(page, request)))
    if questions := [
        question for block in page.body if block.block_type == "questions" for question in block.value["questions"]
    ]:
        found.append(faq(questions))
    return [{"@context": "https://schema.org", **one} for one in found]


def full_address(page, request):
    """Return the page's one address; empty for a page outside the site, as in the preview of one."""
    url = page.get_url(request)
    return settings.BASE_URL + url if url else ""


def plain(html):
    """Return the words of a rich text, with a space where a paragraph, a title or a line ends."""
    words = unescape(strip_tags(PART_END.sub(" ", html)))
    # U+00A0 stays: French keeps it before its signs.
    return re.sub(r"[ \t\r\n]+", " ", words).strip(" ")


def practice(site_settings, page, url):
    """Return who works here, where, when and for how much, and how to book."""
    booking_url = settings.BASE_URL + reverse("booking:week")
    described = {
        "@type": "ProfessionalService",
        "name": site_settings.name,
        "description": page.search_description or page.lead,
        "url": url,
        "telephone": site_settings.phone,
        "email": site_settings.email,
        **on_offer(),
        "potentialAction": {"@type": "ReserveAction", "target": booking_url},
    }
    return without_empty(described)


def on_offer():
    """Return where, when and for how much; worked out once, until one of them changes or the day is over."""
    held, today = held_by(PRACTICE, HOURS), practice_today()
    found = _on_offer.under(held, today, now=timezone.now())
    if found is None:
        found = {
            "address": [address(place) for place in Place.objects.active() if place.address],
            "openingHoursSpecification": opening_hours(),
            "priceRange": price_range(),
        }
        _on_offer.put(today, Kept(found, held))
    return found


_on_offer = Answers(size=1)


def person(practitioner, url, *, picture=""):
    return without_empty(
        {
            "@type": "Person",
            "name": practitioner.name,
            "jobTitle": practitioner.title,
            "description": practitioner.bio,
            "url": url,
            "image": picture,
            "email": practitioner.email,
            "telephone": practitioner.phone,
            "knowsLanguage": practitioner.languages,
        }
    )


def article(page, site_settings, url):
    publisher = without_empty({"@type": "Organization", "name": site_settings.name})
    return without_empty(
        {
            "@type": "NewsArticle",
            "headline": page.title,
            "description": page.search_description or page.lead,
            "datePublished": page.published_on.isoformat(),
            "dateModified": page.last_published_at and page.last_published_at.isoformat(),
            "image": shared_picture(page),
            "url": url,
            "author": publisher,
            "publisher": publisher,
        }
    )


def shared_picture(page):
    """Return the full address of the page's picture in the size for sharing; None without one or without its file."""
    try:
        url = page.picture and page.picture.get_rendition(SHARED_SIZE).url
    except SourceImageIOError:
        return None
    return url and (url if url.startswith(("http://", "https://")) else settings.BASE_URL + url)


def faq(questions):
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": question["question"],
                "acceptedAnswer": {"@type": "Answer", "text": plain(question["answer"].source)},
            }
            for question in questions
        ],
    }


def address(place):
    return without_empty(
        {
            "@type": "PostalAddress",
            "streetAddress": place.address.replace("\r", "").replace("\n", ", "),
            "addressLocality": place.town,
        }
    )


def opening_hours():
    """Return the hours of every week; what is true of some weeks only cannot be said here."""
    today = practice_today()
    rows = OpeningHours.objects.between(today, today).filter(
        is_exception=False, practitioner__in=Practitioner.objects.active()
    )
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [WEEKDAYS[day] for day in pattern.weekdays],
            "opens": f"{window.start:%H:%M}",
            "closes": f"{window.end:%H:%M}",
        }
        for row in rows.prefetch_related("windows")
        if (pattern := pattern_of(row.days)) and pattern.repeat == Repeat.EVERY_WEEK
        for window in row.windows.all()
    ]


def price_range():
    """Return “0–70 EUR”, of the services that have a price, each currency by itself; empty when none has."""
    priced = [service for service in Service.objects.active() if service.price is not None]
    by_currency = {}
    for service in priced:
        by_currency.setdefault(service.currency, []).append(float(service.price))
    return ", ".join(f"{range_in_words(prices)} {currency}" for currency, prices in by_currency.items())


def range_in_words(prices):
    return "–".join(f"{price:g}" for price in dict.fromkeys([min(prices), max(prices)]))


def without_empty(described):
    return {name: value for name, value in described.items() if value}
