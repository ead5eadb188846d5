"""Units' own cameras: made when a unit first publishes, and moved as the unit moves."""

import threading
from collections.abc import Sequence

from ingest.camera import Camera, CameraDraft, CameraState, SourceAddress, SourceScheme
from ingest.store import CameraStore
from kernel.actor import Actor, system
from kernel.clock import Clock
from kernel.errors import conflict
from kernel.geo import distance_m
from kernel.ids import CameraId
from patrol.position import Fix
from patrol.service import PatrolService

LOOK_S = 2.0
MOVED_M = 10.0
AT_MOST_EVERY_S = 5.0
_WALKING_MPS = 1.0
_RANGE_M = 30.0
_ACTOR = system("publications")


class Publications:
    """Which camera is whose unit's. Any thread; `run_once` on one."""

    def __init__(self, cameras: CameraStore, patrol: PatrolService, clock: Clock) -> None:
        self._cameras = cameras
        self._patrol = patrol
        self._clock = clock
        self._making = threading.Lock()
        self._moved_at: dict[CameraId, float] = {}

    def camera_of(self, unit: str) -> Camera | None:
        """The unit's own camera; None before it first published."""
        return self._cameras.at_address(address_of(unit))

    def ready_camera(self, unit: str, callsign: str, actor: Actor) -> Camera:
        """The unit's own camera, made now if there is none, where the unit stands.

        Raises a conflict when the room has switched it off.
        """
        with self._making:
            camera = self.camera_of(unit)
            fix = self._fix(unit)
            if camera is None:
                return self._cameras.add(
                    CameraDraft(
                        name=f"{callsign} camera",
                        address=address_of(unit),
                        records_audio=True,
                        position=fix.position if fix else None,
                        bearing_deg=_heading(fix) if fix else None,
                        range_m=_RANGE_M,
                    ),
                    actor,
                )
        if not camera.is_enabled:
            raise conflict(f"camera {camera.name}: the room has switched it off; ask the room to switch it on")
        if fix is not None and fix.position != camera.position:
            self._move(camera, fix)
        return camera

    def run_once(self, stop: threading.Event) -> None:
        """Look where the units of publishing cameras stand."""
        if not self._clock.wait(LOOK_S, stop):
            self.tick()

    def tick(self) -> None:
        """Move the cameras that are online and whose unit has gone some way; each seldom enough for the journal."""
        now = self._clock.monotonic()
        for camera in self._online():
            fix = self._fix(camera.address.path)
            if fix is None or now - self._moved_at.get(camera.id, float("-inf")) < AT_MOST_EVERY_S:
                continue
            if camera.position is None or distance_m(camera.position, fix.position) >= MOVED_M:
                self._move(camera, fix)

    def _online(self) -> Sequence[Camera]:
        carried = [camera for camera in self._cameras.list() if camera.address.scheme is SourceScheme.WHIP]
        return [camera for camera in carried if self._cameras.status(camera.id).state is CameraState.ONLINE]

    def _fix(self, unit: str) -> Fix | None:
        return self._patrol.units.get(unit).fix

    def _move(self, camera: Camera, fix: Fix) -> None:
        self._moved_at[camera.id] = self._clock.monotonic()
        self._cameras.move(camera.id, fix.position, _heading(fix), _ACTOR)


def address_of(unit: str) -> SourceAddress:
    """The address of the camera that a unit carries."""
    return SourceAddress(SourceScheme.WHIP, "", None, unit)


def _heading(fix: Fix) -> float | None:
    """Where it looks: ahead, while the unit goes somewhere."""
    return fix.course_deg if (fix.speed_mps or 0) >= _WALKING_MPS else None
