from django.urls import path

from . import views

app_name = "calendars"
urlpatterns = [path("mes-rendez-vous/<uuid:reference>/agenda.ics", views.appointment, name="appointment")]
