"""Keeps the motion index of one camera, and lets old days of all of them go."""

import threading
from datetime import datetime
from pathlib import Path

import structlog

from analytics.activity.index import ActivityIndex
from analytics.activity.movement import Movement
from analytics.activity.recorder import ActivityRecorder
from ingest.record.catalog import Catalog
from ingest.store import CameraStore
from kernel.clock import Clock
from kernel.frame import Frame
from kernel.ids import CameraId

log = structlog.get_logger()

_SWEEP_S = 900.0


class ActivityObserver:
    """Writes what moves in a camera's frames into the motion index. One thread.

    A disk that refuses costs the seconds it refuses, no more; it is said once.
    """

    def __init__(self, folder: Path, camera: CameraId) -> None:
        self._camera = camera
        self._movement = Movement()
        self._recorder = ActivityRecorder(folder, camera)
        self._refused = ""

    def observe(self, frame: Frame) -> None:
        look = self._movement.look(frame.luma, frame.at)
        if look is None:
            return
        try:
            self._recorder.add(look)
            self._refused = ""
        except OSError as error:
            self._say(error)

    def close(self, at: datetime) -> None:  # noqa: ARG002  # what is written is what was seen
        self._movement.forget()
        try:
            self._recorder.flush()
        except OSError as error:
            self._say(error)

    def _say(self, error: OSError) -> None:
        if str(error) != self._refused:
            self._refused = str(error)
            log.warning("motion index cannot be written", camera=self._camera, reason=self._refused)


class ActivityJanitor:
    """Lets the motion index follow the footage: what no footage is left of goes with its camera's retention."""

    def __init__(self, folder: Path, cameras: CameraStore, catalog: Catalog, clock: Clock) -> None:
        self._index = ActivityIndex(folder)
        self._cameras = cameras
        self._catalog = catalog
        self._clock = clock

    def run_once(self, stop: threading.Event) -> None:
        """Sweep, then wait until the next time."""
        self.sweep()
        self._clock.wait(_SWEEP_S, stop)

    def sweep(self) -> int:
        """Returns how many days went."""
        days = {camera.id: camera.retention_days for camera in self._cameras.list()}
        gone = self._index.sweep(self._clock.now(), days, self._has_footage)
        if gone:
            log.info("motion index swept", days=gone)
        return gone

    def _has_footage(self, camera: CameraId, start: datetime, end: datetime) -> bool:
        return bool(self._catalog.segments(camera, start, end))
