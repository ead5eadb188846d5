"""How much footage lies where, per camera; and what that foretells."""

import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import case, func, select

from ingest.record.catalog import SegmentRow, has_file
from ingest.record.footage import FootageStore
from ingest.record.forecast import Forecast, Usage, forecast
from ingest.record.hold import is_held
from ingest.record.policies import RecordingPolicies
from ingest.record.retention import Rules
from ingest.record.segment import Tier
from ingest.settings import IngestSettings
from kernel.clock import Clock
from kernel.errors import Fault
from kernel.ids import CameraId
from kernel.sql.database import Database

RECENT = timedelta(days=7)
_KEPT_S = 30.0
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Disk:
    """A tier's place. total_bytes, free_bytes: None where nobody knows; fault: why it is away."""

    tier: Tier
    place: str
    total_bytes: int | None
    free_bytes: int | None
    footage_bytes: int
    held_bytes: int
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class StorageState:
    """The storage at one moment."""

    at: datetime
    disks: tuple[Disk, ...]
    forecast: Forecast


class StorageDesk:
    """Looks at most twice a minute, however many ask. Any thread."""

    def __init__(self, database: Database, clock: Clock, store: FootageStore, settings: IngestSettings) -> None:
        self._database = database
        self._clock = clock
        self._store = store
        self._settings = settings
        self._policies = RecordingPolicies(database, clock)
        self._lock = threading.Lock()
        self._last: tuple[float, Mapping[CameraId, int], StorageState] | None = None

    def look(self, days: Mapping[CameraId, int]) -> StorageState:
        """days: how long each camera's footage is kept, removed cameras included."""
        with self._lock:
            now = self._clock.monotonic()
            if self._last is not None and now - self._last[0] < _KEPT_S and self._last[1] == days:
                return self._last[2]
            state = self._look(Rules(days, self._policies.all(), self._policies.house()))
            self._last = (now, days, state)
            return state

    def forget(self) -> None:
        """Look anew with the next question: what it depends on was changed."""
        with self._lock:
            self._last = None

    def _look(self, rules: Rules) -> StorageState:
        now = self._clock.now()
        usages = self._usages(rules, now)
        disks = self._disks(usages)
        return StorageState(now, disks, forecast(usages, self._capacity(disks, rules)))

    def _usages(self, rules: Rules, now: datetime) -> list[Usage]:
        size, since = SegmentRow.size_bytes, now - RECENT
        held = is_held(SegmentRow.camera_id, SegmentRow.started_at, SegmentRow.ended_at, now)
        recent = SegmentRow.started_at >= since
        query = (
            select(
                SegmentRow.camera_id,
                func.sum(size),
                func.sum(case((SegmentRow.tier == Tier.SECOND.value, size), else_=0)),
                func.sum(case((held, size), else_=0)),
                func.sum(case((held & (SegmentRow.tier == Tier.SECOND.value), size), else_=0)),
                func.min(SegmentRow.started_at),
                func.sum(case((recent, size), else_=0)),
                func.min(case((recent, SegmentRow.started_at))),
            )
            .where(has_file())
            .group_by(SegmentRow.camera_id)
            .order_by(SegmentRow.camera_id)
        )
        with self._database.read() as session:
            rows = session.execute(query).all()
        found = []
        for camera_id, total, second, kept, kept_second, oldest, lately, first in rows:
            camera = CameraId(camera_id)
            limits = [d for d in (rules.days.get(camera), rules.house.days) if d is not None]
            found.append(
                Usage(
                    camera=camera,
                    size_bytes=int(total),
                    second_bytes=int(second),
                    held_bytes=int(kept),
                    held_second_bytes=int(kept_second),
                    oldest=oldest,
                    recent_bytes=int(lately),
                    recent_days=0.0 if first is None else (now - first).total_seconds() / _DAY_S,
                    wanted_days=min(limits, default=None),
                    limit_bytes=rules.byte_limits.get(camera),
                )
            )
        return found

    def _disks(self, usages: list[Usage]) -> tuple[Disk, ...]:
        first_bytes = sum(usage.size_bytes - usage.second_bytes for usage in usages)
        second_bytes = sum(usage.second_bytes for usage in usages)
        held_second = sum(usage.held_second_bytes for usage in usages)
        held_bytes = sum(usage.held_bytes for usage in usages) - held_second
        folder = _existing(self._settings.footage_dir)
        disk = shutil.disk_usage(folder)
        first = Disk(Tier.FIRST, str(self._settings.footage_dir), disk.total, disk.free, first_bytes, held_bytes)
        if self._store.second is None:
            return (first,)
        second, total, free, fault = self._store.second, None, None, None
        try:
            second.demand(is_first_use=second_bytes == 0)
            free = second.free_bytes()
            local = second.local_path(".")
            total = shutil.disk_usage(local).total if local is not None else None
        except (Fault, OSError) as error:
            fault = error.message if isinstance(error, Fault) else str(error)
        return (first, Disk(Tier.SECOND, second.name, total, free, second_bytes, held_second, fault))

    def _capacity(self, disks: tuple[Disk, ...], rules: Rules) -> int | None:
        """All that footage may take: what it takes, what is free above the floors, within the house's limit."""
        floors = {
            Tier.FIRST: self._settings.free_floor_bytes,
            Tier.SECOND: self._settings.second_tier.free_floor_bytes,
        }
        capacity: int | None = 0
        for disk in disks:
            if disk.free_bytes is None and disk.fault is None:
                capacity = None  # an object store
            elif capacity is not None:
                capacity += disk.footage_bytes + max(0, (disk.free_bytes or 0) - floors[disk.tier])
        limit = rules.house.limit_bytes
        return limit if capacity is None else capacity if limit is None else min(capacity, limit)


def _existing(folder: Path) -> Path:
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    return folder
