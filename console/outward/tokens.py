"""Tokens with which other programs read the house's features: one secret each, some collections, revocable."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.auth.sessions import token_hash
from console.outward.tables import ReadTokenRow
from kernel.actor import Actor
from kernel.clock import Clock
from kernel.errors import conflict, invalid, not_found
from kernel.ids import new_id
from kernel.journal import JsonObject
from kernel.sql.database import Database
from kernel.sql.journal import append

PREFIX = "wrr_"
_MOST = 64
_TOUCH_EVERY = timedelta(minutes=10)


class FeatureKind(StrEnum):
    """What can be read as features; the word is the collection's id."""

    CAMERAS = "cameras"
    INCIDENTS = "incidents"
    EVENTS = "events"
    UNITS = "units"
    CLOSURES = "closures"
    ALERTS = "alerts"


@dataclass(frozen=True, slots=True)
class ReadToken:
    """A token without its secret. used_at: its last use, within ten minutes."""

    id: str
    name: str
    collections: tuple[FeatureKind, ...]
    created_at: datetime
    created_by: str
    used_at: datetime | None
    revoked_at: datetime | None


class ReadTokens:
    """Makes, finds and revokes them. Safe to call from any thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def list(self) -> list[ReadToken]:
        """All that are in force, oldest first."""
        with self._database.read() as session:
            query = select(ReadTokenRow).where(ReadTokenRow.revoked_at.is_(None)).order_by(ReadTokenRow.created_at)
            return [_token(row) for row in session.scalars(query)]

    def make(self, name: str, collections: Collection[FeatureKind], actor: Actor) -> tuple[ReadToken, str]:
        """A token and its secret, which is never shown again."""
        if not collections:
            raise invalid("read token: choose at least one collection")
        now, secret = self._clock.now(), PREFIX + secrets.token_urlsafe(32)
        with self._database.write() as session:
            in_force = session.scalars(select(ReadTokenRow.id).where(ReadTokenRow.revoked_at.is_(None))).all()
            if len(in_force) >= _MOST:
                raise conflict(f"there are {_MOST} read tokens already; revoke one that is no longer used")
            row = ReadTokenRow(
                id=new_id("rdt", now),
                name=name,
                token_hash=token_hash(secret),
                collections=[kind.value for kind in FeatureKind if kind in collections],
                created_at=now,
                created_by=actor.name,
                used_at=None,
                revoked_at=None,
            )
            session.add(row)
            return self._say(session, row, "read_token.made", actor), secret

    def revoke(self, token_id: str, actor: Actor) -> None:
        """From now on it opens nothing; raises a not-found fault."""
        with self._database.write() as session:
            row = session.get(ReadTokenRow, token_id)
            if row is None or row.revoked_at is not None:
                raise not_found("read token", token_id)
            row.revoked_at = self._clock.now()
            self._say(session, row, "read_token.revoked", actor)

    def of_secret(self, secret: str) -> ReadToken | None:
        """The token in force with that secret."""
        if not secret.startswith(PREFIX):
            return None
        now = self._clock.now()
        with self._database.read() as session:
            row = session.scalar(select(ReadTokenRow).where(ReadTokenRow.token_hash == token_hash(secret)))
            if row is None or row.revoked_at is not None:
                return None
            token = _token(row)
        if token.used_at is None or now - token.used_at > _TOUCH_EVERY:
            with self._database.write() as session:
                row = session.get(ReadTokenRow, token.id)
                if row is not None:
                    row.used_at = now
        return token

    def _say(self, session: Session, row: ReadTokenRow, kind: str, actor: Actor) -> ReadToken:
        token = _token(row)
        append(session, self._clock.now(), actor, kind, f"read_token:{row.id}", token_data(token))
        return token


def token_data(token: ReadToken) -> JsonObject:
    """ReadTokenView."""
    return {
        "id": token.id,
        "name": token.name,
        "collections": [kind.value for kind in token.collections],
        "created_at": _time(token.created_at),
        "created_by": token.created_by,
        "used_at": _time(token.used_at),
        "revoked_at": _time(token.revoked_at),
    }


def _token(row: ReadTokenRow) -> ReadToken:
    kinds = tuple(FeatureKind(str(kind)) for kind in row.collections)
    return ReadToken(row.id, row.name, kinds, row.created_at, row.created_by, row.used_at, row.revoked_at)


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
