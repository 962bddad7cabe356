"""No page of a language says anything in another, whether or not the catalogue knows the sentence.

A small practice at work, whose own words (names of services, notes, what clients wrote) are in no language: they are
made of figures and signs, so that whatever is left in letters is the site's.
"""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from booking import actions, links
from booking.availability import next_free
from booking.choice import Choice
from booking.models import CancellationReason
from coach_notes import actions as notes
from people.actions import set_preferences
from people.zones import zones
from practice.models import Absence, OpeningHours
from tests import factories
from tests.house.test_locale import catalogue
from tests.people.browsing import browser_of

pytestmark = pytest.mark.django_db

LANGUAGES = ["fr", "en", "ru"]
#: Said so in every language.
NAMES = re.compile(
    r"https?://\S+|\S+@\S+|/[\w/<>-]+|\b[0-9A-F]{8}\b|Français|English|Русский|\b(Wagtail|Google|Outlook|Thunderbird|Apple|JavaScript|"
    r"Excel|iCalendar|ICS|CSV|API|UTC|HTML|SMTP|EUR|CHF|FR|EN|RU|URL|PDF|OK|CSS|Créneau|Markdown)\b"
)
#: Wagtail words these once, when it is loaded, in the site's own language.
WORDED_AT_START = {"Accueil", "Actions", "Actions (pied de page)"}
#: Towns, by which time zones are known.
TOWNS = {label for part in zones()[1:] for _name, label in part[1]}
TOLD_BY_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title")


class Words(HTMLParser):
    """Everything that a page says, text by text; what is said in a language of its own is left out."""

    EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

    def __init__(self):
        super().__init__()
        self.said, self.within = [], []

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        deaf = tag in {"script", "style", "svg", "template"} or ("lang" in named and tag != "html")
        if tag not in self.EMPTY:
            self.within.append((tag, deaf))
        if not any(deaf for _tag, deaf in self.within):
            self.said += [named[name] for name in TOLD_BY_ATTRIBUTES if named.get(name)]
            if tag == "input" and named.get("type") in ("submit", "button"):
                self.said.append(named.get("value") or "")

    def handle_endtag(self, tag):
        while any(tag == one for one, _deaf in self.within):
            if self.within.pop()[0] == tag:
                break

    def handle_data(self, text):
        if not any(deaf for _tag, deaf in self.within):
            self.said.append(text)


def texts_of(page, *, only="<body"):
    """Return what the page says from the first `only` on, each text once, with plain spaces."""
    words = Words()
    words.feed(page[page.index(only) :])
    return {" ".join(text.replace("\N{NO-BREAK SPACE}", " ").split()) for text in words.said} - {""}


def sentences_of(language, *, but):
    """Return what the catalogue says in `language` and says otherwise in `but`."""
    found = set()
    for entry in catalogue(language):
        mine = [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
        found |= {(entry.msgctxt, entry.msgid, at): one for at, one in enumerate(mine)}.items()
    other = {one for _key, one in _said(but)}
    plain = {" ".join(one.replace("\N{NO-BREAK SPACE}", " ").split()) for _key, one in found if one not in other}
    # Of one word, too many are said alike, or are somebody's name.
    return {one for one in plain if " " in one and "%(" not in one and "{" not in one and "<" not in one}


def _said(language):
    for entry in catalogue(language):
        for at, one in enumerate(entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]):
            yield (entry.msgctxt, entry.msgid, at), one


FOREIGN = {"fr": ["en", "ru"], "en": ["fr", "ru"], "ru": ["fr", "en"]}


def foreign_in(page, language, **where):
    """Return what the page says that is not in `language`."""
    texts = texts_of(page, **where) - TOWNS - WORDED_AT_START
    known = set().union(*(sentences_of(other, but=language) for other in FOREIGN[language]))
    found = texts & known
    if language == "ru":
        found |= {text for text in texts if re.search(r"[A-Za-zÀ-ÿ]{3,}", NAMES.sub("", text))}
    else:
        found |= {text for text in texts if re.search(r"[А-Яа-яЁё]", NAMES.sub("", text))}
    return sorted(found)


# --- The practice, and all that it shows ----------------------------------------------------------


@pytest.fixture
def scene(camille, bob):
    """Rows for every kind of page, with names that are in no language."""
    camille.first_name, camille.last_name = "1", "2"
    camille.save()
    bob.first_name, bob.last_name = "3", "4"
    bob.save()
    bob.client.name = "3 4"
    bob.client.save()
    places = [factories.make_place("5", is_online=True), factories.make_place("6", town="7")]
    service = factories.make_service("8", needs_approval=True, price=70)
    other = factories.make_service("9")
    practitioner = factories.make_practitioner("10", user=camille, places=places, services=[service, other])
    CancellationReason.objects.create(label="11", is_default=True)
    now = timezone.now()
    wish = {"practitioner": practitioner, "service": service, "place": places[0]}
    starts = next_free(*wish.values(), now=now + dt.timedelta(days=3), count=4)
    booked = [actions.book(client=bob.client, start=start, by=bob, now=now, **wish) for start in starts[:2]]
    actions.agree(appointment=booked[0], by=camille, now=now)
    note = notes.write(client=bob.client, body="12", by=camille, now=now, appointment=booked[0])
    midnight = dt.datetime.combine(starts[-1].date() + dt.timedelta(days=20), dt.time(), dt.UTC)
    Absence.objects.create(practitioner=practitioner, start_at=midnight, end_at=midnight + dt.timedelta(days=2))
    return {
        "choice": Choice(service, practitioner, places[0]),
        "free": starts[-1],
        "booked": booked,
        "note": note,
        "hours": OpeningHours.objects.get(),
        "link": links.issue(booked[0], to=bob.email, now=now),
    }


def public(scene):
    choice, (agreed, asked) = scene["choice"], scene["booked"]
    mine = [reverse("booking:appointment", args=[one.reference]) for one in (agreed, asked)]
    return [
        reverse("booking:week"),
        f"{reverse('booking:week')}?prestation={choice.service.slug}",
        choice.week_url(),
        choice.week_url(date="2020-01-06"),
        choice.details_url(scene["free"]),
        choice.details_url(agreed.start_at),
        reverse("booking:mine"),
        *mine,
        f"{mine[0]}deplacer/",
        f"{mine[0]}annuler/",
        reverse("booking:new_link"),
        reverse("booking:link_sent"),
        reverse("booking:inactive_link"),
        reverse("account_email"),
        reverse("account_change_password"),
        reverse("account_preferences"),
        reverse("account_tokens"),
        reverse("account_reauthenticate"),
        reverse("mfa_index"),
        reverse("account_logout"),
    ]


def entrance():
    names = "account_login account_signup account_reset_password account_reset_password_done account_inactive"
    return [*map(reverse, [*names.split(), "booking:new_link"]), "/nirgendwo/"]


def at_the_desk(scene):
    agreed, asked = scene["booked"]
    return [
        reverse("rendez-vous_modeladmin_index"),
        reverse("rendez-vous_modeladmin_inspect", args=[agreed.pk]),
        reverse("booking_admin:cancel", args=[agreed.reference]),
        reverse("booking_admin:move", args=[agreed.reference]),
        reverse("booking_admin:agree_all") + f"?demande={asked.reference}",
        reverse("booking_admin:decline_all") + f"?demande={asked.reference}",
        reverse("notes_modeladmin_index"),
        reverse("coach_notes:client", args=[agreed.client.pk]),
        reverse("coach_notes:add", args=[agreed.reference]),
        reverse("coach_notes:change", args=[scene["note"].pk]),
        reverse(OpeningHours.snippet_viewset.get_url_name("list")),
        reverse(OpeningHours.snippet_viewset.get_url_name("edit"), args=[scene["hours"].pk]),
        reverse(Absence.snippet_viewset.get_url_name("list")),
    ]


def say_nothing_foreign(browser, addresses, language, **where):
    """Ask for each page and name what is foreign in it, by its address."""
    wrong = {}
    for address in addresses:
        answer = browser.get(address, follow=True)
        assert answer.status_code in (200, 404, 409), address
        if found := foreign_in(answer.content.decode(), language, **where):
            wrong[address] = found
    assert wrong == {}


@pytest.mark.mission("P10")
@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_are_in_one_language(language, scene, bob, client):
    with translation.override(language):
        addresses, doors = public(scene), entrance()
    say_nothing_foreign(browser_of(bob), addresses, language)
    prefix = "" if language == "fr" else f"/{language}"
    say_nothing_foreign(client, [*doors[:-1], prefix + doors[-1]], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_with_a_form_is_said_in_its_language(language, scene, bob, client):
    with translation.override(language):
        forms = [reverse(name) for name in ("account_login", "account_signup", "account_reset_password")]
        preferences = reverse("account_preferences")
    answers = [client.post(address, {}) for address in forms]
    answers += [client.post(forms[1], {"email": "x", "password1": "x", "first_name": "\x00"})]
    answers += [browser_of(bob).post(preferences, {"time_zone": "12"})]
    for answer in answers:
        assert answer.status_code == 200
        assert foreign_in(answer.content.decode(), language) == []


@pytest.mark.mission("P10")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_is_in_the_language_of_who_sits_there(language, scene, camille):
    """From the page's own part on: what Wagtail says around it is in Wagtail's catalogues."""
    set_preferences(user=camille, language=language, time_zone="")
    say_nothing_foreign(browser_of(camille), at_the_desk(scene), language, only="<main")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Language and time zone"),
        ("fr", "Язык"),
        ("en", "Mot de passe oublié"),
        ("en", "Записаться"),
        ("ru", "Anything at all"),
        ("ru", "Mes rendez-vous"),
    ],
)
def test_a_foreign_word_would_be_seen(language, text):
    assert foreign_in(f"<body><p>{text}</p></body>", language) == [text]
    assert foreign_in(f'<body><img alt="{text}"></body>', language) == [text]


def test_what_is_said_so_in_a_language_of_its_own_is_not_foreign():
    assert foreign_in('<body><a lang="en">Language and time zone</a><p>10 · bob@example.com</p></body>', "ru") == []
