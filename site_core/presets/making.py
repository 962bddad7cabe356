"""What presets are made with: accounts with their log-ins, pages with their translations, pictures."""

import secrets
from io import BytesIO

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.files.images import ImageFile
from wagtail.images.models import Image
from wagtail.models import Locale, Page, Site
from wagtail.utils.file import hash_filelike

from booking.models import Appointment, CancellationReason
from coach_notes.models import Note, NotesSettings
from home.models import HomePage, SiteSettings, StandardPage
from people.models import Client, User
from practice.models import (
    Absence,
    BookingRules,
    OpeningHours,
    Place,
    Practitioner,
    PublishedSlot,
    Service,
    Speciality,
)
from site_core import logins
from site_core.addresses import follow_base_url

#: No figure or letter that is taken for another.
PASSWORD_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
#: In the order in which nothing is deleted that something else still needs.
CONTENT = (
    Note,
    Appointment,
    Client,
    OpeningHours,
    Absence,
    PublishedSlot,
    Practitioner,
    Service,
    Place,
    Speciality,
    CancellationReason,
    BookingRules,
    NotesSettings,
    SiteSettings,
)


def clear():
    """Delete pages, practice, clients, appointments and notes. Accounts, roles, pictures and the log of notes stay."""
    for model in CONTENT:
        model.objects.all().delete()
    clear_pages()


def clear_pages():
    root = Page.get_first_root_node()
    # A site goes with its root page; it waits at the top of the tree until it has another.
    Site.objects.update(root_page=root)
    for page in root.get_children():
        page.specific.delete()


# --- Accounts ------------------------------------------------------------------------------------


def make_password():
    """Return sixteen signs in four groups: long enough to guard, short enough to copy by hand."""
    return "-".join("".join(secrets.choice(PASSWORD_SIGNS) for _sign in range(4)) for _group in range(4))


def account(email, role, **fields):
    """Return the account of `email`. A new one gets a password, kept in the log-ins under what `role` says."""
    user = User.objects.filter(email=email).first()
    if user is None:
        password = make_password()
        user = User.objects.create_user(email, password, language=settings.LANGUAGE_CODE, **fields)
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
        logins.remember(email, password, role)
    return user


def owner(email, role, **fields):
    """Return who runs the site: the one whom `createsuperuser` made, if it was run, else a new account."""
    made_by_hand = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    return made_by_hand or account(email, role, is_staff=True, is_superuser=True, **fields)


# --- Pages and pictures --------------------------------------------------------------------------


def picture(path, title):
    """Return the picture of this file as one of Wagtail's; the same file is never stored twice."""
    content = path.read_bytes()
    known = {"file_hash": hash_filelike(BytesIO(content)), "file_size": len(content)}
    found = Image.objects.filter(**known).first()
    return found or Image.objects.create(title=title, file=ImageFile(BytesIO(content), name=path.name), **known)


def publish_home(language, fields):
    """Make the first page, in place of Wagtail's own “Welcome”, and let the site begin there."""
    clear_pages()
    home = Page.get_first_root_node().add_child(instance=HomePage(locale=locale(language), **fields))
    publish(home)
    site = Site.objects.get(is_default_site=True)
    site.root_page = home
    site.save()
    follow_base_url()
    return home


def publish_page(parent, fields):
    page = parent.add_child(instance=StandardPage(locale=parent.locale, **fields))
    publish(page)
    return page


def publish_translation(page, language, fields):
    """Make the version of `page` in `language`; its parent has one already. What `fields` leave out stays the same."""
    translated = page.copy_for_translation(locale(language))
    for name, value in fields.items():
        setattr(translated, name, value)
    publish(translated)
    return translated


def publish(page):
    """Publish `page` as its editor would, so that its history begins with this version."""
    page.full_clean()
    page.save_revision().publish()


def locale(language):
    return Locale.objects.get_or_create(language_code=language)[0]


def settings_of_site():
    return SiteSettings.for_site(Site.objects.get(is_default_site=True))
