"""A client's file: all of it by keyboard; and what one types into it is not lost, whatever happens."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from booking.models import Appointment, State
from coach_notes import actions as notes
from coach_notes.forms import LONGEST_ACTION
from coach_notes.models import AgreedAction, ClientFile, Note, NoteDraft
from tests.factories import PASSWORD
from tests.server import running_site

pytestmark = [
    pytest.mark.mission("C5"),
    pytest.mark.mission("C6"),
    pytest.mark.mission("M3"),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

BEFORE, AFTER = "Elle hésite encore.", "Elle a choisi."
ENOUGH = 200


@pytest.fixture
def bobs(practice, camille, bob):
    """Bob's file: a session yesterday, and a note of the week before with one thing agreed."""
    now = timezone.now()
    start = now - dt.timedelta(days=1)
    end = start + dt.timedelta(minutes=45)
    parts = {"practitioner": practice.practitioner, "service": practice.service, "place": practice.place}
    Appointment.objects.create(
        client=bob.client, **parts, start_at=start, end_at=end, busy_until=end, state=State.CONFIRMED
    )
    file = ClientFile.objects.get(pk=bob.client.pk)
    week_ago = now - dt.timedelta(days=7)
    notes.write(client=file, by=camille, now=week_ago, body=BEFORE, agreed=["Appeler l’école"])
    return f"/admin/notes/client/{bob.client.pk}/"


@pytest.fixture
def enter(browser, bobs):
    """Return a function that opens a window, with the coach logged in by keyboard."""
    contexts = []
    with running_site(settings_module="tests.journeys.settings") as address:

        def open_window(*, javascript=True):
            contexts.append(browser.new_context(base_url=address, locale="fr-FR", java_script_enabled=javascript))
            page = contexts[-1].new_page()
            page.goto("/accounts/login/")
            reach(page, page.get_by_label("Adresse e-mail", exact=True))
            page.keyboard.type("camille@example.com")
            reach(page, page.get_by_label("Mot de passe", exact=True))
            page.keyboard.type(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "/login/" not in url)
            return page

        yield open_window
        for context in contexts:
            context.close()


def reach(page, target):
    """Go from stop to stop until `target` has the focus, as one who has no mouse does."""
    expect(target).to_have_count(1)
    for _stop in range(ENOUGH):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {target}")


def press(page, role, name, key="Enter"):
    reach(page, page.get_by_role(role, name=name))
    page.keyboard.press(key)


def write(page, field, words):
    reach(page, page.locator(f"main [name={field}]"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)


def test_all_of_a_clients_file_by_keyboard(enter):
    page = enter()
    page.goto("/admin/notes/")
    press(page, "link", "Bob Martin")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bob Martin")
    press(page, "button", "Fait – Appeler l’école")
    expect(page.locator(".note__agreed")).to_contain_text("Fait le")
    assert AgreedAction.objects.get().done_at

    write(page, "body", AFTER)
    write(page, "agreed", "Relire le bilan")
    # A list and the buttons beside it, with the arrows.
    reach(page, page.locator("main [name=appointment]"))
    page.keyboard.press("Home")
    reach(page, page.locator("main [name=readers]:checked"))
    page.keyboard.press("ArrowDown")
    press(page, "button", "Enregistrer la note")
    expect(page.locator(".note__body").first).to_have_text(AFTER)
    written = Note.objects.newest_first()[0]
    assert (written.appointment, written.is_private) == (None, True)
    assert [one.text for one in written.agreed.all()] == ["Relire le bilan"]

    first = page.locator(".note").first
    reach(page, first.get_by_role("link", name="Modifier"))
    page.keyboard.press("Enter")
    write(page, "body", "Elle a choisi Lyon.")
    press(page, "button", "Enregistrer la note")
    reach(page, first.get_by_role("link", name="Versions précédentes"))
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(AFTER)
    page.go_back()
    reach(page, first.get_by_role("link", name="Supprimer"))
    page.keyboard.press("Enter")
    press(page, "button", "Supprimer la note")
    expect(page.locator(".note__body")).to_have_text([BEFORE])


def test_what_is_typed_is_there_after_a_reload(enter, bobs):
    page = enter()
    page.goto(bobs)
    body, agreed = (page.locator(f"main [name={name}]") for name in ("body", "agreed"))
    body.press_sequentially(AFTER)
    expect(page.locator("[data-draft-told]")).to_contain_text("Brouillon gardé", timeout=15_000)
    # What is kept needs no question on leaving.
    page.reload()
    expect(body).to_have_value(AFTER)
    expect(page.locator("main")).to_contain_text("Votre brouillon du")
    # Nor has it to be waited for: whoever leaves at once finds it again.
    page.on("dialog", lambda dialog: dialog.accept())
    agreed.press_sequentially("Relire le bilan")
    page.goto("/admin/")
    page.goto(bobs)
    expect(body).to_have_value(AFTER)
    expect(agreed).to_have_value("Relire le bilan")
    assert Note.objects.count() == 1
    page.get_by_role("button", name="Enregistrer la note").click()
    expect(page.locator(".note__body").first).to_have_text(AFTER)
    expect(body).to_have_value("")
    assert not NoteDraft.objects.exists()


def test_without_scripts_nothing_is_lost_on_an_error(enter, bobs):
    page = enter(javascript=False)
    page.goto(bobs)
    body, agreed = (page.locator(f"main [name={name}]") for name in ("body", "agreed"))
    session = page.locator("main [name=appointment]")
    body.fill(AFTER)
    agreed.fill("x" * (LONGEST_ACTION + 1))
    session.select_option("")
    page.locator("main [name=readers][value=author]").check()
    page.get_by_role("button", name="Enregistrer la note").click()
    expect(page.locator("main .error-message")).to_have_count(1)
    expect(body).to_have_value(AFTER)
    expect(agreed).to_have_value("x" * (LONGEST_ACTION + 1))
    expect(session).to_have_value("")
    expect(page.locator("main [name=readers][value=author]")).to_be_checked()
    assert Note.objects.count() == 1
    agreed.fill("Relire le bilan")
    page.get_by_role("button", name="Enregistrer la note").click()
    expect(page.locator(".note__body").first).to_have_text(AFTER)
    assert Note.objects.newest_first()[0].is_private
