"""Beats: areas of the town that somebody walks. Pure."""

from dataclasses import dataclass
from typing import NewType

from kernel.errors import invalid
from kernel.geo import LatLon
from kernel.journal import JsonObject

BeatId = NewType("BeatId", str)

MOST_CORNERS = 100


@dataclass(frozen=True, slots=True)
class Beat:
    """An area. points: three or more corners, in turn."""

    id: BeatId
    name: str
    points: tuple[LatLon, ...]


def check_beat(name: str, points: tuple[LatLon, ...]) -> None:
    """Raise an invalid fault for what is no area with a name."""
    if not name.strip():
        raise invalid("beat: give it a name")
    if not 3 <= len(set(points)) <= MOST_CORNERS:
        raise invalid(f"beat {name}: an area has 3 to {MOST_CORNERS} corners; {len(points)} were drawn")


def beat_data(beat: Beat) -> JsonObject:
    """BeatView."""
    return {"id": beat.id, "name": beat.name, "points": [{"lat": p.lat, "lon": p.lon} for p in beat.points]}
