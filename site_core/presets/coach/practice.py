"""Settings, pages, people and hours of the coach."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from django.core.management import call_command
from django.utils.translation import gettext as _

from people.actions import set_role
from people.models import Role
from practice.models import Place, Practitioner, Service
from site_core.presets import making

from . import pages_en, pages_fr

PICTURES = Path(__file__).parent / "pictures"
COACH = "camille@aubert.example"
WINDOWS = [(dt.time(9), dt.time(12, 30)), (dt.time(13, 30), dt.time(17))]
REASONS = ["Force majeure", "Empêchement professionnel", "Raison de santé", "Je n’en ai plus besoin", "Autre raison"]
SETTINGS = {
    "name": "Camille Aubert",
    "tagline": pages_fr.TAGLINE,
    "email": "bonjour@aubert.example",
    "phone": "04 65 71 00 12",
    "address": "12 rue de Marseille\n69007 Lyon",
    "practitioner_word": "coach",
    "practitioners_word": "coachs",
    "client_word": "client",
    "clients_word": "clients",
}

#: What the assistant answers besides what the site says.
ANSWERS = [
    (
        "Comment se passe une première séance ?",
        "première fois\ndéroulement de la première séance",
        "On fait connaissance, vous dites ce qui vous amène, et nous décidons ensemble de la suite.",
    ),
    (
        "Est-ce confidentiel ?",
        "secret professionnel\nqui saura ce que je dis",
        "Oui. Ce que vous dites reste entre nous, et les notes sont chiffrées.",
    ),
    (
        "Comment régler la séance ?",
        "payer par virement ou carte\nmoyens de paiement",
        "Par virement ou par carte, après la séance. Une facture vous est envoyée.",
    ),
]


def load(say):
    call_command("setup_roles", verbosity=0)
    making.make_answers("fr", *ANSWERS)
    coach = making.owner(COACH, _("Coach"), first_name="Camille", last_name="Aubert")
    portrait = making.picture(PICTURES / "portrait.png", "Portrait de Camille Aubert")
    cabinet = making.picture(PICTURES / "cabinet.png", "Le cabinet")
    practitioner = make_practice(coach, portrait)
    say("Practice: one service, two places, hours from Monday to Friday")
    count = make_pages(practitioner, portrait=portrait, cabinet=cabinet)
    say(f"Pages: {count} in French, {count} in English")


def make_practice(coach, portrait):
    """Make who receives, where, for what and when; return the practitioner."""
    service = Service.objects.create(
        name="Coaching individuel",
        description="Une séance en tête-à-tête : une question, un échange, un pas à faire.",
        duration_minutes=45,
        gap_minutes=10,
        price=Decimal("80.00"),
    )
    Place.objects.create(
        name="Visio",
        is_online=True,
        description="Dans votre navigateur, sans rien installer.",
        directions="Camille vous envoie le lien avant la séance.",
    )
    Place.objects.create(
        name="Cabinet de Lyon 7e",
        town="Lyon",
        address="12 rue de Marseille\n69007 Lyon",
        access="Métro Saxe-Gambetta, lignes B et D, puis cinq minutes à pied. Entrée de plain-pied.",
        directions="Interphone « Aubert », premier étage.",
        # One place to choose from, so that nobody has to choose; the coach opens the second when she wants to.
        is_active=False,
        position=1,
    )
    practitioner = Practitioner.objects.create(
        user=coach,
        name="Camille Aubert",
        title="Coach professionnelle",
        bio="Elle accompagne celles et ceux qui changent de métier, d’équipe ou de cap.",
        photo=portrait,
        languages=["fr", "en"],
    )
    practitioner.services.add(service)
    practitioner.places.set(Place.objects.all())
    making.make_hours(practitioner, WINDOWS)
    making.make_reasons(REASONS)
    if not coach.is_superuser:
        set_role(user=coach, role=Role.Code.ADMINISTRATOR, by=None)
    return practitioner


def make_pages(practitioner, **pictures):
    """Make the pages in both languages and the settings that name them; return how many there are in each."""
    shared = {"service": practitioner.services.get(), "practitioner": practitioner, **pictures}
    home = making.publish_home("fr", pages_fr.home())
    pages = [making.publish_page(home, fields) for fields in pages_fr.standard_pages(**shared)]
    making.publish_translation(home, "en", pages_en.home())
    for page, fields in zip(pages, pages_en.standard_pages(**shared), strict=True):
        making.publish_translation(page, "en", fields)
    making.write_settings(SETTINGS, footer_pages=pages[2:])
    return len(pages) + 1
