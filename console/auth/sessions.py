"""Signing in and staying signed in. A session's token lives in the cookie alone; here is only its hash."""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from console.auth.password import Hasher
from console.auth.person import Person, person_of_unit, person_of_user
from console.auth.tables import FailureRow, SessionRow, UserRow
from console.auth.throttle import FORGOTTEN_AFTER, Failures, after_failure, blocked_until
from console.sections import SessionSettings
from kernel.actor import Actor, ActorKind
from kernel.clock import Clock
from kernel.errors import Fault, FaultKind
from kernel.sql.database import Database
from kernel.sql.journal import append

FREE_PER_NAME = 5
FREE_PER_ADDRESS = 20
HASHES_AT_ONCE = 2
HASH_WAIT_S = 1.0
_TOUCH_EVERY = timedelta(seconds=30)
_SESSION, _DEVICE = "session:", "device:"

UnitOfTokenHash = Callable[[str], tuple[str, str] | None]
"""Which unit the device token with this SHA-256 speaks for: (unit id, callsign), or None."""

CallsignOf = Callable[[str], str | None]
"""The callsign of a unit, None when there is no such unit."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person and the session that proves it; `token` is empty for a device that shows its token each time.

    login: which sign-in it is, to be kept where the token may not be; see `Sessions.standing`.
    """

    person: Person
    token: str
    login: str

    @property
    def csrf_token(self) -> str:
        """Derived from the session's token, so that it needs no storing and no other site can know it."""
        return csrf_token(self.token)


def csrf_token(token: str) -> str:
    """The token that must come back in a header with every change made in the session `token`."""
    return hmac.new(token.encode(), b"watchroom csrf", hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """How a token with 256 bits of chance is kept: SHA-256 is enough, there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()


class Sessions:
    """Who is signed in. Thread-safe. `ended` counts the sign-outs, so that what goes on for long can look again."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        hasher: Hasher,
        settings: SessionSettings,
        unit_of_token_hash: UnitOfTokenHash,
    ) -> None:
        self._database = database
        self._clock = clock
        self._hasher = hasher
        self._settings = settings
        self._unit_of_token_hash = unit_of_token_hash
        self.ended = 0
        self._hashing = threading.BoundedSemaphore(HASHES_AT_ONCE)

    def sign_in(self, username: str, password: str, address: str) -> SignedIn:
        """A new session. Raises limited (too many failures of this name or address) or unauthenticated."""
        keys = {f"name:{username}": FREE_PER_NAME, f"from:{address}": FREE_PER_ADDRESS}
        self._demand_patience(keys)
        with self._database.read() as session:
            row = session.scalar(select(UserRow).where(UserRow.username == username))
            user, stored = (row.user(), row.password_hash) if row else (None, None)
        is_right = self._verify(stored, password)
        if user is None or not is_right or not user.is_active:
            self._note_failure(list(keys), user.id if user else None, address)
            raise Fault(FaultKind.UNAUTHENTICATED, "username or password is wrong")
        now, token = self._clock.now(), secrets.token_urlsafe(32)
        with self._database.write() as session:
            session.execute(delete(FailureRow).where(FailureRow.key == f"name:{username}"))
            self._forget_old(session)
            session.add(_session_row(token, now, address, user_id=user.id))
            actor = person_of_user(user).actor
            append(session, now, actor, "user.signed_in", f"user:{user.id}", {"id": user.id, "address": address})
        return SignedIn(person_of_user(user), token, _SESSION + token_hash(token))

    def sign_in_device(self, device_token: str, address: str) -> SignedIn:
        """A cookie session for the unit of `device_token`; it ends when the token does."""
        keys = {f"from:{address}": FREE_PER_ADDRESS}
        self._demand_patience(keys)
        person = self._person_of_device(device_token)
        if person is None:
            self._note_failure(list(keys), None, address)
            raise Fault(FaultKind.UNAUTHENTICATED, "device: this token is not valid; have a new one made for the unit")
        now, token = self._clock.now(), secrets.token_urlsafe(32)
        with self._database.write() as session:
            self._forget_old(session)
            session.add(_session_row(token, now, address, unit_id=person.unit_id))
        return SignedIn(person, token, _SESSION + token_hash(token))

    def by_device_token(self, device_token: str) -> SignedIn | None:
        """The unit that shows its device token itself (Bearer)."""
        person = self._person_of_device(device_token)
        return SignedIn(person, "", _DEVICE + token_hash(device_token)) if person else None

    def by_token(self, token: str, callsign_of: CallsignOf) -> SignedIn | None:
        """Who holds the session `token`, None when it is unknown, expired or its account is switched off."""
        person = self._person_of_session(token_hash(token), callsign_of)
        return SignedIn(person, token, _SESSION + token_hash(token)) if person else None

    def standing(self, login: str, callsign_of: CallsignOf) -> Person | None:
        """Who signed in with `login`, with the rights of this moment; None when that has ended."""
        if login.startswith(_DEVICE):
            found = self._unit_of_token_hash(login.removeprefix(_DEVICE))
            return person_of_unit(*found) if found else None
        return self._person_of_session(login.removeprefix(_SESSION), callsign_of)

    def sign_out(self, token: str) -> None:
        """End the session `token`; harmless when it is gone."""
        with self._database.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash(token)))
        self.ended += 1

    def end_of_unit(self, unit: str) -> None:
        """End every device session of `unit`: its tokens were revoked."""
        with self._database.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.unit_id == unit))
        self.ended += 1

    def _person_of_session(self, key: str, callsign_of: CallsignOf) -> Person | None:
        now = self._clock.now()
        with self._database.read() as session:
            row = session.get(SessionRow, key)
            if row is None or self._is_expired(row):
                return None
            unit, seen_at = row.unit_id, row.seen_at
            account = session.get(UserRow, row.user_id) if row.user_id else None
            user = account.user() if account and account.is_active else None
        if unit is not None:
            callsign = callsign_of(unit)
            person = person_of_unit(unit, callsign) if callsign is not None else None
        else:
            person = person_of_user(user) if user else None
        if person is None:
            return None
        if now - seen_at > _TOUCH_EVERY:
            self._touch(key)
        return person

    def _verify(self, stored: str | None, password: str) -> bool:
        # Each check takes 64 MiB and a good part of a core: a flood of sign-ins must not take them all.
        if not self._hashing.acquire(timeout=HASH_WAIT_S):
            raise Fault(FaultKind.LIMITED, "sign-in: too many at once; try again in a moment")
        try:
            return self._hasher.verify(stored, password)
        finally:
            self._hashing.release()

    def _touch(self, key: str) -> None:
        with self._database.write() as session:
            row = session.get(SessionRow, key)
            if row is not None:
                row.seen_at = self._clock.now()

    def _person_of_device(self, device_token: str) -> Person | None:
        found = self._unit_of_token_hash(token_hash(device_token)) if device_token else None
        return person_of_unit(*found) if found else None

    def _is_expired(self, row: SessionRow) -> bool:
        now, is_device = self._clock.now(), row.unit_id is not None
        idle_h = self._settings.device_idle_h if is_device else self._settings.idle_h
        absolute_h = self._settings.device_absolute_h if is_device else self._settings.absolute_h
        return now - row.seen_at > timedelta(hours=idle_h) or now - row.created_at > timedelta(hours=absolute_h)

    def _forget_old(self, session: Session) -> None:
        now = self._clock.now()
        longest = timedelta(hours=max(self._settings.absolute_h, self._settings.device_absolute_h))
        session.execute(delete(SessionRow).where(SessionRow.created_at < now - longest))
        session.execute(delete(FailureRow).where(FailureRow.last_at < now - FORGOTTEN_AFTER))

    def _demand_patience(self, keys: dict[str, int]) -> None:
        now = self._clock.now()
        with self._database.read() as session:
            for key, free in keys.items():
                row = session.get(FailureRow, key)
                until = blocked_until(Failures(row.count, row.last_at), free) if row else None
                if until is not None and until > now:
                    seconds = int((until - now).total_seconds()) + 1
                    raise Fault(FaultKind.LIMITED, f"sign-in: too many failures; try again in {seconds} s")

    def _note_failure(self, keys: list[str], user_id: str | None, address: str) -> None:
        now = self._clock.now()
        with self._database.write() as session:
            for key in keys:
                row = session.get(FailureRow, key)
                tally = after_failure(Failures(row.count, row.last_at) if row else None, now)
                session.merge(FailureRow(key=key, count=tally.count, last_at=tally.last_at))
            # An unknown name is not written down: it is often a password typed into the wrong field.
            actor = Actor(ActorKind.SYSTEM, "sign-in", "sign-in")
            data = {"id": user_id, "address": address}
            append(session, now, actor, "user.sign_in_failed", f"user:{user_id or 'unknown'}", data)


def _session_row(
    token: str, now: datetime, address: str, user_id: str | None = None, unit_id: str | None = None
) -> SessionRow:
    return SessionRow(
        token_hash=token_hash(token),
        user_id=user_id,
        unit_id=unit_id,
        created_at=now,
        seen_at=now,
        address=address[:64],
    )
