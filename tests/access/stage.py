"""A practice in which each of the nine has something to see, and what stands for each part of an address."""

import datetime as dt
from io import BytesIO
from types import SimpleNamespace

from allauth.account.models import EmailAddress
from allauth.headless.tokens.strategies.jwt.internal import create_access_token
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.utils import timezone, translation
from PIL import Image as Drawing
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupApprovalTask,
    Page,
    PageViewRestriction,
    Site,
    UploadedFile,
    Workflow,
    WorkflowTask,
)
from wagtail.users.models import UserProfile

from assistant.models import Asked, Message, Question, Synonym
from booking import links
from booking.models import Appointment, CancellationReason, State, WaitingEntry
from booking.views.visits import OPENED
from booking.views.wait import KNOWN
from calendars import actions as calendar_actions
from calendars.models import OutsideCalendar
from coach_notes import actions as note_actions
from coach_notes.models import NotesSettings
from home.models import HomePage, StandardPage
from people import actions as people_actions
from people import invitations
from people import tokens as personal_tokens
from people.models import Client, Invitation, Role, User
from people.roles import setup_roles
from practice.models import Absence, BookingRules, PublishedSlot, Speciality
from tests import factories
from webhooks import actions as webhook_actions
from webhooks import deliveries
from webhooks.models import Webhook

#: A Monday in winter, 8:00 in Paris.
NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
#: What stands in a note, and what stands in an answer to a questionnaire.
NOTE, ANSWER = "Le canari chante", "La mésange se tait"
#: The token of the link that the guest was sent.
LINK = "a1" * 20

VISITOR, GUEST, CLIENT, OTHER_CLIENT = "visitor", "guest link holder", "client", "other client"
PRACTITIONER, OTHER_PRACTITIONER = "practitioner", "other practitioner"
COLLABORATOR, ADMINISTRATOR, BLOCKED = "collaborator", "administrator", "blocked administrator"
#: The columns of the table, in its order, by the letter at their head.
WHO = dict(
    zip(
        "vgcopqkab",
        [
            VISITOR,
            GUEST,
            CLIENT,
            OTHER_CLIENT,
            PRACTITIONER,
            OTHER_PRACTITIONER,
            COLLABORATOR,
            ADMINISTRATOR,
            BLOCKED,
        ],
        strict=True,
    )
)


class Caller(RequestFactory):
    """Sends requests with the cookies, or the token, of one person, and keeps none of the cookies that come back."""

    #: Made once: each builds all of the middleware.
    lenient, strict = ClientHandler(enforce_csrf_checks=False), ClientHandler(enforce_csrf_checks=True)

    def __init__(self, *, enforce_csrf_checks=False, token=None, **cookies):
        super().__init__(headers={"Authorization": f"Bearer {token}"} if token else None)
        self.cookies.load(cookies)
        self.handler = self.strict if enforce_csrf_checks else self.lenient

    def request(self, **extra):
        # A page leaves its language behind in the thread.
        with translation.override(settings.LANGUAGE_CODE):
            return self.handler(self._base_environ(**extra))


def session_of(user=None, **content):
    """Return the cookie of a new session in which `user` is logged in."""
    session = SessionStore()
    if user is not None:
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        # As someone who has just given the password: what asks for it again lets them pass.
        session["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp()}]
    session.update(content)
    session.create()
    return {settings.SESSION_COOKIE_NAME: session.session_key}


def token_of(cookies):
    """Return the token with which a program asks as whoever these cookies are of; None for nobody."""
    session = SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
    pk = session.get(SESSION_KEY)
    return pk and create_access_token(User.objects.get(pk=pk), session, {})


def person(email, first_name, role):
    user = factories.make_user(email, first_name, "Exemple", phone="0612345678")
    people_actions.set_role(user=user, role=role, by=None)
    return User.objects.get(pk=user.pk)


def make_stage():
    """Fill the database, and return what is there by name, with `sessions`: the cookies of each of `WHO`."""
    with translation.override(settings.LANGUAGE_CODE):
        setup_roles()
        stage = SimpleNamespace()
        fill_people(stage)
        fill_practice(stage)
        fill_appointments(stage)
        fill_site(stage)
        stage.sessions = sessions_of(stage)
        stage.tokens = {who: token_of(cookies) for who, cookies in stage.sessions.items()}
    return stage


def fill_people(stage):
    Code = Role.Code
    # The owner, whom no column stands for: what an administrator may not touch.
    stage.owner = User.objects.create_superuser("camille@example.com", factories.PASSWORD, first_name="Camille")
    stage.administrator = person("aline@example.com", "Aline", Code.ADMINISTRATOR)
    stage.collaborator = person("zoe@example.com", "Zoé", Code.COLLABORATOR)
    stage.practitioner_user = person("paul@example.com", "Paul", Code.PRACTITIONER)
    stage.other_practitioner_user = person("quitterie@example.com", "Quitterie", Code.PRACTITIONER)
    stage.blocked = person("basile@example.com", "Basile", Code.ADMINISTRATOR)
    stage.client = factories.make_client("bob@example.com", "Bob", "Martin")
    stage.other_client = factories.make_client("charlie@example.com", "Charlie", "Petit")
    stage.guest = Client.objects.create(name="Gaston Durand", email="gaston@example.com", language="fr")
    # Of someone who asks for nothing here: nobody but its owner may know of a key.
    words = {"role": Code.CLIENT, "language": "fr"}
    invitations.invite(emails=["ines@example.com"], **words, by=stage.collaborator, now=NOW)
    stage.invitation = Invitation.objects.get()
    stage.security_key = Authenticator.objects.create(
        user=stage.owner, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé", "credential": {}}
    )
    stage.personal_token, stage.personal_secret = personal_tokens.make(
        owner=stage.client.user, name="Agenda", scope="change", days=30, now=NOW
    )
    for user in User.objects.all():
        # allauth and Wagtail write these at the first look.
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        UserProfile.get_for_user(user)


def fill_practice(stage):
    stage.rules = BookingRules.load()
    stage.place = factories.make_place("Visio")
    stage.service = factories.make_service()
    parts = {"places": [stage.place], "services": [stage.service]}
    stage.practitioner = factories.make_practitioner("Paul", user=stage.practitioner_user, **parts)
    stage.other_practitioner = factories.make_practitioner("Quitterie", user=stage.other_practitioner_user, **parts)
    stage.hours = stage.practitioner.opening_hours.get()
    stage.speciality = Speciality.objects.create(name="Prise de poste", slug="prise-de-poste")
    stage.question = Question.objects.create(language="fr", question="Y a-t-il un jardin ?", answer="Oui.")
    stage.synonyms = Synonym.objects.create(language="fr", words="jardin, parc")
    stage.asked = Asked.objects.create(language="fr", text="un aquarium ?")
    stage.message = Message.objects.create(language="fr", name="Inès", email="ines@example.com", text="Un aquarium ?")
    stage.reason = CancellationReason.objects.create(label="Force majeure", is_default=True)
    absence = {"practitioner": stage.practitioner, "reason": "Congé"}
    stage.absence = Absence.objects.create(start_at=NOW + 20 * DAY, end_at=NOW + 21 * DAY, **absence)
    start = NOW + 12 * DAY + 10 * HOUR
    stage.slot = PublishedSlot.objects.create(
        practitioner=stage.practitioner,
        service=stage.service,
        place=stage.place,
        start_at=start,
        end_at=start + HOUR,
    )
    stage.reserved_slot = PublishedSlot.objects.create(
        practitioner=stage.practitioner,
        service=stage.service,
        place=stage.place,
        start_at=start + 2 * HOUR,
        end_at=start + 3 * HOUR,
        context=ANSWER,
    )
    stage.calendar = OutsideCalendar.objects.create(
        practitioner=stage.practitioner, name="Perso", address="https://example.com/secret.ics"
    )


def fill_appointments(stage):
    stage.appointment = appointment(stage, stage.client, NOW + 3 * DAY + HOUR)
    stage.guests_appointment = appointment(stage, stage.guest, NOW + 4 * DAY + HOUR)
    stage.request = appointment(stage, stage.client, NOW + 5 * DAY + HOUR, state=State.REQUESTED)
    stage.past_appointment = appointment(stage, stage.client, NOW - 3 * DAY + HOUR)
    stage.request = appointment(stage, stage.client, stage.reserved_slot.start_at)
    stage.request.state, stage.request.published_slot = State.REQUESTED, stage.reserved_slot
    stage.request.save()
    stage.note = note_actions.write(
        client=stage.client, body=NOTE, by=stage.practitioner_user, now=NOW, appointment=stage.past_appointment
    )
    said = {"body": f"{NOTE} encore", "agreed": [NOTE], "appointment": stage.past_appointment}
    note_actions.change(note=stage.note, by=stage.practitioner_user, now=NOW, **said)
    stage.action = stage.note.agreed.get()
    note_actions.keep_draft(client=stage.client, by=stage.practitioner_user, now=NOW, body=NOTE)
    stage.link = links.make(stage.guests_appointment, token=LINK, email=stage.guest.email, now=NOW)
    days = {"first_day": (NOW + 3 * DAY).date(), "last_day": (NOW + 5 * DAY).date()}
    parts = {"practitioner": stage.practitioner, "service": stage.service, "place": stage.place}
    stage.entry = WaitingEntry.objects.create(client=stage.guest, created_at=NOW, **parts, **days)
    stage.feed, stage.feed_token = calendar_actions.make_feed(
        holder=stage.practitioner_user, practitioner=stage.practitioner, now=NOW, shows_details=True
    )
    # It stands in a private network: a test of it is refused at once.
    stage.webhook = Webhook(name="Compta", address="https://127.0.0.1/", kinds=["booked"])
    webhook_actions.make_webhook(webhook=stage.webhook, by=stage.administrator, now=NOW)
    stage.delivery = deliveries.new_delivery(stage.webhook, "booked", now=NOW, record={"client_name": "Bob Martin"})
    stage.delivery.save()


def appointment(stage, client, start, state=State.CONFIRMED):
    end = start + dt.timedelta(minutes=45)
    made = Appointment.objects.create(
        practitioner=stage.practitioner,
        client=client,
        service=stage.service,
        place=stage.place,
        start_at=start,
        end_at=end,
        busy_until=end + dt.timedelta(minutes=10),
        state=state,
    )
    made.answers.create(question="Votre sujet", text=ANSWER, position=0)
    return made


def fill_site(stage):
    # What a client is shown, they read; nobody is shown anything yet.
    NotesSettings.objects.update(may_be_shown_to_clients=True)
    root = Page.get_first_root_node()
    words = dict.fromkeys(["promise", "lead", "first_button", "second_button", "free_times_title"], "Y voir clair")
    stage.home = root.add_child(instance=HomePage(title="Accueil", slug="accueil", **words))
    Site.objects.filter(is_default_site=True).update(root_page=stage.home)
    Site.clear_site_root_paths_cache()
    stage.site = Site.objects.get(is_default_site=True)
    for settings_model in settings_registry:
        # A row of its own is made at the first look.
        is_for_all = issubclass(settings_model, BaseGenericSetting)
        settings_model.load() if is_for_all else settings_model.for_site(stage.site)
    stage.page = stage.home.add_child(instance=StandardPage(title="À propos", slug="a-propos-de-moi"))
    stage.destination = stage.home.add_child(instance=StandardPage(title="Méthodes", slug="methodes"))
    stage.revision = stage.page.save_revision(user=stage.administrator)
    stage.draft = stage.home.add_child(instance=StandardPage(title="Brouillon", slug="brouillon", live=False))
    restriction = {"restriction_type": PageViewRestriction.PASSWORD, "password": "secret"}
    stage.page_restriction = PageViewRestriction.objects.create(page=stage.destination, **restriction)
    root_collection = Collection.get_first_root_node()
    stage.collection = root_collection.add_child(instance=Collection(name="Dossiers"))
    restriction = {"restriction_type": CollectionViewRestriction.PASSWORD, "password": "secret"}
    stage.collection_restriction = CollectionViewRestriction.objects.create(collection=stage.collection, **restriction)
    content = BytesIO()
    Drawing.new("RGB", (20, 20), "#155A52").save(content, "PNG")
    picture = ImageFile(content, name="portrait.png")
    stage.image = Image.objects.create(title="Portrait", file=picture)
    stage.document = Document.objects.create(title="Livret", file=ContentFile(b"livret", name="livret.txt"))
    stage.closed_document = Document.objects.create(
        title="Dossier", collection=stage.collection, file=ContentFile(b"dossier", name="dossier.txt")
    )
    stage.uploaded_image = uploaded(stage, Image, picture)
    stage.uploaded_document = uploaded(stage, Document, ContentFile(b"livret", name="livret.txt"))
    stage.redirect = Redirect.objects.create(old_path="/ancien", redirect_link="/")
    stage.task = GroupApprovalTask.objects.create(name="Relecture")
    stage.workflow = Workflow.objects.create(name="Relecture")
    WorkflowTask.objects.create(workflow=stage.workflow, task=stage.task)
    stage.draft.save_revision()
    stage.workflow_state = stage.workflow.start(stage.draft, stage.administrator)
    stage.editing_session = EditingSession.objects.create(
        user=stage.administrator,
        content_type=ContentType.objects.get_for_model(StandardPage),
        object_id=stage.page.pk,
        last_seen_at=NOW,
    )


def uploaded(stage, model, file):
    kind = ContentType.objects.get_for_model(model)
    return UploadedFile.objects.create(uploaded_by_user=stage.administrator, for_content_type=kind, file=file)


def sessions_of(stage):
    """Return the cookies of each of `WHO`: who is logged in, and whose browser has opened the guest's links."""
    users = {
        CLIENT: stage.client.user,
        OTHER_CLIENT: stage.other_client.user,
        PRACTITIONER: stage.practitioner_user,
        OTHER_PRACTITIONER: stage.other_practitioner_user,
        COLLABORATOR: stage.collaborator,
        ADMINISTRATOR: stage.administrator,
        BLOCKED: stage.blocked,
    }
    sessions = {who: session_of(user) for who, user in users.items()}
    # Not by the action, which some other test may have proved to end it: the session is as it was before.
    User.objects.filter(pk=stage.blocked.pk).update(blocked_at=NOW)
    opened = {str(stage.guests_appointment.reference): stage.link.pk}
    waits = {str(stage.entry.reference): links.token_of(stage.entry)}
    return {VISITOR: {}, GUEST: session_of(**{OPENED: opened, KNOWN: waits}), **sessions}
