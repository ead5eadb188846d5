"""The tables behind sign-in. Neither passwords nor tokens are in them, only their hashes."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from console.auth.person import User
from kernel.journal import Json
from kernel.sql.database import Base


class UserRow(Base):
    """An account."""

    __tablename__ = "user_account"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    roles: Mapped[list[Json]]
    unit_id: Mapped[str | None] = mapped_column(String(64))
    camera_ids: Mapped[list[Json] | None] = mapped_column(JSON(none_as_null=True))
    is_active: Mapped[bool]
    created_at: Mapped[datetime]

    def user(self) -> User:
        """The row as a value."""
        cameras = None if self.camera_ids is None else frozenset(str(camera) for camera in self.camera_ids)
        roles = tuple(str(role) for role in self.roles)
        return User(self.id, self.username, self.name, roles, self.unit_id, cameras, self.is_active, self.created_at)


class SessionRow(Base):
    """Somebody signed in: a user, or a device for its unit."""

    __tablename__ = "user_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str | None] = mapped_column(String(40))
    unit_id: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index("user_session_user", "user_id"), Index("user_session_unit", "unit_id"))


class FailureRow(Base):
    """Failed sign-ins of one name (`name:…`) or address (`from:…`)."""

    __tablename__ = "sign_in_failure"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    last_at: Mapped[datetime]
