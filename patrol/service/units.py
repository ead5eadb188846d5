"""Units: who there is, what they are doing, the device that speaks for each, and whether it is connected."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kernel.actor import Actor
from kernel.errors import conflict, invalid
from kernel.ids import UnitId, new_id
from patrol.service.change import Change, Desk, change, differs
from patrol.service.duty import end_duty
from patrol.store import read
from patrol.store.tables import DeviceTokenRow, LatestFixRow, UnitRow
from patrol.unit import Unit, UnitChange, UnitDraft, UnitStatus, Work, status_by_hand, status_by_work, unit_actor
from patrol.views import unit_data

_TOKEN_BYTES = 24


class Units:
    """The units. Safe to call from any thread; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def get(self, unit_id: str) -> Unit:
        """The unit; raises a not-found fault."""
        with self._desk.database.read() as session:
            return read.unit(session, unit_id)

    def list(self) -> list[Unit]:
        """All units, by callsign."""
        with self._desk.database.read() as session:
            return read.units(session, session.scalars(select(UnitRow).order_by(UnitRow.callsign)).all())

    def add(self, draft: UnitDraft, actor: Actor) -> Unit:
        """A new unit, available. Raises a conflict fault when the callsign is taken."""
        with change(self._desk, actor) as made:
            _refuse_taken(made.session, draft.callsign, None)
            row = UnitRow(
                id=new_id("unit", made.at),
                callsign=draft.callsign,
                kind=draft.kind.value,
                crew=list(draft.crew),
                status=UnitStatus.AVAILABLE.value,
                status_since=made.at,
                on_duty_since=made.at,
                phone_connected=False,
                created_at=made.at,
            )
            made.session.add(row)
            unit = tell(made, "unit.added", row)
            if draft.crew:
                _tell_crew(made, row)
            return unit

    def change(self, unit_id: str, wanted: UnitChange, actor: Actor) -> Unit:
        """Change what `wanted` names. Raises not-found and conflict faults."""
        with change(self._desk, actor) as made:
            row = read.unit_row(made.session, unit_id)
            if wanted.callsign is not None:
                _refuse_taken(made.session, wanted.callsign, unit_id)
                row.callsign = wanted.callsign
            if wanted.kind is not None:
                row.kind = wanted.kind.value
            if wanted.crew is not None and list(wanted.crew) != row.crew:
                row.crew = list(wanted.crew)
                _tell_crew(made, row)
            return tell(made, "unit.changed", row)

    def set_status(self, unit_id: str, asked: UnitStatus, actor: Actor) -> Unit:
        """What a person says the unit is; asking for what it is already changes nothing.

        Available with a signed order in hand becomes busy. Going off duty forgets where the unit is; it is refused
        with a conflict fault while orders are open.
        """
        # Held until the change stands: positions that are being stored meanwhile are told before it or not at all.
        with self._desk.whereabouts.changing:
            unit = self._set_status(unit_id, asked, actor)
            if unit.status is UnitStatus.OFF_DUTY:
                self._desk.whereabouts.forget(unit_id)
        return unit

    def _set_status(self, unit_id: str, asked: UnitStatus, actor: Actor) -> Unit:
        with change(self._desk, actor) as made:
            row = read.unit_row(made.session, unit_id)
            before = UnitStatus(row.status)
            after = status_by_hand(before, asked, read.work(made.session, unit_id), row.callsign)
            if after is before:
                return read.unit(made.session, unit_id)
            row.status, row.status_since = after.value, made.at
            if before is UnitStatus.OFF_DUTY:
                row.on_duty_since = made.at
            if after is UnitStatus.OFF_DUTY:
                # Flushed first, so that a fix being recorded now waits for this row and then sees the new status.
                made.session.flush()
                made.session.execute(delete(LatestFixRow).where(LatestFixRow.unit_id == unit_id))
                end_duty(made, unit_id)
            return tell(made, "unit.status", row)

    def issue_token(self, unit_id: str, actor: Actor) -> str:
        """A secret for one more device of the unit, returned this once."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with change(self._desk, actor) as made:
            row = read.unit_row(made.session, unit_id)
            made.session.add(DeviceTokenRow(unit_id=unit_id, token_hash=hash_of(token), created_at=made.at))
            tell(made, "unit.changed", row)
        return token

    def revoke_tokens(self, unit_id: str, actor: Actor) -> Unit:
        """No device speaks for the unit any more, until it gets a new token."""
        with change(self._desk, actor) as made:
            row = read.unit_row(made.session, unit_id)
            made.session.execute(delete(DeviceTokenRow).where(DeviceTokenRow.unit_id == unit_id))
            return tell(made, "unit.changed", row)

    def of_token(self, token: str) -> Unit | None:
        """The unit for which the device with `token` speaks."""
        return self.of_token_hash(hash_of(token)) if token else None

    def of_token_hash(self, token_hash: str) -> Unit | None:
        """The same for the token's SHA-256, which is all that is kept of it."""
        with self._desk.database.read() as session:
            query = select(DeviceTokenRow.unit_id).where(DeviceTokenRow.token_hash == token_hash)
            unit_id = session.scalar(query)
            return None if unit_id is None else read.unit(session, unit_id)

    def connected(self, unit_id: str) -> Unit:
        """The unit's phone follows the stream; journalled on the change only."""
        return self._presence(unit_id, True)

    def disconnected(self, unit_id: str) -> Unit:
        """The unit's phone no longer follows the stream; journalled on the change only."""
        return self._presence(unit_id, False)

    def disconnect_all(self) -> None:
        """At the start of the console: nobody can be connected to a process that was not there."""
        for unit in self.list():
            if unit.phone_connected:
                self.disconnected(unit.id)

    def _presence(self, unit_id: str, is_connected: bool) -> Unit:
        unit = self.get(unit_id)
        if unit.phone_connected is is_connected:
            return unit
        with change(self._desk, unit_actor(unit)) as made:
            row = read.unit_row(made.session, unit_id)
            if row.phone_connected is is_connected:
                return read.unit(made.session, unit_id)
            row.phone_connected = is_connected
            return tell(made, "unit.connected" if is_connected else "unit.disconnected", row)


def settle(made: Change, before: Unit, work_before: Work) -> Unit:
    """After the unit's orders changed: let its status follow, and journal what is new about it."""
    row = read.unit_row(made.session, before.id)
    status = status_by_work(before.status, work_before, read.work(made.session, before.id))
    if status is not before.status:
        row.status, row.status_since = status.value, made.at
        return tell(made, "unit.status", row)
    after = read.unit(made.session, before.id)
    if differs(unit_data(before), unit_data(after)):
        return tell(made, "unit.changed", row)
    return after


def put_on_duty(made: Change, unit_id: str, status: UnitStatus, since: datetime) -> Unit:
    """A unit off duty is on duty in `status`, within the transaction; its positions are kept from `since` on."""
    row = read.unit_row(made.session, unit_id)
    row.status, row.status_since, row.on_duty_since = status.value, made.at, since
    return tell(made, "unit.status", row)


def tell(made: Change, kind: str, row: UnitRow) -> Unit:
    """Journal the unit as it is now."""
    made.session.flush()
    unit = read.units(made.session, [row])[0]
    made.say(kind, f"unit:{row.id}", unit_data(unit))
    return unit


def _tell_crew(made: Change, row: UnitRow) -> None:
    """Names stand in an entry of their own: it is for those alone who may see who is on."""
    made.say("roster.changed", f"roster:{row.id}", {"unit_id": row.id, "crew": row.crew})


def _refuse_taken(session: Session, callsign: str, by_other_than: UnitId | str | None) -> None:
    if not callsign.strip():
        raise invalid("a unit needs a callsign")
    holder = session.scalar(select(UnitRow.id).where(UnitRow.callsign == callsign))
    if holder is not None and holder != by_other_than:
        raise conflict(f"unit {callsign}: the callsign is taken; choose another")


def hash_of(token: str) -> str:
    """What is kept of a device token."""
    # Tokens are 192 random bits: a plain hash cannot be guessed back, unlike one of a password.
    return hashlib.sha256(token.encode()).hexdigest()
