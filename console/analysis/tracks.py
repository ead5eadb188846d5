"""Keeps the track log of one camera: where its tracked objects were, for whoever must cover them later."""

from datetime import datetime

import structlog

from analytics.track import Track
from analytics.tracklog import TrackBox, TrackLog
from console.analysis.eye import FrameAnalyser
from kernel.frame import Frame
from kernel.ids import CameraId

log = structlog.get_logger()


class LoggedAnalyser:
    """An analyser whose tracks are written into the log of a camera. One thread.

    A disk that refuses costs the log what it refuses, and the analysis nothing; it is said once.
    """

    def __init__(self, analyser: FrameAnalyser, tracks: TrackLog, camera: CameraId) -> None:
        self._analyser = analyser
        self._tracks = tracks
        self._camera = camera
        self._refused = ""

    def analyse(self, frame: Frame) -> tuple[Track, ...]:
        tracks = self._analyser.analyse(frame)
        try:
            boxes = [TrackBox(track.id, track.object_class, track.box) for track in tracks if track.still is None]
            self._tracks.append(self._camera, frame.at, boxes)
            self._refused = ""
        except OSError as error:
            if str(error) != self._refused:
                self._refused = str(error)
                log.warning("track log cannot be written", camera=self._camera, reason=self._refused)
        return tracks

    def close(self, at: datetime) -> None:
        self._analyser.close(at)
