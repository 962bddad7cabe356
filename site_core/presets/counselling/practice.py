"""Settings, pages, people and hours of the counselling practice."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from django.core.management import call_command

from assistant.models import AssistantSettings
from coach_notes.models import NotesSettings
from people.actions import set_role
from people.models import RegistrationRules, Role
from practice.models import BookingRules, Place, Practitioner, Service, Speciality
from site_core.presets import making

from . import pages

PICTURES = Path(__file__).parent / "pictures"
OWNER, COLLEAGUE = "eleanor@elmrow.example", "samuel@elmrow.example"
#: Sessions of an hour, one after the other.
WINDOWS = [(dt.time(9), dt.time(18))]
REASONS = ["Something came up", "I am unwell", "Work or study", "I no longer need it", "Another reason"]
SETTINGS = {
    "name": "Elm Row Counselling",
    "tagline": pages.TAGLINE,
    "email": "hello@elmrow.example",
    "phone": "0117 496 0112",
    "address": "14 Elm Row\nBristol BS1 0AA",
    "palette": "plum",
    "practitioner_word": "counsellor",
    "practitioners_word": "counsellors",
    "client_word": "client",
    "clients_word": "clients",
}

#: What the assistant answers besides what the site says.
ANSWERS = [
    (
        "Is it confidential?",
        "who will know\nconfidentiality",
        "Yes. What you say stays with your counsellor, unless somebody is in danger.",
    ),
    (
        "How do I pay?",
        "pay by card\npayment",
        "By card or bank transfer, after the session.",
    ),
    (
        "What happens in a first meeting?",
        "first session what to expect",
        "You say what brings you, ask your questions, and decide together whether to go on.",
    ),
]
EMERGENCY = "999 · Emergency services\n116 123 · Samaritans, day and night\n85258 · Text SHOUT, crisis support"


def load(say):
    call_command("setup_roles", verbosity=0)
    making.make_answers("en", *ANSWERS)
    making.decide(AssistantSettings, emergency_numbers=EMERGENCY)
    decide()
    eleanor = making.owner(OWNER, "Counsellor", first_name="Eleanor", last_name="Hart")
    making.make_reasons(REASONS)
    services = make_services()
    counsellors = make_counsellors(eleanor, services)
    say("Practice: two counsellors, hours from Monday to Friday, by invitation")
    count = make_pages(services, counsellors[0])
    say(f"Pages: {count} in English")


def decide():
    """Write the practice's own rules: clients come by invitation, and have two days to think better of it."""
    making.decide(RegistrationRules, sign_up=RegistrationRules.SignUp.INVITATION)
    making.decide(BookingRules, guests_allowed=False, cancellation_notice_hours=48, holidays_region="GB-ENG")
    making.decide(NotesSettings, notes_are_shared=False)


def make_services():
    """Return the services: for one, and for two, which is agreed to by the counsellor first."""
    hour = {"duration_minutes": 60, "gap_minutes": 0, "currency": "GBP"}
    individual = Service.objects.create(
        name="Individual counselling",
        slug="individual",
        description="An hour for you alone: what brings you, what you would like to be different.",
        price=Decimal("65.00"),
        **hour,
    )
    couples = Service.objects.create(
        name="Couples counselling",
        slug="couples",
        description="An hour for both of you. We call before we confirm the first one.",
        price=Decimal("85.00"),
        needs_approval=True,
        position=1,
        **hour,
    )
    return individual, couples


def make_counsellors(eleanor, services):
    """Make who receives, where and when; return them, the owner first."""
    room = Place.objects.create(
        name="Elm Row",
        slug="elm-row",
        town="Bristol",
        address="14 Elm Row\nBristol BS1 0AA",
        directions="Ten minutes on foot from Temple Meads. Ring the lower bell; step-free by the garden door.",
        description="The quiet room on the first floor, or on the ground floor if you ask.",
    )
    online = Place.objects.create(
        name="Online",
        slug="online",
        is_online=True,
        directions="Your counsellor sends the link an hour before. You need a browser and a door that closes.",
        description="In your browser, from wherever you are.",
        position=1,
    )
    samuel = making.account(COLLEAGUE, "Counsellor", first_name="Samuel", last_name="Okafor")
    told = [
        {
            "user": eleanor,
            "name": "Eleanor Hart",
            "slug": "eleanor-hart",
            "title": "Counsellor",
            "bio": "For those who worry, grieve, or have carried something for too long.",
            "photo": making.picture(PICTURES / "eleanor.png", "Eleanor Hart"),
            "languages": "English",
        },
        {
            "user": samuel,
            "name": "Samuel Okafor",
            "slug": "samuel-okafor",
            "title": "Counsellor for individuals and couples",
            "bio": "For those who are stuck, at work or with each other.",
            "photo": making.picture(PICTURES / "samuel.png", "Samuel Okafor"),
            "languages": "English, French",
            "position": 1,
        },
    ]
    specialities = [["Anxiety", "Bereavement"], ["Relationships", "Stress at work", "Anxiety"]]
    offered = [services[:1], services]
    found = []
    for fields, subjects, given in zip(told, specialities, offered, strict=True):
        counsellor = Practitioner.objects.create(**fields)
        counsellor.services.set(given)
        counsellor.places.set([room, online])
        counsellor.specialities.set([Speciality.objects.get_or_create(name=name)[0] for name in subjects])
        making.make_hours(counsellor, WINDOWS)
        found.append(counsellor)
    if not eleanor.is_superuser:
        set_role(user=eleanor, role=Role.Code.ADMINISTRATOR, by=None)
    set_role(user=samuel, role=Role.Code.PRACTITIONER, by=None)
    return found


def make_pages(services, practitioner):
    """Make the pages and the settings that name them; return how many there are."""
    home = making.publish_home("en", pages.home())
    room = making.picture(PICTURES / "room.png", "The room on Elm Row")
    told = pages.standard_pages(services=services, practitioner=practitioner, portrait=practitioner.photo, room=room)
    made = [making.publish_page(home, fields) for fields in told]
    making.write_settings(SETTINGS, footer_pages=made[pages.FOOT :])
    return len(made) + 1
