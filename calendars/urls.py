from django.urls import path

from . import views

app_name = "calendars"
urlpatterns = [
    path("mes-rendez-vous/<uuid:reference>/agenda.ics", views.appointment, name="appointment"),
    path("rendez-vous/gerer/<uuid:reference>/agenda.ics", views.appointment_by_link, name="appointment_by_link"),
    path("mes-rendez-vous/agenda/", views.feeds, name="feeds"),
    path("agenda/<str:token>.ics", views.feed, name="feed"),
]
