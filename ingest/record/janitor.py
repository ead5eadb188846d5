"""Makes catalogue and disk agree after a crash."""

import threading
from datetime import datetime, timedelta

import structlog

from ingest.record.catalog import Catalog
from ingest.record.finding import Trouble, Wish
from ingest.record.footage import FootageStore
from ingest.record.gaplog import GapLog
from ingest.record.hold import Holds
from ingest.record.reconcile import Reconciler, mp4_files
from ingest.record.segment import Gap, Segment, SegmentState, Tier, parse_segment_path
from ingest.record.truth import cut_torn_tail
from kernel.clock import Clock
from kernel.ids import CameraId

log = structlog.get_logger()

HOST_DOWN = "host down"


class Janitor:
    """`recover` before any recorder starts; `reconcile` at any time, from one thread."""

    def __init__(self, catalog: Catalog, store: FootageStore, holds: Holds, clock: Clock) -> None:
        self._catalog = catalog
        self._store = store
        self._reconciler = Reconciler(catalog, store, holds, clock)
        self._clock = clock
        self.recovered = 0
        self.adopted = 0
        self.lost = 0

    def recover(self) -> dict[CameraId, Gap]:
        """Close what a crash left open, adopt fresh files without rows; returns the gap that each camera is in now."""
        for segment in self._catalog.unclosed():
            try:
                self._recover(segment)
            except OSError as error:
                # A disk that cannot be written to must not keep the cameras from being watched.
                log.error("segment cannot be recovered now", segment=segment.id, reason=error.strerror)
        now = self._clock.now()
        self._adopt_fresh(now)
        gaps = self._catalog.open_gaps()
        for camera, ended_at in self._catalog.last_ends().items():
            if camera not in gaps:
                gap_log = GapLog(camera, self._catalog.save_gap)
                gap_log.interrupt(min(ended_at, now), HOST_DOWN)
                if gap_log.gap is not None:
                    gaps[camera] = gap_log.gap
        return gaps

    def reconcile(self, started_before: datetime, stop: threading.Event) -> None:
        """Compare all of the catalogue with all of the disk, but for what is recorded since `started_before`."""
        wish = Wish(reads=False, chains=False, repairs=True, started_before=started_before)
        for finding in self._reconciler.run(wish, stop):
            log.warning(
                "catalogue and disk disagree",
                trouble=finding.trouble.value,
                camera=finding.camera,
                path=finding.path,
                says=finding.says,
                repaired=finding.is_repaired,
            )
            self.adopted += finding.trouble is Trouble.UNKNOWN and finding.is_repaired
            self.lost += finding.trouble is Trouble.MISSING

    def _recover(self, segment: Segment) -> None:
        path = self._store.footage_dir / segment.path
        repaired = cut_torn_tail(path, segment)
        if repaired is None:
            path.unlink(missing_ok=True)
            self._catalog.forget([segment.id])
            return
        self._catalog.save_segment(repaired)
        self.recovered += 1
        log.info("segment recovered", segment=segment.id, camera=segment.camera, size_bytes=repaired.size_bytes)

    def _adopt_fresh(self, now: datetime) -> None:
        """Files of today and yesterday whose rows were never written, as while the database was away."""
        recent = {f"{now - timedelta(days=days):%Y-%m-%d}" for days in (0, 1)}
        paths = [path for path in mp4_files(self._store.footage_dir) if path.split("/")[1] in recent]
        named = {path: ids for path in paths if (ids := parse_segment_path(path)) is not None}
        known = self._catalog.known([ids[2] for ids in named.values()])
        for path, (camera, started_at, segment_id) in named.items():
            if segment_id in known or self._catalog.has_expired(camera, started_at):
                continue
            blank = Segment(
                segment_id,
                camera,
                "main",
                path,
                "",
                0,
                0,
                started_at,
                started_at,
                0,
                None,
                SegmentState.CLOSED,
                Tier.FIRST,
            )
            try:
                adopted = cut_torn_tail(self._store.footage_dir / path, blank)
                if adopted is None:
                    self._store.delete_first(path)  # it never held footage
                    continue
            except OSError as error:
                log.error("footage without a row cannot be adopted now", path=path, reason=error.strerror)
                continue
            self._catalog.save_segment(adopted)
            self.adopted += 1
            log.warning("footage without a row adopted", segment=segment_id, camera=camera)
