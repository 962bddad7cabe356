"""Taking back the links that were sent for an appointment."""

import datetime as dt

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from booking import actions, links
from booking.availability import next_free
from booking.models import Link
from people.models import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def appointment(practice):
    """Alice’s, who booked as a guest."""
    alice = Client.objects.create(name="Alice Durand", email="alice@example.com")
    now = timezone.now()
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    start = next(start for start in next_free(**parts, now=now, count=60) if start > now + dt.timedelta(days=2))
    return actions.book(client=alice, **parts, start=start, by=alice, now=now)


@pytest.fixture
def link(appointment):
    return links.issue(appointment, to="alice@example.com", now=timezone.now())


def address(appointment):
    return reverse("booking_admin:take_back_links", args=[appointment.reference])


def page_of(browser, appointment):
    return browser.get(reverse("rendez-vous_modeladmin_inspect", args=[appointment.pk])).content.decode()


def test_the_coach_takes_the_links_back(client, camille, appointment, link):
    alices = Browser()
    alices.get(link)
    page = f"/rendez-vous/gerer/{appointment.reference}/"
    assert alices.get(page).status_code == 200
    client.force_login(camille)
    assert "1 lien dans un e-mail" in page_of(client, appointment)
    answer = client.post(address(appointment), follow=True).content.decode()
    assert "n’ouvrent plus rien" in answer
    assert "Retirer les liens" not in answer
    assert alices.get(page).status_code == 404
    assert Browser().get(link).url == reverse("booking:inactive_link")
    # Nobody is shut out for good: the next mail brings a new one.
    assert alices.get(links.issue(appointment, to="alice@example.com", now=timezone.now())).url == page


def test_opening_the_address_takes_nothing_back(client, camille, appointment, link):
    client.force_login(camille)
    for verb in ("get", "head"):
        assert getattr(client, verb)(address(appointment)).status_code == 405
    assert Link.objects.filter(revoked_at__isnull=True).count() == 1


@pytest.mark.parametrize("outsider", ["bob", "denis"])
def test_nobody_else_takes_them_back(client, request, appointment, link, outsider):
    client.force_login(request.getfixturevalue(outsider))
    assert client.post(address(appointment)).status_code == 404
    assert Link.objects.filter(revoked_at__isnull=True).count() == 1


def test_what_no_mail_holds_is_not_counted(client, camille, appointment):
    links.make(appointment, now=timezone.now())
    client.force_login(camille)
    assert "Retirer les liens" not in page_of(client, appointment)
