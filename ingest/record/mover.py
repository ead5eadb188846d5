"""Moves old and held footage to the second tier: copy, compare, switch the row, and only then delete the first copy.

A crash between any two steps loses nothing and doubles nothing: a copy without its row is written over by the next
try, a first copy whose row has moved is found and deleted at the next start.
"""

import shutil
import threading
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

import structlog
from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import Session

from ingest.record.catalog import SegmentRow, segment_of
from ingest.record.footage import FootageStore
from ingest.record.hold import is_held
from ingest.record.segment import Segment, SegmentState, Tier
from ingest.record.tier import SecondTier, sha256_of
from ingest.settings import IngestSettings
from kernel.actor import system
from kernel.clock import Clock
from kernel.errors import Fault, FaultKind
from kernel.ids import SegmentId
from kernel.journal import JsonObject
from kernel.sql.database import Database
from kernel.sql.journal import append

log = structlog.get_logger()

_BATCH = 20
_LOOK_S = 30.0
_SETTLED = timedelta(minutes=5)
_MOVER = system("retention")


class Mover:
    """`run_once` for a supervised loop; the rest from any thread. Raises when the second tier is away."""

    def __init__(self, database: Database, clock: Clock, settings: IngestSettings, store: FootageStore) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._store = store
        self._is_tidy = False
        self._refused: dict[SegmentId, str] = {}
        self.moved = 0
        self.moved_bytes = 0

    @property
    def faults(self) -> list[str]:
        """Files that may not move because they are not what was recorded, in words."""
        if not self._refused:
            return []
        first = next(iter(self._refused.values()))
        return [f"second tier: {len(self._refused)} files stay in the first: {first}"]

    def run_once(self, stop: threading.Event) -> None:
        """Move what is due until `stop` is set."""
        second = self._store.demand_second()
        while not stop.is_set():
            second.demand(is_first_use=not self._has_moved_any())
            self.tidy(stop)
            if not self.move_some(stop):
                self._clock.wait(_LOOK_S, stop)

    def move_some(self, stop: threading.Event) -> int:
        """Move the next few segments that are due, oldest first; returns how many were looked at."""
        due, copied = self._due(), list[Segment]()
        second = self._store.demand_second()
        for segment in due:
            if stop.is_set():
                break
            if self._copy(second, segment, stop):
                copied.append(segment)
        self._switch(second, copied)
        return len(due)

    def tidy(self, stop: threading.Event) -> int:
        """Once: delete first copies whose row has moved; returns how many. What a crash may have left."""
        count = 0
        if self._is_tidy:
            return 0
        second, after = self._store.demand_second(), ""
        while (page := self._moved_after(after)) and not stop.is_set():
            after = page[-1].id
            for segment in page:
                first = self._store.footage_dir / segment.path
                if first.exists() and second.size(segment.path) == segment.size_bytes:
                    self._store.delete_first(segment.path)
                    count += 1
        self._is_tidy = not stop.is_set()
        return count

    def _copy(self, second: SecondTier, segment: Segment, stop: threading.Event) -> bool:
        """Whether the copy is there and the same, byte for byte."""
        source = self._store.footage_dir / segment.path
        try:
            with source.open("rb") as file:
                original = sha256_of(file)
        except OSError as error:
            return self._refuse(segment, f"{segment.path} cannot be read, {error.strerror or error}")
        if segment.sha256 is not None and segment.sha256 != original:
            return self._refuse(segment, f"{segment.path} is not what was recorded; run watchroom check --footage")
        pace = _Pacer(self._clock, self._settings.second_tier.bytes_per_s, stop)
        second.put(segment.path, source, pace)
        with second.open(segment.path) as copy:
            if sha256_of(copy, pace) == original:
                return True
        second.delete(segment.path)
        raise Fault(FaultKind.CORRUPT, f"second tier {second.name}: what came back of {segment.path} is not what went")

    def _refuse(self, segment: Segment, reason: str) -> bool:
        self._refused[segment.id] = reason
        log.error("footage stays in the first tier", segment=segment.id, camera=segment.camera, reason=reason)
        return False

    def _switch(self, second: SecondTier, copied: Sequence[Segment]) -> None:
        if not copied:
            return
        with self._database.write() as session:
            query = select(SegmentRow).where(SegmentRow.id.in_([segment.id for segment in copied]))
            rows = [row for row in session.scalars(query) if row.state == SegmentState.CLOSED.value]
            for row in rows:
                row.tier = Tier.SECOND.value
            switched = {row.id for row in rows}
            moved = [segment for segment in copied if segment.id in switched]
            self._tell(session, moved)
        for segment in copied:
            if segment.id in switched:
                self._store.delete_first(segment.path)
            else:
                second.delete(segment.path)  # it expired meanwhile
        self.moved += len(moved)
        self.moved_bytes += sum(segment.size_bytes for segment in moved)

    def _tell(self, session: Session, moved: Sequence[Segment]) -> None:
        for camera, group in groupby(
            sorted(moved, key=lambda part: (part.camera, part.started_at)), lambda s: s.camera
        ):
            parts = list(group)
            data: JsonObject = {
                "camera_id": camera,
                "start": parts[0].started_at.isoformat(),
                "end": parts[-1].ended_at.isoformat(),
                "segments": len(parts),
                "size_bytes": sum(part.size_bytes for part in parts),
            }
            append(session, self._clock.now(), _MOVER, "footage.moved", f"camera:{camera}", data)

    def _due(self) -> Sequence[Segment]:
        """Old footage, held footage, and any when the first disk gets short: rather moved than deleted."""
        wanted, now = self._settings.second_tier, self._clock.now()
        is_due: ColumnElement[bool] = SegmentRow.ended_at < now - timedelta(days=wanted.after_days)
        if wanted.moves_held:
            is_due |= is_held(SegmentRow.camera_id, SegmentRow.started_at, SegmentRow.ended_at, now)
        if shutil.disk_usage(self._store.footage_dir).free < 2 * self._settings.free_floor_bytes:
            is_due |= ~false()
        query = (
            select(SegmentRow)
            .where(SegmentRow.state == SegmentState.CLOSED.value, SegmentRow.tier == Tier.FIRST.value)
            .where(
                is_due,
                SegmentRow.sha256.is_not(None),
                SegmentRow.ended_at < now - _SETTLED,
                SegmentRow.id.not_in(list(self._refused)),
            )
            .order_by(SegmentRow.started_at)
            .limit(_BATCH)
        )
        with self._database.read() as session:
            return [segment_of(row) for row in session.scalars(query)]

    def _moved_after(self, segment_id: str) -> Sequence[Segment]:
        query = (
            select(SegmentRow)
            .where(SegmentRow.tier == Tier.SECOND.value, SegmentRow.state == SegmentState.CLOSED.value)
            .where(SegmentRow.id > segment_id)
            .order_by(SegmentRow.id)
            .limit(1000)
        )
        with self._database.read() as session:
            return [segment_of(row) for row in session.scalars(query)]

    def _has_moved_any(self) -> bool:
        query = select(SegmentRow.id).where(SegmentRow.tier == Tier.SECOND.value).limit(1)
        with self._database.read() as session:
            return session.scalar(query) is not None


class _Pacer:
    """Lets at most so many bytes a second pass; None: any number."""

    def __init__(self, clock: Clock, bytes_per_s: int | None, stop: threading.Event) -> None:
        self._clock = clock
        self._bytes_per_s = bytes_per_s
        self._stop = stop
        self._free_at = clock.monotonic()

    def __call__(self, size_bytes: int) -> None:
        if self._bytes_per_s is None:
            return
        now = self._clock.monotonic()
        self._clock.wait(self._free_at - now, self._stop)
        self._free_at = max(self._free_at, now) + size_bytes / self._bytes_per_s
