"""Listens to one camera's own reports and writes them as events."""

import threading
import time
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from analytics.store import AnalyticsStore, EventQuery
from console.onvif.devices import Devices
from console.onvif.episodes import CameraEpisodes, Change
from ingest.onvif.notice import Notice, NoticeKind, notice_of
from ingest.onvif.store import OnvifDevice
from kernel.clock import Clock
from kernel.errors import Fault
from kernel.event import Event, EventPhase
from kernel.geo import LatLon

if TYPE_CHECKING:
    from ingest.onvif.device import Device
    from ingest.onvif.pull_point import PullPoint

log = structlog.get_logger()

_WAIT_S = 10.0
_SETTLING_WAIT_S = 1.0
_HASTE_S = 0.2  # a camera that answers "nothing" sooner than this would be asked in circles


@dataclass(frozen=True, slots=True)
class Listened:
    """What is listened to; another one means a new listener."""

    known: OnvifDevice
    place: LatLon | None


class Listener:
    """`run_once` is one subscription: it raises when the camera goes away, and events go on when it comes back.

    One thread runs it; `hang_up` comes from any other.
    """

    def __init__(self, what: Listened, devices: Devices, events: AnalyticsStore, clock: Clock) -> None:
        self._what = what
        self._devices = devices
        self._events = events
        self._clock = clock
        self._point: PullPoint | None = None
        self._episodes = CameraEpisodes(what.known.camera, what.place, self._left_open(), clock.now())

    def run_once(self, stop: threading.Event) -> None:
        """Subscribe and listen until `stop` is set or the camera is lost."""
        self._write(self._episodes.step((), self._clock.now()), None)
        try:
            with closing(self._devices.fresh(self._what.known)) as device, closing(device.subscribe()) as point:
                self._point = point
                log.info("camera's own events are heard", camera=self._what.known.camera)
                while not stop.is_set():
                    self._listen(point, device, stop)
        except Fault:
            if not stop.is_set():  # hanging up ends the last question, which is no fault
                raise
        finally:
            self._point = None

    @property
    def is_heard(self) -> bool:
        """Whether the camera has a subscription of ours just now."""
        return self._point is not None

    def hang_up(self) -> None:
        """End the subscription, which ends a question that the camera still holds."""
        if (point := self._point) is not None:
            point.close()

    def close_events(self) -> None:
        """End what is open: this camera's reports are not followed any longer. After the thread has ended."""
        self._write(self._episodes.close_all(self._clock.now()), None)

    def _listen(self, point: "PullPoint", device: "Device", stop: threading.Event) -> None:
        asked = time.monotonic()
        messages = point.pull(_SETTLING_WAIT_S if self._episodes.is_settling else _WAIT_S)
        if stop.is_set():
            return
        notices = [notice for notice in map(notice_of, messages) if notice is not None and self._is_meant(notice)]
        self._write(self._episodes.step(notices, self._clock.now()), device)
        if not messages and time.monotonic() - asked < _HASTE_S:
            self._clock.wait(_SETTLING_WAIT_S, stop)

    def _is_meant(self, notice: Notice) -> bool:
        """Followed, and about this camera's picture where the device has several."""
        known = self._what.known
        is_own = not known.video_source or notice.video_source in (None, known.video_source)
        return notice.kind in known.follows and is_own

    def _left_open(self) -> list[Event]:
        """What a listener before this one left open and this one follows, one of each kind; the rest is closed."""
        kinds = [kind.value for kind in NoticeKind]
        query = EventQuery(cameras=[self._what.known.camera], kinds=kinds, phase=EventPhase.OPEN, limit=500)
        kept: dict[str, Event] = {}
        now = self._clock.now()
        for event in self._events.events(query).items:
            if event.kind in self._what.known.follows and event.kind not in kept:
                kept[event.kind] = event
            else:
                self._events.close(replace(event, phase=EventPhase.CLOSED, closed_at=now, updated_at=now))
        return list(kept.values())

    def _write(self, changes: list[Change], device: "Device | None") -> None:
        for change in changes:
            event = change.event
            if change.is_new:
                picture = device.picture(self._what.known.profile) if device is not None else None
                self._events.open(event, picture)
            elif event.phase is EventPhase.CLOSED:
                self._events.close(event)
            else:
                self._events.update(event)
