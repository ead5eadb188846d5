"""The analysis of one camera: frames in, tracks to draw out, events into a sink."""

import queue
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import structlog

from analytics.detectors import Detector
from analytics.detectors.blob import BlobDetector
from analytics.detectors.fusion import FusedDetector
from analytics.detectors.hog import HogLooker
from analytics.detectors.still import StillDetector
from analytics.episode import Change, Step
from analytics.pipeline import Pipeline
from analytics.scene import Scene
from analytics.settings import AnalyticsSettings
from analytics.sighting import Looker
from analytics.snapshot import snapshot
from analytics.track import Track
from kernel.errors import Fault
from kernel.event import Event
from kernel.frame import Frame
from kernel.geo import LatLon
from kernel.geometry import Box
from kernel.ids import CameraId, EventId

log = structlog.get_logger()


class EventSink(Protocol):
    """Where events go; `AnalyticsStore` is one. Each call has taken effect when it returns."""

    def open(self, event: Event, picture: bytes | None) -> Event: ...

    def update(self, event: Event, picture: bytes | None = None) -> Event: ...

    def close(self, event: Event, picture: bytes | None = None) -> Event: ...


@dataclass(slots=True)
class _Shot:
    """The picture an event has so far: how good, when taken, how many there were."""

    worth: float
    at: datetime
    box: Box
    count: int = 1


class CameraAnalyser:
    """Analyses the frames of one camera, in their order. One thread.

    A pause of more than the tracker's `gap_s`, time that runs backwards or another picture size ends all tracks;
    another size begins a new background too. Ids of tracks go on and are never used again.
    """

    def __init__(
        self, camera: CameraId, scene: Scene, place: LatLon | None, sink: EventSink, settings: AnalyticsSettings
    ) -> None:
        self._camera = camera
        self._scene = scene
        self._place = place
        self._sink = sink
        self._settings = settings
        self._size: tuple[int, int] | None = None
        self._pipeline: Pipeline | None = None
        self._detector: Detector | None = None
        self._tracks: tuple[Track, ...] = ()
        self._shots: dict[EventId, _Shot] = {}
        self._still: StillDetector | None = None
        self._thing_of: dict[EventId, int] = {}
        self._dismissed: queue.SimpleQueue[EventId] = queue.SimpleQueue()
        self._at: datetime | None = None
        self._lookers: tuple[Looker, ...] = ()
        self.changes: tuple[Change, ...] = ()
        """What the last call of `analyse` or `close` changed in the events."""

    @property
    def young(self) -> tuple[Track, ...]:
        """What was seen in the last frame and is not believed yet; once it is, it keeps its id."""
        return self._pipeline.young(self._at) if self._pipeline is not None and self._at is not None else ()

    def use(self, *lookers: Looker) -> None:
        """Let these look again at what moves; to be called before the first frame. They are closed with the rest."""
        self._lookers = lookers

    def analyse(self, frame: Frame) -> tuple[Track, ...]:
        """Take in one frame; returns the confirmed tracks, then the things that lie still where a rule is about them.
        Events that it opens are in the sink when this returns.
        """
        pipeline, detector = self._ready(frame)
        detections = detector.detect(frame, self._tracks)
        things = self._things(frame, self._tracks)
        outcome = pipeline.step(detections, frame.at, things)
        self._tracks = outcome.tracks
        released = detector.release(outcome.tracks)
        if released:
            pipeline.drop(released)
            self._tracks = tuple(track for track in outcome.tracks if track.id not in released)
        self.changes = outcome.changes
        for change in outcome.changes:
            self._report(change, frame)
        return (*self._tracks, *things)

    def dismissed(self, event: EventId) -> None:
        """Somebody said that the event is nothing: the thing it is about belongs to the scene. Any thread."""
        self._dismissed.put(event)

    @property
    def is_busy(self) -> bool:
        """Whether something is tracked, lies still or stands, or an event is open: no picture may be left out now."""
        is_waiting = self._pipeline is not None and (self._pipeline.is_reporting or self._pipeline.is_waiting)
        return bool(self._tracks) or is_waiting or (self._still is not None and self._still.is_pending)

    def rest(self, frame: Frame) -> None:
        """Take in a frame in which nothing happens, however long after the last: it keeps the background warm."""
        if self._pipeline is None or (frame.width, frame.height) != self._size:
            self._ready(frame)
        elif self._at is not None and frame.at > self._at:
            self._at = frame.at
        if self._detector is not None:
            self._detector.learn(frame)
        self._things(frame, ())

    def close(self, at: datetime) -> None:
        """The analysis ends: close what is open."""
        self.changes = ()
        if self._pipeline is not None:
            self.changes = self._pipeline.close(at)
            for change in self.changes:
                shot = self._shots.get(change.event.id)
                self._sink.close(replace(change.event, box=shot.box) if shot else change.event)
        for looker in self._lookers:
            looker.close()
        self._pipeline, self._tracks, self._shots = None, (), {}

    def _things(self, frame: Frame, tracks: tuple[Track, ...]) -> tuple[Track, ...]:
        if self._still is None:
            return ()
        while not self._dismissed.empty():
            thing = self._thing_of.pop(self._dismissed.get(), None)
            if thing is not None:
                self._still.absorb(thing)
        return self._still.look(frame.luma, tracks, frame.at)

    def _ready(self, frame: Frame) -> tuple[Pipeline, Detector]:
        size = (frame.width, frame.height)
        last, self._at = self._at, frame.at
        if self._pipeline is None or self._detector is None or size != self._size:
            return self._begin(frame, size)
        gap_s = (frame.at - last).total_seconds() if last else 0.0
        if gap_s < 0 or gap_s > self._settings.tracker.gap_s:
            self._pipeline.forget_tracks()
            self._detector.reset()
            self._tracks = ()
        return self._pipeline, self._detector

    def _begin(self, frame: Frame, size: tuple[int, int]) -> tuple[Pipeline, Detector]:
        aspect = size[0] / size[1]
        if self._pipeline is None:
            self._pipeline = Pipeline(self._camera, self._scene, self._place, aspect, self._settings)
        else:
            self._pipeline.resize(aspect)
        self._detector = self._new_detector(self._pipeline)
        self._still = StillDetector(self._pipeline.ground, aspect) if self._pipeline.is_about_things else None
        self._size, self._tracks = size, ()
        log.info("analysis started", camera=self._camera, width=size[0], height=size[1], frame=frame.number)
        return self._pipeline, self._detector

    def _new_detector(self, pipeline: Pipeline) -> Detector:
        settings = self._settings
        blobs = BlobDetector(settings.motion, settings.blob, pipeline.ground)
        lookers = [*self._lookers, *([HogLooker(settings.hog)] if settings.hog.is_on else [])]
        return FusedDetector(blobs, lookers, settings.fusion) if lookers else blobs

    def _report(self, change: Change, frame: Frame) -> None:
        event = change.event
        if change.step is Step.OPENED:
            if change.track is not None and change.track.still is not None:
                self._thing_of[event.id] = change.track.id
            self._sink.open(event, self._picture(change, frame))
            return
        picture = self._better_picture(change, frame) if change.step is Step.UPDATED else None
        shot = self._shots.get(event.id)
        if shot is not None:
            event = replace(event, box=shot.box)  # the box is that of the picture
        if change.step is Step.UPDATED:
            self._sink.update(event, picture)
        else:
            self._shots.pop(event.id, None)
            self._thing_of.pop(event.id, None)
            self._sink.close(event)

    def _picture(self, change: Change, frame: Frame) -> bytes | None:
        """The event's picture; an event without one is better than none, so a fault is told and passed over."""
        if change.track is None:
            return None
        before = self._shots.get(change.event.id)
        try:
            picture = snapshot(frame, change.track.box, change.event.path, self._settings.snapshot)
        except Fault as fault:
            log.warning("event without a picture", camera=self._camera, event=change.event.id, reason=fault.message)
            return None
        count = before.count + 1 if before else 1
        self._shots[change.event.id] = _Shot(_worth(change.track), frame.at, change.track.box, count)
        return picture

    def _better_picture(self, change: Change, frame: Frame) -> bytes | None:
        """A new picture when the object is seen much better than in the one there is."""
        shot, settings = self._shots.get(change.event.id), self._settings.snapshot
        if change.track is None or change.track.is_coasting or shot is None or shot.count >= settings.limit:
            return None
        is_due = (frame.at - shot.at).total_seconds() >= settings.pause_s
        if not is_due or _worth(change.track) < settings.better_by * shot.worth:
            return None
        return self._picture(change, frame)


def _worth(track: Track) -> float:
    """How good a picture of the object is now: large, whole, and of a known class."""
    return track.box.area * (0.3 if track.is_cut else 1.0) * track.class_confidence
