import pytest
from wagtail.models import Site

from home.models import SiteSettings
from people import actions
from people.models import Role
from tests.factories import make_user


@pytest.fixture
def newcomer(roles):
    """Zoé as she signs up: an account, and no role yet."""
    return make_user("zoe@example.com", "Zoé", "Lambert")


@pytest.fixture
def alice(camille):
    """Alice, an administrator who is not the owner."""
    user = make_user("alice@example.com", "Alice", "Roux")
    actions.set_role(user=user, role=Role.Code.ADMINISTRATOR, by=camille)
    return user


@pytest.fixture
def site_with_contact(db):
    """The practice tells how it is reached."""
    site = Site.objects.get(is_default_site=True)
    SiteSettings.objects.update_or_create(
        site=site, defaults={"email": "contact@example.com", "phone": "04 78 00 00 00"}
    )
    return site
