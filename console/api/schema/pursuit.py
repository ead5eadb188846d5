"""Shapes of a pursuit: what somebody who flees can have reached, what he comes past, where he can be stopped."""

from datetime import datetime

from pydantic import Field, JsonValue

from console.api.schema.base import Draft, Place, View


class PursuitCamera(View):
    """A camera that he comes past."""

    camera_id: str
    position: Place
    in_s: float = Field(description="seconds until he can be there at the earliest; below zero: since then")


class PursuitBlock(View):
    """A crossing that a free unit reaches before he can."""

    position: Place
    fugitive_s: float = Field(description="seconds until he can be there at the earliest")
    unit_id: str
    callsign: str
    unit_s: float = Field(description="seconds on the road until the unit is there")
    share: float = Field(description="of the crossings ahead of him, those whose fastest way leads through; 0 to 1")


class PursuitTaken(View):
    """A crossing to which a unit is sent already."""

    incident_id: str
    position: Place
    callsign: str


class PursuitView(View):
    at: datetime
    elapsed_s: float
    has_road: bool = Field(description="false: no road is near the place, so nothing can be said")
    is_over: bool = Field(description="half an hour is over: the outline grows no more")
    features: list[dict[str, JsonValue]] = Field(description="GeoJSON: `edge` is now, or soon: in a minute")
    cameras: list[PursuitCamera] = Field(description="soonest first, then those that he may just have passed")
    blocks: list[PursuitBlock] = Field(description="the one that closes most of his ways first")
    taken: list[PursuitTaken]


class PursuitBlockDraft(Draft):
    unit_id: str
    position: Place
    incident_id: str | None = Field(default=None, description="what he is pursued for; the two are linked")
