"""The coach's pages, in French: what a reader finds on the first day, to be changed in the admin."""

from . import legal_fr

TITLE = "Accueil"
TAGLINE = (
    "Camille Aubert, coach professionnelle à Lyon et en visio : changer de métier, d’équipe ou de cap, un pas à la "
    "fois."
)


def home():
    return {
        "title": TITLE,
        "slug": "accueil",
        "seo_title": "Coaching professionnel à Lyon et en visio",
        "search_description": TAGLINE,
        "promise": "Y voir clair, choisir, avancer",
        "lead": (
            "Je suis Camille Aubert, coach professionnelle. J’accompagne celles et ceux qui changent de métier, "
            "d’équipe ou de cap. 45 minutes par séance, une question à la fois, un pas concret à la fin."
        ),
        "first_button": "Choisir un créneau",
        "second_button": "Comment se passe une séance",
        "free_times_title": "Prochains créneaux libres",
        "free_times_note": "Réservation en ligne, sans compte, et sans frais d’annulation jusqu’à la veille.",
        "body": [
            (
                "steps",
                {
                    "title": "Une séance, trois temps",
                    "steps": [
                        {
                            "title": "Dire où vous en êtes",
                            "text": (
                                "Vous racontez la situation comme elle vient. Nous choisissons ensemble la question "
                                "du jour."
                            ),
                        },
                        {
                            "title": "Regarder autrement",
                            "text": (
                                "Je questionne, je reformule, je propose un exercice. Vous gardez la main du début "
                                "à la fin."
                            ),
                        },
                        {
                            "title": "Décider d’un pas",
                            "text": "Vous repartez avec une action à votre portée, et une date pour en reparler.",
                        },
                    ],
                    "facts": [
                        {"label": "Durée", "text": "45 minutes"},
                        {"label": "Lieu", "text": "En visio, ou à Lyon 7e sur demande"},
                        {"label": "Horaires", "text": "Lundi à vendredi, 9 h à 17 h"},
                        {"label": "Annulation", "text": "Libre jusqu’à 24 heures avant"},
                    ],
                },
            ),
            (
                "questions",
                {
                    "title": "Questions fréquentes",
                    "questions": [
                        {
                            "question": "Faut-il créer un compte ?",
                            "answer": (
                                "<p>Non. Choisissez un créneau, indiquez votre nom et votre e-mail : c’est réservé. "
                                "L’e-mail de confirmation contient le lien qui permet de déplacer ou d’annuler. "
                                "Un compte réunit tous vos rendez-vous, et se crée quand vous le souhaitez.</p>"
                            ),
                        },
                        {
                            "question": "Comment déplacer mon rendez-vous ?",
                            "answer": (
                                "<p>Ouvrez le lien de votre e-mail de confirmation, ou "
                                '<a href="/mes-rendez-vous/">Mes rendez-vous</a> si vous avez un compte, puis '
                                "« Déplacer », et choisissez un autre créneau. C’est possible jusqu’à 24 heures avant "
                                "la séance. Plus tard, appelez-moi : nous trouverons une solution.</p>"
                            ),
                        },
                        {
                            "question": "Combien de séances faut-il prévoir ?",
                            "answer": (
                                "<p>Le plus souvent six à dix, à deux ou trois semaines d’intervalle. Nous faisons "
                                "le point à mi-parcours. Vous arrêtez quand vous le souhaitez.</p>"
                            ),
                        },
                        {
                            "question": "Ce que je dis reste-t-il confidentiel ?",
                            "answer": (
                                "<p>Oui. Rien n’est transmis à votre employeur, même lorsqu’il finance "
                                "l’accompagnement. Les notes que je prends sont chiffrées ; vous pouvez demander à "
                                "tout moment qu’elles soient effacées.</p>"
                            ),
                        },
                        {
                            "question": "Est-ce une thérapie ?",
                            "answer": (
                                "<p>Non. Le coaching part d’une situation de travail et vise une action. Quand une "
                                "souffrance demande un autre soutien, je le dis et je vous oriente vers un "
                                "professionnel de santé.</p>"
                            ),
                        },
                    ],
                },
            ),
        ],
    }


def standard_pages(*, service, practitioner, portrait, cabinet):
    """Return the fields of each page, in the order of the menu."""
    return [
        about(practitioner, portrait, cabinet),
        methods(service),
        legal_fr.legal_notice(),
        legal_fr.privacy(),
        legal_fr.accessibility(),
        contact(),
    ]


def about(practitioner, portrait, cabinet):
    return {
        "title": "À propos de moi",
        "slug": "a-propos-de-moi",
        "show_in_menus": True,
        "search_description": (
            "Camille Aubert, coach professionnelle à Lyon : quinze ans en entreprise, une certification, une "
            "supervision régulière et une règle simple, vous gardez la main."
        ),
        "practitioner": practitioner,
        "picture": portrait,
        "picture_text": "Portrait dessiné de Camille Aubert, souriante, cheveux bruns mi-longs et lunettes rouges",
        "lead": "Coach professionnelle depuis 2016, à Lyon et en visio.",
        "intro": (
            "<p>Pendant quinze ans, j’ai dirigé des équipes dans l’industrie puis dans une mutuelle. J’y ai appris "
            "que les bonnes décisions se prennent rarement seul, et presque jamais dans l’urgence.</p>"
            "<p>Aujourd’hui, j’aide des personnes à faire ce que le quotidien ne permet pas : s’arrêter, nommer ce "
            "qui se passe, choisir. Je ne donne pas de recettes. Je pose des questions, je tiens le cap et je "
            "veille au temps.</p>"
            "<p>Je reçois des salariés, des cadres, des indépendants et des personnes en recherche d’emploi. Aucune "
            "préparation n’est nécessaire : il suffit d’une question qui compte pour vous.</p>"
        ),
        "body": [
            (
                "quote",
                {
                    "text": "Une séance est réussie quand vous savez ce que vous ferez demain matin, et pourquoi.",
                    "author": "Camille Aubert",
                },
            ),
            (
                "path",
                {
                    "title": "Mon parcours",
                    "milestones": [
                        {"when": "2001", "what": "Diplôme d’ingénieure à Lyon, premier poste dans l’industrie."},
                        {"when": "2007", "what": "Responsable d’une équipe de douze personnes, puis d’un service."},
                        {"when": "2012", "what": "Direction des projets d’une mutuelle régionale."},
                        {"when": "2016", "what": "Certification de coach professionnelle, ouverture du cabinet."},
                        {"when": "2019", "what": "Formation à l’approche systémique et à la médiation."},
                        {"when": "Depuis 2021", "what": "Séances en visio, et supervision mensuelle avec une consœur."},
                    ],
                },
            ),
            (
                "text",
                "<h2>Ce à quoi je m’engage</h2>"
                "<ul><li>Un cadre écrit avant de commencer : l’objectif, le nombre de séances, le tarif.</li>"
                "<li>La confidentialité, y compris envers l’entreprise qui finance.</li>"
                "<li>Vous dire quand le coaching n’est pas la bonne réponse.</li>"
                "<li>Une supervision régulière de ma pratique.</li></ul>",
            ),
            (
                "portrait",
                {
                    "picture": {
                        "image": cabinet,
                        "decorative": False,
                        "alt_text": (
                            "Dessin du cabinet : deux fauteuils de part et d’autre d’une table basse, une fenêtre "
                            "sur les collines"
                        ),
                    },
                    "caption": "Le cabinet, rue de Marseille, Lyon 7e",
                    "text": (
                        "<h2>Où nous nous voyons</h2>"
                        "<p>La plupart des séances ont lieu en visio : un lien dans votre navigateur, rien à "
                        "installer. Un casque et une pièce calme suffisent.</p>"
                        "<p>Je reçois aussi au cabinet, à cinq minutes du métro Saxe-Gambetta. Il se trouve au "
                        "rez-de-chaussée, avec une entrée de plain-pied. Réservez votre créneau en ligne, puis "
                        "dites-moi par e-mail que vous préférez venir.</p>"
                    ),
                },
            ),
            (
                "free_times",
                {
                    "title": "Parlons-en",
                    "text": "Choisissez l’un des prochains créneaux libres, ou la semaine qui vous convient.",
                },
            ),
        ],
    }


def methods(service):
    return {
        "title": "Méthodes de coaching",
        "slug": "methodes-de-coaching",
        "show_in_menus": True,
        "search_description": (
            "Trois façons de travailler ensemble : faire le point, réussir une prise de poste, retrouver un "
            "équilibre. Pour qui, comment, combien de temps."
        ),
        "lead": (
            "Trois façons de travailler ensemble, selon la question qui vous amène. Elles partagent la même règle : "
            "vous décidez de l’objectif, je réponds du cadre."
        ),
        "body": [
            (
                "methods",
                {
                    "methods": [
                        {
                            "name": "Faire le point",
                            "for_whom": "Vous hésitez à changer de métier, d’employeur ou de statut.",
                            "course": (
                                "Nous relisons votre parcours, nous nommons ce que vous voulez garder et ce que "
                                "vous voulez quitter. Vous testez ensuite deux pistes sur le terrain avant de "
                                "choisir."
                            ),
                            "length": "Six à huit séances sur quatre mois",
                            "service": service,
                        },
                        {
                            "name": "Réussir une prise de poste",
                            "for_whom": "Vous prenez une équipe, un projet ou une responsabilité nouvelle.",
                            "course": (
                                "Avant l’arrivée : vos priorités et vos alliés. Les cent premiers jours : une "
                                "situation réelle à chaque séance, préparée puis relue. Un bilan à trois si votre "
                                "entreprise le demande."
                            ),
                            "length": "Huit à dix séances sur six mois",
                            "service": service,
                        },
                        {
                            "name": "Retrouver un équilibre",
                            "for_whom": "La charge déborde, les soirées y passent, et dire non vous coûte.",
                            "course": (
                                "Un relevé honnête de deux semaines, puis des essais : ce que vous déléguez, ce que "
                                "vous négociez, ce que vous arrêtez. Nous gardons ce qui tient."
                            ),
                            "length": "Cinq à six séances sur trois mois",
                            "service": service,
                        },
                    ],
                },
            ),
            (
                "text",
                "<h2>Sur quoi je m’appuie</h2>"
                "<p>L’<b>approche systémique</b> regarde la relation plutôt que la faute : qui fait quoi, qui "
                "attend quoi, qu’est-ce qui se répète. L’<b>entretien d’explicitation</b> revient sur un moment "
                "précis, pour retrouver ce que vous avez vraiment fait. Le <b>travail sur les scénarios</b> compare "
                "les choix possibles avant d’en payer le prix.</p>"
                "<p>Aucune de ces méthodes n’est magique. Je vous dis laquelle j’utilise et pourquoi, et nous en "
                "changeons si elle ne vous sert pas.</p>",
            ),
            (
                "steps",
                {
                    "title": "D’un premier échange à la dernière séance",
                    "steps": [
                        {
                            "title": "Première séance",
                            "text": (
                                "Votre question, vos attentes, les miennes. Vous décidez ensuite, sans engagement."
                            ),
                        },
                        {
                            "title": "Le cadre",
                            "text": "Un objectif en une phrase, un nombre de séances, des signes de réussite.",
                        },
                        {
                            "title": "Les séances",
                            "text": "Toutes les deux ou trois semaines, avec un essai à mener entre deux.",
                        },
                        {
                            "title": "Le bilan",
                            "text": "Ce qui a changé, ce qui tiendra sans moi, ce qui reste ouvert.",
                        },
                    ],
                    "facts": [
                        {"label": "Tarif", "text": "80 € la séance"},
                        {"label": "Durée", "text": "45 minutes"},
                        {"label": "Entreprises", "text": "Devis sur demande"},
                    ],
                },
            ),
            (
                "questions",
                {
                    "title": "Avant de vous lancer",
                    "questions": [
                        {
                            "question": "Mon employeur peut-il financer les séances ?",
                            "answer": (
                                "<p>Oui. Une convention fixe l’objectif, la durée et le prix. Votre employeur sait "
                                "que les séances ont lieu ; il ne sait pas ce qui s’y dit.</p>"
                            ),
                        },
                        {
                            "question": "Et si une méthode ne me convient pas ?",
                            "answer": (
                                "<p>Dites-le, même en pleine séance. Nous changeons d’approche, ou je vous "
                                "recommande une consœur ou un confrère.</p>"
                            ),
                        },
                        {
                            "question": "Que se passe-t-il entre deux séances ?",
                            "answer": (
                                "<p>Vous menez l’essai décidé ensemble. Une question courte par e-mail est toujours "
                                "bienvenue ; le travail de fond reste pour la séance.</p>"
                            ),
                        },
                    ],
                },
            ),
            (
                "free_times",
                {
                    "title": "Commencer par une séance",
                    "text": "Un créneau, une question, et vous verrez si cela vous convient.",
                },
            ),
        ],
    }


def contact():
    return {
        "title": "Aide et contact",
        "slug": "aide-et-contact",
        "search_description": (
            "Réserver, déplacer, annuler, retrouver son mot de passe : les réponses, et comment me joindre."
        ),
        "lead": "La réponse est peut-être ci-dessous. Sinon, écrivez ou appelez : je réponds sous deux jours ouvrés.",
        "body": [
            (
                "questions",
                {
                    "title": "Réserver et gérer ses rendez-vous",
                    "questions": [
                        {
                            "question": "Je ne trouve pas de créneau qui me convient",
                            "answer": (
                                "<p>Les réservations sont ouvertes pour les soixante jours à venir. Passez d’une "
                                "semaine à l’autre, ou allez directement à une date. Des créneaux se libèrent "
                                "chaque semaine.</p>"
                            ),
                        },
                        {
                            "question": "J’ai oublié mon mot de passe",
                            "answer": (
                                "<p>Sur la page de connexion, choisissez « Mot de passe oublié ». Un e-mail vous "
                                "donne un lien pour en choisir un nouveau. Regardez aussi dans les indésirables.</p>"
                            ),
                        },
                        {
                            "question": "Je suis en retard ou j’ai un empêchement",
                            "answer": (
                                "<p>Appelez-moi. La séance finit à l’heure prévue, mais dix minutes bien employées "
                                "valent mieux qu’un rendez-vous manqué.</p>"
                            ),
                        },
                    ],
                },
            ),
            (
                "text",
                "<h2>Me joindre</h2>"
                "<p>L’adresse e-mail et le téléphone se trouvent au bas de chaque page. Je suis en séance du lundi "
                "au vendredi, de 9 h à 12 h 30 et de 13 h 30 à 17 h : laissez un message, je rappelle le jour "
                "même.</p>"
                "<h2>Venir au cabinet</h2>"
                "<p>12 rue de Marseille, 69007 Lyon. Métro Saxe-Gambetta, lignes B et D, puis cinq minutes à pied. "
                "Entrée de plain-pied.</p>",
            ),
        ],
    }
