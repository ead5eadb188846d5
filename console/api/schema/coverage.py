"""Shapes of protected places and of what the free units cover of them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from console.api.schema.base import Draft, Place, View
from console.api.schema.units import UnitKind

Weight = Annotated[float, Field(gt=0, le=100)]
WithinS = Annotated[float, Field(ge=30, le=900)]


class ProtectedPlaceDraft(Draft):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    position: Place
    weight: Weight = Field(default=1.0, description="how much it matters, beside the others")
    within_s: WithinS = Field(default=300.0, description="how soon a unit shall be there")
    kind: UnitKind | None = Field(default=None, description="which kind of unit covers it; null: any")


class ProtectedPlaceView(View):
    id: str
    name: str
    position: Place
    weight: float
    within_s: float
    kind: UnitKind | None


class PlaceCoverView(ProtectedPlaceView):
    """A protected place and the free unit of its kind that is there first."""

    unit_id: str | None
    callsign: str | None
    travel_s: float | None = Field(description="null: none is there within a quarter of an hour")
    is_covered: bool
    void_since: datetime | None = Field(description="told to be open since then")


class MoveUpView(View):
    """A proposed move that makes up most for what stands open."""

    unit_id: str
    callsign: str
    place_id: str
    place_name: str
    travel_s: float
    gain: float = Field(description="of expected coverage, 0 to 1")


class WithinView(View):
    minutes: float
    share: float


class CoverageView(View):
    at: datetime
    share: float = Field(description="of all weight, what a free unit reaches in its time; 0 to 1")
    expected: float = Field(description="the same with units that may be busy by then")
    within: list[WithinView]
    free_units: int
    places: list[PlaceCoverView]
    move: MoveUpView | None


class MoveUpDraft(Draft):
    unit_id: str
    place_id: str
