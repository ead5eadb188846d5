"""A unit's duty ends: the crew that is signed on is signed off with it, whoever ends it and however."""

from sqlalchemy import select

from kernel.ids import UnitId
from patrol.service.change import Change
from patrol.shift import Shift, ShiftId, ShiftState, shift_data
from patrol.store import read
from patrol.store.patrols_shifts import ShiftRow


def shift_of(made: Change, row: ShiftRow) -> Shift:
    """The shift of a row."""
    return as_shift(row, read.unit_row(made.session, row.unit_id).callsign)


def as_shift(row: ShiftRow, callsign: str) -> Shift:
    """The shift of a row whose unit has `callsign`."""
    return Shift(
        id=ShiftId(row.id),
        unit_id=UnitId(row.unit_id),
        callsign=callsign,
        crew=tuple(str(name) for name in row.crew),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        note=row.note,
        state=ShiftState(row.state),
        is_planned=row.is_planned,
        signed_on_at=row.signed_on_at,
        signed_off_at=row.signed_off_at,
        hand_over=row.hand_over,
        forced_reason=row.forced_reason,
        planned_by=row.planned_by,
    )


def say_shift(made: Change, kind: str, row: ShiftRow) -> Shift:
    """Journal what became of the shift."""
    made.session.flush()
    shift = shift_of(made, row)
    made.say(kind, f"shift:{row.id}", shift_data(shift))
    return shift


def end_duty(made: Change, unit_id: str, hand_over: str | None = None) -> Shift | None:
    """Sign off the crew that is on with the unit; None where nobody is. hand_over: None keeps what is written."""
    row = made.session.scalar(
        select(ShiftRow).where(ShiftRow.unit_id == unit_id, ShiftRow.state == ShiftState.ON.value)
    )
    if row is None:
        return None
    row.state, row.signed_off_at = ShiftState.ENDED.value, made.at
    if hand_over is not None:
        row.hand_over = hand_over.strip()
    return say_shift(made, "shift.signed_off", row)
