"""Blobs, and which of them are pieces of one object. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.track import Track
from kernel.geometry import Box

STIRS = 0.03  # share of changed pixels from which something moves
_FRAGMENT = 0.06  # smaller pieces beside an object are noise
_REACH = 0.12  # of the object's size: pieces farther apart than this are not one object
_FAR_REACH = 0.6  # the same for pieces above one another that both move, or both do not


@dataclass(slots=True)
class Blob:
    """Foreground that belongs together, in pixels of the reduced picture; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int
    area: int
    strong: int
    moved: int
    labels: tuple[int, ...]

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def gap(self, other: "Blob") -> int:
        """Pixels between the two boxes, in the axis where they are farther apart; 0 where they touch."""
        across = max(self.left, other.left) - min(self.right, other.right)
        along = max(self.top, other.top) - min(self.bottom, other.bottom)
        return max(across, along, 0)

    def is_above(self, other: "Blob") -> bool:
        """Whether one is above the other and both move, or neither does."""
        shared = min(self.right, other.right) - max(self.left, other.left)
        alike = (self.moved > STIRS * self.area) == (other.moved > STIRS * other.area)
        return alike and shared >= 0.5 * min(self.width, other.width)

    def joined(self, other: "Blob") -> "Blob":
        return Blob(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
            self.area + other.area,
            self.strong + other.strong,
            self.moved + other.moved,
            self.labels + other.labels,
        )


def joined_by_tracks(blobs: list[Blob], tracks: Sequence[Track], shape: tuple[int, ...]) -> list[Blob]:
    """Fragments inside the box of one known object are that object."""
    height, width = shape[:2]
    rest = list(blobs)
    for track in sorted(tracks, key=lambda t: -t.box.area):
        box = track.box
        x, y = 0.08 * box.width + 0.01, 0.08 * box.height + 0.01
        inside = [b for b in rest if _is_inside(b, box, (x, y), (width, height))]
        if len(inside) > 1:
            whole, parts = _gathered(inside)
            rest = [b for b in rest if b not in parts] + [whole]
    return rest


def _gathered(pieces: list[Blob]) -> tuple[Blob, list[Blob]]:
    """The largest piece and all that belongs to it: not too small and not too far off; and which pieces those are."""
    waiting = sorted(pieces, key=lambda b: -b.area)
    whole = waiting.pop(0)
    parts = [whole]
    for piece in sorted(waiting, key=whole.gap):
        reach = (_FAR_REACH if whole.is_above(piece) else _REACH) * max(whole.height, whole.width) + 2
        if piece.area >= _FRAGMENT * whole.area and whole.gap(piece) <= reach:
            whole = whole.joined(piece)
            parts.append(piece)
    return whole, parts


def _is_inside(blob: Blob, box: Box, margin: tuple[float, float], size: tuple[int, int]) -> bool:
    width, height = size
    return (
        blob.left >= (box.left - margin[0]) * width
        and blob.right <= (box.right + margin[0]) * width
        and blob.top >= (box.top - margin[1]) * height
        and blob.bottom <= (box.bottom + margin[1]) * height
    )


def joined_upright(blobs: list[Blob]) -> list[Blob]:
    """Fragments close above one another are one upright object (a belt the colour of the wall cuts it in two)."""
    rest = sorted(blobs, key=lambda b: -b.area)
    i = 0
    while i < len(rest):
        j = i + 1
        while j < len(rest):
            if _is_upright_pair(rest[i], rest[j]):
                rest[i] = rest[i].joined(rest.pop(j))
                j = i + 1
            else:
                j += 1
        i += 1
    return rest


def _is_upright_pair(a: Blob, b: Blob) -> bool:
    shared = min(a.right, b.right) - max(a.left, b.left)
    if min(a.area, b.area) < _FRAGMENT * max(a.area, b.area):
        return False
    gap = max(a.top, b.top) - min(a.bottom, b.bottom)
    reach = 0.2 * max(a.height, b.height) + 1
    return shared >= 0.6 * min(a.width, b.width) and gap <= reach
