"""The journey of one frame's detections: tracked, placed, judged by the rules, folded into events. Pure.

detections -> tracks -> measures -> hits -> changes of events; each step takes what the one before gave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from analytics.detection import Detection
from analytics.episode import Change, Episodes
from analytics.ground import GroundPlane
from analytics.measure import Measure
from analytics.rule import OF_STANDING, OF_THINGS, Hit, Lookout, Memory
from analytics.rules import LOOKS
from analytics.scene import Scene
from analytics.settings import AnalyticsSettings
from analytics.track import Track
from analytics.tracker import Tracker
from kernel.geo import LatLon
from kernel.ids import CameraId
from kernel.schedule import in_force


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a frame brought: the tracks in view and what changed in the events."""

    tracks: tuple[Track, ...]
    changes: tuple[Change, ...]


class Pipeline:
    """The steps of one camera, in their order. One thread."""

    def __init__(
        self, camera: CameraId, scene: Scene, place: LatLon | None, aspect: float, settings: AnalyticsSettings
    ) -> None:
        self._scene = scene
        self._ground: GroundPlane | None = scene.ground(aspect)
        self._tracker = Tracker(settings.tracker, aspect)
        self._measure = Measure(self._ground)
        self._lookouts: list[tuple[Lookout, Memory]] = []
        self._look_anew(aspect)
        self._wall_clock = scene.wall_clock
        self._episodes = Episodes(camera, place, aspect, settings.episode)

    @property
    def ground(self) -> GroundPlane | None:
        """The ground plane, where the scene is calibrated."""
        return self._ground

    @property
    def is_reporting(self) -> bool:
        """Whether an event is open."""
        return self._episodes.is_open

    @property
    def is_waiting(self) -> bool:
        """Whether a rule waits for time to pass over what is no longer tracked."""
        return any(memory for lookout, memory in self._lookouts if lookout.rule.kind in OF_STANDING)

    @property
    def is_about_things(self) -> bool:
        """Whether a rule is about things that lie still."""
        return any(lookout.rule.kind in OF_THINGS for lookout, _ in self._lookouts)

    def resize(self, aspect: float) -> None:
        """The picture has another size from now on: tracks end, ids and open events go on."""
        self._ground = self._scene.ground(aspect)
        self._tracker.resize(aspect)
        self._measure = Measure(self._ground)
        self._episodes.aspect = aspect
        self._look_anew(aspect)

    def step(self, detections: Sequence[Detection], at: datetime, things: Sequence[Track] = ()) -> Outcome:
        """Take in what was detected at `at`, and the things that lie still then."""
        tracks = self._measure.of(self._tracker.update(detections, at), at)
        hits = self._judge(tracks, things, at)
        changes = self._episodes.step(hits, (*tracks, *things), at)
        return Outcome(tracks, tuple(changes))

    def young(self, at: datetime) -> tuple[Track, ...]:
        """What was seen at `at` and is not believed yet."""
        return self._tracker.young(at)

    def drop(self, ids: set[int]) -> None:
        """End tracks that turned out to be scenery."""
        self._tracker.drop(ids)

    def forget_tracks(self) -> None:
        """The stream broke off: what comes next is not joined to what was."""
        self._tracker.forget()
        self._lookouts = [(lookout, {}) for lookout, _ in self._lookouts]

    def close(self, at: datetime) -> tuple[Change, ...]:
        """Close every open event."""
        return tuple(self._episodes.close_all(at))

    def _look_anew(self, aspect: float) -> None:
        self._lookouts = [(lookout, {}) for lookout in self._scene.lookouts(self._ground, aspect)]

    def _judge(self, tracks: Sequence[Track], things: Sequence[Track], at: datetime) -> list[Hit]:
        hits: list[Hit] = []
        judged = []
        for lookout, memory in self._lookouts:
            rule = lookout.rule
            seen = (*tracks, *things) if rule.kind in OF_THINGS else tracks
            after, found = LOOKS[rule.kind](lookout, memory, seen, at)
            judged.append((lookout, after))
            if found and in_force(rule.schedule, at, self._wall_clock):
                hits += found
        self._lookouts = judged
        return hits
