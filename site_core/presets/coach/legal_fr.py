"""The notices that every site owes, in French, as one coach says them; a practice of several has `presets.legal_fr`."""


def legal_notice():
    return {
        "title": "Mentions légales",
        "slug": "mentions-legales",
        "search_description": "Qui publie ce site, qui l’héberge, à qui appartiennent les textes et les images.",
        "body": [
            (
                "text",
                "<h2>Qui publie ce site</h2>"
                "<p>Camille Aubert, entreprise individuelle, 12 rue de Marseille, 69007 Lyon. Numéro SIRET : à "
                "indiquer avant la mise en ligne. Directrice de la publication : Camille Aubert.</p>"
                "<h2>Qui l’héberge</h2>"
                "<p>Nom, adresse et téléphone de l’hébergeur : à indiquer avant la mise en ligne.</p>"
                "<h2>Textes et images</h2>"
                "<p>Les textes et les dessins de ce site appartiennent à leur autrice. Vous pouvez les citer en "
                "indiquant la source. Pour tout autre usage, écrivez-moi.</p>"
                "<h2>Une difficulté, un désaccord</h2>"
                "<p>Parlez-m’en d’abord : la plupart des malentendus se règlent par un appel. Vous pouvez aussi "
                "saisir gratuitement un médiateur de la consommation ; ses coordonnées sont à indiquer avant la "
                "mise en ligne.</p>",
            )
        ],
    }


def privacy():
    return {
        "title": "Confidentialité",
        "slug": "confidentialite",
        "search_description": (
            "Ce que le site garde sur vous, pourquoi, combien de temps, et comment le faire effacer."
        ),
        "lead": "Le site garde peu de choses sur vous, et ne les donne à personne.",
        "body": [
            (
                "text",
                "<h2>Ce qui est gardé</h2>"
                "<ul><li>Votre nom, votre e-mail, votre langue et, si vous me le donnez, votre téléphone : pour vous "
                "répondre et vous reconnaître.</li>"
                "<li>Le jour de votre inscription et de votre dernière connexion. Votre mot de passe n’est gardé que "
                "sous une forme qui ne se relit pas.</li>"
                "<li>Vos rendez-vous et leurs changements, avec les motifs et les commentaires que vous écrivez : pour "
                "tenir l’agenda et vous en donner l’historique.</li>"
                "<li>Vos réponses aux questions posées à la réservation, s’il y en a : pour préparer la séance.</li>"
                "<li>Mes notes de séance : elles sont chiffrées, et chaque lecture laisse une trace dans un "
                "journal.</li></ul>"
                "<h2>Ce qui ne l’est pas</h2>"
                "<p>Aucune mesure d’audience, aucune publicité, aucun service d’un tiers. Les cookies servent à "
                "rester connecté, à protéger les formulaires et à retenir votre choix de couleurs claires ou "
                "sombres : aucun ne demande votre accord.</p>"
                "<h2>Combien de temps</h2>"
                "<p>Tant que dure l’accompagnement, puis jusqu’à ce que vous en demandiez l’effacement : le site "
                "n’efface rien de lui-même. Les factures sont gardées dix ans, comme la loi le demande.</p>"
                "<h2>Vos droits</h2>"
                "<p>Vous pouvez lire, corriger, emporter ou faire effacer ce qui vous concerne : écrivez à "
                "l’adresse indiquée au bas de chaque page, je réponds sous un mois. Vous pouvez aussi adresser une "
                "réclamation à la CNIL, l’autorité qui protège les données personnelles en France.</p>",
            )
        ],
    }


def accessibility():
    return {
        "title": "Accessibilité",
        "slug": "accessibilite",
        "search_description": "L’état d’accessibilité du site, ce qui est essayé, et à qui signaler un obstacle.",
        "lead": (
            "Chacun doit pouvoir lire ce site et réserver, au clavier, à la voix, avec une loupe ou un lecteur d’écran."
        ),
        "body": [
            (
                "text",
                "<h2>État</h2>"
                "<p>Le site vise le niveau AA des règles WCAG 2.2, sur lesquelles se fonde le RGAA. Chaque page est "
                "contrôlée par un outil automatique, en clair et en sombre, sur petit et sur grand écran. Le site "
                "n’a pas encore été audité par un tiers : il n’est donc pas déclaré conforme.</p>"
                "<h2>Ce qui est prévu pour vous</h2>"
                "<ul><li>Tout se fait au clavier, et sans JavaScript.</li>"
                "<li>Les couleurs suivent votre appareil ; le bas de page permet d’en changer.</li>"
                "<li>Le texte peut être agrandi de moitié ou doublé sans que rien ne soit coupé.</li></ul>"
                "<h2>Vous rencontrez un obstacle</h2>"
                "<p>Écrivez ou appelez : je vous réponds sous deux jours ouvrés, et je prends le rendez-vous pour "
                "vous si le site vous en empêche. Sans réponse satisfaisante, vous pouvez saisir le Défenseur des "
                "droits.</p>",
            )
        ],
    }
