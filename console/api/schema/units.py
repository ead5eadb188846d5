"""Shapes of patrol units and their positions."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from console.api.schema.base import Draft, Name, Place, View


class UnitKind(StrEnum):
    FOOT = "foot"
    BICYCLE = "bicycle"
    MOTORCYCLE = "motorcycle"
    CAR = "car"


class UnitStatus(StrEnum):
    AVAILABLE = "available"
    BUSY = "busy"
    OUT_OF_SERVICE = "out_of_service"
    OFF_DUTY = "off_duty"


class FixView(View):
    position: Place
    at: datetime
    received_at: datetime
    accuracy_m: float | None
    speed_mps: float | None
    course_deg: float | None
    source: str
    battery_percent: float | None
    is_mock: bool = Field(default=False, description="the device says that an app made the position up")


class Reservation(View):
    """A unit is kept for something for a while."""

    incident_id: str | None
    note: str
    start: datetime
    until: datetime
    by: str


class UnitView(View):
    id: str
    callsign: str
    kind: UnitKind
    crew: list[str] = Field(description="names, in the list of units only, for who may see the roster; else empty")
    status: UnitStatus
    status_since: datetime
    fix: FixView | None
    order_ids: list[str] = Field(description="its open orders, in the order of work")
    phone_connected: bool
    created_at: datetime
    reservation: Reservation | None = Field(description="for what it is kept; holds from `start` to `until`")


class UnitDraft(Draft):
    callsign: Annotated[str, Field(min_length=1, max_length=24)]
    kind: UnitKind = UnitKind.CAR
    crew: list[Name] = Field(default_factory=list, max_length=12)


class UnitChange(Draft):
    callsign: Annotated[str, Field(min_length=1, max_length=24)] | None = None
    kind: UnitKind | None = None
    crew: Annotated[list[Name], Field(max_length=12)] | None = None


class UnitStatusChange(Draft):
    status: UnitStatus


class DeviceTokenView(View):
    """Shown once: the token with which a device speaks for the unit, and the link that opens its phone page."""

    unit_id: str
    token: str
    phone_path: str
    osmand_path: str


class FixDraft(Draft):
    """A position that the phone page sends."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    at: datetime
    accuracy_m: Annotated[float, Field(ge=0)] | None = None
    speed_mps: Annotated[float, Field(ge=0)] | None = None
    course_deg: Annotated[float, Field(ge=0, le=360)] | None = None
    battery_percent: Annotated[float, Field(ge=0, le=100)] | None = None


class TrailPoint(View):
    at: datetime
    position: Place
    source: str = ""
    verdict: str = Field(
        default="current",
        description="current, clock_ahead, late or imported; when doubtful ones are asked: jump, invalid",
    )
    is_mock: bool = False


class Reason(View):
    """Why a unit ranks where it does, or is left out: a code for the page's languages and its figures."""

    code: str
    values: dict[str, float | str]


class RankedUnit(View):
    unit_id: str
    callsign: str
    rank: int | None = Field(description="from 1; null: left out")
    distance_m: float | None
    travel_s_low: float | None
    travel_s: float | None
    travel_s_high: float | None
    travel_by: Literal["road", "straight"] | None = Field(description="what the time was measured on")
    reasons: list[Reason]
    coverage_cost: float | None = Field(description="by how much expected coverage falls when it leaves, 0 to 1")


class UnitChoice(View):
    """Two ways to choose a unit. taken: the one that ranks first."""

    fastest: str
    keeps_coverage: str = Field(description="of those there within `on_time_s`, the one that is missed least")
    taken: str
    on_time_s: float


class Recommendation(View):
    incident_id: str
    computed_at: datetime
    units: list[RankedUnit]
    choice: UnitChoice | None = Field(description="null: no protected place has been entered")
