"""Looks after recorded footage while the house runs: lets it go by rule, moves it, ends holds whose time is up."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime

from ingest.record.catalog import Catalog
from ingest.record.expiry import Expiry
from ingest.record.footage import footage_store
from ingest.record.hold import Holds
from ingest.record.janitor import Janitor
from ingest.record.mover import Mover
from ingest.record.policies import RecordingPolicies
from ingest.record.retention import Rules
from ingest.record.segment import Gap
from ingest.record.sweeper import Sweeper
from ingest.settings import IngestSettings
from kernel.clock import Clock
from kernel.errors import unavailable
from kernel.ids import CameraId
from kernel.sql.database import Database
from kernel.supervise import Backoff, Supervised

_LOOK_S = 0.2
_RATE_OVER = 0.3  # how much of the newest measurement goes into the rate


class FootageKeeper:
    """`recover`, then `start` and `stop` once each; `wake`, `figures` and `faults` from any thread.

    days: how long each camera's footage is kept. received_bytes: how much has come from all cameras so far.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: IngestSettings,
        days: Callable[[], Mapping[CameraId, int]],
        received_bytes: Callable[[], int],
    ) -> None:
        store = footage_store(settings)
        self._clock = clock
        self._settings = settings
        self._days = days
        self._received_bytes = received_bytes
        self._janitor = Janitor(Catalog(database, clock), store, Holds(database, clock), clock)
        self._sweeper = Sweeper(Expiry(database, clock), store, settings, clock)
        self._policies = RecordingPolicies(database, clock)
        self._holds = Holds(database, clock)
        self._mover = Mover(database, clock, settings, store)
        self._is_reconciled = False
        self._started_at: datetime | None = None
        self._measured: tuple[float, int] | None = None
        self._rate_bps = 0.0
        self._wake = threading.Event()
        self._loops = [Supervised("footage keeper", self._keep, clock, Backoff(first_s=1, limit_s=30))]
        if store.second is not None:
            self._loops.append(
                Supervised("footage mover", self._mover.run_once, clock, Backoff(first_s=2, limit_s=300))
            )

    def recover(self) -> dict[CameraId, Gap]:
        """Bring catalogue and disk in step after a crash; returns the gap that each camera is in now."""
        self._started_at = self._clock.now()
        return self._janitor.recover()

    def start(self) -> None:
        for loop in self._loops:
            loop.start()

    def stop(self) -> None:
        for loop in reversed(self._loops):
            loop.stop()

    def wake(self) -> None:
        """Sweep now: the disk refused to take more."""
        self._wake.set()

    def figures(self) -> dict[str, float]:
        """Counters and levels for the technician's page."""
        return {
            "segments_expired": self._sweeper.expired,
            "segments_recovered": self._janitor.recovered,
            "segments_adopted": self._janitor.adopted,
            "segments_missing": self._janitor.lost,
            "segments_moved": self._mover.moved,
            "moved_bytes": self._mover.moved_bytes,
            "held_bytes": self._sweeper.held_bytes,
            "storage_short": float(bool(self._sweeper.faults)),
        }

    def faults(self) -> list[str]:
        """What is wrong with the storage, in words; empty when nothing is."""
        loops = [f"{loop.name}: {loop.last_fault}" for loop in self._loops if loop.last_fault]
        return [*self._sweeper.faults, *self._mover.faults, *loops]

    def _keep(self, stop: threading.Event) -> None:
        if not self._is_reconciled:
            if self._started_at is None:
                raise unavailable("footage keeper: recover first")
            self._janitor.reconcile(self._started_at, stop)
            self._is_reconciled = True
        while not stop.is_set():
            self._wake.clear()
            self._sweeper.sweep(self._rules(), self._measure())
            self._holds.end_due()
            self._rest(stop)

    def _rest(self, stop: threading.Event) -> None:
        until = self._clock.monotonic() + self._settings.retention_every_s
        while not stop.is_set() and not self._wake.wait(_LOOK_S) and self._clock.monotonic() < until:
            continue

    def _rules(self) -> Rules:
        return Rules(self._days(), self._policies.all(), self._policies.house())

    def _measure(self) -> float:
        """Bytes a second that are being recorded, smoothed."""
        now = (self._clock.monotonic(), self._received_bytes())
        if self._measured is not None and now[0] - self._measured[0] >= 1:
            # A line that started anew counts from 0 again.
            latest = max(0, now[1] - self._measured[1]) / (now[0] - self._measured[0])
            share = _RATE_OVER if self._rate_bps else 1.0
            self._rate_bps += share * (latest - self._rate_bps)
            self._measured = now
        self._measured = self._measured or now
        return self._rate_bps
