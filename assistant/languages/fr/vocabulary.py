# ruff: noqa: E501, SIM905
"""Words and synonyms in French."""

#: Words that say nothing by themselves, and politeness.
STOP = """
a ai alors ainsi allo as au aurais aurait aussi autre aux avec avez avoir bien bjr bonjour bonsoir c ca car ce cela ces
cet cette chez cordialement coucou cdt d dans de deja des dire donc du elle en encore es est et etait etes etre eu fait
faire faites faudrait faut hello ici il ils j jai je jaimerais jaimerai l la le les leur lui m madame mais me merci moi
monsieur n ne nous on par parce pas peu peut peux peuvent plait plutot pour pourquoi pourrais pourriez possible pouvez
pouvoir puis puisque qu quand que quel quelle quelles quelqu quels question qui quoi s salut sa sais savoir se serait si
slt soit son sont souhaite souhaiterais souhaiterai stp suis sur svp t ta te tes toi ton tout toute tres tu un une va
vais vers veut veux voudrais voudrait voulais vos votre vous y ya est-ce aimerais aimerait cest jpeux jveux g bonne
journee d1 l1 etant quelque chose juste ok alors apres avant
""".split()
#: Words that are known, and no answer depends on.
KEEP = "comment combien mon ma mes ou".split()
SYNONYMS = [
    "rendez-vous, rdv, rv, rendé vous, rende vous, rendez vous, réservation, consultation, séance, entretien, visite, consult",
    "mon rendez-vous, mon rdv, mes rdv, ma réservation, ma séance, ma consultation, mes rendez-vous, mon entretien, le rdv que j'ai, mon rv",
    "réserver, prendre rdv, prendre rendez-vous, réservation en ligne, booker, prendre un rdv, prendre un rendez-vous, avoir un rendez-vous, avoir un rdv, prise de rendez-vous, réserver en ligne",
    "libre, disponible, dispo, disponibilité, créneau, de la place, une place, des places, place disponible, désistement, prochaine place, de libre, plage, trou, dispos, reste-t-il",
    "recevoir, me recevoir, me prendre, me voir, prendre en consultation, voir, prenez, accueillir, reçoit, rencontrer",
    "au plus tôt, le plus tôt possible, rapidement, rapide, au plus vite, vite, dès que possible, urgent, pressé, prochain, plus tôt, premier disponible, prochainement, bientôt",
    "annuler, annulation, supprimer, décommander, enlever, ne peux plus venir, ne pourrai pas venir, ne peux pas venir, empêchement, me désister, résilier, ne viendrai pas, plus disponible, empêché, imprévu, effacer, retirer",
    "déplacer, décaler, reporter, changer, modifier, repousser, avancer, report, reprogrammer, mettre un autre jour, autre jour, changement, replanifier, déplacement, tombe mal, changer de date, intervertir",
    "délai, préavis, jusqu'à quand, jusqu'au dernier moment, trop tard, dernier moment, la veille, au plus tard, dernière minute",
    "horaires, heures d'ouverture, ouvert, ouverture, ouvrir, fermer, fermeture, ouvrez, fermez, heure d'ouverture, à quelle heure, horaire, jours d'ouverture",
    "vacances, congés, jours fériés, férié, noël, pâques, nouvel an, fermeture annuelle, fermés à, absent, absence, 14 juillet, 1er mai, ponts, toussaint, été",
    "où, adresse, situé, situer, se trouve, trouver, localisation, lieu, plan, plan d'accès, quelle rue, endroit, adresses, lieux, ville, villes, cabinet, agence, locaux, localiser",
    "accès, venir, arriver, itinéraire, tram, tramway, bus, métro, parking, se garer, stationnement, handicapé, pmr, ascenseur, fauteuil, gare, accessible, stationner, chemin, transports, route",
    "en ligne, visio, vidéo, à distance, distance, téléconsultation, zoom, skype, par téléphone, visioconférence, teams, webcam, distanciel, teleconsult, remote, me déplacer",
    "prix, tarif, coût, coûter, combien ça coûte, honoraires, cher, payant, montant, revient à combien, c'est combien, ça coûte, euros, facturé, gratuit, combien coûte, à combien",
    "durée, dure, durer, combien de temps, longtemps, longueur, combien de minutes, minutes, temps que prend",
    "prestation, service, proposer, soin, type de rendez-vous, types de rendez-vous, offre, proposez, offrez, accompagnement, types de séances, formules, actes, catalogue",
    "spécialité, spécialiste, spécialisé, domaine, spécialités, expertise, spécialisation, compétences",
    "praticien, médecin, docteur, coach, équipe, conseiller, thérapeute, professionnel, toubib, soignant, soignants, qui travaille, intervenants",
    "langue, parler, parlez, parle, langues, bilingue, traduit",
    "compte, inscrire, inscription, espace patient, espace client, s'enregistrer, créer un compte, espace personnel, enregistrer, profil, m'inscrire, compte client",
    "sans compte, sans inscription, sans s'inscrire, invité, obligé de s'inscrire, compte obligatoire, obligatoire de créer, sans m'inscrire, pas créer de compte, pas de compte, obligé de créer un compte, sans créer",
    "mot de passe, identifiant, connecter, connexion, mdp, identifiants, se connecter, login, me connecter, code d'accès, bloqué",
    "confirmation, mail de confirmation, pas reçu, rien reçu, lien, retrouve pas le lien, email de confirmation, reçu, message de confirmation, spam, indésirables, reçu de mail",
    "rappel, rappels, sms, rappeler, pense-bête, notification, relance, notifications",
    "agenda, calendrier, google agenda, outlook, ical, ics, planning personnel, google",
    "liste d'attente, prévenez-moi, prévenir, se libère, file d'attente, alerte, libérer, avertir, avertissez, mettre en attente",
    "contact, contacter, joindre, téléphone, numéro de téléphone, mail, courriel, email, écrire, parler à quelqu'un, secrétariat, appeler, accueil, vous joindre, humain, numéro, une personne, vrai personne, téléphoner, message",
    "à l'avance, avance, combien de temps à l'avance, quelles dates, pas les dates, vois pas les dates, maximum, limite, d'avance, au maximum, plusieurs rendez-vous",
    "confirmé, demande, validé, accepté, en attente de validation, réponse à ma demande, accord, validation",
    "amener, apporter, documents, papiers, prévoir, apporte, emporter, ramener, emmener",
    "payer, paiement, carte bancaire, cb, chèque, espèces, régler, règlement, carte bleue, facture, moyens de paiement, virement, payer par carte, par carte",
    "retard, en retard, retardé, à la bourre",
    "confidentialité, données personnelles, rgpd, confidentiel, vie privée, mes données, secret",
    "remboursement, remboursé, mutuelle, sécu, sécurité sociale, carte vitale, vitale, tiers payant, cpam, assurance",
]
ONLINE = r"en ligne|visio\w*|video|a distance|teleconsult\w*|par telephone|zoom|skype|teams|distanciel"
SPLIT = r"[.?!;,\n]| et | mais | puis | ainsi que | sinon | aussi "
