from django.urls import path

from . import views

urlpatterns = [
    path("preferences/", views.preferences, name="account_preferences"),
    path("jetons/", views.tokens, name="account_tokens"),
    path("jetons/<int:pk>/revoquer/", views.revoke_token, name="account_revoke_token"),
]
