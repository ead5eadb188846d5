"""Hands on cameras: the newest wins, and a camera that nobody holds any more stands still within a second."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog

from console.onvif.devices import Devices, Line
from ingest.onvif.store import OnvifStore
from kernel.actor import Actor
from kernel.clock import Clock
from kernel.errors import Fault, conflict
from kernel.ids import CameraId
from kernel.journal import JsonObject
from kernel.sql.database import Database
from kernel.sql.journal import append

if TYPE_CHECKING:
    from ingest.onvif.device import Preset

log = structlog.get_logger()

HELD_S = 1.0
_TOLD_AGAIN = timedelta(seconds=10)
_STOP_TRIES = 3


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody holding a control down. grip: names this press; one that was taken over or let go does not come back."""

    actor: Actor
    grip: str


@dataclass(slots=True)
class _Steered:
    """How one camera is steered. `wire` is held while something is sent, `lock` only while this is read or changed."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    wire: threading.Lock = field(default_factory=threading.Lock)
    hand: Hand | None = None
    lost: set[str] = field(default_factory=set)
    ticket: int = 0
    held_until: float | None = None
    watcher: threading.Thread | None = None
    moved_at: float | None = None
    told: tuple[str, datetime] | None = None


class Steering:
    """Any thread. Each method sends at most one order to the camera and returns when the camera has taken it.

    A camera stops by itself `HELD_S` after the last renewed move: it is told so with every move, and told to stop by a
    watcher here, since some cameras do not heed the first.
    """

    def __init__(self, devices: Devices, database: Database, clock: Clock) -> None:
        self._devices = devices
        self._database = database
        self._clock = clock
        self._steered: dict[CameraId, _Steered] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()

    @property
    def store(self) -> OnvifStore:
        return self._devices.store

    def move(self, camera: CameraId, hand: Hand, pan: float, tilt: float, zoom: float) -> None:
        """Turn and zoom at these speeds, each in [-1, 1], for a second at most unless it is said again.

        A new grip takes the camera over. Raises a conflict, which names who holds it, for a grip that was taken over.
        """
        from ingest.onvif.device import Velocity

        line, velocity = self._devices.steerable(camera), Velocity(pan, tilt, zoom)
        steered = self._of(camera)
        with steered.lock:
            _take(steered, hand, camera)
            ticket = self._touch(steered)
            self._hold(steered, camera, HELD_S)
        self._send(steered, ticket, lambda: line.device.move(line.known.profile, velocity, HELD_S))
        self._tell(steered, camera, hand.actor)

    def stop(self, camera: CameraId, hand: Hand) -> None:
        """Let go. A hand whose camera was taken over changes nothing."""
        line, steered = self._devices.steerable(camera), self._of(camera)
        with steered.lock:
            if steered.hand is not None and steered.hand.grip != hand.grip:
                return
            steered.lost.add(hand.grip)  # a move that arrives late must not start the camera again
            ticket = self._touch(steered)
            steered.held_until = None
        try:
            self._send(steered, ticket, lambda: line.device.stop(line.known.profile))
        except Fault:
            with steered.lock:
                self._hold(steered, camera, 0)  # the watcher goes on trying
            raise

    def go_to(self, camera: CameraId, preset: str, actor: Actor) -> None:
        """Look where the preset says; takes the camera over like a move."""
        line, steered = self._devices.steerable(camera), self._of(camera)
        with steered.lock:
            _take(steered, Hand(actor, f"preset {self._clock.monotonic()}"), camera)
            ticket = self._touch(steered)
            steered.held_until = None
        self._send(steered, ticket, lambda: line.device.go_to(line.known.profile, preset))
        self._tell(steered, camera, actor)

    def tour_to(self, camera: CameraId, preset: str) -> None:
        """The same for a tour, which is no hand: nobody is told, and a hand in between goes first."""
        line, steered = self._devices.steerable(camera), self._of(camera)
        ticket = steered.ticket
        self._send(steered, ticket, lambda: line.device.go_to(line.known.profile, preset))

    def idle_s(self, camera: CameraId) -> float | None:
        """Seconds since a hand last moved the camera; None when none did since this process began."""
        moved_at = self._of(camera).moved_at
        return None if moved_at is None else self._clock.monotonic() - moved_at

    def line(self, camera: CameraId) -> Line:
        """For what changes nothing at the camera."""
        return self._devices.steerable(camera)

    def save_preset(self, camera: CameraId, name: str, actor: Actor) -> "Preset":
        """Let the camera remember where it looks now."""
        line = self._devices.steerable(camera)
        preset = line.device.save_preset(line.known.profile, name)
        self._append(camera, actor, "camera.preset_saved", {"token": preset.token, "name": preset.name})
        return preset

    def remove_preset(self, camera: CameraId, token: str, actor: Actor) -> None:
        """Let the camera forget a place."""
        line = self._devices.steerable(camera)
        line.device.remove_preset(line.known.profile, token)
        self._append(camera, actor, "camera.preset_removed", {"token": token})

    def close(self) -> None:
        """Stop what is being held, soon; for the end of the process."""
        self._closing.set()
        with self._lock:
            watchers = [steered.watcher for steered in self._steered.values() if steered.watcher is not None]
        for watcher in watchers:
            watcher.join(HELD_S)
        self._devices.close()

    def _of(self, camera: CameraId) -> _Steered:
        with self._lock:
            return self._steered.setdefault(camera, _Steered())

    def _touch(self, steered: _Steered) -> int:
        """A new order is on its way; what still waits behind an older one is void."""
        steered.ticket += 1
        steered.moved_at = self._clock.monotonic()
        return steered.ticket

    def _hold(self, steered: _Steered, camera: CameraId, for_s: float) -> None:
        steered.held_until = self._clock.monotonic() + for_s
        if steered.watcher is None:
            steered.watcher = threading.Thread(target=self._watch, args=(steered, camera), daemon=True)
            steered.watcher.start()

    def _send(self, steered: _Steered, ticket: int, order: Callable[[], None]) -> None:
        with steered.wire:
            # While a slow camera took the last order, newer ones may have come: only the newest is worth sending.
            if steered.ticket == ticket:
                order()

    def _watch(self, steered: _Steered, camera: CameraId) -> None:
        """Until the camera is let go: stop it when nobody has renewed the move in time."""
        while True:
            with steered.lock:
                until = steered.held_until
                now = self._clock.monotonic()
                if until is None:
                    steered.watcher = None
                    return
                is_over = now >= until or self._closing.is_set()
                if is_over:
                    steered.held_until, steered.watcher = None, None
                    steered.ticket += 1
                    ticket = steered.ticket
            if is_over:
                self._halt(steered, ticket, camera)
                return
            self._clock.wait(until - now, self._closing)

    def _halt(self, steered: _Steered, ticket: int, camera: CameraId) -> None:
        for _ in range(_STOP_TRIES):
            try:
                line = self._devices.steerable(camera)  # anew: its login may have changed meanwhile
                self._send(steered, ticket, partial(line.device.stop, line.known.profile))
            except Fault as fault:
                log.warning("camera not stopped", camera=camera, reason=fault.message)
            else:
                return

    def _tell(self, steered: _Steered, camera: CameraId, actor: Actor) -> None:
        """Journal who steers: at once for a new hand, then now and then while it goes on."""
        now = self._clock.now()
        with steered.lock:
            if steered.told is not None and steered.told[0] == actor.id and now - steered.told[1] < _TOLD_AGAIN:
                return
            steered.told = (actor.id, now)
        self._append(camera, actor, "camera.steered", {"by_id": actor.id, "by": actor.name})

    def _append(self, camera: CameraId, actor: Actor, kind: str, data: JsonObject) -> None:
        with self._database.write() as session:
            append(session, self._clock.now(), actor, kind, f"camera:{camera}", {"camera_id": camera, **data})


def _take(steered: _Steered, hand: Hand, camera: CameraId) -> None:
    if hand.grip in steered.lost:
        who = steered.hand.actor.name if steered.hand else "somebody else"
        raise conflict(f"camera {camera}: {who} steers it now; press again to take it over")
    if steered.hand is not None and steered.hand.grip != hand.grip:
        if len(steered.lost) > 100:
            steered.lost.clear()
        steered.lost.add(steered.hand.grip)
    steered.hand = hand
