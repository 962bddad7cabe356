"""The incubator's pages, in French: what a reader finds on the first day, to be changed in the admin."""

from site_core.presets import blocks, legal_fr

NAME = "Sources d’Auvergne"
TAGLINE = (
    "Sources d’Auvergne, couveuse d’entreprises à Clermont-Ferrand, Aurillac et au Puy-en-Velay : essayer son projet "
    "en vrai, avec quelqu’un à ses côtés."
)


def home():
    return {
        "title": "Accueil",
        "slug": "accueil",
        "seo_title": "Couveuse d’entreprises en Auvergne",
        "search_description": TAGLINE,
        "promise": "Essayez votre entreprise avant de la créer",
        "lead": (
            "Trois agences, six conseillers et conseillères, un cadre légal pour vendre dès demain. Le premier "
            "rendez-vous est gratuit, et ne vous engage à rien."
        ),
        "first_button": "Prendre rendez-vous",
        "second_button": "Comment ça se passe",
        "free_times_title": "Prochains rendez-vous d’accueil",
        "free_times_note": "Sans compte : votre nom, un e-mail et quelques mots sur votre projet suffisent.",
    }


def home_body(*, index, team):
    return [
        blocks.steps(
            "De l’idée à l’entreprise, en trois temps",
            (
                "Se rencontrer",
                "Une heure pour raconter votre projet. Nous vous disons franchement ce qui tient et ce qui manque.",
            ),
            (
                "Essayer",
                "Vous signez un contrat d’appui, vous facturez sous notre numéro SIRET, vous gardez vos droits.",
            ),
            ("Décider", "Au bout de six à douze mois, vos chiffres parlent : créer, ajuster, ou renoncer sans dette."),
            facts=(
                ("Premier rendez-vous", "Gratuit, une heure"),
                ("Réponse", "Sous deux jours ouvrés"),
                ("Agences", "Clermont-Ferrand, Aurillac, Le Puy-en-Velay"),
                ("Projets accompagnés", "Plus de 140 chaque année"),
            ),
        ),
        blocks.doors(
            "Par où commencer ?",
            (
                "Choisir une agence",
                "Clermont-Ferrand, Aurillac ou Le Puy-en-Velay : la plus proche, ou celle qui a le prochain créneau.",
                "/agences/",
            ),
            (
                "Choisir qui vous accompagne",
                "Création, reprise, financement, métiers d’art : à chacun ses spécialités.",
                "/praticiens/",
            ),
            ("Faire connaissance", "Qui nous sommes, d’où nous venons, et pourquoi nous faisons ce métier.", team),
        ),
        blocks.quote(
            "J’ai vendu mes trois premières fournées avec leur numéro SIRET. Le jour où j’ai créé l’entreprise, "
            "j’avais déjà des clients.",
            "Maëlle, boulangère à Brioude",
        ),
        blocks.latest_news("Actualités", index),
        blocks.questions(
            "Questions fréquentes",
            (
                "Faut-il un compte pour réserver ?",
                "Non. Choisissez une agence et un créneau, laissez votre nom et votre e-mail, et répondez à quelques "
                "questions sur le projet. L’e-mail que vous recevez permet de déplacer ou d’annuler.",
            ),
            (
                "Mon projet est encore flou. Est-ce trop tôt ?",
                "C’est le bon moment. Le premier rendez-vous sert à trier : ce que vous savez, ce qu’il faut vérifier, "
                "et la première chose à faire en sortant.",
            ),
            (
                "Vais-je perdre mes allocations ?",
                "Non. Pendant l’essai, vous restez demandeur ou demandeuse d’emploi, et vos droits sont maintenus. "
                "Nous regardons votre situation avec vous avant toute signature.",
            ),
            (
                "Pourquoi ma demande doit-elle être acceptée ?",
                "Parce que nous lisons vos réponses avant de vous recevoir, pour vous adresser à la bonne personne. "
                "La réponse arrive par e-mail sous deux jours ouvrés.",
            ),
        ),
    ]


def about(pictures):
    return {
        "title": "La couveuse",
        "slug": "la-couveuse",
        "show_in_menus": True,
        "search_description": (
            "Une association née en 2004, trois agences en Auvergne, et une idée simple : on apprend à entreprendre en "
            "entreprenant."
        ),
        "lead": "Une association née en 2004, trois agences, et une idée simple : on apprend en faisant.",
        "intro": (
            "<p>Une couveuse d’entreprises permet de tester une activité en grandeur réelle, sans créer d’entreprise. "
            "Vous cherchez vos clients, vous produisez, vous facturez ; nous portons le cadre juridique, la "
            "comptabilité et l’assurance.</p>"
            "<p>Nous accueillons tous les métiers, sauf ceux que la loi réserve : artisanat, commerce, services, "
            "alimentation, culture, numérique. Sept personnes sur dix créent leur entreprise à la sortie ; les autres "
            "repartent sans dette, avec une réponse.</p>"
        ),
        "body": [
            blocks.path(
                "Vingt ans en quelques dates",
                ("2004", "Six artisans et deux élus fondent l’association à Clermont-Ferrand."),
                ("2009", "Ouverture de l’agence d’Aurillac, dans l’ancienne gendarmerie."),
                ("2015", "Première promotion consacrée à la reprise d’entreprises rurales."),
                ("2018", "Ouverture de l’agence du Puy-en-Velay, au-dessus de la halle."),
                ("Depuis 2022", "Un fonds de prêts d’honneur, avec douze entreprises de la région."),
            ),
            blocks.picture(
                pictures["volcans"],
                "Dessin de maisons au pied des volcans d’Auvergne",
                "<h2>Un territoire que nous connaissons</h2>"
                "<p>Ouvrir une épicerie à Saint-Flour n’est pas ouvrir une agence web à Clermont. Nos conseillers et "
                "conseillères connaissent les communes, les loyers, les tournées, les banques et les gens.</p>"
                "<p>Chaque agence garde un jour par mois pour se déplacer : demandez-la au premier rendez-vous.</p>",
            ),
            blocks.text(
                "<h2>Ce à quoi nous nous engageons</h2>"
                "<ul><li>Une réponse sous deux jours ouvrés, même quand c’est non.</li>"
                "<li>La même personne du premier rendez-vous à la sortie.</li>"
                "<li>Vos chiffres restent les vôtres : rien n’est transmis sans votre accord.</li></ul>"
            ),
            blocks.free_times("Parlons de votre projet", "Une heure, gratuite, dans l’agence de votre choix."),
        ],
    }


def team(practitioners, pictures):
    people = [("practitioner", one) for one in practitioners]
    people += [
        (
            "person",
            {
                "name": "Élodie Roche",
                "role": "Accueil et coordination",
                "text": "Elle lit votre demande la première, et sait qui pourra y répondre.",
                "picture": pictures["roche"],
            },
        ),
        (
            "person",
            {
                "name": "Jacques Vidal",
                "role": "Président, bénévole",
                "text": "Ancien fromager à Salers, il a repris deux entreprises et en a transmis une.",
                "picture": pictures["vidal"],
            },
        ),
    ]
    return {
        "title": "L’équipe",
        "slug": "equipe",
        "search_description": "Six conseillers et conseillères, l’accueil et la présidence de Sources d’Auvergne.",
        "lead": "Six conseillers et conseillères, venus de l’entreprise, de la banque, de l’atelier ou de la scène.",
        "team": people,
        "body": [],
    }


def news_index():
    return {
        "title": "Actualités",
        "slug": "actualites",
        "show_in_menus": True,
        "search_description": "Promotions, ateliers, ouvertures : ce qui se passe dans les trois agences.",
        "lead": "Promotions, ateliers, portraits : ce qui se passe dans les trois agences.",
    }


#: What was published some days ago, the latest first: days, picture, what is to be seen, title, slug, words.
NEWS = [
    (
        6,
        "promotion",
        "Dessin de quatre personnes autour d’une table, un graphique au mur",
        "Onze projets dans la promotion d’hiver",
        "onze-projets-promotion-d-hiver",
        "Une savonnerie, un atelier de réparation de vélos, deux traiteurs : la nouvelle promotion commence son essai.",
        [
            blocks.text(
                "<p>Onze personnes ont signé leur contrat d’appui ce mois-ci : six à Clermont-Ferrand, trois à "
                "Aurillac, deux au Puy-en-Velay. Elles ont de six à douze mois pour trouver leurs clients, fixer leurs "
                "prix et savoir si l’entreprise est viable.</p>"
                "<p>« Ce qui me frappe, c’est la part de projets de réparation », note Claire Bonnet, conseillère à "
                "Clermont-Ferrand. « Il y a cinq ans, nous n’en voyions aucun. »</p>"
                "<h2>La prochaine promotion</h2>"
                "<p>Les dossiers se préparent dès maintenant : comptez deux à trois rendez-vous avant la signature. Le "
                "premier se réserve en ligne, dans l’agence de votre choix.</p>"
            ),
            blocks.free_times("Rejoindre la suivante", "Le premier rendez-vous est gratuit."),
        ],
    ),
    (
        23,
        "atelier",
        "Dessin d’un atelier : trois personnes devant un mur de notes",
        "Fixer son prix : un atelier, trois erreurs à éviter",
        "fixer-son-prix",
        "Trop bas, trop rond, trop tard : ce que nous voyons le plus souvent, et comment s’en sortir en une soirée.",
        [
            blocks.text(
                "<p>Le prix est la question qui revient le plus dans nos rendez-vous. L’atelier réunit huit personnes, "
                "une calculette et beaucoup de café.</p>"
                "<ul><li><b>Trop bas.</b> On compte la matière, on oublie les heures, les trajets et l’impayé.</li>"
                "<li><b>Trop rond.</b> Un prix rond se négocie ; un prix expliqué se comprend.</li>"
                "<li><b>Trop tard.</b> Annoncer son prix au troisième rendez-vous, c’est en avoir fait deux pour "
                "rien.</li></ul>"
                "<p>L’atelier revient chaque mois dans l’une des trois agences. Demandez la date à votre conseiller ou "
                "conseillère.</p>"
            )
        ],
    ),
    (
        51,
        "marche",
        "Dessin de trois étals de marché dans la campagne",
        "Au marché, six couvés à la rencontre de leurs clients",
        "au-marche",
        "Une matinée sur les étals de Brioude : ce que l’on apprend en vendant, que l’on n’apprend pas en préparant.",
        [
            blocks.text(
                "<p>Six entrepreneurs à l’essai ont tenu leur premier étal. Certains ont tout vendu avant dix heures, "
                "d’autres ont rapporté la moitié de leur stock, et tous ont appris quelque chose.</p>"
            ),
            blocks.quote("À la troisième personne qui m’a demandé du salé, j’ai compris ma carte.", "Nadia, traiteuse"),
            blocks.text(
                "<p>Le bilan se fait la semaine suivante, avec le conseiller ou la conseillère : ce qui s’est vendu, à "
                "qui, à quel prix, et ce que l’on change pour la prochaine fois.</p>"
            ),
        ],
    ),
    (
        88,
        "aurillac",
        "Dessin des toits d’Aurillac au pied des monts du Cantal",
        "À Aurillac, l’agence s’agrandit",
        "a-aurillac-l-agence-s-agrandit",
        "Une salle de plus, un accès de plain-pied et une deuxième conseillère trois jours par semaine.",
        [
            blocks.text(
                "<p>L’ancienne gendarmerie gagne une salle de réunion et une rampe d’accès. Aminata Koné y reçoit du "
                "mardi au jeudi, en plus de Mathieu Espinasse.</p>"
                "<p>Les créneaux du matin restent les plus demandés. Si aucun ne vous convient, inscrivez-vous sur la "
                "liste d’attente : vous êtes prévenu dès qu’une place se libère.</p>"
            )
        ],
    ),
]


def footer_pages():
    return [
        legal_fr.legal_notice(
            "Sources d’Auvergne, association loi de 1901, 14 rue du Port, 63000 Clermont-Ferrand.", "Jacques Vidal"
        ),
        legal_fr.privacy(
            kept="Vos réponses aux questions sur votre projet : pour préparer le rendez-vous.",
            reads=(
                "La personne qui vous reçoit et la coordination. Rien n’est transmis à une banque, à un financeur ou à "
                "France Travail sans votre accord écrit."
            ),
            how_long="Trois ans après le dernier rendez-vous, ou jusqu’à ce que vous en demandiez l’effacement.",
        ),
        legal_fr.accessibility(),
        {
            "title": "Aide et contact",
            "slug": "aide-et-contact",
            "search_description": "Réserver, déplacer, annuler : les réponses, et comment nous joindre.",
            "lead": "La réponse est peut-être ci-dessous. Sinon, écrivez ou appelez.",
            "body": [
                blocks.questions(
                    "Réserver et gérer son rendez-vous",
                    (
                        "Comment déplacer ou annuler ?",
                        "Ouvrez le lien de votre e-mail de confirmation, jusqu’à 24 heures avant. Plus tard, appelez "
                        "l’agence.",
                    ),
                    (
                        "J’ai perdu l’e-mail",
                        'Demandez-en un autre sur la page <a href="/rendez-vous/lien/">Recevoir un nouveau lien</a>.',
                    ),
                    (
                        "Aucun créneau ne me convient",
                        "Regardez une autre agence, ou inscrivez-vous sur la liste d’attente d’un jour complet : vous "
                        "êtes prévenu dès qu’une place se libère.",
                    ),
                    (
                        "Combien de rendez-vous puis-je prendre ?",
                        "Trois à venir au plus, dont deux la même semaine, pour qu’il en reste à tout le monde.",
                    ),
                ),
                blocks.text(
                    "<h2>Nous joindre</h2>"
                    "<p>L’adresse e-mail et le téléphone se trouvent au bas de chaque page. L’accueil répond du lundi "
                    "au vendredi, de 9 h à 12 h et de 14 h à 17 h.</p>"
                ),
            ],
        },
    ]


SETTINGS = {
    "name": NAME,
    "tagline": TAGLINE,
    "email": "bonjour@sources-auvergne.example",
    "phone": "04 65 71 40 63",
    "address": "14 rue du Port\n63000 Clermont-Ferrand",
    "palette": "ocean",
    "practitioner_word": "conseiller",
    "practitioners_word": "conseillers",
    "client_word": "porteur de projet",
    "clients_word": "porteurs de projet",
}
