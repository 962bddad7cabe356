"""Settings, pages, people and services of the consultation service. Its specialists publish each slot by hand."""

from decimal import Decimal
from pathlib import Path

from django.core.management import call_command
from django.utils.translation import gettext as _

from assistant.models import AssistantSettings
from coach_notes.models import NotesSettings
from people.actions import set_role
from people.models import RegistrationRules, Role
from practice.models import BookingRules, Place, Practitioner, Service, Speciality
from site_core.presets import making

from . import pages

PICTURES = Path(__file__).parent / "pictures"
ADMINISTRATOR = {
    "email": "admin@yasny-chas.example",
    "first_name": "Марина",
    "middle_name": "Андреевна",
    "last_name": "Лебедева",
}
REASONS = ["Форс-мажор", "Болезнь", "Работа или учёба", "Вопрос решился сам", "Другая причина"]
SERVICES = [
    {
        "name": "Консультация юриста",
        "slug": "yurist",
        "description": "Документы, споры, увольнение, наследство: что делать и в каком порядке.",
        "duration_minutes": 60,
        "price": Decimal("4500"),
    },
    {
        "name": "Консультация бухгалтера",
        "slug": "bukhgalter",
        "description": "Налоги, взносы и отчётность для самозанятых и предпринимателей.",
        "duration_minutes": 45,
        "price": Decimal("3000"),
    },
    {
        "name": "Карьерная консультация",
        "slug": "karera",
        "description": "Резюме, собеседование, разговор о зарплате, возвращение после перерыва.",
        "duration_minutes": 60,
        "price": Decimal("3500"),
    },
]
#: What somebody who has just been approved begins with: each slot says for itself what it is about, and what it costs.
FOR_NEWCOMERS = {
    "name": "Консультация специалиста",
    "slug": "konsultatsiya",
    "description": "Тему и цену специалист называет у каждого времени, которое публикует.",
    "duration_minutes": 60,
    "is_for_newcomers": True,
}
SPECIALISTS = [
    {
        "email": "irina@yasny-chas.example",
        "names": {"first_name": "Ирина", "middle_name": "Павловна", "last_name": "Соколова"},
        "slug": "irina-sokolova",
        "title": "Юрист",
        "bio": "Пятнадцать лет в трудовом и семейном праве. Объясняет так, что понятно без словаря.",
        "picture": "irina.png",
        "languages": "Русский, английский",
        "speciality": "Право",
    },
    {
        "email": "pavel@yasny-chas.example",
        "names": {"first_name": "Павел", "middle_name": "Игоревич", "last_name": "Гринёв"},
        "slug": "pavel-grinev",
        "title": "Бухгалтер и налоговый консультант",
        "bio": "Ведёт учёт двадцати небольших компаний и не боится писем из налоговой.",
        "picture": "pavel.png",
        "languages": "Русский",
        "speciality": "Налоги и учёт",
    },
    {
        "email": "alsu@yasny-chas.example",
        "names": {"first_name": "Алсу", "middle_name": "Рашидовна", "last_name": "Хайруллина"},
        "slug": "alsu-khayrullina",
        "title": "Карьерный консультант",
        "bio": "Десять лет нанимала людей сама и знает, что читают в резюме на самом деле.",
        "picture": "alsu.png",
        "languages": "Русский, татарский, английский",
        "speciality": "Карьера",
    },
]
SETTINGS = {
    "name": "Ясный час",
    "tagline": pages.TAGLINE,
    "email": "privet@yasny-chas.example",
    "phone": "+7 495 000-40-12",
    "address": "Москва, ул. Покровка, д. 40",
    "palette": "ocean",
    "practitioner_word": "специалист",
    "practitioners_word": "специалисты",
    "client_word": "клиент",
    "clients_word": "клиенты",
}

#: What the assistant answers besides what the site says.
ANSWERS = [
    (
        "Что взять с собой?",
        "какие документы принести",
        "Паспорт и документы по вашему вопросу, если они есть.",
    ),
    (
        "Как оплатить?",
        "оплатить картой\nоплата",
        "Картой или по счёту после консультации.",
    ),
    (
        "Это конфиденциально?",
        "конфиденциальность\nкто узнает",
        "Да. О чём вы говорите, знает только ваш консультант.",
    ),
]
EMERGENCY = "112 · Экстренные службы\n103 · Скорая помощь\n8-800-2000-122 · Телефон доверия"


def load(say):
    call_command("setup_roles", verbosity=0)
    making.make_answers("ru", *ANSWERS)
    making.decide(AssistantSettings, emergency_numbers=EMERGENCY)
    decide()
    administrator = making.owner(role=_("Administrator"), **ADMINISTRATOR)
    if not administrator.is_superuser:
        set_role(user=administrator, role=Role.Code.ADMINISTRATOR, by=None)
    making.make_reasons(REASONS)
    services = make_services()
    specialists = make_specialists(services)
    say("Service: three specialists who publish their slots")
    count = make_pages(services, specialists[0])
    say(f"Pages: {count} in Russian")


def decide():
    """Write the service's own rules: clients have an account, and take back what nobody has agreed to at any time."""
    making.decide(
        RegistrationRules,
        specialists_allowed=True,
        asks_middle_name=True,
        password_length=8,
        password_needs_letter_and_digit=True,
    )
    making.decide(BookingRules, guests_allowed=False, cancellation_notice_hours=0)
    making.decide(NotesSettings, notes_are_shared=False)


def make_services():
    """Make what is offered; return the services of those who consult here from the start, in their order."""
    common = {"currency": "RUB", "needs_approval": True, "gap_minutes": 0}
    told = [*SERVICES, FOR_NEWCOMERS]
    return [Service.objects.create(position=at, **common, **fields) for at, fields in enumerate(told)][: len(SERVICES)]


def make_specialists(services):
    """Make who consults, where and on what, each with an account; nobody has hours: slots are published."""
    office = Place.objects.create(
        name="Офис на Покровке",
        slug="pokrovka",
        town="Москва",
        address="ул. Покровка, д. 40\n105062 Москва",
        directions="Метро «Курская» или «Чистые пруды», десять минут пешком. Вход с улицы, второй этаж, лифт.",
        description="Тихая переговорная в центре.",
    )
    online = Place.objects.create(
        name="Онлайн",
        slug="online",
        is_online=True,
        directions="Специалист пришлёт ссылку за час до начала. Нужен только браузер.",
        description="Видеосвязь в браузере, из любого города.",
        is_for_newcomers=True,
        position=1,
    )
    found = []
    for position, (service, told) in enumerate(zip(services, SPECIALISTS, strict=True)):
        user = making.account(told["email"], _("Practitioner"), **told["names"])
        set_role(user=user, role=Role.Code.PRACTITIONER, by=None)
        specialist = Practitioner.objects.create(
            user=user,
            name=f"{user.first_name} {user.last_name}",
            slug=told["slug"],
            title=told["title"],
            bio=told["bio"],
            photo=making.picture(PICTURES / told["picture"], f"{user.first_name} {user.last_name}"),
            languages=told["languages"],
            position=position,
        )
        specialist.services.set([service])
        specialist.places.set([online, office])
        specialist.specialities.set([Speciality.objects.create(name=told["speciality"])])
        found.append(specialist)
    return found


def make_pages(services, practitioner):
    """Make the pages and the settings that name them; return how many there are."""
    home = making.publish_home("ru", pages.home())
    told = pages.standard_pages(services=services, practitioner=practitioner, portrait=practitioner.photo)
    made = [making.publish_page(home, fields) for fields in told]
    making.write_settings(SETTINGS, footer_pages=made[pages.FOOT :])
    return len(made) + 1
