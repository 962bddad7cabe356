"""The pages that every French practice needs on the web; what only its owner knows is left to fill in."""

from . import blocks


def legal_notice(publisher, director):
    return {
        "title": "Mentions légales",
        "slug": "mentions-legales",
        "search_description": "Qui publie ce site, qui l’héberge, à qui appartiennent les textes et les images.",
        "body": [
            blocks.text(
                "<h2>Qui publie ce site</h2>"
                f"<p>{publisher} Numéro SIRET : à indiquer avant la mise en ligne. Direction de la publication : "
                f"{director}.</p>"
                "<h2>Qui l’héberge</h2>"
                "<p>Nom, adresse et téléphone de l’hébergeur : à indiquer avant la mise en ligne.</p>"
                "<h2>Textes et images</h2>"
                "<p>Les textes et les dessins de ce site appartiennent à qui le publie. Vous pouvez les citer en "
                "indiquant la source. Pour tout autre usage, écrivez-nous.</p>"
            )
        ],
    }


def privacy(*, kept, reads, how_long, also=""):
    """`kept`: what is kept besides; `reads`: who reads it; `how_long`: until when."""
    return {
        "title": "Confidentialité",
        "slug": "confidentialite",
        "search_description": (
            "Ce que le site garde sur vous, pourquoi, combien de temps, et comment le faire effacer."
        ),
        "lead": "Le site garde ce qu’il faut pour tenir vos rendez-vous, et rien de plus.",
        "body": [
            blocks.text(
                "<h2>Ce qui est gardé</h2>"
                "<ul><li>Votre nom, votre e-mail, votre langue et, si vous le donnez, votre téléphone : pour vous "
                "répondre et vous reconnaître.</li>"
                "<li>Vos rendez-vous et leurs changements, avec les motifs que vous écrivez : pour tenir l’agenda et "
                "vous en donner l’historique.</li>"
                f"<li>{kept}</li></ul>"
                "<h2>Qui le lit</h2>"
                f"<p>{reads}</p>"
                "<h2>Ce qui n’est pas gardé</h2>"
                "<p>Aucune mesure d’audience, aucune publicité, aucun service d’un tiers. Les cookies servent à rester "
                "connecté, à protéger les formulaires et à retenir votre choix de couleurs claires ou sombres : aucun "
                "ne demande votre accord.</p>"
                "<h2>Combien de temps</h2>"
                f"<p>{how_long}</p>{also}"
                "<h2>Vos droits</h2>"
                "<p>Vous pouvez lire, corriger, emporter ou faire effacer ce qui vous concerne : écrivez à l’adresse "
                "indiquée au bas de chaque page, nous répondons sous un mois. Vous pouvez aussi adresser une "
                "réclamation à la CNIL, l’autorité qui protège les données personnelles en France.</p>"
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
            blocks.text(
                "<h2>État</h2>"
                "<p>Le site vise le niveau AA des règles WCAG 2.2, sur lesquelles se fonde le RGAA. Il n’a pas encore "
                "été audité par un tiers : il n’est donc pas déclaré conforme.</p>"
                "<h2>Ce qui est prévu pour vous</h2>"
                "<ul><li>Tout se fait au clavier, et sans JavaScript.</li>"
                "<li>Les couleurs suivent votre appareil ; le bas de page permet d’en changer.</li>"
                "<li>Le texte peut être agrandi de moitié ou doublé sans que rien ne soit coupé.</li></ul>"
                "<h2>Vous rencontrez un obstacle</h2>"
                "<p>Écrivez ou appelez : nous vous répondons sous deux jours ouvrés, et nous prenons le rendez-vous "
                "pour vous si le site vous en empêche. Sans réponse satisfaisante, vous pouvez saisir le Défenseur des "
                "droits.</p>"
            )
        ],
    }
