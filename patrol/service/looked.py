"""Keeps when each place was last looked at: from units' positions, proofs at checkpoints, and operators."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kernel.geo import LatLon, distance_m
from patrol.looked import By, Cell, along, cell_of, corners
from patrol.service.change import Desk
from patrol.store.patrols import CheckpointRow, ScanRow
from patrol.store.patrols_looked import LookedRow
from patrol.store.tables import LatestFixRow, UnitRow
from patrol.unit import UnitKind

KEPT = timedelta(days=2)
EVERY = timedelta(seconds=10)
_LONGEST_STEP_M = 300.0
_LONGEST_PAUSE = timedelta(seconds=90)
_WALKS = frozenset({UnitKind.FOOT, UnitKind.BICYCLE})

Looks = dict[tuple[Cell, By], datetime]


@dataclass(frozen=True, slots=True)
class LookedCell:
    """A cell, and when it was last looked at by whom; corners: south-west, north-east."""

    corners: tuple[LatLon, LatLon]
    at: Mapping[By, datetime]


class Looked:
    """The looks. `follow` is for one thread, the rest is safe to call from any."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._next_at: datetime | None = None
        self._since: datetime | None = None
        self._stood: dict[str, tuple[LatLon, datetime]] = {}

    def follow(self, now: datetime) -> None:
        """Note where units have come since the last time, every few seconds."""
        if self._next_at is not None and now < self._next_at:
            return
        self._next_at = now + EVERY
        since, self._since = self._since or now - _LONGEST_PAUSE, now
        looks: Looks = {}
        with self._desk.database.read() as session:
            self._moved(session, since, looks)
            self._proven(session, since, looks)
        self._stood = {unit: spot for unit, spot in self._stood.items() if now - spot[1] <= _LONGEST_PAUSE}
        self._keep(looks, now)

    def confirm(self, cells: Iterable[Cell], at: datetime) -> None:
        """Somebody has looked at these through a camera."""
        self._keep({(cell, By.CAMERA): at for cell in cells}, at)

    def cells(self, since: datetime) -> list[LookedCell]:
        """All that were looked at since then."""
        found: dict[Cell, dict[By, datetime]] = {}
        with self._desk.database.read() as session:
            for row in session.scalars(select(LookedRow).where(LookedRow.at >= since)):
                found.setdefault((row.y, row.x), {})[By(row.by)] = row.at
        return [LookedCell(corners(cell), at) for cell, at in sorted(found.items())]

    def _moved(self, session: Session, since: datetime, looks: Looks) -> None:
        # Only the newest position of each unit, by the index that the live map uses: a unit's way is drawn on from
        # where it stood before, so ten thousand units cost ten thousand rows and not a history.
        fixes = select(LatestFixRow, UnitRow.kind).join(UnitRow, UnitRow.id == LatestFixRow.unit_id)
        for fix, kind in session.execute(fixes.where(LatestFixRow.stored_at >= since)):
            here, by = LatLon(fix.lat, fix.lon), By.FOOT if kind in _WALKS else By.CAR
            before = self._stood.get(fix.unit_id)
            is_on_way = (
                before is not None
                and fix.at - before[1] <= _LONGEST_PAUSE
                and distance_m(before[0], here) <= _LONGEST_STEP_M
            )
            for cell in along(before[0], here) if before is not None and is_on_way else {cell_of(here)}:
                _note(looks, cell, by, fix.at)
            self._stood[fix.unit_id] = here, fix.at

    def _proven(self, session: Session, since: datetime, looks: Looks) -> None:
        scans = (
            select(ScanRow.at, ScanRow.flags, CheckpointRow.lat, CheckpointRow.lon, UnitRow.kind)
            .join(CheckpointRow, CheckpointRow.id == ScanRow.checkpoint_id)
            .join(UnitRow, UnitRow.id == ScanRow.unit_id)
            .where(ScanRow.received_at >= since)
        )
        for at, flags, lat, lon, kind in session.execute(scans):
            if "out_of_radius" not in flags:
                # Whoever reads a code stands before it, whatever brought them there.
                _note(looks, cell_of(LatLon(lat, lon)), By.FOOT if kind in _WALKS else By.CAR, at)

    def _keep(self, looks: Looks, now: datetime) -> None:
        if not looks:
            return
        table = cast(Table, LookedRow.__table__)
        begun = sqlite.insert(table) if self._desk.database.is_sqlite else postgresql.insert(table)
        newest = begun.on_conflict_do_update(
            index_elements=["y", "x", "looked_by"],
            set_={"at": begun.excluded["at"]},
            where=table.c["at"] < begun.excluded["at"],
        )
        # In one order, so that two processes never wait for each other's rows.
        rows = [{"y": y, "x": x, "looked_by": by.value, "at": at} for ((y, x), by), at in sorted(looks.items())]
        with self._desk.database.write() as session:
            session.execute(newest, rows)
            session.execute(delete(LookedRow).where(LookedRow.at < now - KEPT))


def _note(looks: Looks, cell: Cell, by: By, at: datetime) -> None:
    looks[cell, by] = max(at, looks.get((cell, by), at))
