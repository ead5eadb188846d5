"""What the ground tells of a track: where it is, how fast, which way, how tall and how wide. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from analytics.ground import PERSON_M, GroundPlane
from analytics.track import Track
from kernel.geometry import Point

_WINDOW = timedelta(seconds=1.0)
_LEAST = timedelta(seconds=0.4)  # a shorter way says little
_STALE = timedelta(seconds=0.5)  # coasting for longer than this nothing is known
_GRAIN_M = 4.0  # the ground under a hundredth of the picture's height: farther off a speed would be invented
_STANDING_MPS = 0.3  # slower than this a heading is noise


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where a track stood at one moment, in metres on the ground, and its size there."""

    at: datetime
    east: float
    north: float
    height_m: float | None
    width_m: float | None


class Measure:
    """Fills in the ground's part of tracks. Remembers the last second of each; a track's memory ends with it."""

    def __init__(self, ground: GroundPlane | None) -> None:
        self._ground = ground
        self._stands: dict[int, tuple[_Stand, ...]] = {}

    def of(self, tracks: Sequence[Track], at: datetime) -> tuple[Track, ...]:
        """The tracks with position, `speed_mps`, `heading_deg`, `height_m`, `width_m`; as they are without a ground."""
        if self._ground is None:
            return tuple(tracks)
        stands: dict[int, tuple[_Stand, ...]] = {}
        measured = []
        for track in tracks:
            way = tuple(s for s in self._stands.get(track.id, ()) if timedelta() <= at - s.at <= _WINDOW)
            if not track.is_coasting and not track.is_cut:
                stand = _stand(self._ground, track, at)
                way = (*way, stand) if stand else way
            stands[track.id] = way
            measured.append(_measured(self._ground, track, way, at))
        self._stands = stands
        return tuple(measured)


def _stand(ground: GroundPlane, track: Track, at: datetime) -> _Stand | None:
    metres = ground.metres_of(track.foot)
    if metres is None:
        return None
    return _Stand(at, *metres, _height_m(ground, track), ground.width_m(track.foot, track.box.width))


def _measured(ground: GroundPlane, track: Track, way: tuple[_Stand, ...], at: datetime) -> Track:
    placed = replace(track, position=ground.place_of(track.foot))
    if not way or at - track.seen_at > _STALE:
        return placed
    heights = [stand.height_m for stand in way if stand.height_m is not None]
    widths = [stand.width_m for stand in way if stand.width_m is not None]
    speed, heading = _motion(way) if _is_fine(ground, track.foot) else (None, None)
    return replace(
        placed,
        speed_mps=speed,
        heading_deg=heading,
        height_m=median(heights) if heights else None,
        width_m=median(widths) if widths else None,
    )


def _motion(way: tuple[_Stand, ...]) -> tuple[float | None, float | None]:
    """Metres a second and degrees clockwise from north: from the median of the first third to that of the last."""
    if way[-1].at - way[0].at < _LEAST or len(way) < 3:
        return None, None
    third = max(1, len(way) // 3)
    first, last = way[:third], way[-third:]
    start = median(s.at.timestamp() for s in first)
    passed_s = median(s.at.timestamp() for s in last) - start
    if passed_s <= 0:
        return None, None
    east = (median(s.east for s in last) - median(s.east for s in first)) / passed_s
    north = (median(s.north for s in last) - median(s.north for s in first)) / passed_s
    speed = math.hypot(east, north)
    return speed, (math.degrees(math.atan2(east, north)) % 360 if speed >= _STANDING_MPS else None)


def _height_m(ground: GroundPlane, track: Track) -> float | None:
    """How tall what stands at the foot is: the person's height scaled, then once more from there."""
    tall_m = PERSON_M
    for _ in range(2):
        shown = ground.person_height(track.foot, tall_m)
        if not shown or shown <= 0:
            return None
        tall_m = min(30.0, tall_m * track.box.height / shown)
    return tall_m


def _is_fine(ground: GroundPlane, foot: Point) -> bool:
    near = ground.metres_of(Point(foot.x, foot.y + 0.005))
    far = ground.metres_of(Point(foot.x, foot.y - 0.005))
    return near is not None and far is not None and math.dist(near, far) <= _GRAIN_M
