"""What must be covered in an export: every object that was tracked live, and all that moves in the footage itself.

Both, always: the live analysis may have looked at another stream of the camera, a moment off; the footage alone does
not know who stood still before it began.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from analytics.detectors.blob import BlobDetector
from analytics.pipeline import Pipeline
from analytics.scene import Scene
from analytics.settings import AnalyticsSettings
from analytics.track import Track
from analytics.tracklog import TrackLog
from ingest.evidence.mask import Sight
from ingest.evidence.reel import Reel
from ingest.evidence.render import frames
from kernel.clock import from_us, to_us
from kernel.frame import Frame
from kernel.ids import CameraId

FPS = 10.0
WARM_UP = timedelta(seconds=12)  # of footage before the range, to learn the background from
_LEAST_WARM_UP_US = 3_000_000
_BACKWARDS = 60  # frames, where there is no footage before the range
_FOR_EVER_S = 1e9
_BESIDE_US = 1_000_000
_AROUND = timedelta(seconds=2)


def tracked(log: TrackLog, camera: CameraId, start: datetime, end: datetime) -> Iterator[Sight]:
    """What the live analysis tracked."""
    for moment in log.read(camera, start - _AROUND, end + _AROUND):
        at_us = to_us(moment.at)
        for one in moment.boxes:
            yield Sight(at_us, f"live {one.track}", one.box)


def detected(
    reel: Reel, window_us: tuple[int, int], settings: AnalyticsSettings, tick: Callable[[int], None]
) -> Iterator[Sight]:
    """What an analysis of the footage finds: tracks, and everything that moves, tracked or not.

    Also of the moments before and after the window, from which objects are held into it.
    """
    camera = reel.segments[0].camera
    start_us, end_us = window_us
    seeker = _Seeker(camera, settings)
    for frame in _warm_up(reel, camera, window_us):
        yield from (sight for sight in seeker.look(frame) if sight.at_us >= start_us - _BESIDE_US)
        tick(start_us)
    for frame in frames(reel, camera, (start_us, end_us + _BESIDE_US), FPS):
        yield from seeker.look(frame)
        tick(min(end_us, to_us(frame.at)))


def _warm_up(reel: Reel, camera: CameraId, window_us: tuple[int, int]) -> Iterator[Frame]:
    start_us = window_us[0]
    begun_us = max(to_us(reel.started_at), start_us - WARM_UP // timedelta(microseconds=1))
    if start_us - begun_us >= _LEAST_WARM_UP_US:
        yield from frames(reel, camera, (begun_us, start_us), FPS)
        return
    # Nothing lies before it: what follows, played backwards up to the first frame, teaches as much.
    first = list(islice(frames(reel, camera, window_us, FPS), _BACKWARDS))
    for frame in reversed(first[1:]):
        yield replace(frame, at=from_us(2 * to_us(first[0].at) - to_us(frame.at)))


class _Seeker:
    """The motion detector and tracker over one reel, without rules. What once moved is not forgotten."""

    def __init__(self, camera: CameraId, settings: AnalyticsSettings) -> None:
        self._camera = camera
        # Whoever stands still for long must not become scenery.
        self._settings = settings.model_copy(
            update={"motion": settings.motion.model_copy(update={"still_limit_s": _FOR_EVER_S})}
        )
        self._detector = BlobDetector(self._settings.motion, self._settings.blob, None)
        self._pipeline: Pipeline | None = None
        self._tracks: tuple[Track, ...] = ()

    def look(self, frame: Frame) -> Iterator[Sight]:
        if self._pipeline is None:
            aspect = frame.width / frame.height
            self._pipeline = Pipeline(self._camera, Scene(), None, aspect, self._settings)
        detections = self._detector.detect(frame, self._tracks)
        self._tracks = self._pipeline.step(detections, frame.at).tracks
        at_us = to_us(frame.at)
        for detection in detections:
            yield Sight(at_us, None, detection.box)
        for track in self._tracks:
            yield Sight(at_us, f"seen {track.id}", track.box)
