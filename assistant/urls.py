from django.urls import path

from . import views

app_name = "assistant"
urlpatterns = [
    path("aide/", views.ask, name="ask"),
    path("aide/message/", views.message, name="message"),
    path("aide/message/envoye/", views.sent, name="sent"),
]
