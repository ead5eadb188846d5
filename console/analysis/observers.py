"""Who else looks at decoded frames, beside the analysis of rules: activity, health, …"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import structlog

from analytics.track import Track
from console.analysis.eye import FrameAnalyser
from kernel.frame import Frame
from kernel.ids import CameraId

log = structlog.get_logger()


class FrameObserver(Protocol):
    """Looks at a camera's frames in their order, on the eye's thread; takes of them what it needs, and is quick."""

    def observe(self, frame: Frame) -> None: ...

    def close(self, at: datetime) -> None:
        """The camera is gone for now; more frames may come."""
        ...


class Observers:
    """Shows a frame to each in turn; one that fails is told once and left out, the others go on. One thread."""

    def __init__(self, camera: CameraId, observers: Sequence[FrameObserver] = ()) -> None:
        self._camera = camera
        self._observers = list(observers)

    def __bool__(self) -> bool:
        return bool(self._observers)

    def observe(self, frame: Frame) -> None:
        for observer in list(self._observers):
            try:
                observer.observe(frame)
            except Exception:  # what looks on beside the analysis must not end it
                log.exception("observer failed and is left out", camera=self._camera, observer=type(observer).__name__)
                self._observers.remove(observer)

    def close(self, at: datetime) -> None:
        for observer in self._observers:
            try:
                observer.close(at)
            except Exception:  # the same
                log.exception("observer could not end", camera=self._camera, observer=type(observer).__name__)


class ObservedAnalyser:
    """An analyser whose frames are shown to observers, too, after it has done its work."""

    def __init__(self, analyser: FrameAnalyser, observers: Observers) -> None:
        self._analyser = analyser
        self._observers = observers

    def analyse(self, frame: Frame) -> tuple[Track, ...]:
        tracks = self._analyser.analyse(frame)
        self._observers.observe(frame)
        return tracks

    def close(self, at: datetime) -> None:
        self._analyser.close(at)
        self._observers.close(at)
