"""Shapes of the imported map: its roads, its addresses, and what is closed."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, JsonValue

from console.api.schema.base import Draft, Place, View


class MapView(View):
    """The imported map in force."""

    generation: str = Field(description="part of the tiles' address: another import, another address")
    source: str
    imported_at: datetime
    bounds: tuple[float, float, float, float] = Field(description="west, south, east, north")
    roads_m: float
    places: int
    attribution: str


class MapStatus(View):
    map: MapView | None = Field(description="null: none is imported")


class WayView(View):
    line: list[Place]
    travel_s: float
    length_m: float


class UnitWay(View):
    way: WayView | None = Field(description="null: no road leads there, or the unit's position is unknown")


class ReachView(View):
    """A GeoJSON FeatureCollection: one MultiPolygon for each of the minutes asked for, `minutes` in its properties."""

    type: str = "FeatureCollection"
    features: list[dict[str, JsonValue]]


class FoundKind(StrEnum):
    SETTLEMENT = "settlement"
    STREET = "street"
    ADDRESS = "address"
    POI = "poi"


class FoundPlace(View):
    kind: FoundKind
    name: str
    detail: str = Field(description="where it lies; may be empty")
    position: Place


class ClosureShape(StrEnum):
    LINE = "line"
    AREA = "area"


class ClosedTo(StrEnum):
    VEHICLES = "vehicles"
    EVERYONE = "everyone"


class ClosureDraft(Draft):
    shape: ClosureShape
    points: Annotated[list[Place], Field(max_length=200)]
    closed_to: ClosedTo = ClosedTo.VEHICLES
    reason: Annotated[str, Field(max_length=200)] = ""


class ClosureView(View):
    id: str
    shape: ClosureShape
    points: list[Place]
    closed_to: ClosedTo
    reason: str
    drawn_at: datetime
    drawn_by: str
