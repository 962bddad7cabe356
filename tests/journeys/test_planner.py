"""P1 to P10 at the consultation service, in Russian, as far as a browser shows them."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from booking.models import Appointment, OutboxMessage, State
from people.models import Role, User
from practice.models import PublishedSlot
from tests.journeys.abroad import Reader, site_of

pytestmark = [
    *(pytest.mark.mission(f"P{row}") for row in (1, 3, 4, 5, 9, 10)),
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

PAVEL, ADMINISTRATOR = "pavel@yasny-chas.example", "admin@yasny-chas.example"
NEW, SPECIALIST = "vera@pochta.example", "anna@pochta.example"
WAITS = "Ваша регистрация ждёт одобрения"
WEAK, GOOD = "ДлинныйПароль", "yasny2chas"


class RussianReader(Reader):
    words = {"email": "Адрес электронной почты", "log in": "Войти"}


@pytest.fixture
def site(transactional_db):
    with site_of("planner") as address:
        yield address


@pytest.fixture
def enter(browser, site):
    people = []

    def enter_():
        people.append(RussianReader(browser, site, javascript=True))
        return people[-1]

    yield enter_
    for person in people:
        person.context.close()
    assert [complaint for person in people for complaint in person.complaints] == []


def free_slots():
    """Return what can still be reserved with Pavel, latest first, as nobody of the demonstration is in the way."""
    slots = PublishedSlot.objects.filter(practitioner__slug="pavel-grinev").upcoming(timezone.now())
    return slots.exclude(appointments__state__in=[State.REQUESTED, State.CONFIRMED]).order_by("-start_at")


def test_a_consultation_service_in_russian(enter):
    vera, pavel, administrator, anna = enter(), enter(), enter(), enter()
    everything_is_in_russian(vera)
    vera_registers(vera)
    anna_registers_as_a_specialist(anna)
    the_administrator_approves_her(administrator)
    anna_publishes_a_slot(anna)
    first = vera_reserves(vera, free_slots()[0])
    vera_takes_it_back(vera, first)
    second = vera_reserves(vera, free_slots()[1])
    the_specialist_agrees(pavel, second)
    the_administrator_blocks_her(administrator, vera)
    roles_are_made_again_without_harm()


def everything_is_in_russian(visitor):
    visitor.opens("/")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "ru")
    visitor.sees_title("Один час со специалистом, и всё становится яснее")
    visitor.opens_menu("Как это работает")
    visitor.sees("Для специалистов")


def vera_registers(vera):
    """Too weak a password is refused with its rule; a right is not to be had by asking for it."""
    vera.opens("/accounts/signup/")
    vera.page.locator("[name=last_name]").fill("Орлова")
    vera.page.locator("[name=first_name]").fill("Вера")
    vera.page.locator("[name=email]").fill(NEW)
    vera.page.locator("[name=password1]").fill(WEAK)
    vera.presses("Создать мою учётную запись")
    vera.sees("строчную латинскую букву")
    vera.page.locator("[name=password1]").fill(GOOD)
    vera.presses("Создать мою учётную запись")
    vera.sees_title("Мои записи")
    user = User.objects.get(email=NEW)
    assert (user.role, user.is_staff, user.language) == (Role.Code.CLIENT, False, "ru")


def anna_registers_as_a_specialist(anna):
    """Whoever says that they are a specialist waits, and has nobody's rights."""
    anna.opens("/accounts/signup/")
    anna.page.get_by_label("специалист").check()
    anna.page.locator("[name=last_name]").fill("Орлова")
    anna.page.locator("[name=first_name]").fill("Анна")
    anna.page.locator("[name=middle_name]").fill("Сергеевна")
    anna.page.locator("[name=email]").fill(SPECIALIST)
    anna.page.locator("[name=password1]").fill(GOOD)
    anna.presses("Создать мою учётную запись")
    anna.sees_title(WAITS)
    anna.logs_in(SPECIALIST, GOOD)
    anna.sees_title(WAITS)
    user = User.objects.get(email=SPECIALIST)
    assert (user.is_active, user.is_staff, user.role) == (False, False, Role.Code.CLIENT)


def the_administrator_approves_her(administrator):
    administrator.logs_in(ADMINISTRATOR)
    administrator.opens("/admin/users/?approval=waiting")
    expect(administrator.page.locator("main").get_by_text(SPECIALIST).first).to_be_visible()
    administrator.opens(f"/admin/users/approve/{User.objects.get(email=SPECIALIST).pk}/")
    administrator.page.locator("main form button[type=submit]").last.click()
    expect(administrator.page.locator(".messages")).to_be_visible()
    assert OutboxMessage.objects.get(recipient=SPECIALIST).language == "ru"


def anna_publishes_a_slot(anna):
    """A slot with its context and cost; a negative cost and an overlap are refused, and what was typed is kept."""
    anna.logs_in(SPECIALIST, GOOD)
    day = timezone.localdate() + dt.timedelta(days=10)
    wish = {"day": f"{day}", "starts_at": "10:00", "ends_at": "11:00", "context": "Договор аренды", "cost": "-1"}
    anna.opens("/admin/creneaux-publies/add/")
    publishes(anna, wish)
    anna.sees("Убедитесь, что это значение больше либо равно 0")
    expect(anna.page.locator("[name=context]")).to_have_value("Договор аренды")
    assert not slots_of_anna()
    publishes(anna, {"cost": "2500"})
    expect(anna.page.locator(".messages")).to_contain_text("Опубликовано")
    anna.opens("/admin/creneaux-publies/add/")
    publishes(anna, {**wish, "starts_at": "10:30", "ends_at": "11:30", "cost": ""})
    anna.sees("Пересекается с другим опубликованным окном")
    [slot] = slots_of_anna()
    assert (slot.context, slot.cost, slot.end_at - slot.start_at) == ("Договор аренды", 2500, dt.timedelta(hours=1))
    anna.opens("/admin/creneaux-publies/")
    expect(anna.page.locator("main table tbody tr")).to_have_count(1)


def publishes(specialist, words):
    for name, text in words.items():
        specialist.page.locator(f"[name={name}]").fill(text)
    specialist.page.locator("main form button[type=submit]").last.click()


def slots_of_anna():
    return list(PublishedSlot.objects.filter(practitioner__user__email=SPECIALIST))


def vera_reserves(vera, slot):
    """Reserve a published slot, whose context and cost are told before, and return the appointment."""
    day = slot.start_at.astimezone(slot.place.zone).date()
    vera.opens_day(day, prestation=slot.service.slug, praticien=slot.practitioner.slug, lieu=slot.place.slug)
    clock = slot.start_at.astimezone(slot.place.zone)
    vera.slots_of(day).filter(has_text=f"{clock.hour}:{clock.minute:02}").click()
    vera.sees_title("Ваши данные")
    vera.sees(slot.context)
    vera.presses("Продолжить")
    vera.sees_title("Проверьте перед записью")
    vera.sees("₽")
    vera.presses("Отправить запрос")
    vera.sees_title("Запрос отправлен")
    vera.opens("/mes-rendez-vous/")
    vera.sees("Ожидает ответа")
    return Appointment.objects.get(client__user__email=NEW, start_at=slot.start_at)


def vera_takes_it_back(vera, appointment):
    vera.opens(f"/mes-rendez-vous/{appointment.reference}/annuler/")
    expect(vera.page.get_by_label("Форс-мажор")).to_be_checked()
    vera.page.locator("main [name=comment]").fill("Заболел ребёнок")
    vera.presses("Отменить запись")
    vera.sees("Запись отменена")
    event = appointment.events.latest("pk")
    assert (event.reason_label, event.comment) == ("Форс-мажор", "Заболел ребёнок")
    told(PAVEL, appointment, "Cancelled")


def the_specialist_agrees(pavel, appointment):
    pavel.logs_in(PAVEL)
    pavel.opens("/admin/rendez-vous/")
    expect(pavel.page.locator("main").get_by_text("Вера Орлова").first).to_be_visible()
    expect(pavel.page.locator("main table").get_by_text("Ирина Соколова")).to_have_count(0)
    pavel.opens(f"/admin/rendez-vous/{appointment.reference}/accepter/")
    pavel.page.get_by_role("button", name="Принять", exact=True).click()
    expect(pavel.page.locator(".messages")).to_be_visible()
    appointment.refresh_from_db()
    assert appointment.state == State.CONFIRMED
    told(NEW, appointment, "Agreed")


def told(email, appointment, what):
    """See that a mail of what happened last is on its way to this address, and in Russian."""
    message = OutboxMessage.objects.filter(recipient=email, appointment=appointment).latest("pk")
    assert (message.event, message.language) == (appointment.events.latest("pk"), "ru"), what


def the_administrator_blocks_her(administrator, vera):
    user = User.objects.get(email=NEW)
    administrator.opens("/admin/users/")
    expect(administrator.page.locator("main").get_by_text(NEW).first).to_be_visible()
    administrator.opens(f"/admin/users/block/{user.pk}/")
    administrator.page.get_by_role("button", name="Заблокировать").first.click()
    user.refresh_from_db()
    assert user.is_blocked
    vera.opens("/mes-rendez-vous/")
    assert "/accounts/inactive/" in vera.page.url


def roles_are_made_again_without_harm():
    before = set(Group.objects.values_list("name", "permissions"))
    call_command("setup_roles", verbosity=0)
    assert set(Group.objects.values_list("name", "permissions")) == before
