"""A practitioner's own corner: what of it is about their work. `booking` has the first page, their appointments."""

from django.urls import path

from . import views

app_name = "practice"
urlpatterns = [
    path("mon-espace/profil/", views.profile, name="profile"),
    path("mon-espace/horaires/", views.hours, name="hours"),
    path("mon-espace/horaires/nouveaux/", views.change_hours, name="new_hours"),
    path("mon-espace/horaires/debuts/", views.starts, name="starts"),
    path("mon-espace/horaires/<int:pk>/", views.change_hours, name="change_hours"),
    path("mon-espace/horaires/<int:pk>/debuts/", views.starts, name="starts"),
    path("mon-espace/horaires/<int:pk>/supprimer/", views.delete_hours, name="delete_hours"),
    path("mon-espace/absences/", views.absences, name="absences"),
    path("mon-espace/absences/nouvelle/", views.change_absence, name="new_absence"),
    path("mon-espace/absences/<int:pk>/", views.change_absence, name="change_absence"),
    path("mon-espace/absences/<int:pk>/supprimer/", views.delete_absence, name="delete_absence"),
]
