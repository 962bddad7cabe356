"""The people of the demonstration, and what the coach wrote on them. All of it is invented."""

from site_core.presets.diary import Who

COLLEAGUE = {"email": "nadia@aubert.example", "names": {"first_name": "Nadia", "last_name": "Ferrand"}}

CLIENTS = [
    Who(
        "Louise Martin",
        1,
        0,
        2,
        -12,
        "transition",
        phone="06 39 98 10 01",
        email="louise.martin@courriel.example",
        logs_in=True,
        fate={-8: "moved", -2: "missed", 4: "cancelled"},
    ),
    Who("Mehdi Benali", 0, 1, 2, -11, "post", phone="06 39 98 10 02", email="mehdi.benali@courriel.example"),
    Who(
        "Adélaïde de La Rochefoucauld-Montbel",
        3,
        4,
        3,
        -12,
        "balance",
        phone="06 39 98 10 03",
        email="adelaide.de-la-rochefoucauld-montbel@courriel.example",
        fate={-6: "cancelled"},
    ),
    Who("Théo Girard", 2, 2, 1, -6, "post", email="theo.girard@courriel.example", fate={-4: "moved"}),
    Who(
        "Nguyễn Thị Hương",
        4,
        0,
        2,
        -10,
        "transition",
        phone="06 39 98 10 05",
        email="huong.nguyen@courriel.example",
    ),
    Who("Jean-Baptiste Œuvrard", 1, 5, 3, -12, "balance", phone="06 39 98 10 06", fate={-3: "missed"}),
    Who("Fatoumata Diallo", 0, 6, 2, -12, "decision", email="fatoumata.diallo@courriel.example", fate={2: "cancelled"}),
    Who("Inès Garcia-Lopez", 3, 1, 2, -9, "transition", phone="06 39 98 10 08", email="ines.garcia@courriel.example"),
    Who("Élise Petitjean", 2, 7, 2, -12, "balance", email="elise.petitjean@courriel.example", fate={-4: "cancelled"}),
    Who(
        "Marc-Antoine Hébert",
        4,
        6,
        3,
        -11,
        "post",
        email="ma.hebert@courriel.example",
        time_zone="America/Montreal",
    ),
    Who("Camélia Ștefănescu", 1, 2, 3, -10, "decision", phone="06 39 98 10 11", email="camelia.s@courriel.example"),
    Who("Noël Brun", 0, 4, 3, -7, "decision", phone="06 39 98 10 12"),
    Who("Anaïs Kowalczyk", 3, 7, 1, -3, "transition", email="anais.kowalczyk@courriel.example", fate={1: "moved"}),
    Who("Olivier d’Hérouville", 2, 0, 2, -1, "post", phone="06 39 98 10 14", email="olivier.dh@courriel.example"),
]

NOTES = {
    "transition": [
        "Première séance. Dix ans dans la même entreprise, l’envie de partir revient chaque automne. Objectif : "
        "avoir choisi une piste d’ici à l’été. Essai : noter chaque soir ce qui a donné de l’énergie.",
        "Le carnet montre une chose nette : tout ce qui touche à la formation donne de l’énergie, la gestion en "
        "prend. À creuser : former, mais qui, et où ?",
        "Deux pistes : formatrice en interne, ou à son compte à mi-temps. Peur du revenu, chiffrée ensemble pour la "
        "première fois : l’écart est de 400 € par mois, moins qu’elle ne croyait.",
        "A rencontré deux personnes qui ont fait ce choix. Une réponse enthousiaste, une mise en garde sur la "
        "prospection. Prochaine étape : une journée d’essai chez la première.",
        "Journée d’essai faite. « Je ne voulais plus rentrer. » Reste à préparer l’entretien avec son responsable : "
        "temps partiel à 80 %. Jeu de rôle en séance, à refaire.",
    ],
    "post": [
        "Prend la tête d’une équipe de huit, dont deux ont postulé pour le poste. Objectif : être légitime sans "
        "forcer. Liste des alliés : courte, à compléter.",
        "A vu chacun une demi-heure. Surprise : le plus attendu au tournant est le directeur, pas l’équipe. "
        "Préparer la réunion de lundi : trois messages, pas plus.",
        "La réunion s’est bien passée. L’un des deux candidats a proposé son aide. Travail sur la délégation : ce "
        "qui part cette semaine, avec quelle consigne.",
        "Un conflit de planning a tourné court. Relu la scène pas à pas : il a répondu à la colère au lieu de la "
        "demande. Essai : reformuler avant de répondre, une fois par jour.",
        "Bilan des cent jours préparé. Ce qui tient sans moi : les points hebdomadaires. Ce qui reste ouvert : dire "
        "non à la direction.",
    ],
    "balance": [
        "Dort mal, répond aux messages jusqu’à minuit. Relevé de deux semaines à faire, sans rien changer. J’ai "
        "rappelé que je ne remplace pas un médecin ; rendez-vous pris chez le sien.",
        "Relevé : 54 heures par semaine, dont onze de réunions sans décision. Premier essai : refuser deux "
        "réunions, avec une phrase préparée ensemble.",
        "Les deux refus ont été acceptés sans discussion. Téléphone hors de la chambre depuis six jours, sommeil un "
        "peu meilleur. Garder, ne rien ajouter pour l’instant.",
        "Rechute pendant une clôture. Sans gravité : elle l’a vu venir et l’a dit à son équipe. C’est nouveau.",
    ],
    "decision": [
        "Une offre à Nantes, réponse attendue dans deux mois. Famille partagée. Objectif : décider sans regret, "
        "dans un sens ou dans l’autre.",
        "Tableau des scénarios rempli à deux. Ce qui pèse le plus n’était pas dans la liste au départ : la "
        "proximité des parents.",
        "A posé ses conditions à l’employeur : deux jours de télétravail, prise en charge du déménagement. Réponse "
        "la semaine prochaine.",
        "Offre déclinée, calmement. Reste la question de fond : que manque-t-il ici ? Nous repartons de là.",
    ],
}
