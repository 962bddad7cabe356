from django.urls import path, register_converter

from .links import TokenConverter
from .views import (
    account,
    changes,
    details,
    directory,
    links,
    mine,
    other_times,
    places,
    reminders,
    space,
    wait,
    week,
    zone,
)
from .views.visits import by_account, by_link

register_converter(TokenConverter, "token")

app_name = "booking"
urlpatterns = [
    path("rendez-vous/", week.week, name="week"),
    path("praticiens/", directory.practitioners, name="practitioners"),
    path("praticiens/<slug:slug>/", directory.practitioner, name="practitioner"),
    path("agences/", places.places, name="places"),
    path("agences/<slug:slug>/", places.place, name="place"),
    path("rendez-vous/coordonnees/", details.details, name="details"),
    path("mes-rendez-vous/", mine.mine, name="mine"),
    path("mes-rendez-vous/rappels/", mine.choose_reminders, name="own_reminders"),
    path("mes-rendez-vous/<uuid:reference>/", by_account(mine.appointment), name="appointment"),
    path("mes-rendez-vous/<uuid:reference>/deplacer/", by_account(changes.move), name="move"),
    path("mes-rendez-vous/<uuid:reference>/annuler/", by_account(changes.cancel), name="cancel"),
    path("mes-rendez-vous/<uuid:reference>/autres-horaires/", by_account(other_times.choose), name="others"),
    path("mes-rendez-vous/<uuid:reference>/plus-tot/", by_account(wait.for_earlier), name="earlier"),
    path("mes-rendez-vous/<uuid:reference>/fuseau/", by_account(zone.choose_zone), name="zone"),
    path("mon-espace/", space.space, name="space"),
    path("mon-espace/rendez-vous/<uuid:reference>/accepter/", space.agree, name="agree"),
    path("mon-espace/rendez-vous/<uuid:reference>/refuser/", space.decline, name="decline"),
    path("mon-espace/rendez-vous/<uuid:reference>/absent/", space.miss, name="miss"),
    # The links in mails, and where they lead: a token is in no address that shows a page.
    path("rendez-vous/<token:token>/", links.opened, name="link"),
    path("rendez-vous/<token:token>/deplacer/", links.opened, {"page": "booking:move"}, name="link_to_move"),
    path("rendez-vous/<token:token>/annuler/", links.opened, {"page": "booking:cancel"}, name="link_to_cancel"),
    path("rendez-vous/<token:token>/autres-horaires/", links.opened, {"page": "booking:others"}, name="link_to_others"),
    path("rendez-vous/gerer/<uuid:reference>/", by_link(mine.appointment), name="appointment_by_link"),
    path("rendez-vous/gerer/<uuid:reference>/deplacer/", by_link(changes.move), name="move_by_link"),
    path("rendez-vous/gerer/<uuid:reference>/annuler/", by_link(changes.cancel), name="cancel_by_link"),
    path("rendez-vous/gerer/<uuid:reference>/autres-horaires/", by_link(other_times.choose), name="others_by_link"),
    path("rendez-vous/gerer/<uuid:reference>/plus-tot/", by_link(wait.for_earlier), name="earlier_by_link"),
    path("rendez-vous/gerer/<uuid:reference>/fuseau/", by_link(zone.choose_zone), name="zone_by_link"),
    path("rendez-vous/gerer/<uuid:reference>/renvoyer/", by_link(links.send_link), name="send_link"),
    path("rendez-vous/gerer/<uuid:reference>/compte/", by_link(account.open_account), name="open_account"),
    path("rendez-vous/attente/", wait.join, name="wait"),
    path("rendez-vous/attente/inscription/", wait.on_the_list, name="on_the_list"),
    path("rendez-vous/attente/<uuid:reference>/", wait.waiting_page, name="waiting"),
    path("rendez-vous/attente/<str:token>/", wait.opened, name="waiting_link"),
    path("rappels/<str:token>/", reminders.reminders, name="reminders"),
    path("rendez-vous/lien/", links.new_link, name="new_link"),
    path("rendez-vous/lien/envoye/", links.link_sent, name="link_sent"),
    path("rendez-vous/lien/inactif/", links.inactive_link, name="inactive_link"),
]
