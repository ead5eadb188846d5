"""Removed object: what stood in a zone is gone."""

from collections.abc import Sequence
from datetime import datetime

from analytics.rule import Hit, Lookout, Memory
from analytics.track import Still, Track


def look(
    lookout: Lookout,
    memory: Memory,  # noqa: ARG001  # nothing to remember: the thing knows since when it is gone
    tracks: Sequence[Track],
    at: datetime,
) -> tuple[Memory, list[Hit]]:
    """Hits for each place where something has been gone for `dwell_s`."""
    gone = [track for track in tracks if track.still is Still.GONE and lookout.holds(track)]
    return {}, [
        Hit(lookout.rule, track, at)
        for track in gone
        if (at - track.since).total_seconds() >= lookout.rule.dwell_s and lookout.rule.concerns(track)
    ]
