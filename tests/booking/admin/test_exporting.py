"""Appointments and answers as CSV and XLSX: what is in them, for whom, and that a spreadsheet works nothing out."""

import csv
import datetime as dt
import io
import tracemalloc

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from booking import actions, exports, spreadsheets
from booking.models import Answer, Appointment, State
from booking.questions import Given
from people.actions import set_preferences
from practice.models import Question
from tests.booking.admin.test_appointments import book_for

pytestmark = [pytest.mark.django_db, pytest.mark.mission("O6")]

HALF = dt.timedelta(minutes=30)
LIST = reverse("rendez-vous_modeladmin_index")
#: What spreadsheets have been made to do, and what XLSX cannot hold.
HOSTILE = [
    '=HYPERLINK("http://evil.example")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\uff1d1",
    "a\u000bb\u0000",
    "two\r\nlines",
    "😀 «é»",
]


def taken(response):
    assert response.status_code == 200, response
    return b"".join(response.streaming_content)


def rows_in_csv(response):
    text = taken(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def rows_in_xlsx(response):
    rows = load_workbook(io.BytesIO(taken(response))).active.iter_rows()
    names = [cell.value for cell in next(rows)]
    return [dict(zip(names, row, strict=True)) for row in rows]


def export(client, what="csv", query=""):
    return client.get(f"{LIST}?export={what}{query}")


@pytest.fixture
def bobs(practice, bob_client):
    service = practice.service
    service.price, service.currency = "80.50", "EUR"
    service.save()
    return book_for(bob_client, practice, answers=[Given("Votre question\u00a0?", "12.5", Question.Kind.NUMBER)])


@pytest.mark.parametrize("what", ["csv", "xlsx"])
def test_a_row_says_who_when_on_the_places_clock_and_for_how_much(client, camille, bobs, what):
    client.force_login(camille)
    response = export(client, what)
    assert f"rendez-vous-{timezone.localdate()}.{what}" in response["Content-Disposition"]
    start, end = (moment.astimezone(bobs.place.zone) for moment in (bobs.start_at, bobs.end_at))
    if what == "csv":
        [row] = rows_in_csv(response)
        when, price = (str(start.date()), f"{start:%H:%M}", f"{end:%H:%M}"), "80,50"
    else:
        [row] = rows_in_xlsx(response)
        row = {name: cell.value for name, cell in row.items()}
        when, price = (dt.datetime.combine(start.date(), dt.time()), start.time(), end.time()), 80.5
    assert (row["Date"], row["Début"], row["Fin"]) == when
    assert row["Fuseau horaire"] == "Europe/Paris"
    assert (row["Statut"], row["Client"], row["E-mail"]) == ("Confirmé", "Bob Martin", "bob@example.com")
    assert (row["Prix"], row["Monnaie"], row["Référence"]) == (price, "EUR", bobs.short_reference)


def test_no_cell_is_parted_by_a_program_that_takes_commas_and_semicolons_for_its_end(client, camille, bobs):
    type(bobs.client).objects.filter(pk=bobs.client_id).update(name="Martin; Bob, fils")
    client.force_login(camille)
    text = taken(export(client)).decode()
    assert '"80,50"' in text
    assert '"Martin; Bob, fils"' in text


def test_how_an_appointment_ended_is_told(client, camille, bobs, bob):
    actions.cancel(appointment=bobs, by=bob, now=timezone.now())
    client.force_login(camille)
    assert rows_in_csv(export(client)) == []
    [row] = rows_in_csv(export(client, query="&quand=tous"))
    assert (row["Statut"], row["Terminé par"]) == ("Annulé", "Bob Martin")
    assert row["Terminé le"] == str(timezone.localdate())


@pytest.mark.parametrize("what", ["answers-csv", "answers-xlsx"])
def test_answers_are_told_in_words_beside_the_question_as_it_was_asked(client, camille, bobs, what):
    client.force_login(camille)
    rows = rows_in_csv(export(client, what)) if what.endswith("csv") else rows_in_xlsx(export(client, what))
    [row] = [{name: getattr(cell, "value", cell) for name, cell in row.items()} for row in rows]
    assert (row["Question"], row["Réponse"]) == ("Votre question\u00a0?", "12,5")
    assert (row["Référence"], row["Client"]) == (bobs.short_reference, "Bob Martin")


def test_the_table_is_narrowed_down_as_the_list_is_and_not_to_one_page(client, camille, practice, bob_client, bobs):
    moments = [bobs.start_at + dt.timedelta(days=7 * number) for number in range(1, 120)]
    rows = vars(bobs) | {"id": None, "_state": None}
    names = ("practitioner_id", "client_id", "service_id", "place_id", "state")
    Appointment.objects.bulk_create(
        Appointment(
            **{name: rows[name] for name in names},
            start_at=start,
            end_at=start + bobs.duration,
            busy_until=start + bobs.duration,
        )
        for start in moments
    )
    client.force_login(camille)
    assert len(rows_in_csv(export(client))) == 120
    assert rows_in_csv(export(client, query="&q=personne")) == []
    assert rows_in_csv(export(client, query="&state__exact=requested")) == []
    page = client.get(f"{LIST}?q=Bob&p=1").content.decode()
    assert "?q=Bob&amp;export=csv" in page


@pytest.mark.parametrize("what", ["csv", "xlsx"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_worked_out_or_stops_the_export(client, camille, bobs, bob_client, what, text):
    type(bob_client).objects.filter(pk=bob_client.pk).update(name=text.replace("\0", ""))
    client.force_login(camille)
    if what == "csv":
        [row] = rows_in_csv(export(client))
        written = row["Client"]
        assert not spreadsheets.FORMULA.match(written)
        assert written.removeprefix("'") == spreadsheets.cleaned(text)
    else:
        [row] = rows_in_xlsx(export(client, what))
        assert row["Client"].data_type == "s"
        assert row["Client"].value == spreadsheets.cleaned(text)
    assert not spreadsheets.CONTROLS.search(spreadsheets.cleaned(text))


def test_a_table_is_in_the_language_of_whoever_takes_it_away(client, camille, bobs):
    client.force_login(camille)
    set_preferences(user=camille, language="en", time_zone="")
    # Another language is in force by the time that the rows are sent.
    response = export(client)
    with translation.override("ru"):
        [row] = rows_in_csv(response)
    assert (row["Status"], row["Price"]) == ("Confirmed", "80.50")


def test_a_practitioner_takes_away_their_own_and_a_collaborator_what_they_may(client, bobs, denis, zoe):
    client.force_login(denis)
    assert rows_in_csv(export(client)) == []
    client.force_login(zoe)
    assert export(client).status_code == 404
    assert "export=" not in client.get(LIST).content.decode()
    zoe.user_permissions.add(Permission.objects.get(codename="export_appointments"))
    assert len(rows_in_csv(export(client))) == 1
    assert "export=" in client.get(LIST).content.decode()


def test_who_took_a_table_away_is_written_down(client, camille, bobs):
    client.force_login(camille)
    taken(export(client, "answers-csv"))
    [entry] = ModelLogEntry.objects.filter(action="booking.export", object_id=str(camille.pk))
    assert (entry.user, entry.data) == (camille, {"table": "answers-csv"})


def test_one_query_reads_them_all(client, camille, practice, bob_client, bobs):
    client.force_login(camille)
    taken(export(client))

    def count():
        with CaptureQueriesContext(connection) as queries:
            taken(export(client))
        return len(queries)

    one = count()
    for days in range(9, 30, 7):
        actions.cancel(appointment=book_for(bob_client, practice, after_days=days), by=None, now=timezone.now())
        Answer.objects.create(appointment=bobs, question="?", text="!")
    assert count() == one


def test_an_excel_sheet_that_would_be_too_long_is_refused_in_a_sentence(client, camille, bobs, monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 0)
    client.force_login(camille)
    response = client.get(f"{LIST}?export=xlsx", follow=True)
    assert "million" in response.content.decode()


# --- Many rows -----------------------------------------------------------------------------------


@pytest.fixture
def many(bobs):
    """Ten thousand appointments of Bob's."""
    parts = {name: getattr(bobs, name) for name in ("client", "practitioner", "service", "place")}
    hours = (bobs.start_at + dt.timedelta(hours=number) for number in range(1, 10_001))
    Appointment.objects.bulk_create(
        Appointment(**parts, state=State.CANCELLED, start_at=hour, end_at=hour + HALF, busy_until=hour + HALF)
        for hour in hours
    )
    return Appointment.objects.filter(state=State.CANCELLED).order_by("start_at")


def peak_of(write, appointments):
    """Return the most memory, in bytes, that a table of these takes while it is written."""
    tracemalloc.start()
    try:
        write(exports.appointments_table(appointments, now=timezone.now()))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def as_csv(table):
    assert sum(len(piece) for piece in spreadsheets.csv_of(table)) > 100_000


def as_xlsx(table):
    with spreadsheets.xlsx_of(table) as file:
        assert file.seek(0, io.SEEK_END) > 50_000


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_five_times_the_rows_take_no_more_memory(many, write):
    few = peak_of(write, many[:2_000])
    assert peak_of(write, many[:10_000]) < few + 300_000
