"""Bare views to compare with, and thin ones over what has no page of its own yet."""

from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

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
