"""Intrusion: an object stands in a zone."""

from collections.abc import Sequence
from datetime import datetime

from analytics.rule import Hit, Lookout, Memory
from analytics.track import Track

_STEADY_FRAMES = 2  # a foot point that trembles over the border is not yet inside


def look(lookout: Lookout, memory: Memory, tracks: Sequence[Track], at: datetime) -> tuple[Memory, list[Hit]]:
    """Hits for each track whose foot point is in the zone.

    Memory: track id -> how many frames in a row it was inside; -1: not yet seen anywhere. A track that is inside when
    it is first seen counts at once, one that walks in must be inside for two frames. A coasting track keeps its state.
    """
    after: dict[int, object] = {}
    hits = []
    for track in tracks:
        before = memory.get(track.id)
        inside = before if isinstance(before, int) else None
        if not track.is_coasting or inside is None:
            holds = lookout.holds(track)
            inside = (_STEADY_FRAMES if inside is None else inside + 1) if holds else 0
        after[track.id] = inside
        if inside >= _STEADY_FRAMES and lookout.rule.concerns(track):
            hits.append(Hit(lookout.rule, track, at))
    return after, hits
