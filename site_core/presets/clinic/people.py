"""The practitioners of the clinic: what they do, where, and when. All of them are invented."""

import datetime as dt

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = range(6)
ALL_WEEK = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)


def hours(*windows):
    """Return windows from pairs such as "8:30-12:30"."""
    return [tuple(dt.time.fromisoformat(f"{part:0>5}") for part in window.split("-")) for window in windows]


DAY = hours("9:00-12:30", "14:00-18:00")
EARLY = hours("8:00-12:00", "13:30-16:30")
MORNING = hours("8:30-12:30")
AFTERNOON = hours("13:30-18:30")
LATE = hours("10:00-13:00", "15:00-20:00")
EVENING = hours("17:00-21:00")

#: By the name of the picture: who they are, places, services, specialities, hours (days, windows, place).
PRACTITIONERS = {
    "amrani": (
        {
            "name": "Dre Leïla Amrani",
            "title": "Médecin généraliste",
            "bio": "Suivi au long cours, diabète, santé des femmes. Elle forme les internes de la faculté de Tours.",
            "languages": ["fr", "ar", "en"],
            "phone": "02 61 91 10 01",
        },
        ["tours"],
        ["general", "first"],
        ["Médecine générale"],
        [(ALL_WEEK, DAY, None)],
    ),
    "besson": (
        {
            "name": "Dr Philippe Besson",
            "title": "Cardiologue",
            "bio": "Échographie, épreuve d’effort, suivi de l’hypertension. Ancien chef de clinique au CHU.",
            "languages": ["fr", "en"],
        },
        ["tours", "blois"],
        ["cardiology", "effort"],
        ["Cardiologie"],
        [((MONDAY, TUESDAY, WEDNESDAY), EARLY, "tours"), ((THURSDAY,), DAY, "blois")],
    ),
    "chevalier": (
        {
            "name": "Anne-Sophie Chevalier",
            "title": "Psychologue clinicienne",
            "bio": "Thérapies brèves, anxiété, deuil, burn-out. Adultes et adolescents, au cabinet ou en visio.",
            "languages": ["fr", "en"],
        },
        ["tours", "visio"],
        ["psychology"],
        ["Psychologie"],
        [((MONDAY, THURSDAY), LATE, "tours"), ((TUESDAY, FRIDAY), EVENING, "visio")],
    ),
    "diop": (
        {
            "name": "Dr Mamadou Diop",
            "title": "Médecin généraliste",
            "bio": "Médecine de famille et du sport, vaccination des voyageurs.",
            "languages": ["fr", "wo", "en"],
        },
        ["orleans"],
        ["general", "first"],
        ["Médecine générale"],
        [(ALL_WEEK, LATE, None)],
    ),
    "faure": (
        {
            "name": "Dre Camille Faure",
            "title": "Gynécologue",
            "bio": "Suivi gynécologique, contraception, ménopause. Chaque geste est expliqué avant d’être fait.",
            "languages": ["fr", "de"],
        },
        ["blois"],
        ["gynaecology"],
        ["Gynécologie"],
        [((MONDAY, TUESDAY, THURSDAY, FRIDAY), DAY, None)],
    ),
    "garnier": (
        {
            "name": "Thomas Garnier",
            "title": "Kinésithérapeute",
            "bio": "Rééducation de l’épaule et du genou, reprise du sport, mal de dos.",
            "languages": ["fr", "es"],
        },
        ["tours"],
        ["physio"],
        ["Kinésithérapie"],
        [(ALL_WEEK, hours("7:30-12:30", "13:30-17:30"), None)],
    ),
    "haddad": (
        {
            "name": "Dr Karim Haddad",
            "title": "Dermatologue",
            "bio": "Dépistage des grains de beauté, acné, eczéma, petite chirurgie de la peau.",
            "languages": ["fr", "ar", "en"],
        },
        ["orleans"],
        ["dermatology"],
        ["Dermatologie"],
        [((MONDAY, WEDNESDAY, FRIDAY), DAY, None)],
    ),
    "lemoine": (
        {
            "name": "Françoise Lemoine",
            "title": "Psychologue",
            "bio": "Enfants, parents, écoles : difficultés d’apprentissage, sommeil, séparation.",
            "languages": ["fr", "fsl"],
        },
        ["orleans"],
        ["psychology"],
        ["Psychologie"],
        [((TUESDAY, WEDNESDAY, THURSDAY), hours("9:00-12:00", "14:00-19:00"), None)],
    ),
    "mercier": (
        {
            "name": "Dre Juliette Mercier",
            "title": "Pédiatre",
            "bio": "Du premier mois à l’adolescence. Suivi du nouveau-né, allergies, vaccins.",
            "languages": ["fr", "es"],
        },
        ["tours"],
        ["paediatrics"],
        ["Pédiatrie"],
        [(ALL_WEEK, MORNING, None), ((WEDNESDAY,), AFTERNOON, None)],
    ),
    "nguyen": (
        {
            "name": "Dre Mai Nguyen",
            "title": "Ophtalmologue",
            "bio": "Bilan visuel, fond d’œil, glaucome. Un samedi matin sur deux sur demande.",
            "languages": ["fr", "vi", "en"],
        },
        ["orleans", "blois"],
        ["eyes"],
        ["Ophtalmologie"],
        [((MONDAY, TUESDAY), EARLY, "orleans"), ((WEDNESDAY, FRIDAY), EARLY, "blois")],
    ),
    "pereira": (
        {
            "name": "Dr João Pereira",
            "title": "Médecin généraliste",
            "bio": "Médecine de famille et gériatrie, visites à domicile l’après-midi.",
            "languages": ["fr", "pt", "es"],
        },
        ["blois"],
        ["general", "first"],
        ["Médecine générale"],
        [(ALL_WEEK, MORNING, None), ((SATURDAY,), MORNING, None)],
    ),
    "rousseau": (
        {
            "name": "Dr Étienne Rousseau",
            "title": "Médecin généraliste, en téléconsultation",
            "bio": "Conseils, renouvellements, arrêts, lecture de résultats. Il vous dit quand il faut se déplacer.",
            "languages": ["fr", "en", "ru"],
        },
        ["visio"],
        ["remote"],
        ["Médecine générale"],
        [(ALL_WEEK, EVENING, None), ((SATURDAY,), hours("9:00-13:00"), None)],
    ),
    "traore": (
        {
            "name": "Dre Awa Traoré",
            "title": "Pédiatre",
            "bio": "Consultations du nourrisson, asthme, troubles du sommeil.",
            "languages": ["fr", "bm", "en"],
        },
        ["orleans"],
        ["paediatrics"],
        ["Pédiatrie"],
        [((MONDAY, TUESDAY, THURSDAY, FRIDAY), DAY, None)],
    ),
    "vasseur": (
        {
            "name": "Hélène Vasseur",
            "title": "Kinésithérapeute",
            "bio": "Rééducation du périnée, kinésithérapie respiratoire, seniors.",
            "languages": ["fr", "en"],
        },
        ["blois"],
        ["physio"],
        ["Kinésithérapie"],
        [((MONDAY, TUESDAY, WEDNESDAY, THURSDAY), hours("8:30-12:30", "14:00-17:00"), None)],
    ),
}
#: Who has an account of their own.
ACCOUNTS = {"amrani": "leila.amrani@sante-val.example", "besson": "philippe.besson@sante-val.example"}

#: Patients: name and telephone; the first have an account.
WITH_ACCOUNT = 3
PATIENTS = [
    "Mathilde Renaud",
    "Yanis Lefort",
    "Odette Gaillard",
    "Nicolas Brossard",
    "Samira Ouali",
    "Gabriel Marchand",
    "Lucie Poirier",
    "Ousmane Camara",
    "Margaux Delorme",
    "Henri Tessier",
    "Mélissa Da Silva",
    "Adrien Lacombe",
    "Chloé Barbier",
    "Trần Minh",
    "Véronique Aubry",
    "Théodore Blin",
    "Fatma Yıldız",
    "Élouan Le Goff",
    "Ginette Rocher",
    "Paul-Henri de Montigny",
    "Zélie Fournier",
    "Marek Kowalski",
    "Inès Rahmani",
    "Baptiste Cordier",
]
#: What practitioners with an account wrote after consultations.
NOTES = [
    "Tension 13/8. Traitement inchangé. Revoir dans trois mois avec le bilan sanguin.",
    "Sommeil meilleur depuis l’arrêt du café l’après-midi. Poursuivre, point dans six semaines.",
    "Rappel du vaccin fait ce jour. Carnet mis à jour.",
    "Douleur à l’effort disparue. Reprise de la marche, trente minutes par jour.",
    "Résultats relus ensemble : cholestérol en baisse. Encouragée à garder les légumes secs.",
    "Lettre remise pour le spécialiste. Me rappeler si rien avant quinze jours.",
]
