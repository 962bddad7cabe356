"""“Mon compte”: the address of an account, and what is said while a new one is not confirmed."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_an_unconfirmed_account_sees_its_address_under_the_sites_own_policy(client, bob):
    client.force_login(bob)
    page = client.get(reverse("account_email")).content.decode()
    assert "bob@example.com" in page
    assert "style=" not in page


def test_a_new_address_waits_until_it_is_confirmed(client, bob):
    EmailAddress.objects.create(user=bob, email=bob.email, primary=True, verified=True)
    client.force_login(bob)
    EmailAddress.objects.create(user=bob, email="new@example.com", primary=False, verified=False)
    page = client.get(reverse("account_email")).content.decode()
    assert "new@example.com" in page
    assert "style=" not in page
    assert "bob@example.com" in page
