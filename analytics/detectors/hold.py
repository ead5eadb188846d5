"""Where known objects were of late: a person who stands still must not lose the parts that look like mere light."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.track import Track
from kernel.geometry import Box, Point

_HOLD_S = 3.0  # the held box shrinks to the object's own within about this time
_FOOT_S = 1.0
_SLOW = 0.1  # of its height: an object whose foot point is this near to its mean of late is slow


@dataclass(frozen=True, slots=True)
class Hold:
    """The union of an object's boxes of late, and whether it has hardly moved meanwhile."""

    box: Box
    foot: Point
    is_slow: bool


class Holds:
    """The holds of the objects in view. One thread."""

    def __init__(self) -> None:
        self._by_track: dict[int, Hold] = {}

    def update(self, tracks: Sequence[Track], dt_s: float) -> list[Hold]:
        """The holds after a frame with `tracks`, `dt_s` after the last."""
        self._by_track = {track.id: _held(self._by_track.get(track.id), track, dt_s) for track in tracks}
        return list(self._by_track.values())


def _held(before: Hold | None, track: Track, dt_s: float) -> Hold:
    box = track.box
    if before is None:
        return Hold(box, track.foot, is_slow=False)
    share, quick = 1 - math.exp(-dt_s / _HOLD_S), 1 - math.exp(-dt_s / _FOOT_S)
    old = before.box
    union = Box(
        min(box.left, old.left + share * (box.left - old.left)),
        min(box.top, old.top + share * (box.top - old.top)),
        max(box.right, old.right + share * (box.right - old.right)),
        max(box.bottom, old.bottom + share * (box.bottom - old.bottom)),
    )
    foot = Point(
        before.foot.x + quick * (track.foot.x - before.foot.x), before.foot.y + quick * (track.foot.y - before.foot.y)
    )
    near = _SLOW * max(union.height, union.width)
    is_slow = not track.is_coasting and math.hypot(track.foot.x - foot.x, track.foot.y - foot.y) < near
    return Hold(union, foot, is_slow)
