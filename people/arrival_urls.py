from django.urls import path

from . import arrival

app_name = "people"
urlpatterns = [
    # The link in the mail, and where it leads: a token is in no address that shows a page.
    path("invitation/", arrival.invitation, name="invitation"),
    path("invitation/<str:token>/", arrival.opened, name="invitation_link"),
    path("accounts/en-attente/", arrival.waiting_for_approval, name="waiting_for_approval"),
]
