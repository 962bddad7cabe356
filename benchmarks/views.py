"""Bare views to compare with, and thin ones over what has no page of its own yet."""

import datetime as dt

from django.db import connection
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from booking.admin.agenda import MOST_TOLD
from booking.agenda import agenda_of
from booking.directory import Part, Search, find_free
from booking.exports import appointments_table
from booking.models import Appointment
from booking.spreadsheets import csv_of
from practice.models import practice_zone
from practice.offers import offers

TABLE = "bench_insert"


def empty(request):
    """Answer, and touch no database: what every request costs."""
    return HttpResponse("empty")


@csrf_exempt
def insert(request):
    """Write one row: what every change costs."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} (text, at) VALUES (%s, %s)", ["a row", timezone.now()])
    return HttpResponse("written", status=201)


def directory(request):
    """Answer who of a speciality is free on a day, or a part of it, and when."""
    day, part = dt.date.fromisoformat(request.GET["day"]), request.GET.get("part")
    search = Search(day, day, part and Part(part), speciality_id=int(request.GET["speciality"]))
    page = find_free(search, now=timezone.now())
    found = [
        {"id": one.practitioner.pk, "name": one.practitioner.name, "place": one.place.name, "starts": one.starts}
        for one in page.found
    ]
    return JsonResponse({"found": found, "after": page.after})


def agenda(request):
    """Answer what the admin's screen tells of a month, for everybody: how much each day has, and what is first."""
    first = dt.date.fromisoformat(f"{request.GET['month']}-01")
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    month = agenda_of(list(offers().practitioners), first, last, zone=practice_zone(), now=timezone.now())
    days = {
        str(day): [found.count, found.free_count, not (found.count or found.openings), found.first_entries(MOST_TOLD)]
        for day, found in month.days.items()
    }
    return JsonResponse({"days": days, "away": month.absences})


def export(request):
    """Answer with all appointments, as the admin's list does to those who may take them away."""
    known = Appointment.objects.filter(client__isnull=False).order_by("start_at", "pk")
    return StreamingHttpResponse(csv_of(appointments_table(known, now=timezone.now())), content_type="text/csv")
