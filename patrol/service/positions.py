"""Positions: stored as they come, never journalled; the newest believable one is where the unit stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.errors import not_found
from kernel.ids import UnitId
from patrol.position import MOVES_UNIT, Fix, FixVerdict, judge
from patrol.service.change import Desk
from patrol.store import read
from patrol.store.tables import FixRow, LatestFixRow, UnitRow
from patrol.unit import UnitStatus

_ON_TRAIL = [FixVerdict.CURRENT.value, FixVerdict.CLOCK_AHEAD.value, FixVerdict.LATE.value]


@dataclass(frozen=True, slots=True)
class FixChanges:
    """Where units stand that moved. upto: give it back as `changed_after` next time."""

    fixes: dict[UnitId, Fix]
    upto: datetime


class Positions:
    """The fixes of all units. Safe to call from any thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def record_fix(self, unit_id: str, fix: Fix) -> FixVerdict:
        """Store one fix. Raises a not-found fault for an unknown unit; nothing is kept of a unit off duty."""
        return self.record_fixes([(unit_id, fix)])[0]

    def record_fixes(self, batch: Sequence[tuple[str, Fix]]) -> list[FixVerdict]:
        """Store many in one transaction; the verdicts are in the order of `batch`."""
        verdicts: list[FixVerdict] = []
        with self._desk.database.write() as session:
            rows = _locked_units(session, {unit_id for unit_id, _ in batch})
            for unit_id, fix in batch:
                if unit_id not in rows:
                    raise not_found("unit", unit_id)
                verdicts.append(self._record(session, rows[unit_id], fix))
        return verdicts

    def latest_fixes(self, changed_after: datetime) -> FixChanges:
        """The latest fix of every unit whose latest fix was stored after `changed_after`."""
        query = select(LatestFixRow).where(LatestFixRow.stored_at > changed_after)
        with self._desk.database.read() as session:
            rows = session.scalars(query).all()
            upto = max((row.stored_at for row in rows), default=changed_after)
            return FixChanges({UnitId(row.unit_id): read.fix(row) for row in rows}, upto)

    def trail(self, unit_id: str, start: datetime, end: datetime, limit: int = 5000) -> list[Fix]:
        """The believable fixes in [start, end) by device time, oldest first, evenly thinned to about `limit`."""
        query = (
            select(FixRow)
            .where(FixRow.unit_id == unit_id, FixRow.at >= start, FixRow.at < end, FixRow.verdict.in_(_ON_TRAIL))
            .order_by(FixRow.at)
        )
        with self._desk.database.read() as session:
            fixes = [read.fix(row) for row in session.scalars(query)]
        return fixes if len(fixes) <= limit else [fixes[i * len(fixes) // limit] for i in range(limit)]

    def _record(self, session: Session, unit: UnitRow, fix: Fix) -> FixVerdict:
        slack = timedelta(seconds=self._desk.settings.duty_slack_s)
        if unit.status == UnitStatus.OFF_DUTY or fix.at < unit.on_duty_since - slack:
            return FixVerdict.OFF_DUTY
        latest_row = session.get(LatestFixRow, unit.id)
        latest = None if latest_row is None else read.fix(latest_row)
        held = None if latest is None or fix.at <= latest.at else _held(session, unit.id, latest.at)
        fix, verdict = judge(fix, latest, held, self._desk.settings.doubts)
        if session.get(FixRow, (unit.id, fix.at)) is not None:
            return FixVerdict.REPEATED
        session.add(_fill(FixRow(unit_id=unit.id, verdict=verdict.value), fix))
        if verdict in MOVES_UNIT:
            row = latest_row or LatestFixRow(unit_id=unit.id)
            row.stored_at = self._desk.clock.now()
            session.add(_fill(row, fix))
        return verdict


def _locked_units(session: Session, unit_ids: Iterable[str]) -> dict[str, UnitRow]:
    # The row lock (a no-op on SQLite, which has one writer) makes judging against the latest fix safe; a fixed
    # order of locking keeps two batches from waiting for each other.
    query = select(UnitRow).where(UnitRow.id.in_(list(unit_ids))).order_by(UnitRow.id).with_for_update()
    return {row.id: row for row in session.scalars(query)}


def _held(session: Session, unit_id: str, after: datetime) -> Fix | None:
    query = (
        select(FixRow)
        .where(FixRow.unit_id == unit_id, FixRow.at > after, FixRow.verdict == FixVerdict.JUMP.value)
        .order_by(FixRow.at.desc())
        .limit(1)
    )
    row = session.scalar(query)
    return None if row is None else read.fix(row)


def _fill(row: FixRow | LatestFixRow, fix: Fix) -> FixRow | LatestFixRow:
    row.at, row.received_at = fix.at, fix.received_at
    row.lat, row.lon = fix.position.lat, fix.position.lon
    row.accuracy_m, row.speed_mps, row.course_deg = fix.accuracy_m, fix.speed_mps, fix.course_deg
    row.altitude_m, row.battery_percent = fix.altitude_m, fix.battery_percent
    row.source, row.is_valid = fix.source, fix.is_valid
    return row
