"""People through the API: what one reads and changes of oneself."""

import pytest

from people import actions
from people.models import Client, RegistrationRules, Role, User
from practice.models import Practitioner

pytestmark = pytest.mark.django_db


@pytest.mark.mission("M7")
def test_one_reads_and_changes_what_is_said_of_oneself(bobs, bob):
    assert bobs.get("me/").json() == {
        "id": bob.pk,
        "email": "bob@example.com",
        "name": "Bob Martin",
        "first_name": "Bob",
        "last_name": "Martin",
        "middle_name": "",
        "phone": "",
        "time_zone": "",
        "language": "",
        "role": "client",
    }
    changed = {"name": "Robert de Martin", "phone": "01 02", "time_zone": "America/Montreal", "language": "en"}
    answer = bobs.patch("me/", changed)
    assert answer.status_code == 200
    assert answer.json() | changed == answer.json()
    client = Client.objects.get(user=bob)
    assert (client.name, client.phone, client.time_zone, client.language) == (
        "Robert de Martin",
        "01 02",
        "America/Montreal",
        "en",
    )


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ({"is_staff": True}, "is_staff"),
        ({"role": "administrator"}, "role"),
        ({"email": "camille@example.com"}, "email"),
        ({"blocked_at": None}, "blocked_at"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"language": "de"}, "language"),
        ({"first_name": "a\nb"}, "first_name"),
        ({"name": ""}, "name"),
        ({"phone": None}, "phone"),
        ({"time_zone": "localtime"}, "time_zone"),
    ],
)
def test_nobody_gives_themselves_rights_or_nonsense(bobs, bob, written, field):
    before = User.objects.filter(pk=bob.pk).values().get()
    answer = bobs.patch("me/", {"phone": "06", **written})
    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert User.objects.filter(pk=bob.pk).values().get() == before


def test_nobody_is_left_without_any_name(bobs, bob):
    emptied = {"first_name": "", "last_name": " "}
    answer = bobs.patch("me/", emptied)
    assert (answer.status_code, set(answer.json())) == (400, set(emptied))
    assert bobs.patch("me/", {"first_name": ""}).json()["name"] == "Martin"
    assert list(bobs.patch("me/", {"last_name": ""}).json()) == ["last_name"]


# --- Registering -----------------------------------------------------------------------------------


@pytest.fixture
def planners_rules():
    """Let clients and specialists register, with the planner's rule for passwords."""
    rules = RegistrationRules.load()
    rules.specialists_allowed, rules.password_length, rules.password_needs_letter_and_digit = True, 8, True
    rules.save()


def newcomer(**changed):
    return {
        "first_name": "Анна",
        "last_name": "Орлова",
        "middle_name": "Сергеевна",
        "email": "Anna@Example.com",
        "role": 2,
        "password": "konsultant27",
        **changed,
    }


@pytest.mark.mission("P1")
def test_a_specialist_registers_and_comes_in_once_an_administrator_says_so(planners_rules, nobody, log_in, camille):
    answer = nobody.post("register/", newcomer())
    assert answer.status_code == 201
    anna = User.objects.get(email="anna@example.com")
    assert answer.json() == {
        "id": anna.pk,
        "first_name": "Анна",
        "last_name": "Орлова",
        "middle_name": "Сергеевна",
        "email": "anna@example.com",
        "role": 2,
        "is_active": False,
    }
    known = {"email": "anna@example.com", "password": "konsultant27"}
    assert nobody.post("auth/jwt/create/", known).status_code == 401
    let_in = log_in(camille).patch(f"users/{anna.pk}/", {"is_active": True})
    assert (let_in.status_code, let_in.json()["role"], let_in.json()["is_active"]) == (200, "specialist", True)
    assert nobody.post("auth/jwt/create/", known).status_code == 200
    assert Practitioner.objects.filter(user=anna).exists()


@pytest.mark.mission("P1")
def test_a_client_registers_and_is_in(planners_rules, nobody, log_in):
    assert nobody.post("register/", newcomer(role=3)).status_code == 201
    anna = User.objects.get(email="anna@example.com")
    assert log_in(anna, "konsultant27").get("me/").json()["role"] == "client"


@pytest.mark.mission("P1")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"role": 1}, "role"),
        ({"role": 4}, "role"),
        ({"role": "administrator"}, "role"),
        ({"password": "kort27a"}, "password"),
        ({"password": "консультант27"}, "password"),
        ({"password": "konsultant"}, "password"),
        ({"email": "bob@example.com"}, "email"),
        ({"email": "anna"}, "email"),
        ({"first_name": " "}, "first_name"),
        ({"is_staff": True}, "is_staff"),
        ({"is_superuser": True}, "is_superuser"),
        ({"groups": [1]}, "groups"),
    ],
)
def test_what_cannot_be_registered_is_named_and_nothing_is_stored(planners_rules, nobody, bob, changed, field):
    count = User.objects.count()
    answer = nobody.post("register/", newcomer(**changed))
    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert User.objects.count() == count


@pytest.mark.mission("P1")
def test_where_specialists_do_not_register_the_role_is_refused(nobody, db):
    answer = nobody.post("register/", newcomer())
    assert (answer.status_code, list(answer.json())) == (400, ["role"])
    assert not User.objects.exists()


def test_who_registers_too_often_is_told_how_long_to_wait(nobody, db):
    answers = [nobody.post("register/", newcomer(role=1)) for _time in range(21)]
    assert {answer.status_code for answer in answers[:20]} == {400}
    assert (answers[20].status_code, answers[20].json()["code"]) == (429, "too_often")
    assert answers[20]["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("sign_up", "code"),
    [(RegistrationRules.SignUp.INVITATION, "by_invitation"), (RegistrationRules.SignUp.CLOSED, "sign_up_closed")],
)
def test_where_accounts_are_not_for_everyone_nobody_registers(nobody, db, sign_up, code):
    rules = RegistrationRules.load()
    rules.sign_up = sign_up
    rules.save()
    answer = nobody.post("register/", newcomer(role=3))
    assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert not User.objects.exists()


def test_nobody_registers_with_an_address_that_is_blocked(planners_rules, nobody, db):
    guest = Client.objects.create(name="Анна", email="anna@example.com")
    actions.block_client(client=guest, by=None)
    answer = nobody.post("register/", newcomer(role=3))
    assert (answer.status_code, answer.json()["code"]) == (403, "blocked")
    assert not User.objects.exists()


# --- Administrators --------------------------------------------------------------------------------


@pytest.mark.mission("P5")
def test_an_administrator_lists_reads_and_edits_people(camilles, bob, camille):
    assert {row["email"] for row in camilles.get("users/").json()} == {bob.email, camille.email}
    assert camilles.get(f"users/{bob.pk}/").json() == {
        "id": bob.pk,
        "first_name": "Bob",
        "last_name": "Martin",
        "middle_name": "",
        "role": "client",
        "phone": "",
        "email": "bob@example.com",
        "is_staff": False,
        "is_active": True,
        "is_blocked": False,
    }
    answer = camilles.patch(f"users/{bob.pk}/", {"last_name": "Durand", "middle_name": "Léo", "role": "collaborator"})
    assert answer.status_code == 200
    assert [answer.json()[name] for name in ("last_name", "middle_name", "role", "is_staff")] == [
        *("Durand", "Léo", "collaborator"),
        True,
    ]
    assert Client.objects.get(user=bob).name == "Bob Léo Durand"
    assert camilles.patch(f"users/{bob.pk}/", {"role": 3}).json()["role"] == "client"


@pytest.mark.mission("P5")
def test_an_administrator_blocks_and_unblocks(camilles, bobs, bob):
    assert camilles.patch(f"users/{bob.pk}/block_user/").json()["is_blocked"] is True
    assert bobs.get("me/").status_code == 401
    assert camilles.patch(f"users/{bob.pk}/unblock_user/").json()["is_blocked"] is False
    assert bobs.get("me/").status_code == 401
    assert camilles.patch(f"users/{bob.pk}/", {"is_active": False}).json()["is_active"] is False
    assert camilles.patch(f"users/{bob.pk}/", {"is_active": True, "is_blocked": False}).json()["is_active"] is True


@pytest.mark.mission("P5")
@pytest.mark.parametrize(
    ("written", "field"),
    [
        ({"role": "king"}, "role"),
        ({"role": 4}, "role"),
        ({"is_staff": True}, "is_staff"),
        ({"is_active": "perhaps"}, "is_active"),
        ({"is_superuser": True}, "is_superuser"),
        ({"email": "robert@example.com"}, "email"),
        ({"password": "un autre mot de passe"}, "password"),
        ({"last_name": "x" * 151}, "last_name"),
    ],
)
def test_what_cannot_be_changed_of_a_person_is_named_and_nothing_is(camilles, bob, written, field):
    before = User.objects.filter(pk=bob.pk).values().get()
    answer = camilles.patch(f"users/{bob.pk}/", {"first_name": "Robert", **written})
    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert User.objects.filter(pk=bob.pk).values().get() == before


@pytest.mark.parametrize("pk", [999_999, 2**63])
def test_somebody_that_there_is_not_is_not_found(camilles, pk):
    assert camilles.get(f"users/{pk}/").status_code == 404
    for call in ("", "block_user/", "unblock_user/"):
        assert camilles.patch(f"users/{pk}/{call}", {}).status_code == 404


def test_nobody_raises_their_own_rights_and_the_last_administrator_stays(camilles, camille):
    for change in ({"role": "client"}, {"is_active": False}, {"is_blocked": True}):
        answer = camilles.patch(f"users/{camille.pk}/", change)
        assert (answer.status_code, answer.json()["code"]) == (409, "yourself")
    assert camilles.patch(f"users/{camille.pk}/block_user/").status_code == 409
    assert camilles.patch(f"users/{camille.pk}/", {"is_staff": False}).status_code == 400


@pytest.mark.mission("P5")
def test_an_administrator_does_nothing_to_the_owner(log_in, camille, bob):
    actions.set_role(user=bob, role=Role.Code.ADMINISTRATOR, by=camille)
    program, address = log_in(bob), f"users/{camille.pk}/"
    before = User.objects.filter(pk=camille.pk).values().get()
    for call, change in [
        *(("", {name: value}) for name, value in (("last_name", "X"), ("role", "client"), ("is_active", False))),
        ("block_user/", {}),
    ]:
        answer = program.patch(f"{address}{call}", change)
        assert (answer.status_code, answer.json()["code"]) == (409, "above_you"), change
    assert User.objects.filter(pk=camille.pk).values().get() == before


def test_only_administrators_know_of_people(bobs, log_in, zoe, bob, nobody):
    for program, status in ((bobs, 403), (log_in(zoe), 403), (nobody, 401)):
        assert program.get("users/").status_code == status
        assert program.get(f"users/{bob.pk}/").status_code == status
        assert program.patch(f"users/{bob.pk}/", {"role": "administrator"}).status_code == status
        assert program.patch(f"users/{bob.pk}/block_user/").status_code == status
    assert User.objects.get(pk=bob.pk).role == "client"


def test_many_people_cost_no_more_queries_than_one(camilles, bob, django_assert_num_queries):
    from tests.factories import make_user

    for count in (2, 6):
        with django_assert_num_queries(4):
            assert len(camilles.get("users/").json()) == count
        for number in range(4):
            make_user(f"user{count}{number}@example.com", "User")
