"""Settings, pages, places, practitioners and hours of the clinic."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from django.core.management import call_command
from django.utils.translation import gettext as _

from coach_notes.models import NotesSettings
from home.models import NewsIndexPage, TeamPage
from people.models import Role
from practice.models import Absence, BookingRules, Place, Question, Service, Speciality, practice_today, practice_zone
from site_core.presets import making

from . import pages
from .people import ACCOUNTS, PRACTITIONERS

PICTURES = Path(__file__).parent / "pictures"
OWNER = "direction@sante-val.example"
REASONS = ["Empêchement", "Je me sens mieux", "J’ai trouvé un rendez-vous plus tôt", "Raison de santé", "Autre raison"]

PLACES = {
    "tours": {
        "name": "Maison de santé de Tours",
        "slug": "tours",
        "town": "Tours",
        "address": "22 rue de la Victoire\n37000 Tours",
        "description": (
            "Cinq praticiens autour d’une cour plantée, à dix minutes de la gare : médecine générale, cardiologie, "
            "pédiatrie, kinésithérapie, psychologie."
        ),
        "access": "Tramway A, arrêt Place Jean-Jaurès. Parking de la Victoire, deux places réservées devant l’entrée.",
        "directions": "Accueil au rez-de-chaussée. Le soir, sonnez « Santé Val ».",
    },
    "orleans": {
        "name": "Maison de santé d’Orléans",
        "slug": "orleans",
        "town": "Orléans",
        "address": "8 rue des Carmes\n45000 Orléans",
        "description": (
            "Au cœur de la ville : médecine générale, dermatologie, ophtalmologie, pédiatrie et psychologie, avec une "
            "salle d’attente pour les enfants."
        ),
        "access": "Tramway B, arrêt De Gaulle. Ascenseur, portes larges, boucle magnétique à l’accueil.",
        "directions": "Deuxième étage. Code de la porte après 18 h : 4521.",
    },
    "blois": {
        "name": "Maison de santé de Blois",
        "slug": "blois",
        "town": "Blois",
        "address": "5 quai de la Saussaye\n41000 Blois",
        "description": (
            "Face à la Loire, dans l’ancienne capitainerie : médecine générale, gynécologie, ophtalmologie, "
            "cardiologie "
            "et kinésithérapie."
        ),
        "access": "Bus A et C, arrêt Saussaye. Stationnement gratuit sur le quai. Entrée de plain-pied.",
        "directions": "Accueil à gauche en entrant.",
    },
    "visio": {
        "name": "Téléconsultation",
        "slug": "teleconsultation",
        "is_online": True,
        "description": "Depuis chez vous, dans votre navigateur, sans rien installer.",
        "directions": "Le lien s’ouvre dix minutes avant. Ayez votre carte Vitale et votre ordonnance sous la main.",
    },
}
SPECIALITIES = ["Cardiologie", "Dermatologie", "Gynécologie", "Kinésithérapie", "Médecine générale", "Ophtalmologie"]
SPECIALITIES += ["Pédiatrie", "Psychologie"]


def service(name, minutes, gap, price, description, **fields):
    fields |= {"name": name, "duration_minutes": minutes, "gap_minutes": gap, "description": description}
    return {"price": Decimal(price), "asks_topic": False, **fields}


SERVICES = {
    "general": service(
        "Consultation de médecine générale", 20, 5, "30.00", "Suivi, douleur, certificat, renouvellement."
    ),
    "first": service(
        "Première consultation", 40, 5, "30.00", "Pour se rencontrer : antécédents, traitements, choix du médecin."
    ),
    "remote": service(
        "Téléconsultation", 15, 5, "25.00", "Un conseil, un renouvellement, un résultat à comprendre, sans se déplacer."
    ),
    "cardiology": service(
        "Consultation de cardiologie", 30, 10, "55.00", "Avec électrocardiogramme. Apportez vos derniers examens."
    ),
    "effort": service(
        "Épreuve d’effort",
        45,
        15,
        "91.00",
        "Sur prescription. Venez en tenue de sport, sans être à jeun.",
        needs_approval=True,
    ),
    "dermatology": service("Consultation de dermatologie", 20, 5, "50.00", "Peau, ongles, cheveux, grains de beauté."),
    "gynaecology": service(
        "Consultation de gynécologie", 30, 5, "60.00", "Suivi, contraception, symptômes, grossesse.", is_discreet=True
    ),
    "paediatrics": service(
        "Consultation de pédiatrie", 25, 5, "40.00", "De la naissance à seize ans. Apportez le carnet de santé."
    ),
    "eyes": service(
        "Bilan ophtalmologique", 30, 5, "65.00", "Vue, tension de l’œil, fond d’œil : prévoyez de ne pas conduire."
    ),
    "physio": service("Séance de kinésithérapie", 30, 0, "18.00", "Sur ordonnance. Apportez une serviette."),
    "psychology": service(
        "Entretien avec la psychologue", 50, 10, "60.00", "Un lieu pour dire, à son rythme.", is_discreet=True
    ),
}
Kind = Question.Kind
QUESTIONS = {
    "effort": [
        ("Un médecin a-t-il prescrit cet examen ?", Kind.CHOICE, {"is_required": True, "options": ["Oui", "Non"]}),
        ("Votre traitement en ce moment", Kind.LONG, {"help_text": "Le nom des médicaments suffit."}),
    ],
    "first": [("Avez-vous un médecin traitant ?", Kind.CHOICE, {"options": ["Oui", "Non", "Je ne sais pas"]})],
}

#: What the assistant answers besides what the site says.
ANSWERS = [
    (
        "Prenez-vous la carte Vitale ?",
        "carte vitale\ntiers payant\nmutuelle et remboursement",
        "Oui. Apportez-la à chaque consultation ; le tiers payant est possible à l’accueil.",
    ),
    (
        "Que faut-il apporter ?",
        "documents à apporter\npapiers pour la consultation",
        "Votre carte Vitale, vos ordonnances et vos derniers résultats.",
    ),
    (
        "Comment payer ?",
        "payer par carte ou chèque\nmoyens de paiement",
        "Par carte, par chèque ou en espèces, à l’accueil.",
    ),
    (
        "Que faire si je suis en retard ?",
        "je serai en retard",
        "Appelez l’accueil. Au-delà de dix minutes, un autre créneau vous est proposé.",
    ),
]


def load(say):
    call_command("setup_roles", verbosity=0)
    making.make_answers("fr", *ANSWERS)
    making.owner(OWNER, _("Administrator"), first_name="Sophie", last_name="Carrel")
    pictures = {path.stem: making.picture(path, path.stem.capitalize()) for path in sorted(PICTURES.glob("*.png"))}
    practitioners = make_practice(pictures)
    say(f"Practice: {len(PLACES)} places, {len(SERVICES)} services, {len(practitioners)} practitioners")
    say(f"Pages: {make_pages(practitioners, pictures)} in French")


def make_practice(pictures):
    """Make places, specialities, services and practitioners, and return these."""
    making.decide(
        BookingRules, live_limit=6, day_limit=2, cancellation_notice_hours=24, holidays_region="FR", moves_limit=3
    )
    making.make_reasons(REASONS)
    # What a doctor writes is nobody else's to read.
    making.decide(NotesSettings, notes_are_shared=False)
    places = {
        key: Place.objects.create(position=position, **fields) for position, (key, fields) in enumerate(PLACES.items())
    }
    specialities = {name: Speciality.objects.create(name=name) for name in SPECIALITIES}
    services = {
        key: Service.objects.create(position=position, **fields)
        for position, (key, fields) in enumerate(SERVICES.items())
    }
    for key, asked in QUESTIONS.items():
        making.make_questions(services[key], *[(text, kind, dict(fields)) for text, kind, fields in asked])
    practitioners = {
        key: making.make_practitioner(
            [places[name] for name in where],
            [services[name] for name in given],
            [(days, windows, place and places[place]) for days, windows, place in hours],
            [specialities[name] for name in known],
            position=position,
            photo=pictures[key],
            user=account_of(key, fields["name"]),
            **fields,
        )
        for position, (key, (fields, where, given, known, hours)) in enumerate(PRACTITIONERS.items())
    }
    be_away(practitioners["garnier"], 9, 7, "Congés")
    be_away(practitioners["haddad"], 2, 3, "Congrès de dermatologie")
    be_away(practitioners["vasseur"], -14, 5, "Formation")
    return list(practitioners.values())


def account_of(key, name):
    if key not in ACCOUNTS:
        return None
    first_name, last_name = name.split(" ")[-2:]
    user = making.account(ACCOUNTS[key], _("Practitioner"), first_name=first_name, last_name=last_name)
    return making.in_role(user, Role.Code.PRACTITIONER)


def be_away(practitioner, begins_in, days, reason):
    """Keep somebody away for some days, from a day counted from today."""
    first = practice_today() + dt.timedelta(days=begins_in)
    edges = [dt.datetime.combine(first + dt.timedelta(days=shift), dt.time(), practice_zone()) for shift in (0, days)]
    Absence.objects.create(practitioner=practitioner, start_at=edges[0], end_at=edges[1], reason=reason)


def make_pages(practitioners, pictures):
    """Make the pages and the settings that name them; return how many pages there are."""
    home = making.publish_home("fr", pages.home())
    about = making.publish_page(home, pages.about(pictures))
    how = making.publish_page(home, pages.how_it_works(pictures))
    team = making.publish_page(home, pages.team(practitioners), TeamPage)
    index = making.publish_page(home, pages.news_index(), NewsIndexPage)
    making.publish_news(index, pages.NEWS, pictures)
    footer = [making.publish_page(home, fields) for fields in pages.footer_pages()]
    home.body, home.second_button_page = pages.home_body(index=index, about=about), how
    making.publish(home)
    making.write_settings(pages.SETTINGS, footer_pages=footer)
    return 4 + len([team]) + len(pages.NEWS) + len(footer)
