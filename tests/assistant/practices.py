"""A practice as it might stand in each language, for the questions of `asked/`."""

ONLINE = {"is_online": True}
PRACTICES = {
    "fr": {
        "places": [
            (
                "Maison de santé de Tours",
                "Tours",
                {"address": "22 rue de la Victoire\n37000 Tours", "access": "Tramway A."},
            ),
            ("Maison de santé d’Orléans", "Orléans", {"address": "8 rue des Carmes"}),
            ("Maison de santé de Blois", "Blois", {"address": "5 quai de la Saussaye"}),
            ("Téléconsultation", "", ONLINE),
        ],
        "specialities": [
            "Cardiologie",
            "Dermatologie",
            "Kinésithérapie",
            "Médecine générale",
            "Pédiatrie",
            "Psychologie",
        ],
        "services": [
            ("Consultation de médecine générale", 20, 30),
            ("Première consultation", 40, 30),
            ("Consultation de cardiologie", 30, 55),
            ("Consultation de dermatologie", 20, 50),
            ("Consultation de pédiatrie", 25, 40),
            ("Bilan ophtalmologique", 30, 65),
            ("Séance de kinésithérapie", 30, 18),
        ],
        "people": [
            ("Dr Claire Lemoine", ["Médecine générale"], ["fr", "en"]),
            ("Dr Nadia Haddad", ["Dermatologie"], ["fr", "ar"]),
            ("Dr Paul Vasseur", ["Cardiologie"], ["fr"]),
            ("Julie Garnier", ["Kinésithérapie", "Pédiatrie", "Psychologie"], ["fr"]),
        ],
        "questions": {
            "vitale": (
                "Prenez-vous la carte Vitale ?",
                ["carte vitale", "mutuelle et remboursement"],
                "Oui, apportez-la.",
            ),
            "payment": ("Comment payer ?", ["payer par carte ou chèque", "moyens de paiement"], "Par carte ou chèque."),
            "bring": (
                "Que faut-il apporter ?",
                ["documents à apporter", "papiers pour la consultation"],
                "Vos ordonnances.",
            ),
            "late": ("Que faire si je suis en retard ?", ["je serai en retard"], "Prévenez l’accueil."),
        },
    },
    "en": {
        "places": [
            ("Leeds office", "Leeds", {"address": "4 Park Row\nLeeds", "access": "Bus 1."}),
            ("York office", "York", {"address": "2 Castlegate"}),
            ("Online", "", ONLINE),
        ],
        "specialities": ["Anxiety", "Grief", "Relationships"],
        "services": [("Counselling session", 50, 60), ("First meeting", 30, 0), ("Couples session", 75, 90)],
        "people": [
            ("Dr Helen Harris", ["Anxiety", "Grief"], ["en", "fr"]),
            ("Priya Nair", ["Relationships"], ["en"]),
        ],
        "questions": {
            "vitale": (
                "Do you take insurance?",
                ["health insurance", "covered by insurance"],
                "Some insurers pay it back.",
            ),
            "payment": ("How do I pay?", ["pay by card", "payment"], "By card or transfer."),
            "bring": ("What should I bring?", ["bring anything"], "Nothing."),
            "late": ("What if I am late?", ["running late"], "Ring us."),
        },
    },
    "ru": {
        "places": [
            ("Офис в Москве", "Москва", {"address": "Тверская, 1", "access": "Метро Тверская."}),
            ("Офис в Казани", "Казань", {"address": "Баумана, 5"}),
            ("Видеосвязь", "", ONLINE),
        ],
        "specialities": ["Право", "Налоги", "Психология"],
        "services": [
            ("Консультация юриста", 45, 3000),
            ("Налоговая консультация", 60, 4000),
            ("Первая встреча", 30, 0),
        ],
        "people": [
            ("Анна Соколова", ["Право", "Налоги"], ["ru", "en"]),
            ("Игорь Морозов", ["Психология"], ["ru", "tt"]),
        ],
        "questions": {
            "vitale": ("Можно ли по страховке?", ["полис дмс", "страховка"], "Нет."),
            "payment": ("Как оплатить?", ["оплатить картой", "оплата"], "Картой."),
            "bring": ("Что взять с собой?", ["какие документы принести"], "Паспорт."),
            "late": ("Что делать, если я опаздываю?", ["опаздываю"], "Позвоните."),
        },
    },
}
