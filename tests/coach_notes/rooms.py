"""The addresses of the notes' room."""

from django.urls import reverse


def list_url():
    return reverse("notes_modeladmin_index")


def file_url(client):
    return reverse("coach_notes:client", args=[client.pk])


def add_url(appointment):
    return reverse("coach_notes:add", args=[appointment.reference])


def change_url(note):
    return reverse("coach_notes:change", args=[note.pk])


def delete_url(note):
    return reverse("coach_notes:delete", args=[note.pk])


def log_url(client):
    return reverse("coach_notes:log", args=[client.pk])


def draft_url(client):
    return reverse("coach_notes:draft", args=[client.pk])


def throw_away_url(client):
    return reverse("coach_notes:throw_draft_away", args=[client.pk])


def earlier_url(note):
    return reverse("coach_notes:earlier", args=[note.pk])


def finish_url(action):
    return reverse("coach_notes:finish", args=[action.pk])


def reopen_url(action):
    return reverse("coach_notes:reopen", args=[action.pk])


def all_about(note):
    """Return every address at which this note, its client's file or its log could be met."""
    client = note.client
    return [
        file_url(client),
        log_url(client),
        add_url(note.appointment),
        change_url(note),
        delete_url(note),
        earlier_url(note),
        draft_url(client),
        throw_away_url(client),
    ]


def filled_in(page, body, **fields):
    """Return what the browser would send from the form on `page`, with `body` typed into it."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**values, "body": body, **fields}.items() if value not in (None, False, "")}
