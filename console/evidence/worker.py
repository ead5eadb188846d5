"""Works through the exports that people asked for, one at a time; lets old bundles and old track logs go."""

import shutil
import threading
from datetime import timedelta

import structlog

from analytics.tracklog import TrackLog
from console.evidence.maker import Maker, Means
from console.evidence.meter import Cancelled, Meter, Stopped
from console.heartbeat import Sign
from console.settings import Settings
from ingest.evidence.bundle import bundle_path
from ingest.evidence.job import Export
from ingest.evidence.key import EvidenceKey
from ingest.evidence.store import EXPORTER, ExportStore
from ingest.record.catalog import Catalog
from ingest.record.footage import footage_store
from ingest.record.hold import Holds
from ingest.store import CameraStore
from ingest.vault import Vault
from kernel.clock import Clock
from kernel.errors import Fault
from kernel.sql.database import Database
from kernel.supervise import Supervised

log = structlog.get_logger()

_LOOK_S = 0.5
_TIDY_S = 600.0
_HOLD_FOR = timedelta(days=2)  # should this process never come back to release it


class ExportWorker:
    """`start` and `stop` once each; `sign` from any thread."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self._settings = settings
        self._clock = clock
        self._exports = ExportStore(database, clock)
        self._holds = Holds(database, clock)
        self._means = Means(
            settings=settings,
            clock=clock,
            cameras=CameraStore(database, clock, Vault(settings.key_path)),
            catalog=Catalog(database, clock),
            tracks=TrackLog(settings.tracks_dir),
            key=EvidenceKey(settings.evidence_key_path),
            locate=footage_store(settings.ingest).path,
        )
        self._folder = settings.exports_dir
        self._tidied = float("-inf")
        self._made = self._failed = 0
        self._loop = Supervised("exports", self.run_once, clock)

    def start(self) -> None:
        """Take up again what a dead worker left, then go on with what waits."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def sign(self) -> Sign:
        """Counters and faults for the system view."""
        figures = {"exports_made": float(self._made), "exports_failed": float(self._failed)}
        return Sign(figures, (self._loop.last_fault,) if self._loop.last_fault else ())

    def run_once(self, stop: threading.Event) -> None:
        """The export that waits longest, or a short rest."""
        self.tidy_if_due()
        self._exports.recover()
        export = self._exports.claim()
        if export is None:
            self._clock.wait(_LOOK_S, stop)
            return
        self.work(export, stop)

    def work(self, export: Export, stop: threading.Event) -> None:
        """Make one export that was claimed; whatever comes of it, its state says so and its scraps are gone."""
        log.info("export begins", export=export.id, cameras=len(export.draft.cameras))
        work_dir = self._folder / export.id
        shutil.rmtree(work_dir, ignore_errors=True)
        holds: list[str] = []
        meter = Meter(self._exports, export.id, self._clock, stop)
        try:
            self._hold(export, holds)
            outcome = Maker(self._means, export, meter, work_dir).make(bundle_path(self._folder, export.id))
            self._exports.finish(export.id, outcome, timedelta(days=self._settings.exports.keep_days))
            self._made += 1
        except Stopped:
            log.info("export interrupted", export=export.id)
            self._exports.put_back(export.id)
        except Cancelled:
            self._discard(export.id)
            self._exports.cancelled(export.id)
        except Exception as error:  # noqa: BLE001  # one export that fails must not stop the others
            self._fail(export, error)
        finally:
            self._release(holds)
            shutil.rmtree(work_dir, ignore_errors=True)

    def tidy_if_due(self) -> None:
        """Every ten minutes: delete bundles whose days are over, scraps, and track logs older than their footage."""
        if self._clock.monotonic() - self._tidied < _TIDY_S:
            return
        self._tidied = self._clock.monotonic()
        self._exports.expire()
        wanted = self._exports.with_files()
        for path in self._folder.iterdir():
            if path.name.partition(".")[0] not in wanted:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        days = self._means.cameras.retention_days()
        for camera in self._means.tracks.cameras():
            if camera in days:
                self._means.tracks.expire(camera, self._clock.now() - timedelta(days=days[camera]))

    def _fail(self, export: Export, error: Exception) -> None:
        if isinstance(error, Fault):
            why = error.message
            log.warning("export failed", export=export.id, reason=why)
        elif isinstance(error, OSError):
            why = f"the disk refused: {error.strerror or error}"
            log.warning("export failed", export=export.id, reason=why)
        else:
            why = f"{type(error).__name__}: {error}"
            log.exception("export failed", export=export.id)
        self._failed += 1
        self._discard(export.id)
        self._exports.fail(export.id, why)

    def _discard(self, export_id: str) -> None:
        path = bundle_path(self._folder, export_id)
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".part").unlink(missing_ok=True)

    def _hold(self, export: Export, holds: list[str]) -> None:
        """Nothing of the range may expire while it is read."""
        for camera in export.draft.cameras:
            reason, until = f"export {export.id} is being made", self._clock.now() + _HOLD_FOR
            holds.append(self._holds.place(camera, export.draft.start, export.draft.end, reason, until, EXPORTER).id)

    def _release(self, holds: list[str]) -> None:
        for hold in holds:
            try:
                self._holds.release(hold, EXPORTER, "the export is over")
            except Fault as fault:
                log.warning("hold stays until its time is up", hold=hold, reason=fault.message)
