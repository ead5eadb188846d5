"""Shapes of cameras, their scenes and their timeline."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from analytics.detection import ObjectClass
from analytics.rule import RuleKind
from console.api.schema.base import Draft, Name, PicturePoint, Place, View
from kernel.event import Severity


class CameraState(StrEnum):
    CONNECTING = "connecting"
    ONLINE = "online"
    OFFLINE = "offline"
    DISABLED = "disabled"


class Transport(StrEnum):
    TCP = "tcp"
    UDP = "udp"


class CameraStatusView(View):
    state: CameraState
    since: datetime
    reason: str | None
    codec: str | None
    width: int | None
    height: int | None


class CameraView(View):
    """A camera. `address` never holds credentials."""

    id: str
    name: str
    address: str
    sub_address: str | None = Field(description="its small stream, for tiles and analysis")
    transport: Transport
    records_audio: bool
    has_credentials: bool
    position: Place | None
    bearing_deg: float | None
    view_angle_deg: float
    range_m: float
    ground_view: list[Place] = Field(description="the ground it sees, from its calibration; empty without one")
    is_enabled: bool
    is_recorded: bool
    retention_days: int
    created_at: datetime
    status: CameraStatusView


class CameraDraft(Draft):
    """`url` may hold credentials; they are taken out of it and kept apart, and serve for `sub_url` too."""

    name: Name
    url: Annotated[str, Field(min_length=1, max_length=2000)]
    sub_url: Annotated[str, Field(max_length=2000)] | None = None
    transport: Transport = Transport.TCP
    records_audio: bool = False
    username: Annotated[str, Field(max_length=200)] | None = None
    password: Annotated[str, Field(max_length=200)] | None = None
    position: Place | None = None
    bearing_deg: Annotated[float, Field(ge=0, lt=360)] | None = None
    view_angle_deg: Annotated[float, Field(gt=0, le=360)] = 70
    range_m: Annotated[float, Field(gt=0, le=5000)] = 60
    is_recorded: bool = True
    retention_days: Annotated[int, Field(ge=1, le=3650)] = 14
    reports_intrusion: bool = Field(True, description="start with one rule: report whoever enters the picture")


class CameraChange(Draft):
    """Null changes nothing; an empty `sub_url` takes the small stream away."""

    name: Name | None = None
    url: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    sub_url: Annotated[str, Field(max_length=2000)] | None = None
    transport: Transport | None = None
    records_audio: bool | None = None
    username: Annotated[str, Field(max_length=200)] | None = None
    password: Annotated[str, Field(max_length=200)] | None = None
    position: Place | None = None
    bearing_deg: Annotated[float, Field(ge=0, lt=360)] | None = None
    view_angle_deg: Annotated[float, Field(gt=0, le=360)] | None = None
    range_m: Annotated[float, Field(gt=0, le=5000)] | None = None
    is_enabled: bool | None = None
    is_recorded: bool | None = None
    retention_days: Annotated[int, Field(ge=1, le=3650)] | None = None


class CameraProbe(Draft):
    """An address to try before it is added. Without a login, the one kept for `camera_id` serves on its own host."""

    url: Annotated[str, Field(min_length=1, max_length=2000)]
    username: Annotated[str, Field(max_length=200)] | None = None
    password: Annotated[str, Field(max_length=200)] | None = None
    transport: Transport = Transport.TCP
    camera_id: Annotated[str, Field(max_length=64)] | None = None


class CameraProbeResult(View):
    codec: str = Field(description="as it will be recorded")
    width: int
    height: int
    picture_jpeg_base64: str | None
    is_encoded: bool = Field(description="the camera sends MJPEG, which is encoded here")
    sound: Literal["aac", "opus"] | None = Field(description="the sound that could be recorded")


class PlacePair(View):
    """One point of the picture and the place it shows."""

    picture: PicturePoint
    place: Place


class Zone(View):
    id: Annotated[str, Field(min_length=1, max_length=64)]
    name: Name
    polygon: Annotated[list[PicturePoint], Field(max_length=256)] = Field(
        description="three corners or more; with `places`, what the calibration makes of them: read only"
    )
    places: Annotated[list[Place], Field(max_length=64)] = Field(
        default_factory=list, description="the corners of a zone drawn on the map; empty: drawn on the picture"
    )

    @model_validator(mode="before")
    @classmethod
    def _drawn_on_the_map(cls, data: object) -> object:
        """What is made of the places need not be given."""
        return {"polygon": [], **data} if isinstance(data, dict) and data.get("places") else data


class Tripwire(View):
    """A directed line; crossing from its left to its right, looking from start to end, is `forward`."""

    id: Annotated[str, Field(min_length=1, max_length=64)]
    name: Name
    start: PicturePoint
    end: PicturePoint
    places: Annotated[list[Place], Field(max_length=2)] = Field(
        default_factory=list, description="both ends of a line drawn on the map; empty: drawn on the picture"
    )

    @model_validator(mode="before")
    @classmethod
    def _drawn_on_the_map(cls, data: object) -> object:
        """What is made of the places need not be given."""
        ends = {"start": {"x": 0, "y": 0}, "end": {"x": 0, "y": 0}}
        return {**ends, **data} if isinstance(data, dict) and data.get("places") else data


class Stretch(View):
    """A stretch of some days of each week, by the wall clock of the scene's time zone."""

    days: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1, max_length=7)] = Field(
        description="the days it begins on, 0 is Monday"
    )
    start_minute: Annotated[int, Field(ge=0, le=1439)]
    end_minute: Annotated[int, Field(ge=1, le=1440)] = Field(description="not after the start: on the next day")


class SizeLimits(View):
    """How large an object must be; needs a calibrated camera where any is given."""

    min_height_m: Annotated[float, Field(ge=0, le=100)] | None = None
    max_height_m: Annotated[float, Field(ge=0, le=100)] | None = None
    min_width_m: Annotated[float, Field(ge=0, le=100)] | None = None
    max_width_m: Annotated[float, Field(ge=0, le=100)] | None = None


class Arrow(View):
    """A way through the picture."""

    start: PicturePoint
    end: PicturePoint


class Rule(View):
    id: Annotated[str, Field(min_length=1, max_length=64)]
    kind: RuleKind
    name: Name
    is_enabled: bool = True
    severity: Severity = Severity.MEDIUM
    zone_id: str | None = Field(None, description="all but line crossing; null: the whole picture")
    tripwire_id: str | None = Field(None, description="line crossing")
    direction: Literal["forward", "backward", "both"] = "both"
    classes: list[ObjectClass] = Field(default_factory=list, description="empty: any class")
    dwell_s: Annotated[float, Field(ge=0, le=86400)] = Field(
        0, description="loitering, occupancy, stopped vehicle, unattended and removed object: at least this long"
    )
    schedule: Annotated[list[Stretch], Field(max_length=336)] = Field(
        default_factory=list, description="when the rule reports; empty: always"
    )
    size: SizeLimits = Field(default_factory=SizeLimits)
    count: Annotated[int, Field(ge=1, le=10000)] | None = Field(None, description="occupancy: at least so many")
    density_per_m2: Annotated[float, Field(gt=0, le=20)] | None = Field(
        None, description="occupancy: at least so many to a square metre; needs calibration"
    )
    arrow: Arrow | None = Field(None, description="wrong way: the way that is allowed, in the picture")
    heading_deg: Annotated[float, Field(ge=0, le=360)] | None = Field(
        None, description="wrong way: the same on the map, clockwise from north; needs calibration; `arrow` goes first"
    )
    min_travel_m: Annotated[float, Field(gt=0, le=1000)] = Field(
        2.0, description="wrong way: how far against it; without calibration half the object's height counts"
    )
    limit_kmh: Annotated[float, Field(gt=0, le=400)] | None = Field(
        None, description="speeding: faster than this; needs calibration"
    )
    limit_mps: Annotated[float, Field(gt=0, le=15)] = Field(
        3.0, description="running: faster than this; without calibration in heights of a body of 1.7 m"
    )
    away_m: Annotated[float, Field(gt=0, le=1000)] = Field(
        3.0, description="unattended object: whoever brought it is at least this far off"
    )
    never_quiet: bool = Field(False, description="its events always call, whatever was dismissed before")


class SceneView(View):
    """What the analysis knows of a camera: where its points lie on the map, and what to report."""

    calibration: list[PlacePair] = Field(default_factory=list)
    calibration_error_m: float | None = Field(None, description="root mean square over the pairs; read only")
    calibration_left_out_m: float | None = Field(
        None, description="the same over pairs that the fit did not know, each left out once; read only"
    )
    calibration_lens_k1: float | None = Field(None, description="the lens that was found, 0: straight; read only")
    lens_k1: Annotated[float, Field(ge=-0.7, le=0.3)] | None = Field(
        None, description="how the lens bends straight lines, below 0: bulging; null: as the pairs say"
    )
    zones: list[Zone] = Field(default_factory=list)
    tripwires: list[Tripwire] = Field(default_factory=list)
    rules: list[Rule] = Field(default_factory=list)
    time_zone: Annotated[str, Field(max_length=64)] | None = Field(
        None, description="whose wall clock the rules' schedules follow; null: the house's"
    )
    is_always_decoded: bool = Field(False, description="look at every picture, even while nothing moves")


class SpanView(View):
    """A stretch of camera time."""

    start: datetime
    end: datetime
    state: Literal["recorded", "held", "gap", "policy", "expired", "not_yet"]
    reason: str | None


class TimelineView(View):
    camera_id: str
    start: datetime
    end: datetime
    spans: list[SpanView]
