from django.urls import path

from . import views

urlpatterns = [
    path("theme.css", views.theme_css, name="theme_css"),
    path("site.webmanifest", views.webmanifest, name="webmanifest"),
    path("apparence/", views.set_theme, name="set_theme"),
]
