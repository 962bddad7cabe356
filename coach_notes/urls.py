from django.urls import path

from . import views

app_name = "shown_notes"
urlpatterns = [path("mes-rendez-vous/notes/", views.shown, name="mine")]
