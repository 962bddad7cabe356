"""The description of the API: every call with a summary and its refusals, and a page to try it under the CSP."""

import pkgutil
from collections import Counter
from importlib import import_module

import jsonschema_rs
import pytest
from ninja import Schema

import api

pytestmark = pytest.mark.django_db
VERBS = {"get", "post", "patch", "delete"}


@pytest.fixture
def schema(nobody):
    return nobody.get("schema/").json()


def calls(schema):
    return {
        f"{verb.upper()} {path}": call
        for path, item in schema["paths"].items()
        for verb, call in item.items()
        if verb in VERBS
    }


@pytest.mark.mission("P7")
def test_every_call_of_the_planner_and_of_the_site_is_described(schema):
    described = {call.replace("/api/v1/", "") for call in calls(schema)}
    assert described >= {
        *("POST auth/jwt/create/", "POST auth/jwt/refresh/", "POST auth/jwt/verify/"),
        *("GET slots/", "POST slots/", "GET slots/{pk}/", "PATCH slots/{pk}/", "DELETE slots/{pk}/"),
        *(f"PATCH slots/{{pk}}/{call}/" for call in ("reserve", "agree", "cancel_specialist", "cancel_client")),
        *(
            "GET me/",
            "PATCH me/",
            "GET practitioners/",
            "GET places/",
            "GET services/",
            "GET specialities/",
            "GET availability/",
        ),
        *("GET appointments/", "POST appointments/", "GET appointments/{reference}/"),
        *(f"POST appointments/{{reference}}/{call}/" for call in ("move", "cancel", "agree", "decline", "miss")),
        *(f"{verb} {rows}/" for rows in ("opening-hours", "absences") for verb in ("GET", "POST")),
        *(f"{verb} {rows}/{{pk}}/" for rows in ("opening-hours", "absences") for verb in ("PATCH", "DELETE")),
    }
    assert schema["openapi"].startswith("3.1")


@pytest.mark.mission("P7")
def test_every_call_says_what_it_does_and_how_it_refuses(schema):
    for name, call in calls(schema).items():
        assert call.get("summary"), name
        asks_for_a_token = any(call.get("security", ()))
        assert not asks_for_a_token or "401" in {str(status) for status in call["responses"]}, name


def bodies(call):
    return [*[call["requestBody"] for _ in range("requestBody" in call)], *call["responses"].values()]


@pytest.mark.mission("P7")
def test_every_body_has_an_example_that_is_as_it_is_described(schema):
    parts = {"components": schema["components"]}
    shown = 0
    for name, call in calls(schema).items():
        for media in (media for body in bodies(call) for media in body.get("content", {}).values()):
            assert "example" in media, name
            jsonschema_rs.validate({**media["schema"], **parts}, media["example"])
            shown += 1
    assert shown > 100


@pytest.mark.mission("P7")
def test_no_two_schemas_go_by_one_name():
    """The later one would stand for both."""
    names = Counter(
        one.__name__
        for module in map(import_module, (f"api.{found.name}" for found in pkgutil.iter_modules(api.__path__)))
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Schema) and one.__module__ == module.__name__
    )
    assert [name for name, count in names.items() if count > 1] == []
    assert names["CancelIn"] == names["GiveUpIn"] == 1


@pytest.mark.mission("P7")
def test_the_page_to_try_it_asks_nothing_of_anyone_elses_server(nobody):
    page = nobody.get("swagger/")
    html = page.content.decode()
    assert page.status_code == 200
    assert "http" not in html.replace("http-equiv", "")
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "/api/v1/schema/" in html


def test_every_way_to_log_in_that_a_call_names_is_described(schema):
    named = {name for call in calls(schema).values() for way in call.get("security", ()) for name in way}
    assert named == set(schema["components"]["securitySchemes"])
