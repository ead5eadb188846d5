"""The shapes that cross HTTP and ride the event stream; a journal entry's `data` is the view it changes."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from kernel.event import EventPhase, Severity, Verdict

Unit01 = Annotated[float, Field(ge=0, le=1)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Text = Annotated[str, Field(max_length=4000)]


class View(BaseModel):
    """A shape that leaves the house."""

    model_config = ConfigDict(from_attributes=True)


class Draft(BaseModel):
    """A shape that comes in; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Problem(View):
    """RFC 9457 problem details; `kind` is the fault's kind."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    kind: str


class Place(View):
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class PicturePoint(View):
    """Normalised picture coordinates, origin top left."""

    x: Unit01
    y: Unit01


class PictureBox(View):
    left: Unit01
    top: Unit01
    right: Unit01
    bottom: Unit01


class Person(View):
    """A user, as others see them."""

    id: str
    name: str


# --- people who use the room ----------------------------------------------------------------------


class Role(StrEnum):
    OPERATOR = "operator"
    DISPATCHER = "dispatcher"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"
    UNIT = "unit"


class UserView(View):
    id: str
    username: str
    name: str
    roles: list[Role]
    unit_id: str | None
    camera_ids: list[str] | None = Field(description="the only cameras this person may see; null: all")
    is_active: bool
    created_at: datetime


class UserDraft(Draft):
    username: Annotated[str, Field(min_length=2, max_length=40, pattern=r"^[a-z0-9][a-z0-9._-]*$")]
    name: Name
    password: Annotated[str, Field(min_length=10, max_length=200)]
    roles: Annotated[list[Role], Field(min_length=1)]
    unit_id: str | None = None
    camera_ids: list[str] | None = None


class UserChange(Draft):
    name: Name | None = None
    password: Annotated[str, Field(min_length=10, max_length=200)] | None = None
    roles: Annotated[list[Role], Field(min_length=1)] | None = None
    unit_id: str | None = None
    camera_ids: list[str] | None = None
    is_active: bool | None = None


class Login(Draft):
    username: Annotated[str, Field(max_length=40)]
    password: Annotated[str, Field(max_length=200)]


class DeviceLogin(Draft):
    token: Annotated[str, Field(max_length=200)]


class SessionView(View):
    """Who is signed in; `csrf_token` goes back in the header `X-CSRF-Token` with every change."""

    user: UserView
    csrf_token: str
    permissions: list[str]
    room: str
    time_zone: str


# --- cameras --------------------------------------------------------------------------------------


class CameraState(StrEnum):
    CONNECTING = "connecting"
    ONLINE = "online"
    OFFLINE = "offline"
    DISABLED = "disabled"


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
    """`url` may hold credentials; they are taken out of it and kept apart."""

    name: Name
    url: Annotated[str, Field(min_length=1, max_length=2000)]
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
    name: Name | None = None
    url: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
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
    """An address to try before it is added."""

    url: Annotated[str, Field(min_length=1, max_length=2000)]
    username: Annotated[str, Field(max_length=200)] | None = None
    password: Annotated[str, Field(max_length=200)] | None = None


class CameraProbeResult(View):
    codec: str
    width: int
    height: int
    picture_jpeg_base64: str | None


class PlacePair(View):
    """One point of the picture and the place it shows."""

    picture: PicturePoint
    place: Place


class Zone(View):
    id: Annotated[str, Field(min_length=1, max_length=64)]
    name: Name
    polygon: Annotated[list[PicturePoint], Field(min_length=3, max_length=64)]


class Tripwire(View):
    """A directed line; crossing from its left to its right, looking from start to end, is `forward`."""

    id: Annotated[str, Field(min_length=1, max_length=64)]
    name: Name
    start: PicturePoint
    end: PicturePoint


class Rule(View):
    id: Annotated[str, Field(min_length=1, max_length=64)]
    kind: Literal["intrusion", "line_crossing", "loitering"]
    name: Name
    is_enabled: bool = True
    severity: Severity = Severity.MEDIUM
    zone_id: str | None = Field(None, description="intrusion and loitering; null: the whole picture")
    tripwire_id: str | None = Field(None, description="line crossing")
    direction: Literal["forward", "backward", "both"] = "both"
    classes: list[Literal["person", "vehicle", "unknown"]] = Field(default_factory=list, description="empty: any class")
    dwell_s: Annotated[float, Field(ge=0, le=86400)] = Field(0, description="loitering: stay at least this long")


class SceneView(View):
    """What the analysis knows of a camera: where its points lie on the map, and what to report."""

    calibration: list[PlacePair] = Field(default_factory=list)
    calibration_error_m: float | None = Field(None, description="root mean square over the pairs; read only")
    zones: list[Zone] = Field(default_factory=list)
    tripwires: list[Tripwire] = Field(default_factory=list)
    rules: list[Rule] = Field(default_factory=list)


class SpanView(View):
    """A stretch of camera time."""

    start: datetime
    end: datetime
    state: Literal["recorded", "gap", "expired", "held"]
    reason: str | None


class TimelineView(View):
    camera_id: str
    start: datetime
    end: datetime
    spans: list[SpanView]


# --- events ---------------------------------------------------------------------------------------


class EventView(View):
    id: str
    camera_id: str
    rule_id: str | None
    kind: str
    title: str
    severity: Severity
    phase: EventPhase
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    object_class: str | None
    direction: str | None
    confidence: Unit01
    box: PictureBox | None
    path: list[PicturePoint]
    position: Place | None
    position_is_measured: bool
    clip_start: datetime
    clip_end: datetime
    has_snapshot: bool
    count: int
    verdict: Verdict
    verdict_reason: str | None
    verdict_by: str | None
    verdict_at: datetime | None
    incident_id: str | None


class DismissReason(StrEnum):
    SHADOW = "shadow"
    RAIN = "rain"
    ANIMAL = "animal"
    HEADLIGHT = "headlight"
    KNOWN_ACTIVITY = "known_activity"
    OTHER = "other"


class Dismissal(Draft):
    reason: DismissReason
    note: Annotated[str, Field(max_length=500)] = ""


class EventPage(View):
    items: list[EventView]
    next_cursor: str | None


# --- incidents ------------------------------------------------------------------------------------


class IncidentState(StrEnum):
    NEW = "new"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    ON_SCENE = "on_scene"
    CONTROLLED = "controlled"
    CLOSED = "closed"


class NoteView(View):
    at: datetime
    by: str
    text: str


class IncidentView(View):
    id: str
    number: int
    title: str
    kind: str
    severity: Severity
    state: IncidentState
    position: Place | None
    camera_id: str | None
    event_ids: list[str]
    order_ids: list[str]
    opened_at: datetime
    opened_by: str
    taken_by: Person | None
    accepted_at: datetime | None
    closed_at: datetime | None
    disposition: str | None
    notes: list[NoteView]
    plan_id: str | None


class IncidentDraft(Draft):
    """An incident by hand, without or with an event."""

    title: Name
    kind: Annotated[str, Field(max_length=64)] = "other"
    severity: Severity = Severity.MEDIUM
    position: Place | None = None
    event_id: str | None = None


class EventToIncident(Draft):
    title: Name | None = None
    severity: Severity | None = None


class NoteDraft(Draft):
    text: Annotated[str, Field(min_length=1, max_length=4000)]


class Closing(Draft):
    disposition: Annotated[str, Field(min_length=1, max_length=64)]
    note: Text = ""


class IncidentPage(View):
    items: list[IncidentView]
    next_cursor: str | None


class ResponsePlanView(View):
    """When an event matches, an incident opens without a hand."""

    id: str
    name: str
    is_enabled: bool
    event_kinds: list[str] = Field(description="empty: any")
    camera_ids: list[str] = Field(description="empty: any")
    min_severity: Severity
    incident_severity: Severity | None = Field(description="null: the event's")
    instruction: str


class ResponsePlanDraft(Draft):
    name: Name
    is_enabled: bool = True
    event_kinds: list[str] = Field(default_factory=list)
    camera_ids: list[str] = Field(default_factory=list)
    min_severity: Severity = Severity.HIGH
    incident_severity: Severity | None = None
    instruction: Text = ""


# --- units ----------------------------------------------------------------------------------------


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


class UnitView(View):
    id: str
    callsign: str
    kind: UnitKind
    crew: list[str]
    status: UnitStatus
    status_since: datetime
    fix: FixView | None
    order_ids: list[str] = Field(description="its open orders, in the order of work")
    phone_connected: bool
    created_at: datetime


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
    reasons: list[Reason]


class Recommendation(View):
    incident_id: str
    computed_at: datetime
    units: list[RankedUnit]


# --- orders ---------------------------------------------------------------------------------------


class OrderState(StrEnum):
    SENT = "sent"
    DELIVERED = "delivered"
    SIGNED = "signed"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    HANDLED = "handled"
    REPORTED = "reported"
    DECLINED = "declined"
    RECALLED = "recalled"


class OrderStep(View):
    """A clock of the order: when it was reached, or by when it is due."""

    state: OrderState
    at: datetime | None
    due_at: datetime | None


class Escalation(View):
    """A rung of the ladder that an unsigned order has climbed."""

    level: int
    action: Literal["warn", "realert", "duty_officer", "command"]
    at: datetime


class PhotoView(View):
    id: str
    content_type: str
    size_bytes: int


class ReportView(View):
    at: datetime
    text: str
    photos: list[PhotoView]


class OrderView(View):
    id: str
    incident_id: str
    unit_id: str
    callsign: str
    state: OrderState
    severity: Severity
    instruction: str
    position: Place | None
    sent_at: datetime
    sent_by: str
    steps: list[OrderStep]
    escalations: list[Escalation]
    next_escalation_at: datetime | None
    ended_reason: str | None
    report: ReportView | None


class OrderDraft(Draft):
    incident_id: str
    unit_id: str
    instruction: Text = ""


class Refusal(Draft):
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class Act(Draft):
    """A step pressed on the phone; `at` is the phone's time, kept beside the server's."""

    at: datetime | None = None


class UnitHome(View):
    """All that the phone page needs."""

    sequence: int
    unit: UnitView
    orders: list[OrderView]
    incidents: list[IncidentView]


# --- the room -------------------------------------------------------------------------------------


class RoomState(View):
    """The whole picture at journal sequence `sequence`: then follow the stream from there."""

    sequence: int
    at: datetime
    cameras: list[CameraView]
    events: list[EventView] = Field(description="open or without a verdict, newest first, at most 500")
    incidents: list[IncidentView] = Field(description="not closed")
    units: list[UnitView]
    orders: list[OrderView] = Field(description="of the incidents above")


class StreamEntry(View):
    """The `data` of a server-sent event with an id; its event name is `kind`."""

    sequence: int
    at: datetime
    kind: str
    subject: str
    actor: Person
    data: dict[str, JsonValue]


class TrackBox(View):
    track: int
    object_class: str
    confidence: float
    box: PictureBox


class TrackBoxes(View):
    """The `data` of the passing event `boxes`: latest wins, no id, not journalled."""

    camera_id: str
    at: datetime
    boxes: list[TrackBox]


class UnitPositions(View):
    """The `data` of the passing event `positions`: units whose fix is new, keyed by unit id."""

    fixes: dict[str, FixView]


class JournalPage(View):
    items: list[StreamEntry]
    next_cursor: str | None


class HostView(View):
    id: str
    role: str
    pid: int
    is_healthy: bool
    started_at: datetime
    seen_at: datetime
    restarts: int
    figures: dict[str, float] = Field(description="counters of the host: cameras, packets, drops, queue lengths")
    faults: list[str]


class SystemView(View):
    """What a technician looks at first."""

    version: str
    at: datetime
    database: str
    hosts: list[HostView]
    disk_total_bytes: int
    disk_free_bytes: int
    footage_bytes: int


class Health(View):
    status: Literal["ok", "degraded"]
