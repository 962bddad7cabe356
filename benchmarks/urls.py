"""The site's own addresses, and the bare views beside them."""

from django.urls import path

from site_core.urls import urlpatterns as site

from . import views

urlpatterns = [
    path("bench/empty/", views.empty),
    path("bench/insert/", views.insert),
    path("bench/directory/", views.directory),
    path("bench/agenda/", views.agenda),
    path("bench/csv/", views.export),
    *site,
]
