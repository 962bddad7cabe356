"""Search engines are told of each page, and of people and places where the practice has several."""

import re

import pytest

from practice.models import Place, Practitioner
from tests.factories import make_practitioner

pytestmark = pytest.mark.django_db


def addresses(client):
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    return re.findall(r"<loc>([^<]+)</loc>", response.content.decode())


def test_people_and_places_are_named_in_each_language_where_there_are_several(client, practice, settings):
    assert not [url for url in addresses(client) if "/praticiens/" in url]
    other = make_practitioner("Denis Roux", slug="denis", places=practice.places, services=[practice.service])
    found = addresses(client)
    for path in ("/praticiens/", "/praticiens/denis/", "/agences/", "/agences/lyon/"):
        assert {f"{settings.BASE_URL}{prefix}{path}" for prefix in ("", "/en", "/ru")} <= set(found)
    assert len(found) == len(set(found))
    Practitioner.objects.filter(pk=other.pk).update(is_active=False)
    Place.objects.filter(slug="lyon").update(is_active=False)
    assert not [url for url in addresses(client) if "/praticiens/" in url or "/agences/" in url]
