"""The coach's colours as a sheet, and the reader's choice of light or dark."""

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

SHEET = "/theme.css"


@pytest.fixture
def plum(site_settings):
    site_settings.palette = "plum"
    site_settings.save()
    return site_settings


def test_the_sheet_holds_the_colours_for_light_and_dark(client, plum):
    response = client.get(SHEET)
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "--primary: light-dark(#6B2F5C, " in response.content.decode()


def test_a_page_asks_for_the_sheet_only_where_the_colours_are_the_coachs_own(client, site_settings):
    assert SHEET not in client.get("/").content.decode()
    site_settings.own_primary = "#6B2F5C"
    site_settings.save()
    assert f"{SHEET}?v={site_settings.colour_version}" in client.get("/").content.decode()


def test_the_sheet_of_a_version_is_kept_for_ever_and_any_other_is_asked_for_again(client, plum):
    assert "immutable" in client.get(SHEET, {"v": plum.colour_version})["Cache-Control"]
    for version in ({}, {"v": "old"}):
        assert client.get(SHEET, version)["Cache-Control"] == "no-cache"


def test_a_browser_that_has_the_sheet_is_not_sent_it_again(client, plum):
    etag = client.get(SHEET)["ETag"]
    assert client.get(SHEET, headers={"If-None-Match": etag}).status_code == 304
    plum.palette = "ocean"
    plum.save()
    assert client.get(SHEET, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_the_choice_of_light_or_dark_is_kept_and_leads_back(client, pages, theme):
    response = client.post("/apparence/", {"theme": theme, "next": "/a-propos-de-moi/"})
    assert (response.status_code, response["Location"]) == (302, "/a-propos-de-moi/")
    cookie = response.cookies["theme"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == (theme, "Lax", True)
    assert f'data-theme="{theme}"' in client.get("/a-propos-de-moi/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_way_back_never_leaves_the_site(client, pages, elsewhere):
    assert client.post("/apparence/", {"theme": "dark", "next": elsewhere})["Location"] == "/"


def test_a_theme_that_does_not_exist_is_not_kept(client, pages):
    assert "theme" not in client.post("/apparence/", {"theme": "<script>", "next": "/"}).cookies
    client.cookies["theme"] = '"><script>'
    assert 'data-theme="auto"' in client.get("/").content.decode()


def test_the_theme_is_changed_by_a_form_only(client, pages):
    assert client.get("/apparence/").status_code == 405


# --- On a telephone ------------------------------------------------------------------------------


def test_the_manifest_names_the_site_its_colour_and_icons_that_are_there(client, plum, settings):
    """Collected, icons have other names: only `static` knows them."""
    assert '<link rel="manifest" href="/site.webmanifest">' in client.get("/").content.decode()
    response = client.get("/site.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    assert (manifest["name"], manifest["theme_color"]) == ("Camille Aubert", "#6B2F5C")
    assert len(manifest["icons"]) == 4
    for icon in manifest["icons"]:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL))


def test_the_icons_of_the_manifest_have_their_collected_names(client, site_settings, monkeypatch):
    monkeypatch.setattr(StaticFilesStorage, "url", lambda storage, name: f"/static/{name}.hashed")
    icons = client.get("/site.webmanifest").json()["icons"]
    assert [icon["src"] for icon in icons if not icon["src"].endswith(".hashed")] == []
