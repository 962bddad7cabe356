"""Wagtail follows BASE_URL, start after start."""

import pytest
from wagtail.models import Site

from site_core.addresses import follow_base_url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("base_url", "hostname", "port"),
    [
        ("http://localhost:8010", "localhost", 8010),
        ("https://coach.example", "coach.example", 443),
        ("http://coach.example", "coach.example", 80),
    ],
)
def test_the_default_site_is_where_base_url_says(settings, base_url, hostname, port):
    settings.BASE_URL = base_url
    follow_base_url()
    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port) == (hostname, port)
    assert site.root_url == base_url
