"""P1 to P6 and P8 at the consultation service through its API alone: a real site and a real mail server."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import PASSWORD
from tests.journeys.abroad import site_of
from tests.mail_server import MailServer
from tests.programs import Program
from tests.workers import Workers, until

pytestmark = [
    *(pytest.mark.mission(f"P{row}") for row in (1, 2, 3, 4, 5, 6, 8)),
    pytest.mark.django_db(transaction=True),
]

ADMINISTRATOR = "admin@yasny-chas.example"
ANNA = {
    "last_name": "Орлова",
    "first_name": "Анна",
    "middle_name": "Сергеевна",
    "email": "anna@pochta.example",
    "role": 2,
    "password": "konsultant2027",
}
PETR = {
    "last_name": "Волков",
    "first_name": "Пётр",
    "middle_name": "",
    "email": "petr@pochta.example",
    "role": 3,
    "password": "posetitel2027",
}
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def site(transactional_db, monkeypatch):
    # The worker is a process of its own, with the site's language and zone.
    monkeypatch.setenv("LANGUAGE_CODE", "ru")
    monkeypatch.setenv("TIME_ZONE", "Europe/Moscow")
    with site_of("planner") as address:
        yield address


@pytest.fixture
def mails(site, tmp_path):
    """A mail server, to which a worker sends what is queued."""
    with MailServer() as server, Workers(server, tmp_path) as workers:
        workers.start()
        yield server


def arrives(mails, email, *words):
    """Wait for a letter to `email` in whose subject or text all `words` stand."""
    until(lambda: any(all(word in text for word in words) for text in texts_to(mails, email)))


def texts_to(mails, email):
    """Return the subject and the plain text of each letter to `email`, with plain spaces."""
    letters = [letter for letter in mails.letters if email in letter["To"]]
    texts = [f"{letter['Subject']}\n{letter.get_body(['plain']).get_content()}" for letter in letters]
    return [text.replace("\N{NO-BREAK SPACE}", " ") for text in texts]


def refused(answer, status, **fields):
    """See that a call was refused, field by field or by code, with exactly these Russian words."""
    assert (answer.status, answer.json) == (status, fields), answer


def z(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture
def noon():
    """Noon in Moscow, five days from now, in UTC."""
    return (timezone.now() + 5 * DAY).replace(hour=9, minute=0, second=0, microsecond=0)


def test_a_consultation_from_registration_to_agreed_and_cancelled(site, mails, noon):
    anna, petr, olga, administrator = (Program(site, "ru") for _who in range(4))
    assert administrator.log_in(ADMINISTRATOR, PASSWORD).status == 200
    anna_registers_and_waits(anna)
    the_administrator_lets_her_in(administrator, anna, mails)
    slots = anna_publishes(anna, noon)
    petr_registers(petr)
    petr_reserves_and_she_agrees(petr, anna, slots[0], mails)
    another_is_declined_and_is_free_again(petr, anna, olga, slots[1], mails)
    petr_takes_one_back(petr, anna, slots[1], mails)
    anna_changes_and_withdraws(anna, slots)
    the_administrator_blocks_him(administrator, petr)


def anna_registers_and_waits(anna):
    refused(
        anna.post("register/", {**ANNA, "password": "ДлинныйПароль2027"}),
        400,
        password=["Добавьте в пароль хотя бы одну строчную латинскую букву (от a до z) и одну цифру."],
    )
    refused(
        anna.post("register/", {**ANNA, "password": "korotk1"}),
        400,
        password=["Выберите пароль длиннее: не менее 8 символов."],
    )
    refused(
        anna.post("register/", {**ANNA, "role": 1}),
        400,
        role=["Укажите 2 для специалиста или 3 для клиента."],
    )
    refused(anna.post("register/", {**ANNA, "is_staff": True}), 400, is_staff=["Поля с таким именем нет."])
    made = anna.post("register/", ANNA)
    assert made.status == 201
    sent = {name: value for name, value in ANNA.items() if name != "password"}
    assert made.json == {**sent, "id": made.json["id"], "is_active": False}
    refused(
        anna.log_in(ANNA["email"], ANNA["password"]),
        401,
        code="not_active",
        detail="Эта учётная запись закрыта. Свяжитесь с нами.",
    )


def the_administrator_lets_her_in(administrator, anna, mails):
    row = person(administrator, ANNA["email"])
    assert (row["role"], row["is_active"], row["is_staff"], row["is_blocked"]) == ("client", False, False, False)
    let_in = administrator.patch(f"users/{row['id']}/", {"is_active": True})
    assert (let_in.status, let_in.json["role"], let_in.json["is_active"]) == (200, "specialist", True)
    arrives(mails, ANNA["email"], "Ваша учётная запись открыта", "Здравствуйте, Анна")
    assert anna.log_in(ANNA["email"], ANNA["password"]).status == 200
    assert anna.get("me/").json["role"] == "specialist"
    refused(anna.get("users/"), 403, code="forbidden", detail="Для вашей роли это недоступно.")


def person(administrator, email):
    """Return how the administrator reads someone, found by their address in the list."""
    [row] = [row for row in administrator.get("users/").json if row["email"] == email]
    assert administrator.get(f"users/{row['id']}/").json == row
    return row


def slot_at(start, end=None, **fields):
    return {
        "start_time": z(start),
        "end_time": z(end or start + HOUR),
        "context": "Договор аренды",
        "cost": "2500.00",
        **fields,
    }


def anna_publishes(anna, noon):
    """Publish three slots that touch; whatever cannot be is refused by its field. Return what was answered."""
    assert anna.get("slots/").json == []
    made = [anna.post("slots/", slot_at(noon + number * HOUR)) for number in range(3)]
    assert [answer.status for answer in made] == [201, 201, 201], made
    slots = [answer.json for answer in made]
    assert slots[0] == {
        **slot_at(noon),
        "id": slots[0]["id"],
        "specialist": anna.get("me/").json["id"],
        "status": "free",
        "client": None,
    }
    moment = "Укажите дату и время со смещением, например 2027-01-31T09:00:00+03:00."
    past = "Это время прошло. Выберите более позднее."
    later = noon + 4 * HOUR
    for fields, field, sentence in [
        ({"cost": "-1.00"}, "cost", "Укажите 0 или больше."),
        ({"cost": "1.005"}, "cost", "Укажите сумму не более чем с двумя знаками после точки, например 70.00."),
        ({"end_time": z(later - HOUR)}, "end_time", "Конец должен быть после начала."),
        ({"end_time": z(later)}, "end_time", "Конец должен быть после начала."),
        ({"start_time": "2027-01-31T09:00:00"}, "start_time", moment),
        ({"start_time": z(noon - 9 * DAY), "end_time": z(noon - 9 * DAY + HOUR)}, "start_time", past),
        ({"price": "1.00"}, "price", "Поля с таким именем нет."),
    ]:
        refused(anna.post("slots/", slot_at(later, **fields)), 400, **{field: [sentence]})
    for start in (noon, noon + HOUR / 2, noon - HOUR / 2):
        overlap = anna.post("slots/", slot_at(start))
        assert (overlap.status, overlap.code) == (409, "overlap")
    assert anna.get("slots/").json == slots
    return slots


def petr_registers(petr):
    made = petr.post("register/", PETR)
    assert (made.status, made.json["role"], made.json["is_active"]) == (201, 3, True)
    refused(
        petr.post("register/", {**PETR, "email": "PETR@pochta.example"}),
        400,
        email=["Учётная запись с этим адресом уже есть. Войдите или выберите новый пароль."],
    )
    assert petr.log_in(PETR["email"], PETR["password"]).status == 200
    verified = petr.post("auth/jwt/verify/", {"token": petr.tokens["access"]})
    assert (verified.status, verified.json) == (200, {})
    petr.tokens = petr.post("auth/jwt/refresh/", {"refresh": petr.tokens["refresh"]}).json
    assert petr.get("me/").json["email"] == PETR["email"]


def by_id(program):
    return {row["id"]: row for row in program.get("slots/").json}


def petr_reserves_and_she_agrees(petr, anna, slot, mails):
    seen = petr.get("slots/").json
    # The service has slots that others have reserved: he is shown none of them.
    assert {row["status"] for row in seen} == {"free"}
    assert {row["client"] for row in seen} == {None}
    assert slot in seen
    refused(anna.patch(f"slots/{slot['id']}/agree/"), 409, code="state", detail="Это окно никто не забронировал.")
    reserved = petr.patch(f"slots/{slot['id']}/reserve/")
    assert reserved.status == 200
    assert reserved.json == {**slot, "status": "reserved", "client": petr.get("me/").json["id"]}
    arrives(mails, ANNA["email"], "Запрос", "Пётр Волков")
    assert by_id(anna)[slot["id"]] == reserved.json
    agreed = anna.patch(f"slots/{slot['id']}/agree/")
    assert (agreed.status, agreed.json["status"]) == (200, "agreed")
    arrives(mails, PETR["email"], "Подтверждено", "Ваш запрос принят: приём подтверждён.", "12:00")
    assert by_id(petr)[slot["id"]] == agreed.json
    # What was agreed to is not given up here.
    refused(
        petr.patch(f"slots/{slot['id']}/cancel_client/", {}),
        409,
        code="state",
        detail="Запись уже согласована. Напишите нам.",
    )


def another_is_declined_and_is_free_again(petr, anna, olga, slot, mails):
    """While it is his, another client neither sees it nor gets it; once declined, anyone may have it."""
    address = f"slots/{slot['id']}/"
    assert olga.log_in("olga.ermakova@pochta.example", PASSWORD).status == 200
    assert olga.get(address).json == slot
    assert petr.patch(f"{address}reserve/").status == 200
    assert olga.get(address).status == 404
    assert slot["id"] not in by_id(olga)
    refused(
        olga.patch(f"{address}reserve/"),
        409,
        code="taken",
        detail="Это окно только что забронировали. Выберите другое.",
    )
    refused(olga.patch(f"{address}cancel_client/", {}), 404, code="not_found", detail="Здесь ничего нет.")
    declined = anna.patch(f"{address}cancel_specialist/")
    assert (declined.status, declined.json) == (200, slot)
    arrives(mails, PETR["email"], "Отклонено", "Ваш запрос не удалось принять. Время снова свободно.")
    assert olga.get(address).json == slot


def petr_takes_one_back(petr, anna, slot, mails):
    """Without a reason it is the first of the list, an act of God; whose it is, is not his to say."""
    address = f"slots/{slot['id']}/"
    assert petr.patch(f"{address}reserve/").status == 200
    wrong = petr.patch(f"{address}cancel_client/", {"reason": "Лень"})
    assert (wrong.status, list(wrong.json)) == (400, ["reason"])
    assert "Форс-мажор" in wrong.json["reason"][0]
    taken_back = petr.patch(f"{address}cancel_client/", {"text": "Заболел ребёнок", "client": 1, "slot": 1})
    assert (taken_back.status, taken_back.json) == (200, slot)
    arrives(mails, ANNA["email"], "Отменено", "Причина: Форс-мажор", "Заболел ребёнок")
    [told] = [row for row in anna.get("appointments/?status=cancelled").json if row["start"] == slot["start_time"]]
    last = told["history"][-1]
    assert (last["by"], last["reason"], last["text"]) == ("Пётр Волков", "Форс-мажор", "Заболел ребёнок")


def anna_changes_and_withdraws(anna, slots):
    first, _second, third = (f"slots/{slot['id']}/" for slot in slots)
    changed = anna.patch(third, {"context": "Ипотека", "cost": "3000"})
    assert (changed.json["context"], changed.json["cost"]) == ("Ипотека", "3000.00")
    for answer in (anna.patch(first, {"cost": "1.00"}), anna.delete(first)):
        assert (answer.status, answer.code) == (409, "booked")
    assert anna.delete(third).status == 204
    assert anna.get(third).status == 404


def the_administrator_blocks_him(administrator, petr):
    """He is out at the next request, by each of his tokens; unblocked, he logs in anew."""
    row = person(administrator, PETR["email"])
    assert petr.get("me/").status == 200
    assert administrator.patch(f"users/{row['id']}/block_user/").json["is_blocked"] is True
    nobody = {"code": "not_logged_in", "detail": "Сначала войдите: пришлите действующий токен."}
    for path in ("me/", "slots/", "appointments/"):
        refused(petr.get(path), 401, **nobody)
    for kind, token in petr.tokens.items():
        assert petr.post("auth/jwt/verify/", {"token": token}).status == 401, kind
    assert petr.post("auth/jwt/refresh/", {"refresh": petr.tokens["refresh"]}).status == 401
    assert Program(petr.address).log_in(PETR["email"], PETR["password"]).code == "not_active"
    assert administrator.patch(f"users/{row['id']}/unblock_user/").json["is_blocked"] is False
    assert petr.get("me/").status == 401
    assert Program(petr.address).log_in(PETR["email"], PETR["password"]).status == 200
