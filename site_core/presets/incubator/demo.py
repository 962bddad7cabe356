"""People with a project, and their appointments around today. All of it is invented."""

from django.utils.translation import gettext as _

from booking.questions import Given
from people.models import Role
from practice.models import Place, Practitioner, Service
from site_core.presets import making
from site_core.presets.crowd import Crowd

from .practice import NEEDS, STAGES, TRADES

COORDINATION = ("accueil@sources-auvergne.example", {"first_name": "Paul", "last_name": "Malet"})
#: Name, project, trade, sum.
PEOPLE = [
    ("Maëlle Rigal", "Un fournil de village ouvert trois matins sur sept, avec des farines du Livradois.", 0, "28000"),
    ("Hugo Tixier", "Réparer les vélos à domicile dans l’agglomération, avec un vélo-cargo équipé.", 1, "9500"),
    ("Nadia Belkacem", "Traiteuse pour mariages et entreprises : cuisine du Maghreb, produits locaux.", 0, "16000"),
    ("Sylvain Pons", "Reprendre la menuiserie de mon patron, qui part à la retraite dans deux ans.", 1, "85000"),
    ("Agathe Couderc", "Des visites théâtrales de la vieille ville, en français et en anglais.", 9, "4000"),
    ("Dae-jung Park", "Un atelier de céramique partagé, avec des cours du soir et une boutique.", 4, "32000"),
    ("Léa Astruc", "Une savonnerie artisanale au lait de jument, vendue sur les marchés et en ligne.", 1, "12000"),
    ("Ibrahima Sow", "Un service de comptabilité pour les petites associations, à prix fixe.", 7, "6000"),
    ("Perrine Vialle", "Un gîte d’étape sur le chemin de Saint-Jacques, avec repas du soir.", 9, "140000"),
    ("Quentin Malaval", "Des meubles en frêne pour les petits logements, dessinés et fabriqués au Puy.", 1, "24000"),
    ("Oksana Melnyk", "Une école de couture pour adultes, avec un coin mercerie.", 8, "11000"),
    ("Bastien Laporte", "Un logiciel de tournées pour les producteurs qui livrent eux-mêmes.", 5, "45000"),
    ("Célestine Roux", "Une épicerie ambulante dans huit communes sans commerce.", 3, "38000"),
    ("Jean-Noël Fabre", "Reprendre une fromagerie de cinq salariés, dans le Cantal.", 0, "210000"),
    ("Inaya Cherif", "Des ateliers de massage pour les femmes enceintes.", 6, "5000"),
    ("Tom Delpuech", "Isolation en paille et en chanvre, pour les maisons anciennes.", 2, "30000"),
]
#: Who are in their trial, and come for the point of the month.
ON_TRIAL = ["Amandine Serre", "Loïc Chastang", "Fadila Haddou", "Rémi Bouchet", "Clara Nogueira", "Émile Sabatier"]
ON_TRIAL += ["Soraya Ben Amar", "Guillaume Vigier", "Noémie Estival", "Pavel Novák", "Lise Dumas", "Axel Roussel"]
#: Who has an account; the others came as guests.
WITH_ACCOUNT = 2


def load_demo(say, now):
    email, names = COORDINATION
    staff = making.in_role(making.account(email, _("Collaborator"), **names), Role.Code.COLLABORATOR)
    clients = [make_client(number, name) for number, (name, *_project) in enumerate(PEOPLE)]
    projects = dict(zip(clients, PEOPLE, strict=True))
    crowd = Crowd(
        clients, now=now, staff=staff, answers=lambda client, service: answers_of(projects.get(client), service)
    )
    for practitioner in Practitioner.objects.all():
        crowd.fill(practitioner, 14)
    leave_requests(crowd)
    day = fill_a_day(crowd)
    say(f"Demonstration: {len(clients)} people, {len(crowd.made)} appointments, one waiting for {day}")
    making.call_mails_sent()


def make_client(number, name):
    address = address_of(name)
    fields = {"phone": f"06 39 98 20 {number + 10}"}
    if number < WITH_ACCOUNT:
        return making.client_who_logs_in(name, address, _("Client"), **fields)
    return making.guest(name, address, **fields)


def address_of(name):
    return "{}.{}@courriel.example".format(*making.plain_words(name))


def answers_of(project, service):
    """Return what somebody says of their project to each question; none where there is nothing to say or to ask."""
    if project is None:
        return []
    name, words, trade, total = project
    told = [words, STAGES[len(name) % len(STAGES)], TRADES[trade]]
    told += ["\n".join(NEEDS[len(name) % 3 : len(name) % 3 + 2]), total, "", "yes"]
    asked = zip(service.questionnaire, told, strict=False)
    return [Given(question.text, text, question.kind, question.help_text) for question, text in asked if text]


def leave_requests(crowd):
    """Leave some requests of the last days open, so that there is something to answer."""
    crowd.leaves_open = True
    welcome = Service.objects.get(slug="premier-rendez-vous")
    for practitioner in welcome.practitioners.all():
        way = (practitioner, welcome, practitioner.places.first())
        for start in crowd.starts_to_come(way)[3:40:18]:
            crowd.book(way, start)
    crowd.leaves_open = False


def fill_a_day(crowd):
    """Fill a day of Claire Bonnet's, for which somebody then waits, and return it."""
    bonnet = Practitioner.objects.get(slug="claire-bonnet")
    way = (bonnet, Service.objects.get(slug="suivi-de-parcours"), Place.objects.get(slug="clermont-ferrand"))
    on_trial = [making.guest(name, address_of(name)) for name in ON_TRIAL]
    day = crowd.full_day(*way, clients=on_trial)
    late = making.guest("Rose Chambon", "rose.chambon@courriel.example", phone="06 39 98 20 40")
    crowd.wait(late, *way, day)
    return day
