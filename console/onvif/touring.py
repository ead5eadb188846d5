"""Runs one camera's tour: preset after preset, standing aside while somebody steers."""

import threading

from console.onvif.steering import Steering
from ingest.onvif.tour import Tour
from kernel.clock import Clock
from kernel.errors import Fault, unavailable
from kernel.ids import CameraId

_LOOK_S = 0.25


class Touring:
    """`run_once` is one round; it raises when no stop of the round could be reached. One thread."""

    def __init__(self, camera: CameraId, tour: Tour, steering: Steering, clock: Clock) -> None:
        self._camera = camera
        self._tour = tour
        self._steering = steering
        self._clock = clock

    def run_once(self, stop: threading.Event) -> None:
        """Visit every stop once, in order."""
        reached, last = 0, ""
        for place in self._tour.stops:
            self._stand_aside(stop)
            if stop.is_set():
                return
            try:
                self._steering.tour_to(self._camera, place.preset)
                reached += 1
            except Fault as fault:  # a preset may have been taken away at the camera: the others are still there
                last = fault.message
                continue
            self._dwell(place.dwell_s, stop)
        if reached == 0:
            raise unavailable(f"tour of camera {self._camera}: none of its presets could be reached ({last})")

    def _stand_aside(self, stop: threading.Event) -> None:
        while self._is_held() and not self._clock.wait(_LOOK_S, stop):
            continue

    def _dwell(self, for_s: float, stop: threading.Event) -> None:
        until = self._clock.monotonic() + for_s
        while self._clock.monotonic() < until and not self._is_held():
            if self._clock.wait(min(_LOOK_S, until - self._clock.monotonic()), stop):
                return

    def _is_held(self) -> bool:
        idle_s = self._steering.idle_s(self._camera)
        return idle_s is not None and idle_s < self._tour.resume_after_s
