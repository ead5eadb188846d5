"""Running: a person moves faster than people walk."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from analytics.detection import ObjectClass
from analytics.rule import Hit, Lookout, Memory
from analytics.track import Track

_BODY_M = 1.7
_WINDOW_S = 1.0
_LEAST_S = 0.5
_STEADY_S = 0.7


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the track stood, in heights of the picture, and how tall it was there."""

    at: datetime
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Gait:
    """The last second of a track, and since when it is too fast."""

    stands: tuple[Stand, ...] = ()
    since: datetime | None = None


def look(lookout: Lookout, memory: Memory, tracks: Sequence[Track], at: datetime) -> tuple[Memory, list[Hit]]:
    """Hits for each person who is faster than `limit_mps`, steadily. Memory: track id -> `Gait`.

    Where the ground does not tell metres the height of the person's box does: it stands for 1.7 m. Without classes the
    rule is about people.
    """
    after: dict[int, object] = {}
    hits = []
    for track in tracks:
        before = memory.get(track.id)
        gait = before if isinstance(before, Gait) else Gait()
        if not track.is_coasting:
            gait = _step(lookout, gait, track, at)
        after[track.id] = gait
        is_steady = gait.since is not None and (at - gait.since).total_seconds() >= _STEADY_S
        if is_steady and not track.is_coasting and _concerns(lookout, track):
            hits.append(Hit(lookout.rule, track, at))
    return after, hits


def _concerns(lookout: Lookout, track: Track) -> bool:
    is_meant = bool(lookout.rule.classes) or track.object_class is ObjectClass.PERSON
    return is_meant and lookout.rule.concerns(track)


def _step(lookout: Lookout, gait: Gait, track: Track, at: datetime) -> Gait:
    recent = tuple(stand for stand in gait.stands if (at - stand.at).total_seconds() <= _WINDOW_S)
    if not track.is_cut:  # what the edge cuts shrinks, and its foot slides along the edge
        recent = (*recent, Stand(at, track.foot.x * lookout.aspect, track.foot.y, track.box.height))
    speed = track.speed_mps if track.position is not None else _speed(recent)
    if speed is None:
        return Gait(recent, gait.since)
    is_fast = speed > lookout.rule.limit_mps and lookout.holds(track)
    return Gait(recent, (gait.since or at) if is_fast else None)


def _speed(stands: Sequence[Stand]) -> float | None:
    """Metres a second as far as the body's height tells: from the middle of the first third to that of the last."""
    if len(stands) < 3 or (stands[-1].at - stands[0].at).total_seconds() < _LEAST_S:
        return None
    third = max(1, len(stands) // 3)
    first, last = stands[:third], stands[-third:]
    passed_s = (last[len(last) // 2].at - first[len(first) // 2].at).total_seconds()
    x = median(s.x for s in last) - median(s.x for s in first)
    y = median(s.y for s in last) - median(s.y for s in first)
    height = median(s.height for s in stands)
    return None if passed_s <= 0 or height <= 0 else math.hypot(x, y) / passed_s / height * _BODY_M
