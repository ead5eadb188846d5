"""Coverage at a moment, and its API shapes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kernel.ids import UnitId
from kernel.journal import JsonObject
from patrol.coverage import ProtectedPlace
from patrol.service.places import place_data

MINUTES = (1.0, 3.0, 5.0)


@dataclass(frozen=True, slots=True)
class PlaceCover:
    """A place and the free unit of its kind that is there first. void_since: told to be open since then."""

    place: ProtectedPlace
    unit_id: UnitId | None
    callsign: str | None
    seconds: float | None
    is_covered: bool
    void_since: datetime | None


@dataclass(frozen=True, slots=True)
class MoveUp:
    """A proposed move: expected coverage rises by `gain`, a share, once the unit is there."""

    unit_id: UnitId
    callsign: str
    place: ProtectedPlace
    seconds: float
    gain: float


@dataclass(frozen=True, slots=True)
class Cover:
    """Coverage at a moment; shares are of all weight. within: per minutes of `MINUTES`. losses: per free unit."""

    at: datetime
    share: float
    expected: float
    within: tuple[float, ...]
    free_units: int
    places: tuple[PlaceCover, ...]
    move: MoveUp | None
    losses: Mapping[UnitId, float]


def cover_data(cover: Cover) -> JsonObject:
    """CoverageView."""
    move = cover.move
    return {
        "at": cover.at.isoformat(),
        "share": round(cover.share, 4),
        "expected": round(cover.expected, 4),
        "within": [{"minutes": m, "share": round(s, 4)} for m, s in zip(MINUTES, cover.within, strict=True)],
        "free_units": cover.free_units,
        "places": [dict(place_cover_data(place)) for place in cover.places],
        "move": None if move is None else dict(_move_data(move)),
    }


def place_cover_data(cover: PlaceCover) -> JsonObject:
    """PlaceCoverView."""
    return {
        **place_data(cover.place),
        "unit_id": cover.unit_id,
        "callsign": cover.callsign,
        "travel_s": None if cover.seconds is None else round(cover.seconds, 1),
        "is_covered": cover.is_covered,
        "void_since": None if cover.void_since is None else cover.void_since.isoformat(),
    }


def _move_data(move: MoveUp) -> JsonObject:
    return {
        "unit_id": move.unit_id,
        "callsign": move.callsign,
        "place_id": move.place.id,
        "place_name": move.place.draft.name,
        "travel_s": round(move.seconds, 1),
        "gain": round(move.gain, 4),
    }
