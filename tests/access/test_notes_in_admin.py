"""A collaborator without the right meets no word of a note at any address, Wagtail's own screens included."""

import pytest
from django.contrib.auth.models import Permission

from booking.models import Appointment
from coach_notes import actions
from coach_notes.models import Note, NoteAccess, NoteDraft, NotesSettings
from people.models import Client
from tests.access.addresses import HIDDEN, all_addresses
from tests.access.stage import COLLABORATOR, NOTE, NOW, PRACTITIONER, Caller
from tests.access.test_table import _plain_errors, undone  # noqa: F401 – a fixture for every test here

pytestmark = [pytest.mark.django_db, pytest.mark.mission("C12")]

#: What Wagtail's screens take in their addresses to search, to narrow down, to export.
ASKED = ["", "?q=canari", "?export=csv"]
#: What Wagtail would write of a row at addresses of its own.
ROWS = ["note", "noteversion", "agreedaction", "notedraft", "noteaccess", "clientfile", "notessettings"]
SCREENS = ["", "edit/{pk}/", "history/{pk}/", "usage/{pk}/", "inspect/{pk}/", "delete/{pk}/", "copy/{pk}/", "create/"]


@pytest.fixture
def without_the_right(stage):
    """The collaborator of the stage, who sees all appointments and reads no notes."""
    group = stage.collaborator.groups.get()
    group.permissions.remove(*Permission.objects.filter(content_type__app_label="coach_notes"))
    assert stage.collaborator.has_perm("booking.see_all_appointments")
    return Caller(**stage.sessions[COLLABORATOR])


def text_of(response):
    content = b"".join(response) if response.streaming else response.content
    return content.decode(errors="replace")


def test_no_address_tells_a_word(stage, samples, without_the_right):
    assert NoteDraft.objects.exists()
    assert stage.note.versions.exists()
    with undone():
        reader = Caller(**stage.sessions[PRACTITIONER])
        assert NOTE in text_of(reader.get(samples.of("admin/notes/client/<int:pk>/")))
    before, told = NoteAccess.objects.count(), []
    for route in all_addresses():
        if route in HIDDEN or route.startswith("api/"):
            continue
        path = samples.of(route)
        # What is not there is not there however one asks.
        for asked in ASKED:
            with undone():
                response = without_the_right.get(path + asked if "?" not in path else path)
                if NOTE in text_of(response):
                    told.append(path + asked)
                if NoteAccess.objects.count() != before:
                    told.append(f"{path}{asked}: read")
            if response.status_code != 200 or not route.startswith("admin/"):
                break
    assert told == []


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("who", [COLLABORATOR, "administrator"])
def test_wagtail_has_no_screens_of_its_own_for_them(stage, row, who):
    caller = Caller(**stage.sessions[who])
    for screen in SCREENS:
        for base in (f"/admin/coach_notes/{row}/", f"/admin/snippets/coach_notes/{row}/"):
            assert caller.get(base + screen.format(pk=stage.note.pk)).status_code == 404
    for action in ("delete", "assign_role"):
        assert caller.get(f"/admin/bulk/coach_notes/{row}/{action}/?id={stage.note.pk}").status_code == 404


def test_the_drafts_of_others_are_told_to_nobody(stage, samples):
    """Not even to administrators, who read every note."""
    NoteDraft.objects.all().delete()
    word = "La mouette écrit encore"
    actions.keep_draft(client=stage.client, by=stage.practitioner_user, now=NOW, body=word, agreed=word)
    caller, told = Caller(**stage.sessions["administrator"]), []
    for route in all_addresses():
        if route.startswith("admin/") and route not in HIDDEN:
            with undone():
                if "mouette" in text_of(caller.get(samples.of(route))):
                    told.append(route)
    assert told == []


def test_nothing_of_the_notes_is_indexed_or_logged_by_wagtail(stage):
    from wagtail.models import ModelLogEntry, ReferenceIndex

    for model in (Note, NoteDraft, NoteAccess):
        assert not ReferenceIndex.model_is_indexable(model)
    for model in (ModelLogEntry, ReferenceIndex):
        rows = model.objects.filter(content_type__app_label="coach_notes").exclude(
            content_type__model=NotesSettings._meta.model_name
        )
        assert not rows.exists()
    assert Client.objects.filter(notes=stage.note).exists()
    assert Appointment.objects.filter(notes=stage.note).exists()
