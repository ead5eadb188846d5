"""Which cameras are analysed, by which thread, with which scene; kept in step with the journal."""

import threading
import zlib
from dataclasses import dataclass, replace
from functools import partial

import structlog

from analytics.health.picture import PICTURE_KINDS
from analytics.health.troubles import Subject
from analytics.learning.store import Lessons
from analytics.models.choice import ModelDesk
from analytics.models.library import ModelLibrary
from analytics.scene import Scene
from analytics.store import AnalyticsStore, EventQuery
from analytics.tracklog import TrackLog
from analytics.worker import CameraAnalyser
from console.analysis.activity import ActivityJanitor, ActivityObserver
from console.analysis.eye import Pace, ShowTracks
from console.analysis.gated_eye import EyeParts, GatedEye
from console.analysis.handover import HandingAnalyser, JointEvents
from console.analysis.health import HealthDesk, HealthObserver, Learnt, calibration_name
from console.analysis.keyframe_eye import KeyframeEye
from console.analysis.models import ModelHosts
from console.analysis.observers import FrameObserver, ObservedAnalyser, Observers
from console.analysis.quiet import QuietSink
from console.analysis.tracks import LoggedAnalyser
from console.analysis.worker import CameraEye, MakeEye, Worker
from console.heartbeat import Sign
from console.settings import Settings
from ingest.address import SourceScheme
from ingest.gate.report import EVERY_S as GATE_REPORTS_S
from ingest.gate.report import write_reports
from ingest.gate.schedule import GateSchedule
from ingest.onvif.store import OnvifStore
from ingest.record.catalog import Catalog
from ingest.store import CameraStore
from ingest.vault import Vault
from kernel.clock import Clock
from kernel.event import EventPhase, Severity
from kernel.geo import LatLon
from kernel.ids import CameraId, EventId
from kernel.journal import Entry
from kernel.sql.database import Database
from kernel.sql.journal import Tail, last_sequence
from kernel.supervise import Supervised

log = structlog.get_logger()

_CONFIGURES = frozenset({"camera.added", "camera.changed", "camera.removed", "scene.changed", "model.chosen"})
_LOOK_S = 0.05
_WEIGHTY = frozenset({Severity.HIGH, Severity.CRITICAL})  # of their events none may pass between two keyframes
_KEYFRAMES_ONLY = 0.1  # of the work of a camera that rules look at


@dataclass(frozen=True, slots=True)
class _Task:
    """What one camera's analysis is made of; another task means a new analyser."""

    scene: Scene
    place: LatLon | None
    is_recorded: bool
    address: str
    has_sub: bool
    model: str | None


class AnalysisHost:
    """Analyses its shard of the enabled cameras. `start` and `stop` once each; `sign` from any thread.

    Of a camera without an enabled rule only keyframes are decoded, for those who look on (`_observers`).
    """

    def __init__(self, database: Database, clock: Clock, settings: Settings, shard: int = 0, shards: int = 1) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._shard, self._shards = shard, shards
        # The vault is not asked for anything: this host never learns a camera's login.
        self._cameras = CameraStore(database, clock, Vault(settings.key_path))
        self._events = AnalyticsStore(database, clock, settings.snapshot_dir)
        self._tracks = TrackLog(settings.tracks_dir)
        self._devices = OnvifStore(database, clock)
        self._health = HealthDesk(self._events, settings.health, settings.analytics.snapshot, settings.views_dir)
        self._models = ModelDesk(ModelLibrary(settings.models_dir), database, clock)
        self._networks = ModelHosts(self._models, settings, clock)
        self._relearnt: set[CameraId] = set()
        lessons = Lessons(database, clock, settings.analytics.learning, settings.time_zone)
        self._joint = JointEvents(QuietSink(self._events, lessons))
        self._analysers: dict[CameraId, CameraAnalyser] = {}
        self._tasks: dict[CameraId, _Task] = {}
        self._workers: list[Worker] = []
        self._tail: Tail | None = None
        self._is_stale = True
        self._watcher = Supervised("analysis configuration", self._watch, clock)
        janitor = ActivityJanitor(settings.activity_dir, self._cameras, Catalog(database, clock), clock)
        self._janitor = Supervised("motion index janitor", janitor.run_once, clock)
        self._reporter = Supervised("gate reports", self._report_gates, clock)

    def start(self) -> None:
        """Close what a killed analysis left open, begin with all cameras, follow their settings."""
        with self._database.read() as session:
            self._tail = Tail(self._database, self._clock, last_sequence(session))
        self._close_orphans()
        self._align()
        self._watcher.start()
        self._reporter.start()
        if self._shard == 0:
            self._janitor.start()
        if self._shards > 1:
            log.info("objects are handed over between cameras of the same analysis process only", shards=self._shards)
        log.info("analysis host started", cameras=len(self._tasks), shard=f"{self._shard}/{self._shards}")

    def stop(self) -> None:
        """End all; open events are closed."""
        self._watcher.stop()
        self._reporter.stop()
        self._janitor.stop()
        enders = [threading.Thread(target=worker.stop) for worker in self._workers]
        for ender in enders:
            ender.start()
        for ender in enders:
            ender.join()
        self._networks.stop()
        self._joint.settle()
        self._tracks.close()

    def sign(self) -> Sign:
        """Counters and faults for the system view."""
        figures: dict[str, float] = {"cameras": float(len(self._tasks)), "threads": float(len(self._workers))}
        faults: list[str] = [self._watcher.last_fault] if self._watcher.last_fault else []
        for worker in list(self._workers):
            faults += list(worker.faults.values())
            for name, value in worker.figures.items():
                figures[name] = figures.get(name, 0.0) + value
        return Sign({**figures, **self._networks.figures}, tuple(faults + self._networks.faults))

    def _report_gates(self, stop: threading.Event) -> None:
        """Write how the gates are doing, now and then."""
        if self._clock.wait(GATE_REPORTS_S, stop):
            return
        reports = [report for worker in list(self._workers) for report in worker.gate_reports(self._clock.now())]
        if reports:
            with self._database.write() as session:
                write_reports(session, reports)

    def _watch(self, stop: threading.Event) -> None:
        while not stop.is_set():
            for entry in self._tail.poll() if self._tail else ():
                self._heed(entry)
            if self._is_stale:
                self._align()
            self._joint.settle(self._clock.now())
            self._clock.wait(_LOOK_S, stop)

    def _heed(self, entry: Entry) -> None:
        if entry.kind in _CONFIGURES:
            self._is_stale = True
        elif entry.kind == "health.relearnt" or (
            entry.kind == "event.dismissed" and entry.data["kind"] in PICTURE_KINDS
        ):
            # Who says "false" of a covered or turned camera says that its picture is right as it is.
            self._relearn(CameraId(str(entry.data["camera_id"])))
        elif entry.kind == "event.dismissed":
            analyser = self._analysers.get(CameraId(str(entry.data["camera_id"])))
            if analyser is not None:
                analyser.dismissed(EventId(str(entry.data["id"])))
        elif entry.kind == "camera.offline":
            camera = CameraId(entry.subject.partition(":")[2])
            for worker in self._workers:
                if camera in worker.cameras:
                    worker.pause(camera)

    def _align(self) -> None:
        """Make the workers do what the tables say."""
        wanted = self._wanted()
        self._networks.align(task.model for task in wanted.values() if task.model and task.scene.lookouts())
        for camera in [camera for camera in self._tasks if camera not in wanted]:
            del self._tasks[camera]
            self._analysers.pop(camera, None)
            self._worker_of(camera).leave(camera)
        for camera, task in wanted.items():
            if self._tasks.get(camera) != task:
                self._tasks[camera] = task
                self._worker_of(camera).watch(camera, self._maker(camera, task), task.has_sub)
        self._is_stale = False

    def _wanted(self) -> dict[CameraId, _Task]:
        tasks, choices = {}, self._models.choices()
        for camera in self._cameras.list():
            if camera.is_enabled and zlib.crc32(camera.id.encode()) % self._shards == self._shard:
                scene = self._events.scene(camera.id)
                tasks[camera.id] = _Task(
                    replace(scene, time_zone=scene.time_zone or self._settings.time_zone),
                    camera.position,
                    camera.is_recorded,
                    str(camera.address),
                    camera.sub_address is not None,
                    choices.of(camera.id),
                )
        return tasks

    def _worker_of(self, camera: CameraId) -> Worker:
        for worker in self._workers:
            if camera in worker.cameras:
                return worker
        idlest = min(self._workers, key=self._load, default=None)
        if idlest is not None and self._load(idlest) < self._settings.analysis.cameras_per_thread:
            return idlest
        name = f"analysis {self._shard}.{len(self._workers)}"
        endpoints = self._settings.ingest.feed_endpoint, self._settings.tracks_endpoint
        worker = Worker(name, *endpoints, self._clock)
        self._workers.append(worker)
        worker.start()
        return worker

    def _load(self, worker: Worker) -> float:
        tasks = [self._tasks[camera] for camera in worker.cameras if camera in self._tasks]
        return sum(1.0 if task.scene.lookouts() else _KEYFRAMES_ONLY for task in tasks)

    def _maker(self, camera: CameraId, task: _Task) -> MakeEye:
        pace = Pace(self._settings.analysis.fps, self._settings.analysis.late_s)

        def make(show: ShowTracks) -> CameraEye:
            observers = Observers(camera, self._observers(camera, task))
            if not task.scene.lookouts():
                return KeyframeEye(observers)
            sink = self._joint.begin(camera, task.scene.ground_view(), self._clock.now())
            analyser = CameraAnalyser(camera, task.scene, task.place, sink, self._settings.analytics)
            self._analysers[camera] = analyser
            analyser.use(*self._networks.looker(task.model))
            observed = ObservedAnalyser(
                LoggedAnalyser(HandingAnalyser(analyser, self._joint, camera), self._tracks, camera), observers
            )
            is_weighty = any(rule.is_enabled and rule.severity in _WEIGHTY for rule in task.scene.rules)
            gate = GateSchedule(camera, self._settings.analysis.gate, task.scene.is_always_decoded, is_weighty)
            return GatedEye(observed, analyser, observers, gate, EyeParts(pace, self._clock, show))

        return make

    def _observers(self, camera: CameraId, task: _Task) -> list[FrameObserver]:
        """Who looks at the camera's decoded frames beside the rules."""
        observers: list[FrameObserver] = []
        if task.is_recorded:
            observers.append(ActivityObserver(self._settings.activity_dir, camera))
        subject, is_new = Subject(camera, task.place), camera in self._relearnt
        self._relearnt.discard(camera)
        is_steered = partial(self._is_steered, camera, task.address)
        learnt_of = Learnt(task.address, is_new, calibration_name(task.scene.calibration))
        observers.append(HealthObserver(self._health, subject, learnt_of, is_steered))
        return observers

    def _is_steered(self, camera: CameraId, address: str) -> bool:
        """Whether the camera moves: a unit carries it, or somebody turns it."""
        if address.startswith(f"{SourceScheme.WHIP}:"):
            return True
        device = self._devices.find(camera)
        return device is not None and device.has_ptz

    def _relearn(self, camera: CameraId) -> None:
        """Forget how the camera's picture was: what it shows now is right."""
        task = self._tasks.get(camera)
        if task is not None:
            self._relearnt.add(camera)
            self._worker_of(camera).watch(camera, self._maker(camera, task))

    def _close_orphans(self) -> None:
        if self._shards == 1:
            self._events.close_orphans()
            return
        mine = [c.id for c in self._cameras.list() if zlib.crc32(c.id.encode()) % self._shards == self._shard]
        now = self._clock.now()
        for event in self._events.events(EventQuery(cameras=mine, phase=EventPhase.OPEN, limit=500)).items:
            if event.rule is None:
                continue  # of health or of the camera itself: not the analysis's own
            self._events.close(replace(event, phase=EventPhase.CLOSED, closed_at=now, updated_at=now))
