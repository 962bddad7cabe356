"""The consultation planner, in Russian: a client reserves and takes it back, the specialist answers; each is told."""

import pytest
from django.contrib.auth.models import Permission
from django.core import mail as django_mail

from booking.models import Appointment, CancellationReason, State
from booking.outbox import deliver_due
from tests import factories

from .conftest import NOW, browser_of, details_url, paris, slots_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_way")]

NINE = paris(24, "9:00")
MINE = "/ru/mes-rendez-vous/"


@pytest.fixture(autouse=True)
def by_approval(practice):
    practice.service.needs_approval = True
    practice.service.save()


@pytest.fixture
def ivan(practice):
    """The specialist, who has the key to the admin and no more rights than that."""
    user = factories.make_user("ivan@example.com", "Иван", "Петров", language="ru")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    practice.practitioner.user = user
    practice.practitioner.save()
    return user


@pytest.fixture
def reasons(db):
    CancellationReason.objects.create(label="Форс-мажор", is_default=True)
    CancellationReason.objects.create(label="Болезнь", position=1)


def reserved(browser, start=NINE):
    answer = browser.post(f"/ru{details_url(start)}", {"topic": ""})
    return Appointment.objects.get(reference=answer.url.rstrip("/").split("/")[-1])


def mails_to(user):
    """Deliver what is due and return the subjects of what `user` got, latest last."""
    deliver_due(now=NOW)
    return [message.subject for message in django_mail.outbox if message.to == [user.email]]


@pytest.mark.mission("P3")
@pytest.mark.parametrize(
    ("answer", "state", "subject"),
    [("accepter", State.CONFIRMED, "Подтверждено"), ("refuser", State.DECLINED, "Отклонено")],
)
def test_the_specialist_sees_their_schedule_and_answers_and_the_client_gets_a_mail(
    bobs, bob, ivan, answer, state, subject
):
    bob.client.language = "ru"
    bob.client.save()
    appointment = reserved(bobs)
    before = mails_to(bob)
    ivans = browser_of(ivan)
    assert "Bob Martin" in text_of(ivans.get("/admin/rendez-vous/"))
    ivans.post(f"/admin/rendez-vous/{appointment.reference}/{answer}/", {"comment": ""})
    appointment.refresh_from_db()
    assert appointment.state == state
    (last,) = mails_to(bob)[len(before) :]
    assert last.startswith(subject)


@pytest.mark.mission("P3")
def test_the_schedule_of_one_specialist_tells_nothing_of_anothers(bobs, ivan, make_practitioner, practice):
    reserved(bobs)
    olga = factories.make_user("olga@example.com", "Ольга")
    olga.user_permissions.add(Permission.objects.get(codename="access_admin"))
    colleague = make_practitioner("Olga")
    colleague.user = olga
    colleague.save()
    assert "Bob Martin" not in text_of(browser_of(olga).get("/admin/rendez-vous/"))


@pytest.mark.mission("P4")
def test_a_client_sees_free_times_and_their_own_and_nobody_elses(bobs, charlies, ivan):
    reserved(bobs)
    week = charlies.get("/ru/rendez-vous/", {"semaine": "2026-W48"})
    assert "9:00" not in slots_of(week)["2026-11-24"]
    assert "9:55" in slots_of(week)["2026-11-24"]
    assert "Bob" not in text_of(week)
    assert "Ожидает ответа" in text_of(bobs.get(MINE))
    assert "24 ноября" not in text_of(charlies.get(MINE))


@pytest.mark.mission("P4")
@pytest.mark.usefixtures("reasons")
def test_until_it_is_agreed_a_client_takes_it_back_with_the_usual_reason_and_the_specialist_gets_a_mail(
    bobs, ivan, charlies
):
    appointment = reserved(bobs)
    before = mails_to(ivan)
    page = f"{MINE}{appointment.reference}/annuler/"
    form = bobs.get(page).context["form"]
    assert form["reason"].initial.label == "Форс-мажор"
    bobs.post(page, {"reason": form["reason"].initial.pk, "comment": "Заболел ребёнок"})
    appointment.refresh_from_db()
    event = appointment.events.last()
    assert (appointment.state, event.reason_label, event.comment) == ("cancelled", "Форс-мажор", "Заболел ребёнок")
    (last,) = mails_to(ivan)[len(before) :]
    assert last.startswith("Отменено")
    assert reserved(charlies).state == State.REQUESTED
