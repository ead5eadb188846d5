"""The pull host: a line for every enabled camera, kept in step with the camera table; the catalogue and the janitor."""

import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

import structlog

from ingest.camera import Camera, CameraState, CameraStatus
from ingest.feed.publisher import FeedPublisher
from ingest.figures import FiguresTeller
from ingest.hub import Hub
from ingest.line import Line, LineSpec, Surroundings
from ingest.pull_lock import PullLock
from ingest.record.catalog import Catalog, segment_row
from ingest.record.chain import Chains
from ingest.record.chainer import Chainer
from ingest.record.crew import Crew
from ingest.record.gaplog import GapLog
from ingest.record.gatekeeper import Gatekeeper
from ingest.record.keeper import FootageKeeper
from ingest.record.recorder import RecorderKit
from ingest.record.scribe import Scribe
from ingest.record.segment import REMOVED, SWITCHED_OFF, Gap, Segment
from ingest.record.space import DiskSpace
from ingest.record.sync import DiskSync
from ingest.settings import IngestSettings
from ingest.store import CameraStore
from ingest.vault import Vault
from kernel.clock import Clock
from kernel.errors import Fault, FaultKind
from kernel.ids import CameraId
from kernel.sql.database import Database
from kernel.sql.journal import Tail, last_sequence
from kernel.supervise import Backoff, Supervised

log = structlog.get_logger()

HOST_STOPPED = "the recording host was stopped"
CHANGED = "the camera's settings changed"
TAKEN_OVER = "another recording host has taken over"
_CONFIGURES = frozenset({"camera.added", "camera.changed", "camera.removed"})
_LOOK_S = 0.5
_WATCH_S = 0.5


class PullHost:
    """Pulls, records and publishes all cameras. `start` and `stop` once each; `figures` from any thread.

    Once started it needs the database only to learn of changes: recording goes on while the database is away.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: IngestSettings,
        vault: Vault,
        zone: tzinfo = UTC,
        give_up: Callable[[], None] = lambda: None,
    ) -> None:
        """zone: the house's, for schedules. give_up: called when another host has taken over; `stop` must follow."""
        self._database = database
        self._clock = clock
        self._settings = settings
        self._zone = zone
        self._store = CameraStore(database, clock, vault)
        self._catalog = Catalog(database, clock)
        self._scribe = Scribe(database, clock)
        self._keeper = FootageKeeper(database, clock, settings, self._store.retention_days, self._received_bytes)
        self._gatekeeper = Gatekeeper(database, clock)
        self._teller = FiguresTeller(self._scribe.put, clock)
        self._ledger = _Ledger(self._scribe, self._catalog, self._teller)
        self._right = PullLock(database, settings.footage_dir, clock)
        self._give_up = give_up
        self._sync = DiskSync(settings.footage_dir, clock, settings.sync_every_s)
        self._beside: list[Supervised] = []
        self._lines: dict[CameraId, Line] = {}
        self._ending: dict[CameraId, threading.Thread] = {}
        self._gaps: dict[CameraId, Gap] = {}
        self._lock = threading.RLock()
        self._is_stale = threading.Event()
        self._around: Surroundings | None = None
        self._tail: Tail | None = None
        pause = Backoff(first_s=0.5, limit_s=5)
        self._watcher = Supervised("pull configuration", self._watch, clock, pause)

    def start(self) -> None:
        """Bring catalogue and disk in step, start all cameras, follow the camera table.

        Waits as long as another host pulls for this database or into this footage folder.
        """
        self._settings.footage_dir.mkdir(parents=True, exist_ok=True)
        self._right.acquire(threading.Event())
        self._gaps = self._keeper.recover()
        self._gatekeeper.start()
        chains = Chains(self._catalog.last_links())
        with self._database.read() as session:
            self._tail = Tail(self._database, self._clock, last_sequence(session))
        publisher = FeedPublisher(
            self._settings.feed_endpoint,
            self._settings.feed_queue_packets,
            self._settings.gop_limit_packets,
            self._settings.gop_limit_bytes,
        )
        space = DiskSpace(self._settings.footage_dir, self._clock, self._settings.free_minimum_bytes)
        kit = RecorderKit(self._ledger, chains, space, Crew(self._clock), self._keeper.wake)
        self._around = Surroundings(self._settings, self._clock, kit, publisher, Hub(), self._zone)
        chainer = Chainer(self._database, self._settings.footage_dir, self._clock, chains)
        pause = Backoff(first_s=1, limit_s=30)
        self._beside = [
            Supervised("footage chain", chainer.run_once, self._clock, pause),
            Supervised("footage sync", self._sync.run_once, self._clock, pause),
        ]
        self._scribe.start()
        self._is_stale.set()
        self._align()
        self._watcher.start()
        self._keeper.start()
        for loop in self._beside:
            loop.start()
        log.info("pull host started", cameras=len(self._lines))

    def stop(self) -> None:
        """End every line in order: pull, disk, catalogue."""
        self._watcher.stop()
        self._keeper.stop()
        for loop in self._beside:
            loop.stop()
        with self._lock:
            for camera in list(self._lines):
                self._end(camera, HOST_STOPPED)
            ending = list(self._ending.values())
        for thread in ending:
            thread.join()
        self._scribe.stop()
        if self._around is not None:
            self._around.publisher.close()
        self._right.release()
        log.info("pull host stopped")

    def figures(self) -> dict[str, float]:
        """Counters and levels for the technician's page; a drop or a blocked recorder is worth an alarm."""
        lines = list(self._lines.values())
        sessions = [session for line in lines for session in line.sessions]
        recorders = [line.recorder for line in lines if line.recorder is not None]
        disk = shutil.disk_usage(self._settings.footage_dir)
        return {
            "cameras": len(lines),
            "cameras_online": sum(line.session.is_online for line in lines),
            "sub_streams": sum(line.sub is not None for line in lines),
            "sub_streams_online": sum(line.sub is not None and line.sub.is_online for line in lines),
            "packets": sum(session.packets for session in sessions),
            "sound_packets": sum(line.session.sounds for line in lines),
            "received_bytes": self._received_bytes(),
            "clock_jumps": sum(session.jumps for session in sessions),
            "encoding": sum(session.is_online and session.is_encoding for session in sessions),
            "damaged_pictures": sum(session.damaged for session in sessions),
            "reconnects": sum(line.restarts for line in lines),
            "record_waiting": sum(recorder.waiting for recorder in recorders),
            "record_dropped": sum(recorder.dropped for recorder in recorders),
            "recorders_blocked": sum(recorder.is_blocked for recorder in recorders),
            "segments_written": sum(recorder.segments for recorder in recorders),
            "catalogue_waiting": len(self._scribe),
            "catalogue_lost": self._scribe.lost,
            **self._keeper.figures(),
            "disk_sync_s": self._sync.last_s,
            "disk_total_bytes": disk.total,
            "disk_free_bytes": disk.free,
        }

    def faults(self) -> list[str]:
        """What is wrong with the host itself, in words; empty when nothing is."""
        found = [fault for fault in (self._scribe.fault, self._watcher.last_fault) if fault]
        found += [f"{loop.name}: {loop.last_fault}" for loop in self._beside if loop.last_fault]
        found += self._keeper.faults()
        blocked = [line for line in self._lines.values() if line.recorder is not None and line.recorder.is_blocked]
        found += [f"camera {line.spec.camera}: nothing is recorded, {_reason(line)}" for line in blocked]
        return found

    def _watch(self, stop: threading.Event) -> None:
        watched_at = 0.0
        while not stop.is_set():
            self._follow_journal()
            if self._is_stale.is_set():
                self._align()
            now = self._clock.monotonic()
            if now - watched_at >= _WATCH_S:
                watched_at = now
                if not self._right.is_kept():
                    self._stand_down(stop)
                    return
                lines = list(self._lines.values())
                for session in (session for line in lines for session in line.sessions):
                    session.watch()
                self._teller.tell(line.measured for line in lines)
            self._clock.wait(_LOOK_S, stop)

    def _follow_journal(self) -> None:
        if self._tail is None:
            return
        gates = {camera: line.gate for camera, line in list(self._lines.items()) if line.gate is not None}
        try:
            entries = self._tail.poll()
            if any(entry.kind in _CONFIGURES for entry in entries):
                self._is_stale.set()
            self._gatekeeper.take(entries, gates)
        except Fault:
            self._gatekeeper.go_blind(gates)
            raise

    def _stand_down(self, stop: threading.Event) -> None:
        """Another host pulls: nothing may be pulled twice, not even for a moment longer."""
        log.error("another pull host has taken over; this one ends")
        with self._lock:
            for camera in list(self._lines):
                self._end(camera, TAKEN_OVER)
        self._give_up()
        stop.wait()

    def _align(self) -> None:
        """Make the lines what the camera table says; a line that must end does so beside, and calls again."""
        self._is_stale.clear()
        try:
            cameras = {camera.id: camera for camera in self._store.list()}
            wanted = {camera.id: self._spec(camera) for camera in cameras.values() if camera.is_enabled}
        except Fault:
            self._is_stale.set()
            raise
        with self._lock:
            for camera_id, line in list(self._lines.items()):
                if wanted.get(camera_id) != line.spec:
                    camera = cameras.get(camera_id)
                    self._end(camera_id, REMOVED if camera is None else CHANGED if camera.is_enabled else SWITCHED_OFF)
            for camera_id, camera in cameras.items():
                if camera_id in self._lines or camera_id in self._ending:
                    continue
                if camera_id in wanted:
                    self._begin(wanted[camera_id], camera.created_at)
                else:
                    self._note_switched_off(camera)

    def _spec(self, camera: Camera) -> LineSpec:
        credentials = None
        try:
            credentials = self._store.credentials(camera.id) if camera.has_credentials else None
        except Fault as fault:
            if fault.kind is not FaultKind.CORRUPT:
                raise
            # One login that cannot be read must not stop the other cameras; this one will be refused and say so.
            log.error("login cannot be read", camera=camera.id, reason=fault.message)
        return LineSpec(
            camera.id,
            camera.address,
            credentials,
            camera.is_recorded,
            camera.sub_address,
            camera.transport,
            camera.records_audio,
        )

    def _begin(self, spec: LineSpec, created_at: datetime) -> None:
        if self._around is None:
            return
        line = self._lines[spec.camera] = Line(
            spec, self._around, self._gaps.pop(spec.camera, None), created_at, self._report
        )
        if line.gate is not None:
            self._gatekeeper.introduce(spec.camera, line.gate)
        line.start()

    def _end(self, camera: CameraId, reason: str) -> None:
        line = self._lines.pop(camera)

        def end() -> None:
            gap = line.stop(reason)
            with self._lock:
                if gap is not None:
                    self._gaps[camera] = gap
                del self._ending[camera]
            if reason == HOST_STOPPED:
                self._report(camera, CameraStatus(CameraState.OFFLINE, self._clock.now(), HOST_STOPPED))
            self._is_stale.set()

        thread = self._ending[camera] = threading.Thread(target=end, name=f"end {camera}", daemon=True)
        thread.start()

    def _note_switched_off(self, camera: Camera) -> None:
        gap = self._gaps.get(camera.id)
        gap_log = GapLog(camera.id, self._ledger.tell_gap, gap)
        gap_log.interrupt(camera.created_at if gap is None else self._clock.now(), SWITCHED_OFF)
        if gap_log.gap is not None:
            self._gaps[camera.id] = gap_log.gap

    def _received_bytes(self) -> int:
        return sum(line.session.bytes for line in list(self._lines.values()))

    def _report(self, camera: CameraId, status: CameraStatus) -> None:
        self._scribe.put(("status", camera), lambda session: self._store.write_status(session, camera, status))


class _Ledger:
    """Tells the catalogue of segments and gaps through the scribe."""

    def __init__(self, scribe: Scribe, catalog: Catalog, teller: FiguresTeller) -> None:
        self._scribe = scribe
        self._catalog = catalog
        self._teller = teller

    def tell_segment(self, segment: Segment) -> None:
        self._teller.wrote(segment)
        self._scribe.put(("segment", segment.id), segment_row(segment))

    def tell_gap(self, gap: Gap) -> None:
        self._scribe.put(("gap", gap.id), lambda session: self._catalog.write_gap(session, gap))


def _reason(line: Line) -> str:
    gap = line.recorder.gap if line.recorder is not None else None
    return gap.reason if gap is not None else "for a reason unknown"
