from django.urls import path

from .views.changes import cancel, move
from .views.details import details
from .views.mine import appointment, mine
from .views.week import week

app_name = "booking"
urlpatterns = [
    path("rendez-vous/", week, name="week"),
    path("rendez-vous/coordonnees/", details, name="details"),
    path("mes-rendez-vous/", mine, name="mine"),
    path("mes-rendez-vous/<uuid:reference>/", appointment, name="appointment"),
    path("mes-rendez-vous/<uuid:reference>/deplacer/", move, name="move"),
    path("mes-rendez-vous/<uuid:reference>/annuler/", cancel, name="cancel"),
]
