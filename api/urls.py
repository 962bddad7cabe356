from django.urls import path

from . import availability

app_name = "api"

urlpatterns = [path("availability/", availability.availability, name="availability")]
