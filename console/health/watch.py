"""The watch over streams and the house: every few seconds figures become signs, signs conditions, conditions events.

One per house, in the console's process. What was open before a restart is taken up again. Pictures are watched where
they are decoded (`console.analysis.health`); all events of a camera that is switched off or removed end here.
"""

import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from analytics.health.condition import Sign
from analytics.health.house import HOUSE_KINDS, HouseHealth
from analytics.health.outage import Outage
from analytics.health.stream import STREAM_KINDS, StreamHealth, Usual
from analytics.health.troubles import Subject, TroubleChange, Troubles, Turn, closed
from analytics.store import AnalyticsStore, EventQuery
from console.health.sight import Sight, is_on_air, look_around, may_be_away
from console.health.tables import read_usual, write_usual
from console.settings import Settings
from ingest.camera import Camera, CameraStatus
from ingest.record.footage import footage_store
from ingest.record.storage import StorageDesk
from ingest.store import CameraStore
from kernel.clock import Clock
from kernel.errors import Fault, FaultKind
from kernel.event import HEALTH_KINDS, Event, EventPhase, HealthKind
from kernel.ids import CameraId
from kernel.sql.database import Database

log = structlog.get_logger()

EVERY_S = 2.0
_KEEP_S = 60.0
_ASK_S = 300.0
_SETTLE_S = 60.0
_MOST = 500


@dataclass(slots=True)
class _Watched:
    """One camera under watch."""

    health: StreamHealth
    troubles: Troubles


class HealthWatch:
    """`run_once` on one thread, supervised; or `step` by hand."""

    def __init__(
        self, database: Database, clock: Clock, settings: Settings, events: AnalyticsStore, cameras: CameraStore
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings.health
        self._free_floor_bytes = settings.ingest.free_floor_bytes
        self._events = events
        self._cameras = cameras
        self._house = HouseHealth(settings.health.stream)
        self._house_troubles = self._troubles(Subject(), HOUSE_KINDS)
        self._watched: dict[CameraId, _Watched] = {}
        self._outages = [Outage(kind, settings.health.stream) for kind in STREAM_KINDS]
        self._waiting: list[TroubleChange] = []
        self._is_resumed = False
        self._kept_at: float | None = None
        self._storage = StorageDesk(database, clock, footage_store(settings.ingest), settings.ingest)
        self._days: float | None = None
        self._asked_at: float | None = None

    def run_once(self, stop: threading.Event) -> None:
        """Work until `stop` is set."""
        while not stop.is_set():
            self.step()
            self._clock.wait(EVERY_S, stop)

    def step(self) -> None:
        """Look once and tell what has changed."""
        sight = look_around(self._database, self._cameras, self._clock.now())
        watched = {camera.id: (camera, status) for camera, status in sight.cameras if camera.is_enabled}
        if not self._is_resumed:
            self._resume(sight)
        if self._watched.keys() - watched.keys():
            self._let_go(watched.keys(), sight)
        changes: list[TroubleChange] = []
        for camera, status in watched.values():
            changes += self._of_camera(camera, status, sight)
        for outage in self._outages:
            changes = outage.step(changes, len(watched), sight.at)
        self._waiting += [*changes, *self._of_house(sight)]
        self._tell()
        self._keep(sight)

    def _of_camera(self, camera: Camera, status: CameraStatus, sight: Sight) -> list[TroubleChange]:
        if camera.id not in self._watched:
            self._watch(camera)
        watched = self._watched[camera.id]
        signs = watched.health.judge(sight.stream(camera, status))
        if not sight.is_pulling:
            # What the pull host last said is no longer so, and that it is silent is told once for all.
            signs = dict.fromkeys(signs, Sign.UNKNOWN)
        elif may_be_away(camera) and not is_on_air(status):
            signs[HealthKind.CAMERA_OFFLINE] = Sign.UNKNOWN
        return watched.troubles.step(signs, sight.at)

    def _of_house(self, sight: Sight) -> Iterable[TroubleChange]:
        signs = self._house.judge(sight.house(self._free_floor_bytes, self._days_kept()))
        for change in self._house_troubles.step(signs, sight.at):
            if change.event.kind == HealthKind.HOST_LOST and change.turn is Turn.OPENED:
                yield self._house_troubles.reword(_named(change.event, sight))
            else:
                yield change

    def _days_kept(self) -> float | None:
        """How far back footage will reach; asked now and then, because it sums up all that there is."""
        now = self._clock.monotonic()
        if self._asked_at is None or now - self._asked_at >= _ASK_S:
            self._asked_at = now
            self._days = self._storage.look(self._cameras.retention_days()).forecast.days
        return self._days

    def _watch(self, camera: Camera, resumed: Iterable[Event] = (), usual: Usual | None = None) -> None:
        troubles = self._troubles(Subject(camera.id, camera.position), STREAM_KINDS, resumed)
        self._watched[camera.id] = _Watched(StreamHealth(self._settings.stream, usual), troubles)

    def _troubles(self, subject: Subject, kinds: Iterable[HealthKind], resumed: Iterable[Event] = ()) -> Troubles:
        return Troubles(subject, {kind: self._settings.patience_of(kind) for kind in kinds}, resumed)

    def _resume(self, sight: Sight) -> None:
        """Take up what was open when the console last ended."""
        left = self._events.events(EventQuery(kinds=HEALTH_KINDS, phase=EventPhase.OPEN, limit=_MOST)).items
        with self._database.read() as session:
            usual = read_usual(session)
        house = [event for event in left if event.camera is None]
        self._house_troubles = self._troubles(
            Subject(), HOUSE_KINDS, [one for one in house if not self._resume_outage(one)]
        )
        for camera, _ in sight.cameras:
            if camera.is_enabled:
                own = [event for event in left if event.camera == camera.id and event.kind in STREAM_KINDS]
                self._watch(camera, own, usual.get(camera.id))
        self._end_strays({camera.id for camera, _ in sight.cameras if camera.is_enabled}, sight)
        self._is_resumed = True

    def _resume_outage(self, event: Event) -> bool:
        """Whether the event is one of many cameras, which then show themselves again."""
        outage = next((one for one in self._outages if one.kind == event.kind and one.event is None), None)
        if outage is None or event.count < 2:
            return False
        enter_s = self._settings.patience_of(outage.kind).enter_s
        outage.resume(event, self._clock.now() + timedelta(seconds=enter_s + _SETTLE_S))
        return True

    def _let_go(self, watched: Collection[CameraId], sight: Sight) -> None:
        """Cameras that are switched off or gone: nothing is wrong with them any more."""
        for camera in [camera for camera in self._watched if camera not in watched]:
            del self._watched[camera]
            for outage in self._outages:
                outage.forget(camera)
        self._end_strays(watched, sight)

    def _end_strays(self, watched: Collection[CameraId], sight: Sight) -> None:
        left = self._events.events(EventQuery(kinds=HEALTH_KINDS, phase=EventPhase.OPEN, limit=_MOST)).items
        strays = [event for event in left if event.camera is not None and event.camera not in watched]
        self._waiting += [TroubleChange(Turn.CLOSED, closed(event, sight.at)) for event in strays]

    def _tell(self) -> None:
        """Write what waits, in order; what the database does not take now is tried again at the next look."""
        writes = {Turn.OPENED: self._open, Turn.UPDATED: self._events.update, Turn.CLOSED: self._events.close}
        while self._waiting:
            change = self._waiting[0]
            try:
                writes[change.turn](change.event)
            except Fault as fault:
                if fault.kind is not FaultKind.NOT_FOUND:
                    raise
            self._waiting.pop(0)
            log.info("health", camera=change.event.camera, kind=change.event.kind, turn=change.turn.value)

    def _open(self, event: Event) -> Event:
        return self._events.open(event, None)

    def _keep(self, sight: Sight) -> None:
        """Keep what was learnt, now and then."""
        now = self._clock.monotonic()
        if self._kept_at is None or now - self._kept_at >= _KEEP_S:
            self._kept_at = now
            usual = {camera: watched.health.usual for camera, watched in self._watched.items()}
            with self._database.write() as session:
                write_usual(session, usual, sight.at)


def _named(event: Event, sight: Sight) -> Event:
    """The event of silent processes; where one of them is to pull, every camera is counted."""
    title = f"No sign of life: {', '.join(sorted(sight.silent))}"
    count = 1 if sight.is_pulling else sum(camera.is_enabled for camera, _ in sight.cameras)
    return replace(event, title=title, count=max(1, count))
