"""Many fixes judged and stored in one transaction, with a number of queries that does not depend on how many."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from typing import cast

from sqlalchemy import ARRAY, ColumnElement, String, Table, any_, bindparam, func, insert, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from kernel.clock import to_us
from kernel.errors import not_found
from kernel.geo import LatLon
from kernel.ids import UnitId
from patrol.position import MOVES_UNIT, Fix, FixVerdict, judge
from patrol.service.change import Desk
from patrol.store.tables import FixRow, LatestFixRow, UnitRow
from patrol.unit import UnitStatus

_Key = tuple[str, datetime]
_FIELDS = (
    "at",
    "received_at",
    "accuracy_m",
    "speed_mps",
    "course_deg",
    "source",
    "battery_percent",
    "altitude_m",
    "is_valid",
    "is_mock",
)
_ROWS_AT_ONCE = 500  # of 14 values each, of which a statement may have 32,766
_fields_of = attrgetter(*_FIELDS)
# Without the mapper, whose bookkeeping costs more than the fixes do.
_FIX_TABLE, _LATEST_TABLE = cast(Table, FixRow.__table__), cast(Table, LatestFixRow.__table__)
_FIXES, _LATEST = _FIX_TABLE.c, _LATEST_TABLE.c


@dataclass(slots=True)
class _Known:
    """What the database knows of the units of a batch; kept up while the batch is judged."""

    duty_from: dict[str, datetime | None]
    latest: dict[str, Fix]
    held: dict[str, Fix]
    stored: set[_Key]
    new: list[dict[str, object]] = field(default_factory=list)
    moved: dict[UnitId, Fix] = field(default_factory=dict)


def store(session: Session, desk: Desk, batch: Sequence[tuple[str, Fix]]) -> tuple[list[FixVerdict], dict[UnitId, Fix]]:
    """Store what may be kept; gives each fix's verdict and where the units stand that moved.

    Raises a not-found fault for an unknown unit, before anything is stored.
    """
    known = _known(session, desk, batch)
    verdicts = [_take(known, desk, unit, fix) for unit, fix in batch]
    if known.new:
        _insert(session, known.new)
    if known.moved:
        now = desk.clock.now()
        rows = [{"unit_id": unit, "stored_at": now, **_values(fix)} for unit, fix in known.moved.items()]
        session.execute(_upsert(desk), rows)
    return verdicts, known.moved


def _insert(session: Session, rows: list[dict[str, object]]) -> None:
    if session.get_bind().dialect.name != "sqlite":
        session.execute(insert(_FIX_TABLE), rows)
        return
    # One statement for many rows: SQLite's driver gives up the interpreter at every step, and while others are busy
    # it takes longer to get it back than to store a row.
    names = list(rows[0])
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        some = rows[first : first + _ROWS_AT_ONCE]
        values = ", ".join(["(" + ", ".join("?" * len(names)) + ")"] * len(some))
        given = tuple(_plain(row[name]) for row in some for name in names)
        session.connection().exec_driver_sql(f"INSERT INTO fix ({', '.join(names)}) VALUES {values}", given)  # noqa: S608


def _plain(value: object) -> object:
    return to_us(value) if isinstance(value, datetime) else value


def among(
    session: Session, column: ColumnElement[str] | InstrumentedAttribute[str], values: Iterable[str]
) -> ColumnElement[bool]:
    """Whether the column holds one of many texts; unlike `in_`, whatever their number one statement and one value."""
    if session.get_bind().dialect.name == "sqlite":
        given = func.json_each(json.dumps(list(values))).table_valued("value")
        return column.in_(select(given.c.value))
    return column == any_(bindparam(None, list(values), ARRAY(String)))


def _take(known: _Known, desk: Desk, unit: str, fix: Fix) -> FixVerdict:
    duty_from = known.duty_from[unit]
    if duty_from is None or fix.at < duty_from:
        return FixVerdict.OFF_DUTY
    latest = known.latest.get(unit)
    held = known.held.get(unit)
    fix, verdict = judge(fix, latest, held, desk.settings.doubts)
    if verdict is FixVerdict.REPEATED or (unit, fix.at) in known.stored:
        return FixVerdict.REPEATED
    known.stored.add((unit, fix.at))
    known.new.append({"unit_id": unit, "verdict": verdict.value, **_values(fix)})
    if verdict in MOVES_UNIT:
        known.latest[unit] = known.moved[UnitId(unit)] = fix
        if held is not None and held.at <= fix.at:
            del known.held[unit]
    elif verdict is FixVerdict.JUMP and (held is None or held.at < fix.at):
        known.held[unit] = fix
    return verdict


def _known(session: Session, desk: Desk, batch: Sequence[tuple[str, Fix]]) -> _Known:
    duty_from = _duty(session, desk, {unit for unit, _ in batch})
    for unit, _ in batch:
        if unit not in duty_from:
            raise not_found("unit", unit)
    ids = [unit for unit, since in duty_from.items() if since is not None]
    if not ids:
        return _Known(duty_from, {}, {}, set())
    where = _LATEST.lat, _LATEST.lon, _LATEST.at, _LATEST.accuracy_m
    of_latest = select(_LATEST.unit_id, *where).where(among(session, _LATEST.unit_id, ids))
    latest = {unit: _place(*rest) for unit, *rest in session.execute(of_latest)}
    # Ahead of where the unit stands lie only the few that were not believed.
    ahead = (
        select(_FIXES.unit_id, _FIXES.verdict, _FIXES.lat, _FIXES.lon, _FIXES.at, _FIXES.accuracy_m)
        .join_from(_FIX_TABLE, _LATEST_TABLE, _LATEST.unit_id == _FIXES.unit_id)
        .where(among(session, _LATEST.unit_id, ids), _FIXES.at > _LATEST.at)
        .order_by(_FIXES.at)
    )
    held: dict[str, Fix] = {}
    stored: set[_Key] = set()
    for unit, verdict, *rest in session.execute(ahead):
        fix = _place(*rest)
        stored.add((unit, fix.at))
        if verdict == FixVerdict.JUMP:
            held[unit] = fix
    behind = {key for unit, fix in batch if duty_from[unit] for key in _behind(unit, fix, latest.get(unit))}
    if behind:
        of_keys = select(FixRow.unit_id, FixRow.at).where(tuple_(FixRow.unit_id, FixRow.at).in_(behind))
        stored |= {(row.unit_id, row.at) for row in session.execute(of_keys)}
    return _Known(duty_from, latest, held, stored)


def _behind(unit: str, fix: Fix, latest: Fix | None) -> Iterable[_Key]:
    """The times at which the fix may lie that are not ahead of the unit; ours instead of its own from the future."""
    times = (fix.at, fix.received_at) if fix.at > fix.received_at else (fix.at,)
    return ((unit, at) for at in times if latest is None or at <= latest.at)


def _duty(session: Session, desk: Desk, units: Iterable[str]) -> dict[str, datetime | None]:
    """Since when positions are kept, for every unit that there is; None: not now."""
    # The row lock (a no-op on SQLite, which has one writer) makes judging against the latest fix safe; a fixed
    # order of locking keeps two batches from waiting for each other.
    query = select(UnitRow.id, UnitRow.status, UnitRow.on_duty_since).where(among(session, UnitRow.id, units))
    slack = timedelta(seconds=desk.settings.duty_slack_s)
    return {
        row.id: None if row.status == UnitStatus.OFF_DUTY else row.on_duty_since - slack
        for row in session.execute(query.order_by(UnitRow.id).with_for_update())
    }


def _place(lat: float, lon: float, at: datetime, accuracy_m: float | None) -> Fix:
    """What judging needs of a stored fix."""
    return Fix(LatLon(lat, lon), at, at, accuracy_m)


def _values(fix: Fix) -> dict[str, object]:
    values: dict[str, object] = dict(zip(_FIELDS, _fields_of(fix), strict=True))
    values["lat"], values["lon"] = fix.position.lat, fix.position.lon
    return values


def _upsert(desk: Desk) -> sqlite.Insert | postgresql.Insert:
    begun = sqlite.insert(_LATEST_TABLE) if desk.database.is_sqlite else postgresql.insert(_LATEST_TABLE)
    changed = {name: begun.excluded[name] for name in (*_FIELDS, "lat", "lon", "stored_at")}
    return begun.on_conflict_do_update(index_elements=["unit_id"], set_=changed)
