"""Accounts: made, changed and listed; every change is journalled without its secrets."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from console.auth.password import Hasher, random_password
from console.auth.person import User
from console.auth.tables import SessionRow, UserRow
from kernel.actor import Actor, system
from kernel.clock import Clock
from kernel.errors import conflict, not_found
from kernel.ids import new_id
from kernel.journal import Json, JsonObject
from kernel.sql.database import Database
from kernel.sql.journal import append

ADMINISTRATOR = "administrator"
FIRST_ADMINISTRATOR = "admin"


@dataclass(frozen=True, slots=True)
class NewUser:
    """What an account starts with."""

    username: str
    name: str
    password: str
    roles: tuple[str, ...]
    unit_id: str | None = None
    camera_ids: tuple[str, ...] | None = None


def user_data(user: User) -> JsonObject:
    """The shape of `UserView`."""
    cameras: list[Json] | None = None if user.camera_ids is None else [*sorted(user.camera_ids)]
    return {
        "id": user.id,
        "username": user.username,
        "name": user.name,
        "roles": list(user.roles),
        "unit_id": user.unit_id,
        "camera_ids": cameras,
        "is_active": user.is_active,
        "created_at": user.created_at.isoformat(),
    }


class Users:
    """The accounts of the room. Thread-safe."""

    def __init__(self, database: Database, clock: Clock, hasher: Hasher) -> None:
        self._database = database
        self._clock = clock
        self._hasher = hasher

    def add(self, new: NewUser, actor: Actor) -> User:
        """A new account; raises a conflict when the username is taken."""
        now = self._clock.now()
        row = UserRow(
            id=new_id("usr", now),
            username=new.username,
            name=new.name,
            password_hash=self._hasher.hash(new.password),
            roles=list(new.roles),
            unit_id=new.unit_id,
            camera_ids=None if new.camera_ids is None else list(new.camera_ids),
            is_active=True,
            created_at=now,
        )
        with self._database.write() as session:
            if session.scalar(select(UserRow.id).where(UserRow.username == new.username)):
                raise conflict(f"user {new.username}: the username is taken; choose another")
            session.add(row)
            session.flush()
            _journal(session, now, actor, "user.added", row.user())
        return row.user()

    def change(self, user_id: str, change: dict[str, object], actor: Actor) -> User:
        """Set the fields of `UserChange` that are in `change`; a new password or switching off ends all sessions.

        Raises a conflict when it would leave the room without an active administrator.
        """
        now = self._clock.now()
        password = change.pop("password", None)
        hashed = self._hasher.hash(str(password)) if password else None
        with self._database.write() as session:
            row = _load(session, user_id)
            was_administered = _is_administered(session)
            for key, value in change.items():
                setattr(row, key, value)
            if hashed:
                row.password_hash = hashed
            session.flush()
            if was_administered and not _is_administered(session):
                raise conflict("users: the room needs one active administrator; name another first")
            if hashed or not row.is_active:
                session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))
            _journal(session, now, actor, "user.changed", row.user())
            return row.user()

    def get(self, user_id: str) -> User:
        with self._database.read() as session:
            return _load(session, user_id).user()

    def by_username(self, username: str) -> User:
        with self._database.read() as session:
            row = session.scalar(select(UserRow).where(UserRow.username == username))
            if row is None:
                raise not_found("user", username)
            return row.user()

    def list(self) -> list[User]:
        with self._database.read() as session:
            return [row.user() for row in session.scalars(select(UserRow).order_by(UserRow.username))]

    def ensure_administrator(self) -> str | None:
        """On a house that never had an administrator, make `admin`; returns its password, which is kept nowhere."""
        with self._database.read() as session:
            rows = session.scalars(select(UserRow))
            if any(row.username == FIRST_ADMINISTRATOR or ADMINISTRATOR in row.roles for row in rows):
                return None
        password = random_password()
        new = NewUser(FIRST_ADMINISTRATOR, "Administrator", password, (ADMINISTRATOR, "dispatcher"))
        self.add(new, system("station"))
        return password


def _load(session: Session, user_id: str) -> UserRow:
    row = session.get(UserRow, user_id)
    if row is None:
        raise not_found("user", user_id)
    return row


def _is_administered(session: Session) -> bool:
    rows = session.scalars(select(UserRow).where(UserRow.is_active.is_(True)))
    return any(ADMINISTRATOR in row.roles for row in rows)


def _journal(session: Session, at: datetime, actor: Actor, kind: str, user: User) -> None:
    append(session, at, actor, kind, f"user:{user.id}", user_data(user))
