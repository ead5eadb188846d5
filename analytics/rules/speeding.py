"""Speeding: an object in a zone is faster than the limit. Speeds are those of the ground, so it needs calibration."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from analytics.rule import Hit, Lookout, Memory
from analytics.track import Track

_STEADY_S = 0.4  # faster for less than this is a box that leapt
_KMH = 3.6


@dataclass(frozen=True, slots=True)
class Run:
    """Since when the track is too fast, and the lowest and highest it was lately."""

    since: datetime | None
    top_kmh: float


def look(lookout: Lookout, memory: Memory, tracks: Sequence[Track], at: datetime) -> tuple[Memory, list[Hit]]:
    """Hits for each track that is faster than `limit_kmh`, steadily. Memory: track id -> `Run`."""
    limit = lookout.rule.limit_kmh
    if limit is None:
        return {}, []
    after: dict[int, object] = {}
    hits = []
    for track in tracks:
        before = memory.get(track.id)
        run = before if isinstance(before, Run) else Run(None, 0.0)
        speed = track.speed_mps * _KMH if track.speed_mps is not None else 0.0
        if not track.is_coasting:
            is_fast = speed > limit and lookout.holds(track)
            run = Run(run.since or at, max(run.top_kmh, speed)) if is_fast else Run(None, run.top_kmh)
        after[track.id] = run
        is_steady = run.since is not None and (at - run.since).total_seconds() >= _STEADY_S
        if is_steady and not track.is_coasting and lookout.rule.concerns(track):
            hits.append(Hit(lookout.rule, track, at, note=f"{run.top_kmh:.0f} km/h"))
    return after, hits
