from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.images import ImageFile
from django.utils import translation
from PIL import Image as Drawing
from wagtail.images.models import Image
from wagtail.models import Locale, Page, Site

from home.models import HomePage, SiteSettings, StandardPage
from people import actions
from people.models import Role, User
from tests import factories


@pytest.fixture(autouse=True)
def _in_french():
    """A page read in another language leaves that one behind in the thread."""
    with translation.override("fr"):
        yield


@pytest.fixture
def made_anew(settings):
    """Every page is made for each request, as for someone who is known: visitors get one that is kept."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "page_cache" not in name]


@pytest.fixture
def picture(db):
    content = BytesIO()
    Drawing.new("RGB", (1200, 1500), "#155A52").save(content, "PNG")
    return Image.objects.create(title="Portrait", file=ImageFile(content, name="portrait.png"))


@pytest.fixture
def pages(practice):
    """Camille's site: a first page, a page about her, one about her methods, and one that stands in no menu."""
    root = Page.get_first_root_node()
    home = root.add_child(
        instance=HomePage(
            title="Accueil",
            slug="accueil",
            promise="Y voir clair",
            lead="Trois lignes sous la promesse.",
            first_button="Choisir un créneau",
            second_button="Comment se passe une séance",
            free_times_title="Prochains créneaux libres",
        )
    )
    Site.objects.filter(is_default_site=True).update(root_page=home)
    Site.clear_site_root_paths_cache()
    about = add_page(home, "À propos de moi", "a-propos-de-moi", show_in_menus=True)
    methods = add_page(home, "Méthodes de coaching", "methodes-de-coaching", show_in_menus=True)
    legal = add_page(home, "Mentions légales", "mentions-legales")
    return SimpleNamespace(home=home, about=about, methods=methods, legal=legal)


def add_page(parent, title, slug, **fields):
    return parent.add_child(instance=StandardPage(title=title, slug=slug, locale=parent.locale, **fields))


@pytest.fixture
def site_settings(pages):
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.name = "Camille Aubert"
    settings.tagline = "Coach à Lyon"
    settings.footer_pages = [("page", pages.legal)]
    settings.save()
    return settings


@pytest.fixture
def english(pages):
    """The first page and “About me” in English; the other pages are in French only."""
    locale, _made = Locale.objects.get_or_create(language_code="en")
    home = pages.home.copy_for_translation(locale)
    home.promise, home.title = "See clearly", "Home"
    home.save_revision().publish()
    about = pages.about.copy_for_translation(locale)
    about.title = "About me"
    about.save_revision().publish()
    Site.clear_site_root_paths_cache()
    return SimpleNamespace(home=home, about=about)


@pytest.fixture
def practitioner(camille):
    """Denis, whose time is booked, and who sees nothing of other people's."""
    user = factories.make_user("denis@example.com", "Denis")
    actions.set_role(user=user, role=Role.Code.PRACTITIONER, by=camille)
    factories.make_practitioner("Denis", user=user, places=[], services=[])
    return User.objects.get(pk=user.pk)
