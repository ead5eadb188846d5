"""Loitering: an object stays in a zone for longer than the dwell time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from analytics.rule import Hit, Lookout, Memory
from analytics.track import Track

_PARDON_S = 1.5  # stepping out for less than this does not start the clock anew


@dataclass(frozen=True, slots=True)
class Stay:
    """Since when the track is in the zone, and when it was last inside."""

    since: datetime
    last_inside: datetime


def look(lookout: Lookout, memory: Memory, tracks: Sequence[Track], at: datetime) -> tuple[Memory, list[Hit]]:
    """Hits for each track that has been in the zone for `dwell_s` seconds. Memory: track id -> `Stay`."""
    after: dict[int, object] = {}
    hits = []
    for track in tracks:
        before = memory.get(track.id)
        stay = before if isinstance(before, Stay) else None
        if lookout.holds(track):
            # Without a zone the clock starts when the object was first seen, not when it was believed.
            start = track.since if lookout.zone is None else at
            stay = replace(stay, last_inside=at) if stay else Stay(start, at)
        elif stay and (at - stay.last_inside).total_seconds() > _PARDON_S:
            stay = None
        if stay is None:
            continue
        after[track.id] = stay
        is_long = (at - stay.since).total_seconds() >= lookout.rule.dwell_s
        if is_long and stay.last_inside == at and lookout.rule.concerns(track):
            hits.append(Hit(lookout.rule, track, at))
    return after, hits
