"""What presets are made with: accounts with their log-ins, the practice's rows, pages with their translations."""

import datetime as dt
import secrets
from io import BytesIO

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.files.images import ImageFile
from django.db.models import F
from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii
from wagtail.images.models import Image
from wagtail.models import Locale, Page, Site
from wagtail.utils.file import hash_filelike

from assistant.models import Asked, AssistantSettings, Message
from assistant.models import Question as Answered
from booking.models import Appointment, CancellationReason, LinkRequest, MailText, OutboxMessage, WaitingEntry
from calendars.models import Feed
from coach_notes.models import Note, NotesSettings
from home.models import HomePage, NewsPage, SiteSettings, StandardPage
from people.actions import client_for, set_role
from people.models import Client, RegistrationRules, User
from practice.days import Pattern
from practice.models import (
    Absence,
    BookingRules,
    OpeningHours,
    OpeningWindow,
    Place,
    Practitioner,
    PublishedSlot,
    Question,
    Service,
    Speciality,
    practice_today,
)
from site_core import logins
from site_core.addresses import follow_base_url
from webhooks.models import Webhook

#: No figure or letter that is taken for another.
PASSWORD_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
#: In the order in which nothing is deleted that something else still needs.
CONTENT = (
    Note,
    WaitingEntry,
    LinkRequest,
    MailText,
    Feed,
    Webhook,
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
    Answered,
    Asked,
    Message,
    AssistantSettings,
    BookingRules,
    NotesSettings,
    RegistrationRules,
    SiteSettings,
)


def clear():
    """Delete pages, practice, clients, appointments, notes, words of mails, private addresses, webhooks and
    settings.

    Accounts, roles, pictures, the log of notes and who wants no reminders stay.
    """
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
    """Return who runs the site: the one whom `createsuperuser` made, if it was run, else the preset's own account.

    The owner that another preset made before is not meant: it has another name, and stays as it is.
    """
    of_presets = [login.email for login in logins.usable()]
    made_by_hand = User.objects.filter(is_superuser=True, is_active=True).exclude(email__in=of_presets)
    return made_by_hand.order_by("pk").first() or account(email, role, is_staff=True, is_superuser=True, **fields)


def in_role(user, code):
    """Give an account its role, unless it has it, and return it."""
    if user.role != code:
        set_role(user=user, role=code, by=None)
    return user


def guest(name, email, **fields):
    """Return a client without an account, as a guest leaves one behind."""
    return Client.objects.create(name=name, email=email, language=settings.LANGUAGE_CODE, **fields)


def client_who_logs_in(name, email, role, **fields):
    """Return the client of an account, whose log-in is shown under what `role` says."""
    first_name, last_name = name.split(" ", 1)
    return client_for(user=account(email, role, first_name=first_name, last_name=last_name, **fields))


def plain_words(name):
    """Return first and last name as they stand in an e-mail address."""
    first, last = name.split(" ", 1)
    return slugify(string_to_ascii(first)), slugify(string_to_ascii(last))


# --- The practice --------------------------------------------------------------------------------


def decide(model, **decisions):
    """Write down what the practice decides about one of its settings; the rest stays as it comes."""
    rules = model.load()
    for name, value in decisions.items():
        setattr(rules, name, value)
    rules.full_clean()
    rules.save()


def make_hours(practitioner, windows, **fields):
    """Let `practitioner` work from Monday to Friday, or on the `days` of `fields`, within `windows`, pairs of times."""
    # From January of last year: a demonstration looks back some weeks.
    since = practice_today().replace(month=1, day=1) - dt.timedelta(days=365)
    hours = OpeningHours.objects.create(practitioner=practitioner, applies_from=since, **fields)
    for start, end in windows:
        OpeningWindow.objects.create(hours=hours, start=start, end=end)


def make_practitioner(places, services, hours, specialities=(), **fields):
    """Make someone whose time is booked, and return them.

    `hours` are each the days (from 0, Monday), the windows, pairs of times, and the place, or None for all of them.
    """
    practitioner = Practitioner.objects.create(**fields)
    practitioner.places.set(places)
    practitioner.services.set(services)
    practitioner.specialities.set(specialities)
    for days, windows, place in hours:
        make_hours(practitioner, windows, days=Pattern(weekdays=tuple(days)).recurrence(), place=place)
    return practitioner


def make_questions(service, *asked):
    """Let `service` ask these, each a text, a kind and further fields; `options` are a list."""
    for number, (text, kind, fields) in enumerate(asked):
        options = "\n".join(fields.pop("options", []))
        question = Question(service=service, sort_order=number, text=text, kind=kind, options=options, **fields)
        question.full_clean()
        question.save()


def make_reasons(labels):
    """Make the reasons for cancelling, in this order; the first is chosen unless somebody chooses another."""
    for position, label in enumerate(labels):
        CancellationReason.objects.create(label=label, position=position, is_default=position == 0)


def make_answers(language, *told):
    """Let the assistant know these, each a question, other ways of asking it in one text by lines, and the answer."""
    for question, ways, answer in told:
        row = Answered(language=language, question=question, other_ways=ways, answer=answer)
        row.full_clean()
        row.save()


def call_mails_sent():
    """Nobody lives at a demonstration's addresses: its mails count as sent, and the worker leaves them alone."""
    waiting = OutboxMessage.objects.filter(state=OutboxMessage.State.QUEUED)
    waiting.update(state=OutboxMessage.State.SENT, sent_at=F("created_at"), attempts=1)


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


def publish_page(parent, fields, kind=StandardPage):
    page = parent.add_child(instance=kind(locale=parent.locale, **fields))
    publish(page)
    return page


def publish_news(index, told, pictures):
    """Publish news under `index`, each from: days ago, picture, what is to be seen, title, slug, introduction, body."""
    for days, key, seen, title, slug, lead, body in told:
        fields = {"title": title, "slug": slug, "lead": lead, "body": body}
        fields |= {"picture": pictures[key], "picture_text": seen}
        publish_page(index, {"published_on": practice_today() - dt.timedelta(days=days), **fields}, NewsPage)


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


def write_settings(fields, *, footer_pages):
    """Give the site its name, words, colours and contact, and its foot."""
    site_settings = settings_of_site()
    for name, value in fields.items():
        setattr(site_settings, name, value)
    site_settings.footer_pages = [("page", page) for page in footer_pages]
    site_settings.full_clean(exclude=["site"])
    site_settings.save()
