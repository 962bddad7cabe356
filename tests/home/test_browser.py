"""The coach's pages in a browser: nothing that the policy forbids, nothing wider than the screen, readable by all."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from home import colours
from home.models import SiteSettings
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
ADDRESSES = ["/", "/a-propos-de-moi/", "/methodes-de-coaching/"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def filled(pages, practice, picture):
    """The pages with one of each block."""
    pages.about.picture, pages.about.picture_text = picture, "Portrait de Camille"
    pages.about.lead = "Coach depuis 2016."
    pages.about.body = [
        ("text", "<h2>Un titre</h2><p>Un texte.</p><ul><li>Un point</li></ul>"),
        ("portrait", {"picture": {"image": picture, "decorative": True, "alt_text": ""}, "caption": "", "text": ""}),
        ("quote", {"text": "Un pas à la fois.", "author": "Camille"}),
        ("path", {"title": "Mon parcours", "milestones": [{"when": "2016", "what": "Ouverture."}] * 2}),
        ("free_times", {"title": "Parlons-en", "text": "Choisissez."}),
    ]
    pages.about.save()
    method = {"name": "Faire le point", "for_whom": "Vous.", "course": "Ainsi.", "length": "Six séances"}
    pages.methods.body = [("methods", {"methods": [{**method, "service": practice.service}] * 3})]
    pages.methods.save()
    pages.home.body = [
        (
            "steps",
            {
                "title": "Une séance",
                "steps": [{"title": "Dire", "text": "Vous racontez."}] * 4,
                "facts": [{"label": "Durée", "text": "45 minutes"}] * 4,
            },
        ),
        ("questions", {"title": "Questions", "questions": [{"question": "Un compte ?", "answer": "<p>Oui.</p>"}]}),
    ]
    pages.home.save()
    return pages


@pytest.fixture
def open_page(browser, live_server):
    """Return a function that opens a page and fails if the browser complained of anything on it."""
    contexts, complaints = [], []

    def open_(address, **options):
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("palette", list(colours.PALETTES))
def test_the_pages_can_be_read_by_all_in_each_palette_in_light_and_dark(open_page, filled, site_settings, palette):
    SiteSettings.objects.update(palette=palette)
    for address in ADDRESSES:
        for scheme in ("light", "dark"):
            page = open_page(address, color_scheme=scheme, viewport={"width": 320, "height": 800}, bypass_csp=True)
            found = Axe().run(page, options={"runOnly": TAGS}).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_what_the_policy_forbids_is_on_no_page(open_page, filled, site_settings):
    SiteSettings.objects.update(palette="plum")
    for address in ADDRESSES:
        page = open_page(address)
        assert "theme.css" in page.content()
    # Data within a script element is not what the policy is about.
    page = open_page("/")
    assert "FAQPage" in page.evaluate("document.querySelector('[type=\"application/ld+json\"]').text")


def log_in(page, email):
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", factories.PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_bar_of_the_editors_opens_under_the_strict_policy(open_page, filled, camille):
    page = open_page("/")
    log_in(page, "camille@example.com")
    page.goto("/a-propos-de-moi/")
    page.locator("wagtail-userbar").get_by_role("button").first.click()
    page.locator("wagtail-userbar").get_by_role("menuitem", name="Modifier cette page").click()
    page.wait_for_url("**/admin/pages/*/edit/**")


@pytest.mark.mission("C1")
def test_the_coach_changes_a_page_by_hand_and_reads_it_on_the_site(open_page, filled, camille):
    page = open_page("/")
    log_in(page, "camille@example.com")
    page.goto("/a-propos-de-moi/")
    page.get_by_role("link", name="Modifier cette page").click()
    page.get_by_role("textbox", name="Introduction").fill("Une coach qui écoute.")
    page.get_by_role("button", name="Publier").click()
    page.get_by_text("publiée").first.wait_for()
    page.goto("/a-propos-de-moi/")
    assert page.get_by_text("Une coach qui écoute.").is_visible()
    # The blocks that were there are still there.
    assert page.get_by_text("Mon parcours").is_visible()
