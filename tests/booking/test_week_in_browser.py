"""The week page in a browser: what its script does with links and with the way back."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser, live_server, practice):
    practice.practitioner.places.set([practice.place])
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto("/rendez-vous/")
    yield page
    context.close()


def heading(page):
    return page.locator("[data-week] h2").first.inner_text()


def test_a_link_within_the_page_leaves_the_week_alone_and_the_way_back_finds_the_one_before(page):
    first = heading(page)
    page.locator("[data-week-link=next]").click()
    page.wait_for_function("first => document.querySelector('[data-week] h2').innerText !== first", arg=first)
    second, asked = heading(page), []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("window.kept = document.querySelector('[data-week]')")
    for move in ("location.hash = 'content'", "history.back()"):
        page.evaluate(move)
        page.wait_for_timeout(500)
        assert asked == []
        assert page.evaluate("window.kept === document.querySelector('[data-week]')")
    assert heading(page) == second
    page.go_back()
    page.wait_for_function("second => document.querySelector('[data-week] h2').innerText !== second", arg=second)
    assert heading(page) == first


@pytest.mark.mission("T5")
def test_the_month_turns_in_place_and_a_day_leads_to_its_week(page):
    page.evaluate("window.kept = true")
    page.locator(".month summary").press("Enter")
    title = page.locator(".month h3")
    first = title.inner_text()
    page.locator("[data-week-link=month]").last.press("Enter")
    page.wait_for_function("first => document.querySelector('.month h3').innerText !== first", arg=first)
    assert title.evaluate("one => one === document.activeElement")
    assert title.inner_text() in page.locator("#status").inner_text()
    day = page.locator("[data-week-link=day]").last
    date = re.search(r"date=([-\d]+)", day.get_attribute("href"))[1]
    day.press("Enter")
    page.locator(f"#d{date}").wait_for()
    assert not page.locator(".month").evaluate("one => one.open")
    assert page.evaluate("window.kept")
