"""Which tracks of different cameras are one object: by where on the ground they are, and when. Pure.

Nothing is known of how anybody looks, and nothing is kept: a track's place is forgotten seconds after it ended.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from analytics.detection import ObjectClass
from analytics.track import Track
from kernel.geo import LatLon, LocalPlane, distance_m
from kernel.geometry import Point, contains
from kernel.ids import CameraId

GRACE_S = 6.0  # who leaves one view may come into the next within this time
_AHEAD_S = 2.0  # another camera's pictures may be analysed so much earlier or later
_YOUNG_S = 2.0  # for so long a new track is compared with those of other cameras
_NEAR_M = 2.0  # calibrations and feet are so far off
_UNSURE = 0.5  # of the way that was foretold
_UNSURE_MPS = 0.4
_LEAST_SPEED_MPS, _MOST_SPEED_MPS = 1.5, 40.0

TrackKey = tuple[CameraId, int]


@dataclass(frozen=True, slots=True)
class Step:
    """Where on the ground a track is at one moment."""

    at: datetime
    place: LatLon
    object_class: ObjectClass
    speed_mps: float | None = None
    heading_deg: float | None = None


@dataclass(frozen=True, slots=True)
class _Life:
    """A track as last seen on the ground. group: all tracks of one group are one object."""

    since: datetime
    at: datetime
    place: LatLon
    speed_mps: float
    heading_deg: float | None
    object_class: ObjectClass
    group: int


class Handover:
    """The tracks of neighbouring calibrated cameras. Not thread-safe; moments of one camera come in their order."""

    def __init__(self) -> None:
        self._lives: dict[TrackKey, _Life] = {}
        self._views: dict[CameraId, Sequence[LatLon]] = {}
        self._groups = 0

    def begin(self, camera: CameraId, view: Sequence[LatLon]) -> None:
        """The camera's analysis begins anew: its tracks are others. view: the ground it sees; empty: not calibrated."""
        self.leave(camera)
        if view:
            self._views[camera] = view

    def leave(self, camera: CameraId) -> None:
        """The camera is analysed no longer."""
        self._views.pop(camera, None)
        self._lives = {key: life for key, life in self._lives.items() if key[0] != camera}

    def see(self, camera: CameraId, tracks: Sequence[Track], at: datetime) -> None:
        """Take in the camera's tracks of one moment; those without a place are passed over."""
        if len(self._views) < 2 and not self._lives:
            return
        for track in tracks:
            if track.position is None or track.is_coasting or track.still is not None:
                continue
            step = Step(at, track.position, track.object_class, track.speed_mps, track.heading_deg)
            self._note((camera, track.id), step)
        limit = timedelta(seconds=GRACE_S + _AHEAD_S)
        self._lives = {key: life for key, life in self._lives.items() if at - life.at <= limit}

    def note(self, camera: CameraId, number: int, step: Step) -> int:
        """Take in where one track is; returns its group."""
        return self._note((camera, number), step)

    def group_of(self, camera: CameraId, number: int) -> int | None:
        """What the track has in common with the others that are the same object; None where it is not known."""
        life = self._lives.get((camera, number))
        return None if life is None else life.group

    def may_come_again(self, camera: CameraId, number: int) -> bool:
        """Whether the track ended so near another camera's view that it may be seen there within `GRACE_S`."""
        life = self._lives.get((camera, number))
        if life is None:
            return False
        reach = _NEAR_M + max(_LEAST_SPEED_MPS, min(life.speed_mps, _MOST_SPEED_MPS)) * GRACE_S
        return any(_to_view_m(life.place, view) <= reach for other, view in self._views.items() if other != camera)

    def _note(self, key: TrackKey, step: Step) -> int:
        before = self._lives.get(key)
        group = before.group if before else None
        since = before.since if before else step.at
        if group is None or (self._is_alone(key, group) and (step.at - since).total_seconds() <= _YOUNG_S):
            group = self._found(key, step) or group
        if group is None:
            self._groups += 1
            group = self._groups
        is_known = step.speed_mps is not None or before is None
        speed = (step.speed_mps or 0.0) if is_known or before is None else before.speed_mps
        heading = step.heading_deg if is_known or before is None else before.heading_deg
        self._lives[key] = _Life(since, step.at, step.place, speed, heading, step.object_class, group)
        return group

    def _is_alone(self, key: TrackKey, group: int) -> bool:
        return not any(life.group == group for other, life in self._lives.items() if other != key)

    def _found(self, key: TrackKey, step: Step) -> int | None:
        """The group of the nearest track of another camera that may be this one, if no other of this camera is it."""
        camera = key[0]
        present = [
            (other, life)
            for other, life in self._lives.items()
            if other[0] == camera and other != key and abs((step.at - life.at).total_seconds()) < 1.0
        ]
        taken = {life.group for _, life in present}
        best: tuple[float, int] | None = None
        for (other, _), life in self._lives.items():
            if other == camera or life.group in taken or not _may_be(life.object_class, step.object_class):
                continue
            off_m, gate_m = _off(life, step.place, step.at)
            if off_m <= gate_m and (best is None or off_m < best[0]):
                best = (off_m, life.group)
        return None if best is None else best[1]


def _off(life: _Life, place: LatLon, at: datetime) -> tuple[float, float]:
    """How far `place` is from where the life is foretold to be at that time, and how far it may be."""
    passed_s = (at - life.at).total_seconds()
    if not -_AHEAD_S <= passed_s <= GRACE_S:
        return math.inf, 0.0
    way_m = min(life.speed_mps, _MOST_SPEED_MPS) * passed_s
    angle = math.radians(life.heading_deg or 0.0)
    there = LocalPlane(life.place).place(way_m * math.sin(angle), way_m * math.cos(angle))
    return distance_m(there, place), _NEAR_M + _UNSURE * abs(way_m) + _UNSURE_MPS * abs(passed_s)


def _may_be(a: ObjectClass, b: ObjectClass) -> bool:
    return a is b or ObjectClass.UNKNOWN in (a, b)


def _to_view_m(place: LatLon, view: Sequence[LatLon]) -> float:
    """Metres from the place to the polygon; 0 inside."""
    plane = LocalPlane(place)
    corners = [Point(*plane.metres(corner)) for corner in view]
    if contains(corners, Point(0.0, 0.0)):
        return 0.0
    return min((_to_edge_m(a, b) for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)), default=math.inf)


def _to_edge_m(a: Point, b: Point) -> float:
    """Metres from the origin to the edge from `a` to `b`."""
    dx, dy = b.x - a.x, b.y - a.y
    length = dx * dx + dy * dy
    share = 0.0 if length == 0 else min(1.0, max(0.0, -(a.x * dx + a.y * dy) / length))
    return math.hypot(a.x + share * dx, a.y + share * dy)
