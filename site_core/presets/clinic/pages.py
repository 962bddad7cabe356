"""The clinic's pages, in French: what a reader finds on the first day, to be changed in the admin."""

from site_core.presets import blocks, legal_fr

NAME = "Santé Val"
TAGLINE = (
    "Santé Val : quatorze praticiens de huit spécialités à Tours, Orléans et Blois, et en téléconsultation. Prenez "
    "rendez-vous en ligne, de jour comme de nuit."
)


def home():
    return {
        "title": "Accueil",
        "slug": "accueil",
        "seo_title": "Rendez-vous médicaux à Tours, Orléans et Blois",
        "search_description": TAGLINE,
        "promise": "Un médecin près de chez vous, cette semaine",
        "lead": (
            "Quatorze praticiens, huit spécialités, trois maisons de santé entre Tours et Orléans. Choisissez une "
            "heure : elle est à vous."
        ),
        "first_button": "Prendre rendez-vous",
        "second_button": "Comment ça marche",
        "free_times_title": "Prochains rendez-vous libres",
        "free_times_note": (
            "Sans compte, et sans frais d’annulation jusqu’à la veille. Urgence vitale : le 15 ou le 112."
        ),
    }


def home_body(*, index, about):
    return [
        blocks.doors(
            "Trouver une consultation",
            (
                "Médecine générale",
                "Quatre médecins, dont un en téléconsultation le soir.",
                "/praticiens/?specialite=medecine-generale",
            ),
            ("Pédiatrie", "De la naissance à seize ans, à Tours et à Orléans.", "/praticiens/?specialite=pediatrie"),
            (
                "Cardiologie",
                "Consultation, électrocardiogramme, épreuve d’effort.",
                "/praticiens/?specialite=cardiologie",
            ),
            ("Dermatologie", "Peau, grains de beauté, petite chirurgie.", "/praticiens/?specialite=dermatologie"),
            ("Gynécologie", "Suivi, contraception, grossesse, ménopause.", "/praticiens/?specialite=gynecologie"),
            ("Ophtalmologie", "Vue, tension de l’œil, fond d’œil.", "/praticiens/?specialite=ophtalmologie"),
            ("Kinésithérapie", "Rééducation, mal de dos, reprise du sport.", "/praticiens/?specialite=kinesitherapie"),
            ("Psychologie", "Adultes, adolescents, enfants et parents.", "/praticiens/?specialite=psychologie"),
            words="Choisissez une spécialité : vous voyez qui est libre, où, et quand.",
        ),
        blocks.steps(
            "Un rendez-vous en trois gestes",
            ("Chercher", "Une spécialité, une ville, un nom, une langue. Les prochaines heures libres sont affichées."),
            ("Choisir", "Une heure vous convient : elle est gardée dix minutes, le temps d’écrire votre nom."),
            ("Venir", "Un e-mail confirme, un rappel suit. Vous déplacez ou annulez en deux clics."),
            facts=(
                ("Maisons de santé", "Tours, Orléans, Blois"),
                ("Téléconsultation", "Le soir et le samedi matin"),
                ("Tarifs", "Affichés avant de réserver"),
                ("Annulation", "Libre jusqu’à 24 heures avant"),
            ),
        ),
        blocks.latest_news("Actualités", index),
        blocks.questions(
            "Questions fréquentes",
            (
                "Faut-il un compte ?",
                "Non. Votre nom et votre e-mail suffisent. Un compte réunit tous vos rendez-vous, passés et à "
                "venir, et "
                "se crée quand vous le souhaitez.",
            ),
            (
                "Puis-je réserver pour mon enfant ou pour un parent ?",
                "Oui. Écrivez le nom de la personne qui vient, et votre adresse e-mail. Chacun peut avoir ses "
                "rendez-vous "
                "à la même adresse.",
            ),
            (
                "Qui lit ce que j’écris ?",
                "Le praticien que vous consultez, et lui seul. Le secrétariat voit l’heure et le nom. Les e-mails de "
                "gynécologie et de psychologie ne disent ni avec qui, ni où.",
            ),
            (
                "Aucune heure ne me convient",
                "Regardez une autre ville, ou inscrivez-vous sur la liste d’attente d’un jour complet : une "
                "heure qui se "
                "libère vous est gardée, et vous êtes prévenu par e-mail.",
            ),
            (
                "C’est urgent",
                "Appelez le 15 ou le 112 en cas d’urgence vitale. Le soir et le week-end, le 116 117 vous met en "
                "relation "
                "avec un médecin de garde.",
            ),
        ),
    ]


def about(pictures):
    return {
        "title": "Qui sommes-nous",
        "slug": "qui-sommes-nous",
        "show_in_menus": True,
        "search_description": (
            "Trois maisons de santé le long de la Loire, tenues par les praticiens qui y travaillent."
        ),
        "lead": "Trois maisons de santé le long de la Loire, tenues par celles et ceux qui y travaillent.",
        "intro": (
            "<p>Santé Val est une société de soins : quatorze praticiens libéraux, un secrétariat commun, et une "
            "règle, "
            "le temps. Une consultation dure ce qu’elle doit durer, et commence à l’heure dite neuf fois sur dix.</p>"
            "<p>Nous sommes conventionnés, et nous acceptons la carte Vitale, la complémentaire santé solidaire et "
            "l’aide médicale de l’État. Les tarifs sont affichés avant la réservation.</p>"
        ),
        "body": [
            blocks.picture(
                pictures["maison"],
                "Dessin d’une maison de santé entre deux arbres, au bord de la Loire",
                "<h2>Des lieux simples d’accès</h2>"
                "<p>Chaque maison est à moins de dix minutes d’un arrêt de tramway ou de bus, avec une entrée sans "
                "marche, un ascenseur et des toilettes adaptées. À Orléans, l’accueil dispose d’une boucle "
                "magnétique, et Françoise Lemoine reçoit en langue des signes.</p>",
            ),
            blocks.path(
                "D’un cabinet à trois maisons",
                ("2011", "Deux généralistes ouvrent un cabinet commun à Tours, rue de la Victoire."),
                ("2015", "La maison de santé d’Orléans accueille cinq praticiens."),
                ("2019", "Blois rejoint le réseau, dans l’ancienne capitainerie."),
                ("2021", "Premières téléconsultations, le soir et le samedi."),
                ("Aujourd’hui", "Quatorze praticiens, et plus de deux mille consultations par mois."),
            ),
            blocks.text(
                "<h2>Ce à quoi nous tenons</h2>"
                "<ul><li>Le secret : ce que vous dites à un praticien reste entre vous.</li>"
                "<li>La clarté : un prix affiché, une durée annoncée, un compte rendu.</li>"
                "<li>La suite : nous vous adressons à la bonne personne, et nous lui écrivons.</li></ul>"
            ),
        ],
    }


def how_it_works(pictures):
    return {
        "title": "Comment ça marche",
        "slug": "comment-ca-marche",
        "search_description": "Chercher, réserver, venir, payer : ce qui se passe avant, pendant et après.",
        "lead": "Avant, pendant, après : ce qui se passe, et ce que vous pouvez faire vous-même.",
        "body": [
            blocks.steps(
                "Prendre rendez-vous",
                ("Une spécialité ou un nom", "L’annuaire montre qui est libre cette semaine, dans votre ville."),
                ("Une heure", "Elle est gardée dix minutes. Une épreuve d’effort demande l’accord du cardiologue."),
                ("Vos coordonnées", "Un nom, un e-mail. Le téléphone aide si nous devons vous prévenir."),
                ("Une confirmation", "Par e-mail, avec le lien pour déplacer, annuler, ou ajouter à votre agenda."),
            ),
            blocks.picture(
                pictures["visio"],
                "Dessin d’un écran sur un bureau, un médecin y apparaît",
                "<h2>En téléconsultation</h2>"
                "<p>Le lien reçu par e-mail ouvre la consultation dans votre navigateur, dix minutes avant l’heure. "
                "Prévoyez une pièce calme, votre carte Vitale et, si vous en avez une, votre ordonnance.</p>"
                "<p>Le médecin vous dira s’il faut vous examiner : dans ce cas, il vous propose une heure dans "
                "l’une des "
                "trois maisons.</p>",
            ),
            blocks.questions(
                "Le jour venu",
                (
                    "Que faut-il apporter ?",
                    "Votre carte Vitale, votre attestation de complémentaire et vos derniers examens. Pour un enfant, "
                    "le carnet de santé.",
                ),
                (
                    "J’ai un empêchement",
                    "Déplacez ou annulez par le lien de votre e-mail, jusqu’à 24 heures avant. Plus tard, appelez le "
                    "secrétariat : l’heure servira à quelqu’un d’autre.",
                ),
                (
                    "Je suis en retard",
                    "Appelez. En dessous de dix minutes, nous vous recevons ; au-delà, nous cherchons une autre heure "
                    "dans la journée.",
                ),
                (
                    "Où retrouver mes consultations passées ?",
                    "Sous « Mes rendez-vous », avec un compte. Vous y retrouvez aussi celles à venir.",
                ),
            ),
        ],
    }


def team(practitioners):
    return {
        "title": "Nos praticiens",
        "slug": "nos-praticiens",
        "search_description": "Les quatorze praticiens de Santé Val, leurs spécialités et leurs langues.",
        "lead": (
            "Quatorze praticiens à Tours, Orléans et Blois. On y parle aussi arabe, portugais, vietnamien ou wolof."
        ),
        "team": [("practitioner", one) for one in practitioners],
        "body": [],
    }


def news_index():
    return {
        "title": "Actualités",
        "slug": "actualites",
        "show_in_menus": True,
        "search_description": "Vaccination, nouveaux praticiens, conseils : les nouvelles des trois maisons de santé.",
        "lead": "Vaccination, nouveaux visages, conseils de saison : les nouvelles des trois maisons.",
    }


#: What was published some days ago, the latest first: days, picture, what is to be seen, title, slug, words.
NEWS = [
    (
        4,
        "vaccination",
        "Dessin d’une patiente vaccinée par une infirmière",
        "Se faire vacciner contre la grippe, sans attendre",
        "vaccination-grippe",
        "Dans les trois maisons, sans ordonnance pour les plus de soixante-cinq ans. Dix minutes suffisent.",
        [
            blocks.text(
                "<p>La campagne est ouverte. Les généralistes et les pédiatres vaccinent pendant leurs consultations ; "
                "réservez une consultation de médecine générale et précisez-le à l’accueil.</p>"
                "<h2>Pour qui ?</h2>"
                "<ul><li>À partir de soixante-cinq ans.</li><li>Pendant la grossesse.</li>"
                "<li>Avec une maladie chronique, ou si vous vivez auprès d’une personne fragile.</li></ul>"
                "<p>Apportez le bon reçu de l’Assurance maladie, si vous l’avez. Sinon, venez quand même : nous "
                "l’imprimons sur place.</p>"
            ),
            blocks.free_times("Réserver une consultation", "Les prochaines heures libres en médecine générale."),
        ],
    ),
    (
        19,
        "equipe",
        "Dessin de l’équipe : cinq personnes, dont trois en blouse blanche",
        "Deux nouveaux visages à Orléans",
        "deux-nouveaux-visages",
        "La pédiatre Awa Traoré et le dermatologue Karim Haddad rejoignent la rue des Carmes.",
        [
            blocks.text(
                "<p>Awa Traoré exerçait au centre hospitalier de Châteauroux. Elle reçoit les enfants dès la "
                "naissance, "
                "avec un intérêt particulier pour l’asthme et le sommeil. Karim Haddad pratique la dermatologie et la "
                "petite chirurgie de la peau.</p>"
            ),
            blocks.quote("On soigne mieux un enfant quand on prend le temps d’écouter ses parents.", "Awa Traoré"),
            blocks.text(
                "<p>Leurs agendas sont ouverts : les premières heures partent vite, la liste d’attente aussi.</p>"
            ),
        ],
    ),
    (
        45,
        "visio",
        "Dessin d’un écran sur un bureau, un médecin y apparaît",
        "La téléconsultation, le soir et le samedi",
        "teleconsultation-le-soir",
        "Étienne Rousseau répond du lundi au vendredi de 17 h à 21 h, et le samedi matin.",
        [
            blocks.text(
                "<p>Un renouvellement, un résultat à comprendre, un doute : la moitié des demandes se règle sans se "
                "déplacer. Le lien s’ouvre dans votre navigateur, rien n’est à installer.</p>"
                "<p>Ce qui demande un examen reste au cabinet. Le médecin vous le dira, et vous proposera une "
                "heure.</p>"
            )
        ],
    ),
    (
        80,
        "maison",
        "Dessin d’une maison de santé entre deux arbres",
        "À Blois, la maison de santé ouvre le samedi",
        "blois-le-samedi",
        "João Pereira reçoit désormais le samedi de 8 h 30 à 12 h 30, avec et sans rendez-vous.",
        [
            blocks.text(
                "<p>Vous l’avez demandé : la maison de Blois est ouverte le samedi matin. Les heures se réservent en "
                "ligne ; deux restent libres pour qui se présente.</p>"
            )
        ],
    ),
]


def footer_pages():
    return [
        legal_fr.legal_notice(
            "Santé Val, société interprofessionnelle de soins ambulatoires, 22 rue de la Victoire, 37000 Tours.",
            "Sophie Carrel",
        ),
        legal_fr.privacy(
            kept="Vos réponses aux questions d’un praticien, s’il en pose : pour préparer la consultation.",
            reads=(
                "Le praticien que vous consultez. Le secrétariat voit votre nom, l’heure et la consultation, "
                "jamais les "
                "notes : elles sont chiffrées, et chaque lecture laisse une trace."
            ),
            how_long=(
                "Vingt ans après la dernière consultation pour le dossier médical, comme la loi le demande ; trois ans "
                "pour le reste."
            ),
            also=(
                "<h2>Où sont les données de santé</h2>"
                "<p>Nom de l’hébergeur certifié pour les données de santé : à indiquer avant la mise en ligne.</p>"
            ),
        ),
        legal_fr.accessibility(),
        {
            "title": "Aide et contact",
            "slug": "aide-et-contact",
            "search_description": "Réserver, déplacer, annuler, retrouver son mot de passe, joindre le secrétariat.",
            "lead": "La réponse est peut-être ci-dessous. Sinon, le secrétariat répond au téléphone.",
            "body": [
                blocks.questions(
                    "Réserver et gérer ses rendez-vous",
                    (
                        "Comment déplacer ou annuler ?",
                        'Par le lien de votre e-mail, ou sous <a href="/mes-rendez-vous/">Mes rendez-vous</a> si '
                        "vous avez "
                        "un compte, jusqu’à 24 heures avant.",
                    ),
                    (
                        "J’ai perdu l’e-mail",
                        'Demandez-en un autre sur la page <a href="/rendez-vous/lien/">Recevoir un nouveau lien</a>.',
                    ),
                    (
                        "J’ai oublié mon mot de passe",
                        "Sur la page de connexion, choisissez « Mot de passe oublié ». Regardez aussi dans les "
                        "indésirables.",
                    ),
                    (
                        "Combien de rendez-vous puis-je avoir ?",
                        "Six à venir, dont deux le même jour.",
                    ),
                ),
                blocks.text(
                    "<h2>Le secrétariat</h2>"
                    "<p>Du lundi au vendredi de 8 h à 19 h, le samedi de 8 h 30 à 12 h 30. L’adresse e-mail et le "
                    "téléphone se trouvent au bas de chaque page.</p>"
                    "<h2>En urgence</h2>"
                    "<p>Le 15 ou le 112 pour une urgence vitale ; le 116 117 pour un médecin de garde ; le 3114 "
                    "si vous "
                    "pensez au suicide.</p>"
                ),
            ],
        },
    ]


SETTINGS = {
    "name": NAME,
    "tagline": TAGLINE,
    "email": "secretariat@sante-val.example",
    "phone": "02 61 91 37 41",
    "address": "22 rue de la Victoire\n37000 Tours",
    "palette": "brick",
    "own_primary": "#1F5F6B",
    "own_accent": "#8C3324",
    "practitioner_word": "praticien",
    "practitioners_word": "praticiens",
    "client_word": "patient",
    "clients_word": "patients",
}
