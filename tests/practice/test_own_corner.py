"""A practitioner's own corner on the public site: profile, hours and absences, and nobody else's."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.models import ModelLogEntry

from booking import actions
from booking.availability import next_free
from booking.models import State
from practice.models import Absence, OpeningHours, Practitioner, Speciality
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.mission("M3")]


@pytest.fixture
def denis(practice):
    """A colleague, at work on the same days."""
    user = factories.make_user("denis@example.com", "Denis")
    factories.make_practitioner("Denis", places=practice.places, services=[practice.service], user=user)
    return user


@pytest.fixture
def browser(practice, camille):
    browser = Browser()
    browser.force_login(camille)
    return browser


@pytest.fixture
def denis_browser(denis):
    browser = Browser()
    browser.force_login(denis)
    return browser


def text_of(answer):
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


HOURS = {"weekdays": ["0", "2"], "repeat": "every_week", "hours": "9h-12h", "applies_from": "2027-01-04"}


# --- Hours ----------------------------------------------------------------------------------------


def test_hours_are_written_as_text_and_count(browser, practice):
    answer = browser.post(reverse("practice:new_hours"), HOURS)
    assert answer.url == reverse("practice:hours")
    hours = OpeningHours.objects.latest("pk")
    assert hours.practitioner == practice.practitioner
    assert [str(window) for window in hours.windows.all()] == ["09:00–12:00"]
    assert "Le lundi et le mercredi" in text_of(browser.get(answer.url)) or "lundi" in text_of(browser.get(answer.url))
    entry = ModelLogEntry.objects.get(object_id=str(hours.pk), content_type__model="openinghours")
    assert (entry.action, entry.user) == ("wagtail.create", practice.practitioner.user)


def test_hours_are_changed_with_the_starts_beside(browser, practice):
    hours = practice.practitioner.opening_hours.get()
    url = reverse("practice:change_hours", args=[hours.pk])
    page = text_of(browser.get(url))
    assert "9:00–12:30, 13:30–17:00" in page
    assert "16 h 15" in page
    sent = {**HOURS, "hours": "10:00–12:00", "applies_from": "2020-01-01"}
    # The button shows what they would give, and keeps nothing.
    shown = text_of(browser.post(url, {**sent, "show-starts": "1"}))
    assert "10 h 00" in shown
    assert "16 h 15" not in shown
    assert hours.windows.count() == 2
    fragment = text_of(browser.get(reverse("practice:starts", args=[hours.pk]), sent))
    assert "10 h 00" in fragment
    assert "<html" not in fragment
    browser.post(url, sent)
    assert [str(window) for window in hours.windows.all()] == ["10:00–12:00"]


def test_what_is_wrong_with_hours_is_said_and_what_was_typed_is_kept(browser, practice):
    before = OpeningHours.objects.count()
    answer = browser.post(reverse("practice:new_hours"), {**HOURS, "hours": "12h-9h", "weekdays": []})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Il y a un problème" in page
    assert 'value="12h-9h"' in page
    assert OpeningHours.objects.count() == before


def test_hours_that_leave_an_appointment_without_its_place_are_asked_about(browser, practice, bobs):
    hours = practice.practitioner.opening_hours.get()
    url = reverse("practice:change_hours", args=[hours.pk])
    sent = {**HOURS, "weekdays": ["5"], "applies_from": "2020-01-01"}
    answer = browser.post(url, sent)
    assert answer.status_code == 422
    assert "Bob Martin" in text_of(answer)
    assert hours.windows.count() == 2
    assert browser.post(url, {**sent, "agreed": answer.context["clash"].seal}).url == reverse("practice:hours")
    assert [str(window) for window in hours.windows.all()] == ["09:00–12:00"]
    bobs.refresh_from_db()
    assert bobs.state == State.CONFIRMED


def test_hours_that_hold_an_appointment_are_deleted_after_it_was_read(browser, practice, bobs):
    url = reverse("practice:delete_hours", args=[practice.practitioner.opening_hours.get().pk])
    answer = browser.post(url)
    assert answer.status_code == 422
    assert "Bob Martin" in text_of(answer)
    assert OpeningHours.objects.exists()
    assert browser.post(url, {"agreed": answer.context["clash"].seal}).url == reverse("practice:hours")
    assert not OpeningHours.objects.exists()


def test_hours_are_deleted_after_a_question(browser, practice):
    hours = practice.practitioner.opening_hours.get()
    url = reverse("practice:delete_hours", args=[hours.pk])
    assert browser.get(url).status_code == 200
    assert OpeningHours.objects.filter(pk=hours.pk).exists()
    assert browser.post(url).url == reverse("practice:hours")
    assert not OpeningHours.objects.filter(pk=hours.pk).exists()
    assert browser.post(url).status_code == 404


# --- Absences -------------------------------------------------------------------------------------


@pytest.fixture
def bobs(practice, bob):
    now = timezone.now()
    parts = (practice.practitioner, practice.service, practice.place)
    start = next(one for one in next_free(*parts, now=now, count=100) if one > now + dt.timedelta(days=2))
    wish = dict(zip(("practitioner", "service", "place"), parts, strict=True))
    return actions.book(**wish, client=bob.client, start=start, by=bob, now=now)


def test_an_absence_asks_what_becomes_of_the_appointments_it_touches(browser, practice, bobs):
    day = bobs.start_at.astimezone(practice.place.zone).date().isoformat()
    url = reverse("practice:new_absence")
    answer = browser.post(url, {"first_day": day, "reason": "Formation"})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Bob Martin" in page
    assert "Formation" in page
    assert not Absence.objects.exists()
    sent = {"first_day": day, "touched": "cancel", "message": "Je suis en formation."}
    assert browser.post(url, sent).url == reverse("practice:absences")
    absence = Absence.objects.get()
    assert absence.practitioner == practice.practitioner
    bobs.refresh_from_db()
    assert bobs.state == State.CANCELLED
    assert (bobs.events.last().comment, bobs.events.last().by) == (sent["message"], practice.practitioner.user)


def test_appointments_that_are_kept_stay(browser, practice, bobs):
    day = bobs.start_at.astimezone(practice.place.zone).date().isoformat()
    browser.post(reverse("practice:new_absence"), {"first_day": day, "touched": "keep"})
    bobs.refresh_from_db()
    assert (bobs.state, Absence.objects.count()) == (State.CONFIRMED, 1)


def test_an_absence_is_changed_and_given_back(browser, practice):
    browser.post(reverse("practice:new_absence"), {"first_day": "2098-12-24", "last_day": "2098-12-31"})
    absence = Absence.objects.get()
    url = reverse("practice:change_absence", args=[absence.pk])
    assert 'value="2098-12-24"' in text_of(browser.get(url))
    browser.post(url, {"first_day": "2098-12-24", "last_day": "2098-12-26"})
    absence.refresh_from_db()
    assert absence.whole_days() == (dt.date(2098, 12, 24), dt.date(2098, 12, 26))
    assert browser.post(reverse("practice:delete_absence", args=[absence.pk])).status_code == 302
    assert not Absence.objects.exists()


def test_closures_of_the_practice_and_calendars_kept_elsewhere_are_not_theirs_to_change(browser, practice):
    times = {"start_at": timezone.now(), "end_at": timezone.now() + dt.timedelta(days=9)}
    closure = Absence.objects.create(**times)
    read = Absence.objects.create(**times, practitioner=practice.practitioner, origin="Agenda")
    assert "Tout le cabinet est fermé" in text_of(browser.get(reverse("practice:absences")))
    for row in (closure, read):
        for name in ("change_absence", "delete_absence"):
            url = reverse(f"practice:{name}", args=[row.pk])
            assert (browser.get(url).status_code, browser.post(url).status_code) == (404, 404)
    assert Absence.objects.count() == 2


# --- Profile --------------------------------------------------------------------------------------


def picture(name="moi.png"):
    file = io.BytesIO()
    Image.new("RGB", (40, 50), "teal").save(file, "PNG")
    file.seek(0)
    file.name = name
    return file


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_practitioner_writes_what_visitors_read(browser, practice, media):
    couples = Speciality.objects.create(name="Couples")
    sent = {
        "name": "Camille Aubert-Roux",
        "title": "Coach",
        "bio": "Vingt ans d’écoute.",
        "languages": ["fr", "en"],
        "specialities": [couples.pk],
        "email": "cabinet@example.com",
        "phone": "04 00 00 00 00",
        "portrait": picture(),
    }
    assert browser.post(reverse("practice:profile"), sent).url == reverse("practice:profile")
    camille = Practitioner.objects.get(pk=practice.practitioner.pk)
    assert (camille.name, camille.languages, camille.email) == ("Camille Aubert-Roux", ["fr", "en"], sent["email"])
    assert (camille.slug, list(camille.specialities.all())) == ("camille", [couples])
    assert (camille.photo.width, camille.photo.uploaded_by_user) == (40, camille.user)
    assert "Votre portrait" in text_of(browser.get(reverse("practice:profile")))
    del sent["portrait"]
    browser.post(reverse("practice:profile"), {**sent, "without_portrait": "on"})
    camille.refresh_from_db()
    assert camille.photo is None


def test_what_is_no_picture_is_refused_and_nothing_is_kept(browser, practice, media):
    for file in (io.BytesIO(b"<svg onload='alert(1)'/>"), io.BytesIO(b"MZ")):
        file.name = "moi.svg" if b"svg" in file.getvalue() else "moi.png"
        answer = browser.post(reverse("practice:profile"), {"name": "Autre", "portrait": file})
        assert answer.status_code == 422
    practice.practitioner.refresh_from_db()
    assert (practice.practitioner.name, practice.practitioner.photo) == ("Camille Aubert", None)


def test_a_profile_changes_nothing_but_what_it_shows(denis_browser, denis, camille, practice):
    own = denis.practitioner
    sent = {"name": "Denis", "user": camille.pk, "slug": "tous", "is_active": "", "position": "-1", "services": []}
    denis_browser.post(reverse("practice:profile"), {**sent, "is_staff": "on"})
    own = Practitioner.objects.get(pk=own.pk)
    assert (own.user, own.slug, own.is_active, own.services.count()) == (denis, "denis", True, 1)
    denis.refresh_from_db()
    assert not denis.is_staff


# --- Whose it is ----------------------------------------------------------------------------------


def own_addresses(practitioner, absence):
    hours = practitioner.opening_hours.get()
    named = [("change_hours", hours), ("delete_hours", hours), ("starts", hours)]
    named += [("change_absence", absence), ("delete_absence", absence)]
    return [reverse(f"practice:{name}", args=[row.pk]) for name, row in named]


@pytest.fixture
def absence(practice):
    start = timezone.now() + dt.timedelta(days=900)
    return Absence.objects.create(
        practitioner=practice.practitioner, start_at=start, end_at=start + dt.timedelta(days=1), reason="Confidentiel"
    )


def test_a_practitioner_sees_only_what_is_theirs(denis_browser, practice, absence):
    for url in own_addresses(practice.practitioner, absence):
        assert (denis_browser.get(url).status_code, denis_browser.post(url, HOURS).status_code in (404, 405)) == (
            404,
            True,
        )
    assert "Confidentiel" not in text_of(denis_browser.get(reverse("practice:absences")))
    assert practice.practitioner.opening_hours.count() == 1
    denis_browser.post(reverse("practice:new_hours"), {**HOURS, "practitioner": practice.practitioner.pk})
    assert practice.practitioner.opening_hours.count() == 1


def test_even_who_may_change_everything_has_only_their_own_here(browser, denis, practice):
    hours = denis.practitioner.opening_hours.get()
    assert browser.get(reverse("practice:change_hours", args=[hours.pk])).status_code == 404
    browser.post(reverse("practice:new_hours"), {**HOURS, "practitioner": denis.practitioner.pk})
    assert denis.practitioner.opening_hours.count() == 1


def test_for_everyone_else_there_is_no_such_page(practice, absence, bob, zoe):
    names = ("profile", "hours", "new_hours", "starts", "absences", "new_absence")
    addresses = [reverse(f"practice:{name}") for name in names] + own_addresses(practice.practitioner, absence)
    for user in (bob, zoe):
        browser = Browser()
        browser.force_login(user)
        for url in addresses:
            assert (browser.get(url).status_code, browser.post(url).status_code) == (404, 404), url
    for url in addresses:
        for answer in (Browser().get(url), Browser().post(url)):
            assert answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["hours", "absences"])
def test_a_list_takes_the_same_queries_for_one_row_and_for_many(browser, practice, absence, name):
    url = reverse(f"practice:{name}")
    for _time in range(2):  # the very first makes the rows of the settings
        browser.get(url)
    with CaptureQueriesContext(connection) as one:
        browser.get(url)
    start = timezone.now()
    for number in range(4):
        hours = OpeningHours.objects.create(practitioner=practice.practitioner, place=practice.place)
        hours.windows.create(start=dt.time(8), end=dt.time(9))
        later = start + dt.timedelta(days=number + 1)
        Absence.objects.create(practitioner=practice.practitioner, start_at=later, end_at=later + dt.timedelta(days=1))
    with CaptureQueriesContext(connection) as many:
        browser.get(url)
    assert len(many) == len(one)
