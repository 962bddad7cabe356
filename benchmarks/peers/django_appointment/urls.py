from django.http import HttpResponse
from django.urls import include, path


def empty(request):
    """Answer, and touch no database: what every request costs."""
    return HttpResponse("empty")


urlpatterns = [path("bench/empty/", empty), path("", include("appointment.urls"))]
