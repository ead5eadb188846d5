"""Where tracked objects began and where they came to a halt: what is still at such a place is they, no thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from analytics.track import Track
from kernel.geometry import Box

_HALT_S = 1.5  # it did not stir for so long before it was lost: it is still there
_KEPT = timedelta(minutes=10)
_COVERED = 0.5  # of what is asked for
_FILLED = 0.2  # of the object's box: what it set down is smaller than it is


@dataclass(frozen=True, slots=True)
class _Place:
    box: Box
    at: datetime


class Passers:
    """The begins and halts of one camera's tracks in the last ten minutes. One thread."""

    def __init__(self) -> None:
        self._in_view: dict[int, Track] = {}
        self._began: list[_Place] = []
        self._halted: list[_Place] = []

    def see(self, tracks: Sequence[Track], at: datetime) -> None:
        """Take in the tracks of one moment."""
        in_view = {track.id: track for track in tracks}
        for id_, track in in_view.items():
            if id_ not in self._in_view:
                self._began.append(_Place(_first_box(track), track.since))
        for id_, track in self._in_view.items():
            if id_ not in in_view and track.still_s >= _HALT_S:
                self._halted.append(_Place(track.box, at))
        self._in_view = in_view
        self._began = [place for place in self._began if at - place.at < _KEPT]
        self._halted = [place for place in self._halted if at - place.at < _KEPT]

    def began_at(self, box: Box) -> bool:
        """Whether something that moves now, or did, began there: it left its place, nobody took it."""
        return any(_is_it(box, place.box) for place in self._began)

    def halted_at(self, box: Box) -> bool:
        """Whether somebody or something came there and has stood since."""
        return any(_is_it(box, place.box) for place in self._halted)


def _first_box(track: Track) -> Box:
    """The object's box where it was first seen, as large as it is now."""
    x, y, half = track.origin.x, track.origin.y, track.box.width / 2
    return Box(x - half, y - track.box.height, x + half, y)


def _is_it(box: Box, other: Box) -> bool:
    width = min(box.right, other.right) - max(box.left, other.left)
    height = min(box.bottom, other.bottom) - max(box.top, other.top)
    if width <= 0 or height <= 0 or box.area <= 0:
        return False
    shared = width * height
    return shared >= _COVERED * box.area and shared >= _FILLED * other.area
