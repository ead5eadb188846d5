"""Messages between the room and the units."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.actor import Actor
from kernel.errors import conflict, invalid, not_found
from kernel.ids import new_id
from patrol.message import LONGEST, Letter, Message, message_data
from patrol.panic import press_time
from patrol.service.change import Change, Desk, change
from patrol.store import messages as store
from patrol.store import read
from patrol.store.messages import MessageRow
from patrol.store.tables import UnitRow
from patrol.unit import UnitStatus

SHOWN_H = 24
_MOST = 500


class Messages:
    """The messages. Safe to call from any thread; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def recent(self, unit_id: str | None = None) -> list[Message]:
        """Those of the last day, oldest first: of one unit, or of all."""
        with self._desk.database.read() as session:
            return recent_messages(self._desk, session, unit_id)

    def get(self, message_id: str) -> Message:
        """The message; raises a not-found fault."""
        with self._desk.database.read() as session:
            return store.message(store.message_row(session, message_id))

    def to_unit(self, unit_id: str, letter: Letter, actor: Actor) -> Message:
        """The room says something to a unit. The same key by the same person again changes nothing."""
        _demand_words(letter)
        with change(self._desk, actor) as made:
            unit = read.unit_row(made.session, unit_id)
            return _write(made, unit, letter, is_from_unit=False)

    def to_all(self, letter: Letter, actor: Actor) -> list[Message]:
        """The same to each unit on duty. Raises a conflict fault when there is none."""
        _demand_words(letter)
        with change(self._desk, actor) as made:
            query = select(UnitRow).where(UnitRow.status != UnitStatus.OFF_DUTY.value).order_by(UnitRow.callsign)
            units = made.session.scalars(query).all()
            if not units:
                raise conflict("nobody is on duty; the message was sent to no one")
            each = f"round:{actor.id}:{letter.key}"[:64]
            return [_write(made, unit, letter, is_from_unit=False, to_all=each) for unit in units]

    def from_unit(self, unit_id: str, letter: Letter, actor: Actor) -> Message:
        """A unit says something to the room; `letter.at` counts where a dead spot explains it."""
        _demand_words(letter)
        with change(self._desk, actor) as made:
            return _write(made, read.unit_row(made.session, unit_id), letter, is_from_unit=True)

    def deliver(self, unit_id: str, message_id: str, actor: Actor) -> Message:
        """The unit's phone has it. Raises not-found for a message that is not to this unit."""
        with change(self._desk, actor) as made:
            row = _to(made, unit_id, message_id)
            if row.delivered_at is not None:
                return store.message(row)
            row.delivered_at = made.at
            return _say(made, "message.delivered", row)

    def read_by_unit(self, unit_id: str, message_id: str, actor: Actor) -> Message:
        """The crew has looked at it."""
        with change(self._desk, actor) as made:
            return _read(made, _to(made, unit_id, message_id))

    def read_by_room(self, message_id: str, actor: Actor) -> Message:
        """Somebody in the room has looked at what a unit said; who was first stays."""
        with change(self._desk, actor) as made:
            row = store.message_row(made.session, message_id)
            if not row.is_from_unit:
                raise invalid(f"message {message_id}: the room wrote it itself; only the unit can read it")
            return _read(made, row)


def recent_messages(desk: Desk, session: Session, unit_id: str | None) -> list[Message]:
    """The messages of the last day within the transaction; see `Messages.recent`."""
    return store.recent(session, desk.clock.now() - timedelta(hours=SHOWN_H), _MOST, unit_id)


def _demand_words(letter: Letter) -> None:
    if not letter.text.strip():
        raise invalid("a message needs words")
    if len(letter.text) > LONGEST:
        raise invalid(f"a message of {len(letter.text)} characters is too long; at most {LONGEST}")


def _write(made: Change, unit: UnitRow, letter: Letter, *, is_from_unit: bool, to_all: str | None = None) -> Message:
    known = made.session.scalar(
        select(MessageRow).where(
            MessageRow.unit_id == unit.id, MessageRow.sender_id == made.actor.id, MessageRow.key == letter.key
        )
    )
    if known is not None:
        return store.message(known)
    row = MessageRow(
        id=new_id("msg", made.at),
        unit_id=unit.id,
        callsign=unit.callsign,
        is_from_unit=is_from_unit,
        sender_id=made.actor.id,
        sender=made.actor.name,
        key=letter.key,
        text=letter.text.strip(),
        round=to_all,
        sent_at=made.at if letter.at is None else press_time(letter.at, made.at),
        received_at=made.at,
        delivered_at=made.at if is_from_unit else None,
    )
    made.session.add(row)
    return _say(made, "message.sent", row)


def _to(made: Change, unit_id: str, message_id: str) -> MessageRow:
    row = store.message_row(made.session, message_id)
    if row.unit_id != unit_id or row.is_from_unit:
        raise not_found("message", message_id)
    return row


def _read(made: Change, row: MessageRow) -> Message:
    if row.read_at is not None:
        return store.message(row)
    row.delivered_at = row.delivered_at or made.at
    row.read_at, row.read_by = made.at, made.actor.name
    return _say(made, "message.read", row)


def _say(made: Change, kind: str, row: MessageRow) -> Message:
    made.session.flush()
    message = store.message(row)
    made.say(kind, f"message:{row.id}", message_data(message))
    return message
