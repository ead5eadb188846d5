"""Shifts: planned by the house, signed on to and off by the crews themselves."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from kernel.actor import Actor
from kernel.errors import conflict, invalid, not_found
from kernel.ids import UnitId, new_id
from patrol.service.change import Change, Desk, change
from patrol.service.duty import as_shift, say_shift
from patrol.service.units import Units, put_on_duty
from patrol.shift import Breach, RestRules, Shift, ShiftDraft, ShiftState, breaches, check_draft, rest_window, told
from patrol.store import read
from patrol.store.patrols_shifts import ShiftRow
from patrol.store.tables import UnitRow
from patrol.unit import UnitStatus

_EARLY = timedelta(hours=2)
_UNPLANNED = timedelta(hours=8)


class Shifts:
    """The roster. Safe to call from any thread; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._units = Units(desk)

    @property
    def rules(self) -> RestRules:
        return self._desk.settings.rest_rules

    def between(self, start: datetime, end: datetime) -> list[Shift]:
        """Those that touch [start, end), and all that are on now; by start."""
        with self._desk.database.read() as session:
            touching = (ShiftRow.starts_at < end) & (ShiftRow.ends_at > start)
            return _shifts(session, touching | (ShiftRow.state == ShiftState.ON.value))

    def get(self, shift_id: str) -> Shift:
        """The shift; raises a not-found fault."""
        with self._desk.database.read() as session:
            row = _row(session, shift_id)
            return as_shift(row, read.unit_row(session, row.unit_id).callsign)

    def check(self, draft: ShiftDraft, besides: str | None = None) -> Sequence[Breach]:
        """What a plan would break; besides: the shift that it takes the place of."""
        check_draft(draft)
        with self._desk.database.read() as session:
            return self._breaches(session, draft, besides)

    def plan(self, draft: ShiftDraft, actor: Actor) -> Shift:
        """A new shift. One that breaks a rule without a reason is a conflict fault that says what it breaks."""
        with change(self._desk, actor) as made:
            row = ShiftRow(id=new_id("shf", made.at), state=ShiftState.PLANNED.value, is_planned=True, hand_over="")
            row.signed_on_at = row.signed_off_at = None
            self._fill(made, row, draft, None)
            made.session.add(row)
            return say_shift(made, "shift.planned", row)

    def replan(self, shift_id: str, draft: ShiftDraft, actor: Actor) -> Shift:
        """Change a shift that has not begun; the same rules hold."""
        with change(self._desk, actor) as made:
            row = _row(made.session, shift_id)
            _demand_planned(row)
            self._fill(made, row, draft, shift_id)
            return say_shift(made, "shift.changed", row)

    def cancel(self, shift_id: str, actor: Actor) -> None:
        """The shift does not take place; one that has begun is a conflict fault."""
        with change(self._desk, actor) as made:
            row = _row(made.session, shift_id)
            _demand_planned(row)
            say_shift(made, "shift.cancelled", row)
            made.session.delete(row)

    def on(self, unit_id: str) -> Shift | None:
        """The shift that is signed on with the unit now."""
        with self._desk.database.read() as session:
            return next(iter(_shifts(session, (ShiftRow.unit_id == unit_id) & (ShiftRow.state == "on"))), None)

    def next_of(self, unit_id: str) -> Shift | None:
        """The shift that the unit's crew would sign on to now: planned, begun or to begin within two hours."""
        now = self._desk.clock.now()
        with self._desk.database.read() as session:
            wanted = (ShiftRow.unit_id == unit_id) & (ShiftRow.state == ShiftState.PLANNED.value)
            soon = (ShiftRow.starts_at <= now + _EARLY) & (ShiftRow.ends_at > now)
            return next(iter(_shifts(session, wanted & soon)), None)

    def left_for(self, unit_id: str) -> Shift | None:
        """The last shift of the unit that ended, with what its crew left for the next one."""
        with self._desk.database.read() as session:
            query = (
                select(ShiftRow)
                .where(ShiftRow.unit_id == unit_id, ShiftRow.state == ShiftState.ENDED.value)
                .order_by(ShiftRow.signed_off_at.desc())
                .limit(1)
            )
            row = session.scalar(query)
            return None if row is None else as_shift(row, read.unit_row(session, unit_id).callsign)

    def sign_on(self, unit_id: str, crew: tuple[str, ...], actor: Actor) -> Shift:
        """The crew takes the unit, onto its planned shift or one that begins now. Sent again it changes nothing.

        From here on positions are kept. Raises an invalid fault without names, a conflict while another crew is on.
        """
        names = tuple(name.strip() for name in crew if name.strip())
        planned = self.next_of(unit_id)
        with self._desk.whereabouts.changing, change(self._desk, actor) as made:
            unit = read.unit_row(made.session, unit_id)
            running = _running(made.session, unit_id)
            if running is not None:
                if not names or set(names) == set(running.crew):
                    return as_shift(running, unit.callsign)
                raise conflict(f"unit {unit.callsign}: another crew is signed on; it signs off first")
            row = (planned and made.session.get(ShiftRow, planned.id)) or self._unplanned(made, unit_id)
            row.crew = list(names) or row.crew
            if not row.crew:
                raise invalid(f"unit {unit.callsign}: name everybody who is on")
            row.state, row.signed_on_at = ShiftState.ON.value, made.at
            made.session.add(row)
            if unit.status == UnitStatus.OFF_DUTY:
                put_on_duty(made, unit_id, UnitStatus.AVAILABLE, made.at)
            return say_shift(made, "shift.signed_on", row)

    def sign_off(self, unit_id: str, hand_over: str, actor: Actor) -> Shift | None:
        """The crew leaves the unit, with notes for the next one; from here on no position is kept.

        Raises a conflict fault while orders are open. None where nobody was signed on.
        """
        with change(self._desk, actor) as made:
            row = _running(made.session, unit_id)
            if row is not None:
                row.hand_over = hand_over.strip()
        self._units.set_status(unit_id, UnitStatus.OFF_DUTY, actor)
        return None if row is None else self.get(row.id)

    def names(self) -> Sequence[str]:
        """Everybody who was on a shift or in a crew, for typing less."""
        with self._desk.database.read() as session:
            crews = [*session.scalars(select(ShiftRow.crew)), *session.scalars(select(UnitRow.crew))]
        return sorted({str(name) for crew in crews for name in crew})

    def _fill(self, made: Change, row: ShiftRow, draft: ShiftDraft, besides: str | None) -> None:
        check_draft(draft)
        read.unit_row(made.session, draft.unit_id)
        found = self._breaches(made.session, draft, besides)
        if found and not draft.force_reason.strip():
            raise conflict(f"shift: {told(found)}; change the times, or say why it must be so")
        row.unit_id, row.crew = draft.unit_id, [name.strip() for name in draft.crew]
        row.starts_at, row.ends_at, row.note = draft.starts_at, draft.ends_at, draft.note.strip()
        row.forced_reason = draft.force_reason.strip() if found else ""
        row.planned_by = made.actor.name

    def _breaches(self, session: Session, draft: ShiftDraft, besides: str | None) -> Sequence[Breach]:
        around = rest_window(self.rules)
        near = (ShiftRow.starts_at < draft.ends_at + around) & (ShiftRow.ends_at > draft.starts_at - around)
        return breaches(draft, [s for s in _shifts(session, near) if s.id != besides], self.rules)

    def _unplanned(self, made: Change, unit_id: str) -> ShiftRow:
        return ShiftRow(
            id=new_id("shf", made.at),
            unit_id=UnitId(unit_id),
            crew=[],
            starts_at=made.at,
            ends_at=made.at + _UNPLANNED,
            note="",
            is_planned=False,
            hand_over="",
            forced_reason="",
            planned_by=made.actor.name,
        )


def _shifts(session: Session, where: ColumnElement[bool]) -> list[Shift]:
    query = select(ShiftRow, UnitRow.callsign).join(UnitRow, UnitRow.id == ShiftRow.unit_id).where(where)
    return [
        as_shift(row, callsign) for row, callsign in session.execute(query.order_by(ShiftRow.starts_at, ShiftRow.id))
    ]


def _running(session: Session, unit_id: str) -> ShiftRow | None:
    return session.scalar(select(ShiftRow).where(ShiftRow.unit_id == unit_id, ShiftRow.state == ShiftState.ON.value))


def _row(session: Session, shift_id: str) -> ShiftRow:
    row = session.get(ShiftRow, shift_id)
    if row is None:
        raise not_found("shift", shift_id)
    return row


def _demand_planned(row: ShiftRow) -> None:
    if row.state != ShiftState.PLANNED:
        raise conflict(f"shift: it is {row.state} already; only a planned one can be changed")
