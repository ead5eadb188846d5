"""What the tracker remembers of one object, and when it is believed. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from analytics.detection import ObjectClass
from analytics.naming import DOUBTED, Naming
from analytics.track import Track
from analytics.zone import clamped
from kernel.geometry import Box, Point

FloatArray = NDArray[np.float64]

_KNOWN_EVIDENCE = 2.0  # log-likelihood ratio from which a class is named


@dataclass(slots=True)
class Life:
    """What the tracker remembers of one object beside its filters. size, pace: width and height, and what it does in a
    second, in picture heights, while it was well seen. grouped_since: since when it has not been seen by itself.
    """

    id: int
    since: datetime
    seen_at: datetime
    stirred_at: datetime
    first: FloatArray
    origin: Point
    hits: int = 1
    is_confirmed: bool = False
    grouped_since: datetime | None = None
    confidence: float = 0.5
    evidence: float = 0.0
    is_cut: bool = False
    is_lost: bool = False
    activity: float = 1.0
    travel: float = 0.0
    pace: FloatArray = field(default_factory=lambda: np.zeros(2))
    size: FloatArray = field(default_factory=lambda: np.zeros(2))
    path: list[Point] = field(default_factory=list)
    naming: Naming = field(default_factory=Naming)


def has_travelled(life: Life, box: FloatArray, share: float) -> bool:
    """Whether the whole object has moved by `share` of its own size: opposite edges in the same direction, so that a
    thing that flickers in its place has not. At the picture's edge one moving edge is enough: it enters. In the wake
    of another object it must get out of there.
    """
    size = max(float((box[2:] - box[:2]).max()), float((life.first[2:] - life.first[:2]).max()))
    way = box - life.first
    if life.is_cut and life.travel == 0:
        return bool(np.abs(way).max() >= 0.5 * share * size)
    need = max(share * size, life.travel)
    together = np.where(way[:2] * way[2:] > 0, np.minimum(np.abs(way[:2]), np.abs(way[2:])), 0.0)
    return bool(together.max() >= 0.7 * need and np.abs(way).max() >= need)


def track_of(life: Life, box: FloatArray, at: datetime) -> Track:
    shown = clamped(Box(*(float(edge) for edge in box)))
    sure = 1 / (1 + float(np.exp(-abs(life.evidence))))
    by_shape = ObjectClass.PERSON if life.evidence > 0 else ObjectClass.VEHICLE
    by_shape = by_shape if abs(life.evidence) >= _KNOWN_EVIDENCE else ObjectClass.UNKNOWN
    object_class, class_sure = life.naming.named(by_shape, sure)
    return Track(
        id=life.id,
        box=shown,
        foot=shown.foot,
        object_class=object_class,
        confidence=min(1.0, life.confidence * (DOUBTED if life.naming.is_doubted else 1.0)),
        class_confidence=class_sure,
        since=life.since,
        seen_at=life.seen_at,
        is_coasting=life.seen_at < at,
        is_cut=life.is_cut,
        still_s=(at - life.stirred_at).total_seconds(),
        origin=life.origin,
        path=tuple(life.path),
    )
