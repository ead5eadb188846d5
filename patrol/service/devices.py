"""Devices that name themselves: they ask, a person says for which unit they speak, or that they shall not."""

import hashlib
import hmac
import secrets

from sqlalchemy import func, select

from kernel.actor import Actor
from kernel.errors import Fault, FaultKind, invalid, not_found
from kernel.ids import UnitId, new_id
from patrol.device import Device, DeviceState, Knock
from patrol.service.change import Change, Desk, change
from patrol.store import read
from patrol.store.tables import PositionDeviceRow
from patrol.views import device_data

WAITING_LIMIT = 200
_CODE_BYTES = 12
_LONGEST = 190


class Devices:
    """The list of those that joined, wait or were refused. Safe to call from any thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def list(self) -> list[Device]:
        """All, those that wait first, then by name."""
        with self._desk.database.read() as session:
            found = [_device(row) for row in session.scalars(select(PositionDeviceRow))]
        return sorted(found, key=lambda one: (one.state is not DeviceState.WAITING, one.name.lower(), one.key))

    def get(self, device_id: str) -> Device:
        """The device; raises a not-found fault."""
        with self._desk.database.read() as session:
            row = session.get(PositionDeviceRow, device_id)
            if row is None:
                raise not_found("device", device_id)
            return _device(row)

    def find(self, key: str) -> Device | None:
        """The device of that key."""
        with self._desk.database.read() as session:
            row = session.scalar(select(PositionDeviceRow).where(PositionDeviceRow.key == key))
            return None if row is None else _device(row)

    def ask(self, knock: Knock, actor: Actor) -> Device:
        """The device as it is known; one that is not waits from now on.

        Raises a limited fault while too many wait already: strangers must not be able to fill the house.
        """
        if len(knock.key) > _LONGEST:
            raise invalid(f"device: an id of {len(knock.key)} characters is too long")
        known = self.find(knock.key)
        if known is not None:
            return known
        with change(self._desk, actor) as made:
            again = made.session.scalar(select(PositionDeviceRow).where(PositionDeviceRow.key == knock.key))
            if again is not None:
                return _device(again)
            waiting = select(func.count()).where(PositionDeviceRow.state == DeviceState.WAITING.value)
            if (made.session.scalar(waiting.select_from(PositionDeviceRow)) or 0) >= WAITING_LIMIT:
                raise Fault(FaultKind.LIMITED, f"device: {WAITING_LIMIT} wait already; join or refuse some first")
            row = PositionDeviceRow(
                id=new_id("dev", made.at),
                key=knock.key,
                name=_short(knock.name) or knock.key,
                detail=_short(knock.detail),
                address=knock.address[:64],
                state=DeviceState.WAITING.value,
                asked_at=made.at,
            )
            made.session.add(row)
            return _say(made, "device.asked", row)

    def join(self, device_id: str, unit_id: str, actor: Actor) -> Device:
        """From now on the device speaks for the unit. Raises not-found faults."""
        with change(self._desk, actor) as made:
            row = _row(made, device_id)
            read.unit_row(made.session, unit_id)
            row.unit_id, row.secret_hash = unit_id, None
            return _decide(made, row, DeviceState.JOINED)

    def refuse(self, device_id: str, actor: Actor) -> Device:
        """The device shall not speak; it is not listed as waiting again."""
        with change(self._desk, actor) as made:
            row = _row(made, device_id)
            row.unit_id = row.secret_hash = None
            return _decide(made, row, DeviceState.REFUSED)

    def forget(self, device_id: str, actor: Actor) -> None:
        """As if it had never come: the next time it asks it waits again."""
        with change(self._desk, actor) as made:
            row = _row(made, device_id)
            _say(made, "device.forgotten", row)
            made.session.delete(row)

    def give_code(self, key: str) -> str | None:
        """A new code for a device that registers; the code before is void. None: it has not joined."""
        code = secrets.token_hex(_CODE_BYTES)
        with self._desk.database.write() as session:
            row = session.scalar(select(PositionDeviceRow).where(PositionDeviceRow.key == key))
            if row is None or row.state != DeviceState.JOINED:
                return None
            row.secret_hash = _hash(code)
        return code

    def knows_code(self, key: str, code: str) -> bool:
        """Whether that is the code of the device, and it may still speak."""
        with self._desk.database.read() as session:
            row = session.scalar(select(PositionDeviceRow).where(PositionDeviceRow.key == key))
            if row is None or row.state != DeviceState.JOINED or row.secret_hash is None:
                return False
            return hmac.compare_digest(row.secret_hash, _hash(code))


def _row(made: Change, device_id: str) -> PositionDeviceRow:
    row = made.session.get(PositionDeviceRow, device_id)
    if row is None:
        raise not_found("device", device_id)
    return row


def _decide(made: Change, row: PositionDeviceRow, state: DeviceState) -> Device:
    row.state, row.decided_at, row.decided_by = state.value, made.at, made.actor.name
    return _say(made, f"device.{state.value}", row)


def _say(made: Change, kind: str, row: PositionDeviceRow) -> Device:
    made.session.flush()
    device = _device(row)
    made.say(kind, f"device:{row.id}", device_data(device))
    return device


def _device(row: PositionDeviceRow) -> Device:
    return Device(
        row.id,
        row.key,
        row.name,
        row.detail,
        row.address,
        DeviceState(row.state),
        None if row.unit_id is None else UnitId(row.unit_id),
        row.asked_at,
        row.decided_at,
        row.decided_by,
    )


def _short(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()[:_LONGEST]


def _hash(code: str) -> str:
    # Codes are 96 random bits: a plain hash cannot be guessed back, unlike one of a password.
    return hashlib.sha256(code.encode()).hexdigest()
