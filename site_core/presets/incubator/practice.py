"""Settings, pages, agencies, advisers and hours of the incubator."""

import datetime as dt
from pathlib import Path

from django.core.management import call_command
from django.utils.translation import gettext as _

from home.models import NewsIndexPage, TeamPage
from people.models import Role
from practice.models import BookingRules, Place, Question, Service, Speciality
from site_core.presets import making

from . import pages

PICTURES = Path(__file__).parent / "pictures"
OWNER = "direction@sources-auvergne.example"
REASONS = ["Force majeure", "Empêchement professionnel", "Raison de santé", "Le projet a changé", "Autre raison"]
Kind = Question.Kind

MORNING, AFTERNOON = (dt.time(9), dt.time(12)), (dt.time(14), dt.time(17, 30))
EARLY, LATE = (dt.time(8, 30), dt.time(12, 30)), (dt.time(16), dt.time(19))
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)

PLACES = {
    "clermont": {
        "name": "Agence de Clermont-Ferrand",
        "slug": "clermont-ferrand",
        "town": "Clermont-Ferrand",
        "address": "14 rue du Port\n63000 Clermont-Ferrand",
        "description": (
            "La maison mère, à deux pas de la basilique Notre-Dame-du-Port : trois conseillers, une salle d’atelier et "
            "un espace de travail ouvert aux projets à l’essai."
        ),
        "access": "Tramway A, arrêt Gaillard, puis huit minutes à pied. Parking Saint-Pierre. Entrée de plain-pied.",
        "directions": "Sonnez à « Sources », première porte à gauche sous le porche.",
    },
    "aurillac": {
        "name": "Agence d’Aurillac",
        "slug": "aurillac",
        "town": "Aurillac",
        "address": "3 place de la Paix\n15000 Aurillac",
        "description": (
            "Dans l’ancienne gendarmerie, au bord de la Jordanne. On y suit surtout des projets d’artisanat, "
            "d’alimentation et de tourisme, et des reprises dans tout le Cantal."
        ),
        "access": "À dix minutes à pied de la gare. Stationnement gratuit place de la Paix. Rampe d’accès.",
        "directions": "Accueil au rez-de-chaussée, porte vitrée.",
    },
    "le-puy": {
        "name": "Agence du Puy-en-Velay",
        "slug": "le-puy-en-velay",
        "town": "Le Puy-en-Velay",
        "address": "27 boulevard Maréchal-Fayolle\n43000 Le Puy-en-Velay",
        "description": (
            "Au-dessus de la halle, une petite équipe et un réseau de quarante artisans. La dentelle y côtoie "
            "l’impression en trois dimensions."
        ),
        "access": "Bus 1 et 4, arrêt Michelet. Premier étage avec ascenseur.",
        "directions": "Code du portail : 4343. Premier étage, porte bleue.",
    },
}
SPECIALITIES = [
    "Création d’entreprise",
    "Financement",
    "Métiers d’art",
    "Numérique",
    "Reprise d’entreprise",
    "Tourisme",
]
SERVICES = {
    "welcome": {
        "name": "Premier rendez-vous",
        "description": "Une heure pour raconter votre projet, savoir s’il peut être essayé ici, et choisir la suite.",
        "duration_minutes": 60,
        "gap_minutes": 15,
        "needs_approval": True,
    },
    "takeover": {
        "name": "Reprendre une entreprise",
        "description": "Vous avez une entreprise en vue, ou vous en cherchez une : par où commencer, et à quel prix.",
        "duration_minutes": 60,
        "gap_minutes": 15,
        "needs_approval": True,
    },
    "money": {
        "name": "Point financement",
        "description": "Plan de financement, prêt d’honneur, banque : relire vos chiffres avant de les montrer.",
        "duration_minutes": 45,
        "gap_minutes": 15,
    },
    "follow-up": {
        "name": "Suivi de parcours",
        "description": "Pour les personnes en contrat d’appui : le point du mois, les ventes, la suite.",
        "duration_minutes": 45,
        "gap_minutes": 15,
    },
}
TRADES = ["Alimentation et restauration", "Artisanat", "Bâtiment", "Commerce", "Culture et création", "Numérique"]
TRADES += ["Santé et bien-être", "Services aux entreprises", "Services à la personne", "Tourisme", "Autre"]
NEEDS = ["Savoir si mon idée tient", "Choisir un statut", "Chiffrer le projet", "Trouver un financement"]
NEEDS += ["Essayer sans risque"]
STAGES = ["Une idée", "Une étude de marché commencée", "Des chiffres sur le papier", "Des premiers clients"]
PROJECT = "Votre projet en quelques phrases"
#: What the agencies ask before a first meeting.
QUESTIONS = [
    (PROJECT, Kind.LONG, {"is_required": True, "help_text": "Ce que vous vendez, à qui, et ce qui existe déjà."}),
    ("Où en est-il ?", Kind.CHOICE, {"is_required": True, "options": STAGES}),
    ("Votre secteur d’activité", Kind.CHOICE, {"is_required": True, "options": TRADES}),
    ("Ce que vous attendez de ce rendez-vous", Kind.CHOICES, {"options": NEEDS}),
    ("Somme à réunir, en euros", Kind.NUMBER, {"help_text": "Une idée suffit ; laissez vide si vous ne savez pas."}),
    ("Date à laquelle vous aimeriez commencer", Kind.DATE, {}),
    (
        "J’accepte que la personne qui me reçoit lise mes réponses avant le rendez-vous",
        Kind.CONSENT,
        {"is_required": True},
    ),
]
#: By the name of the picture: fields, agencies, services, specialities, hours (days, windows, agency).
ADVISERS = {
    "bonnet": (
        {
            "name": "Claire Bonnet",
            "title": "Conseillère en création",
            "bio": "Dix ans au marketing d’une laiterie, puis sa propre fromagerie. Elle aime ce qui se goûte.",
            "languages": ["fr", "en"],
        },
        ["clermont"],
        ["welcome", "follow-up"],
        ["Création d’entreprise", "Tourisme"],
        [(range(5), [MORNING, AFTERNOON], None)],
    ),
    "chabrol": (
        {
            "name": "Gérard Chabrol",
            "title": "Conseiller en reprise et financement",
            "bio": "Banquier pendant vingt ans, il relit vos chiffres comme la banque les lira.",
            "languages": ["fr"],
        },
        ["clermont"],
        ["takeover", "money"],
        ["Reprise d’entreprise", "Financement"],
        [((MONDAY, TUESDAY, THURSDAY), [EARLY, AFTERNOON], None)],
    ),
    "delmas": (
        {
            "name": "Inès Delmas",
            "title": "Conseillère numérique",
            "bio": "Elle a codé, vendu et recruté. Elle vous aidera à commencer petit, et à mesurer.",
            "languages": ["fr", "es", "en"],
        },
        ["clermont", "le-puy"],
        ["welcome", "follow-up"],
        ["Création d’entreprise", "Numérique"],
        [((MONDAY, TUESDAY, WEDNESDAY), [MORNING, LATE], "clermont"), ((FRIDAY,), [MORNING, AFTERNOON], "le-puy")],
    ),
    "espinasse": (
        {
            "name": "Mathieu Espinasse",
            "title": "Conseiller en création et reprise",
            "bio": "Fils d’éleveurs, ébéniste de métier. Il connaît chaque atelier du Cantal.",
            "languages": ["fr", "pt"],
        },
        ["aurillac"],
        ["welcome", "takeover", "follow-up"],
        ["Création d’entreprise", "Reprise d’entreprise", "Métiers d’art"],
        [((MONDAY, TUESDAY, WEDNESDAY, THURSDAY), [EARLY, AFTERNOON], None)],
    ),
    "fontanier": (
        {
            "name": "Solène Fontanier",
            "title": "Conseillère métiers d’art",
            "bio": "Ancienne régisseuse de théâtre, elle accompagne les métiers où l’on travaille de ses mains.",
            "languages": ["fr", "it"],
        },
        ["le-puy"],
        ["welcome", "follow-up"],
        ["Métiers d’art", "Tourisme"],
        [(range(4), [MORNING, AFTERNOON], None)],
    ),
    "kone": (
        {
            "name": "Aminata Koné",
            "title": "Conseillère en financement",
            "bio": "Elle a monté un fonds de microcrédit à Abidjan avant de rejoindre la région.",
            "languages": ["fr", "en", "bm"],
        },
        ["aurillac", "le-puy"],
        ["welcome", "money"],
        ["Financement", "Création d’entreprise"],
        [((TUESDAY, WEDNESDAY, THURSDAY), [MORNING, AFTERNOON], "aurillac"), ((MONDAY,), [EARLY, AFTERNOON], "le-puy")],
    ),
}
#: Who has an account of their own, as what.
ACCOUNTS = {
    "bonnet": "claire@sources-auvergne.example",
    "espinasse": "mathieu@sources-auvergne.example",
}

#: What the assistant answers besides what the site says.
ANSWERS = [
    (
        "Faut-il déjà avoir une entreprise ?",
        "je n’ai pas encore d’entreprise\njuste une idée",
        "Non. Une idée suffit pour un premier rendez-vous.",
    ),
    (
        "Est-ce gratuit ?",
        "accompagnement gratuit\nfaut-il payer",
        "Les rendez-vous avec nos conseillers sont compris dans l’accompagnement.",
    ),
    (
        "Que faut-il préparer ?",
        "documents à apporter\nbusiness plan",
        "Quelques lignes sur votre projet et vos questions.",
    ),
]


def load(say):
    call_command("setup_roles", verbosity=0)
    making.make_answers("fr", *ANSWERS)
    making.owner(OWNER, _("Administrator"), first_name="Élodie", last_name="Roche")
    pictures = {path.stem: making.picture(path, path.stem.capitalize()) for path in sorted(PICTURES.glob("*.png"))}
    advisers = make_practice(pictures)
    say(f"Practice: {len(PLACES)} agencies, {len(SERVICES)} services, {len(advisers)} advisers")
    say(f"Pages: {make_pages(advisers, pictures)} in French")


def make_practice(pictures):
    """Make agencies, services and advisers, and return these."""
    making.decide(
        BookingRules,
        guests_allowed=True,
        live_limit=3,
        week_limit=2,
        minimum_notice_minutes=24 * 60,
        holidays_region="FR",
    )
    making.make_reasons(REASONS)
    places = {
        key: Place.objects.create(position=position, **fields) for position, (key, fields) in enumerate(PLACES.items())
    }
    specialities = {name: Speciality.objects.create(name=name) for name in SPECIALITIES}
    services = {
        key: Service.objects.create(position=position, price=0, asks_topic=False, **fields)
        for position, (key, fields) in enumerate(SERVICES.items())
    }
    for key in ("welcome", "takeover"):
        making.make_questions(services[key], *[(text, kind, dict(fields)) for text, kind, fields in QUESTIONS])
    return [
        making.make_practitioner(
            [places[key] for key in agencies],
            [services[key] for key in given],
            [(days, windows, place and places[place]) for days, windows, place in hours],
            [specialities[name] for name in known],
            position=position,
            photo=pictures[key],
            user=account_of(key, fields["name"]),
            **fields,
        )
        for position, (key, (fields, agencies, given, known, hours)) in enumerate(ADVISERS.items())
    ]


def account_of(key, name):
    if key not in ACCOUNTS:
        return None
    first_name, last_name = name.split(" ", 1)
    user = making.account(ACCOUNTS[key], _("Practitioner"), first_name=first_name, last_name=last_name)
    return making.in_role(user, Role.Code.PRACTITIONER)


def make_pages(advisers, pictures):
    """Make the pages and the settings that name them; return how many pages there are."""
    home = making.publish_home("fr", pages.home())
    about = making.publish_page(home, pages.about(pictures))
    team = making.publish_page(home, pages.team(advisers, pictures), TeamPage)
    index = making.publish_page(home, pages.news_index(), NewsIndexPage)
    making.publish_news(index, pages.NEWS, pictures)
    footer = [making.publish_page(home, fields) for fields in pages.footer_pages()]
    home.body, home.second_button_page = pages.home_body(index=index, team=team), about
    making.publish(home)
    making.write_settings(pages.SETTINGS, footer_pages=footer)
    return 4 + len(pages.NEWS) + len(footer)
