"""Line crossing: an object's foot point passes a tripwire, in a direction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from analytics.rule import Direction, Hit, Lookout, Memory
from analytics.track import Track
from analytics.zone import Tripwire
from kernel.geometry import Point, segments_cross

_MARGIN = 0.008  # of the picture, or this share of the object's height: nearer than that the side is undecided
_MARGIN_OF_HEIGHT = 0.04


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the track last stood clearly on one side; `pending`: a crossing whose class is not known yet."""

    foot: Point
    side: int
    pending: Direction | None = None


def look(lookout: Lookout, memory: Memory, tracks: Sequence[Track], at: datetime) -> tuple[Memory, list[Hit]]:
    """Hits for each track that passed the tripwire since it was last clearly on one side. Memory: id -> `Stand`."""
    wire = lookout.tripwire
    if wire is None:
        return {}, []
    after: dict[int, object] = {}
    hits = []
    for track in tracks:
        before = memory.get(track.id)
        stand = before if isinstance(before, Stand) else _first_stand(wire, track)
        if stand is None:
            continue
        if not track.is_coasting:
            stand = _step(wire, stand, track)
        if stand.pending and lookout.rule.direction in (stand.pending, Direction.BOTH) and lookout.rule.concerns(track):
            hits.append(Hit(lookout.rule, track, at, stand.pending))
            stand = Stand(stand.foot, stand.side)
        after[track.id] = stand
    return after, hits


def _first_stand(wire: Tripwire, track: Track) -> Stand | None:
    """A track is believed only after some frames: its way since it was first seen counts too."""
    for point in (track.origin, track.foot):
        if side := _decided(wire, point, track):
            return Stand(point, side)
    return None


def _step(wire: Tripwire, stand: Stand, track: Track) -> Stand:
    side = _decided(wire, track.foot, track)
    if side == 0:
        return stand
    if side == stand.side:
        return Stand(track.foot, side, stand.pending)
    if not _passed(wire, stand.foot, track.foot):
        return Stand(track.foot, side)
    return Stand(track.foot, side, Direction.FORWARD if side > 0 else Direction.BACKWARD)


def _decided(wire: Tripwire, point: Point, track: Track) -> int:
    offset = wire.offset(point)
    margin = max(_MARGIN, _MARGIN_OF_HEIGHT * min(track.box.height, 0.5))
    return 0 if abs(offset) < margin else (1 if offset > 0 else -1)


def _passed(wire: Tripwire, start: Point, end: Point) -> bool:
    return segments_cross(start, end, wire.start, wire.end)
