"""Keeps one loop for each camera that is listened to and one for each that is on tour, in step with the database."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from analytics.store import AnalyticsStore
from console.onvif.devices import Devices
from console.onvif.listener import Listened, Listener
from console.onvif.steering import Steering
from console.onvif.touring import Touring
from ingest.onvif.tour import Tour
from ingest.store import CameraStore
from kernel.clock import Clock
from kernel.ids import CameraId
from kernel.supervise import Backoff, Supervised

_LOOK_S = 2.0
_END_S = 2.0
_Key = tuple[str, CameraId]
_Task = Listened | Tour


@dataclass(frozen=True, slots=True)
class _Running:
    task: _Task
    loop: Supervised
    listener: Listener | None


class OnvifFleet:
    """`start` and `stop` once each. Where no camera is an ONVIF device this costs two small queries now and then."""

    def __init__(
        self, cameras: CameraStore, devices: Devices, steering: Steering, events: AnalyticsStore, clock: Clock
    ) -> None:
        self._cameras = cameras
        self._devices = devices
        self._steering = steering
        self._events = events
        self._clock = clock
        self._running: dict[_Key, _Running] = {}
        self._watcher = Supervised("onvif", self._watch, clock)

    def start(self) -> None:
        self._watcher.start()

    def stop(self) -> None:
        """End all; events stay open for the next process, which learns from the cameras how they stand."""
        self._watcher.stop()
        self._end(list(self._running.values()))
        self._running.clear()
        self._steering.close()

    def figures(self) -> dict[str, float]:
        """Counters for the system view."""
        running = list(self._running.values())
        listeners = [each.listener for each in running if each.listener is not None]
        heard = sum(listener.is_heard for listener in listeners)
        tours = len(running) - len(listeners)
        return {"onvif_heard": float(heard), "onvif_lost": float(len(listeners) - heard), "ptz_tours": float(tours)}

    def trouble(self, camera: CameraId) -> str | None:
        """Why the camera's own reports are not heard just now; None when they are, or nobody asked for them."""
        each = self._running.get(("listen", camera))
        if each is None or each.listener is None or each.listener.is_heard:
            return None
        return each.loop.last_fault or "connecting"

    def tour_trouble(self, camera: CameraId) -> str | None:
        """Why the camera's tour does not go."""
        each = self._running.get(("tour", camera))
        return each.loop.last_fault if each is not None else None

    @property
    def fault(self) -> str | None:
        """What troubles the fleet as a whole; a camera that is away does not."""
        return f"onvif: {self._watcher.last_fault}" if self._watcher.last_fault else None

    def _watch(self, stop: threading.Event) -> None:
        self.align()
        self._clock.wait(_LOOK_S, stop)

    def align(self) -> None:
        """Begin and end loops until they are those that the database asks for."""
        wanted = self._wanted()
        over = [key for key, each in self._running.items() if wanted.get(key) != each.task]
        ended = [self._running.pop(key) for key in over]
        self._end(ended)
        for key, each in zip(over, ended, strict=True):
            if each.listener is not None and key not in wanted:
                each.listener.close_events()
        for key, task in wanted.items():
            if key not in self._running:
                self._running[key] = self._begin(key[1], task)

    def _wanted(self) -> dict[_Key, _Task]:
        known = self._devices.store.list()
        if not known:
            return {}
        places = {camera.id: camera.position for camera in self._cameras.list()}
        tours = self._devices.store.tours()
        wanted: dict[_Key, _Task] = {}
        for device in known:
            if device.has_events and device.follows:
                wanted["listen", device.camera] = Listened(device, places.get(device.camera))
            tour = tours.get(device.camera)
            if device.has_ptz and tour is not None and tour.is_on:
                wanted["tour", device.camera] = tour
        return wanted

    def _begin(self, camera: CameraId, task: _Task) -> _Running:
        if isinstance(task, Tour):
            touring = Touring(camera, task, self._steering, self._clock)
            return self._run(f"tour of {camera}", touring.run_once, task, None)
        listener = Listener(task, self._devices, self._events, self._clock)
        return self._run(f"events of {camera}", listener.run_once, task, listener)

    def _run(
        self, name: str, run_once: Callable[[threading.Event], None], task: _Task, listener: Listener | None
    ) -> _Running:
        loop = Supervised(name, run_once, self._clock, Backoff(first_s=1.0))
        loop.start()
        return _Running(task, loop, listener)

    def _end(self, ended: list[_Running]) -> None:
        """All at the same time: a camera that does not answer must not hold up the others."""
        if not ended:
            return

        def end(each: _Running) -> None:
            each.loop.stop(timeout_s=0)
            if each.listener is not None:
                each.listener.hang_up()
            each.loop.stop(timeout_s=_END_S)

        with ThreadPoolExecutor(max_workers=min(32, len(ended))) as pool:
            list(pool.map(end, ended))
