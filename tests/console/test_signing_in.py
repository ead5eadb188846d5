"""Accounts and sessions on a real database."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from console.auth.password import Argon2Hasher
from console.auth.permission import Permission
from console.auth.sessions import FREE_PER_NAME, Sessions, token_hash
from console.auth.users import NewUser, Users
from console.sections import SessionSettings
from kernel.actor import system
from kernel.clock import ManualClock
from kernel.errors import Fault, FaultKind
from kernel.sql.database import Base, Database
from kernel.sql.journal import read_after

PASSWORD = "correct horse battery"
FROM = "10.0.0.7"


class Desk:
    """A room with one operator and one device token."""

    def __init__(self, folder: Path, clock: ManualClock) -> None:
        self.clock = clock
        self.database = Database(f"sqlite:///{folder / 'w.db'}")
        Base.metadata.create_all(self.database.engine)
        hasher = Argon2Hasher(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        self.tokens = {token_hash("device-token"): ("unit_1", "P-1")}
        self.users = Users(self.database, clock, hasher)
        self.sessions = Sessions(self.database, clock, hasher, SessionSettings(), self.tokens.get)
        self.admin = self.users.add(NewUser("boss", "Boss", PASSWORD, ("administrator",)), system("test"))
        self.lin = self.users.add(NewUser("lin", "Lin", PASSWORD, ("operator",), None, ("cam_1",)), system("test"))

    def kinds(self) -> list[str]:
        with self.database.read() as session:
            return [entry.kind for entry in read_after(session, 0)]

    def callsign(self, unit: str) -> str | None:
        return "P-1" if unit == "unit_1" else None


@pytest.fixture
def desk(tmp_path: Path, clock: ManualClock) -> Desk:
    return Desk(tmp_path, clock)


def kind_of(caught: pytest.ExceptionInfo[Fault]) -> FaultKind:
    return caught.value.kind


def test_right_password_opens_a_session_with_the_roles_rights(desk: Desk) -> None:
    signed = desk.sessions.sign_in("lin", PASSWORD, FROM)

    found = desk.sessions.by_token(signed.token, desk.callsign)

    assert found is not None
    assert found.person.id == desk.lin.id
    assert found.person.may(Permission.EVENTS_JUDGE)
    assert not found.person.may(Permission.USERS_MANAGE)
    assert found.person.sees_camera("cam_1")
    assert not found.person.sees_camera("cam_2")


def test_neither_password_nor_token_is_in_the_database_or_the_journal(desk: Desk, tmp_path: Path) -> None:
    signed = desk.sessions.sign_in("lin", PASSWORD, FROM)
    desk.database.close()

    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert PASSWORD.encode() not in stored
    assert signed.token.encode() not in stored


@pytest.mark.parametrize("username", ["lin", "nobody"])
def test_wrong_sign_in_says_the_same_whether_the_name_exists(desk: Desk, username: str) -> None:
    with pytest.raises(Fault, match="username or password is wrong") as caught:
        desk.sessions.sign_in(username, "wrong password", FROM)

    assert kind_of(caught) is FaultKind.UNAUTHENTICATED
    assert desk.kinds()[-1] == "user.sign_in_failed"


def test_a_name_that_does_not_exist_is_not_written_down(desk: Desk) -> None:
    with pytest.raises(Fault):
        desk.sessions.sign_in("myPassword", "lin", FROM)

    with desk.database.read() as session:
        assert "myPassword" not in str(read_after(session, 0)[-1])


def test_many_failures_make_the_name_wait_even_with_the_right_password(desk: Desk) -> None:
    for _ in range(FREE_PER_NAME):
        with pytest.raises(Fault):
            desk.sessions.sign_in("lin", "wrong password", FROM)

    with pytest.raises(Fault, match="try again in") as caught:
        desk.sessions.sign_in("lin", PASSWORD, "10.9.9.9")
    assert kind_of(caught) is FaultKind.LIMITED

    desk.clock.advance(16)
    assert desk.sessions.sign_in("lin", PASSWORD, FROM).token


def test_one_address_that_tries_many_names_must_wait(desk: Desk) -> None:
    kinds = []
    for number in range(25):
        with pytest.raises(Fault) as caught:
            desk.sessions.sign_in(f"name{number}", "wrong password", FROM)
        kinds.append(kind_of(caught))

    assert kinds[:20] == [FaultKind.UNAUTHENTICATED] * 20
    assert kinds[20:] == [FaultKind.LIMITED] * 5
    assert desk.sessions.sign_in("lin", PASSWORD, "10.9.9.9").token


def test_an_idle_session_ends_and_a_used_one_stays_until_its_absolute_end(desk: Desk) -> None:
    idle, used = (desk.sessions.sign_in("lin", PASSWORD, FROM).token for _ in range(2))

    for _ in range(23):
        desk.clock.advance(3600)
        assert desk.sessions.by_token(used, desk.callsign)
    assert desk.sessions.by_token(idle, desk.callsign) is None
    desk.clock.advance(2 * 3600)
    assert desk.sessions.by_token(used, desk.callsign) is None


def test_signing_out_ends_only_that_session(desk: Desk) -> None:
    first, second = (desk.sessions.sign_in("lin", PASSWORD, FROM).token for _ in range(2))

    desk.sessions.sign_out(first)

    assert desk.sessions.by_token(first, desk.callsign) is None
    assert desk.sessions.by_token(second, desk.callsign)


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "another long one"}], ids=["off", "password"])
def test_switching_off_or_a_new_password_ends_all_sessions(desk: Desk, change: dict[str, object]) -> None:
    token = desk.sessions.sign_in("lin", PASSWORD, FROM).token

    desk.users.change(desk.lin.id, change, system("test"))

    assert desk.sessions.by_token(token, desk.callsign) is None


def test_a_new_role_counts_in_the_sessions_that_are_open(desk: Desk) -> None:
    token = desk.sessions.sign_in("lin", PASSWORD, FROM).token

    desk.users.change(desk.lin.id, {"roles": ["reviewer"]}, system("test"))

    found = desk.sessions.by_token(token, desk.callsign)
    assert found is not None
    assert not found.person.may(Permission.EVENTS_JUDGE)


def test_a_device_token_opens_a_session_as_its_unit_until_it_is_revoked(desk: Desk) -> None:
    signed = desk.sessions.sign_in_device("device-token", FROM)

    assert (signed.person.unit_id, signed.person.roles) == ("unit_1", ("unit",))
    assert desk.sessions.by_token(signed.token, desk.callsign)
    desk.sessions.end_of_unit("unit_1")
    assert desk.sessions.by_token(signed.token, desk.callsign) is None


def test_a_wrong_device_token_opens_nothing(desk: Desk) -> None:
    assert desk.sessions.by_device_token("guess") is None
    with pytest.raises(Fault) as caught:
        desk.sessions.sign_in_device("guess", FROM)
    assert kind_of(caught) is FaultKind.UNAUTHENTICATED


def test_the_last_administrator_cannot_be_taken_away(desk: Desk) -> None:
    changes: list[dict[str, object]] = [{"roles": ["operator"]}, {"is_active": False}]
    for change in changes:
        with pytest.raises(Fault, match="needs one active administrator"):
            desk.users.change(desk.admin.id, change, system("test"))

    assert desk.users.get(desk.admin.id).is_active


def test_a_username_is_given_once(desk: Desk) -> None:
    with pytest.raises(Fault, match="taken"):
        desk.users.add(NewUser("lin", "Other", PASSWORD, ("operator",)), system("test"))


def test_the_first_administrator_is_made_once(tmp_path: Path, clock: ManualClock) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    Base.metadata.create_all(database.engine)
    hasher = Argon2Hasher(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    users = Users(database, clock, hasher)

    # Somebody may have added accounts by the command line before the first start.
    lin = users.add(NewUser("lin", "Lin", PASSWORD, ("operator",)), system("test"))
    users.change(lin.id, {"name": "Lin Wu"}, system("test"))
    password = users.ensure_administrator()

    assert password is not None
    assert len(password) >= 20
    assert users.ensure_administrator() is None
    sessions = Sessions(database, clock, hasher, SessionSettings(), lambda _token: None)
    assert sessions.sign_in("admin", password, FROM).person.may(Permission.USERS_MANAGE)
