import pytest
from django.contrib.auth.models import Permission

from tests import factories


@pytest.fixture
def bob_client(bob):
    return bob.client


@pytest.fixture
def charlie_client(charlie):
    return charlie.client


@pytest.fixture
def make_practitioner(practice):
    """Return a function that makes a colleague of Camille's, who gives the same service at the same places."""

    def make(name):
        return factories.make_practitioner(name, places=practice.places, services=[practice.service])

    return make


@pytest.fixture
def denis(make_practitioner):
    """Another practitioner, with a key to the admin, who must see nothing of Camille's clients."""
    practitioner = make_practitioner("Denis")
    practitioner.user = factories.make_user("denis@example.com", "Denis")
    practitioner.user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    practitioner.save()
    return practitioner.user
