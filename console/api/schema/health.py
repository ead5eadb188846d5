"""Shapes of how cameras and the house are doing."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from console.api.schema.base import View
from console.api.schema.room import HostView
from ingest.camera import CameraState
from ingest.gate.mode import Reason, State
from kernel.event import Severity


class Recording(StrEnum):
    """Whether footage of a camera reaches the disk."""

    WRITTEN = "written"
    NOT_WRITTEN = "not_written"
    NOT_WANTED = "not_wanted"
    UNKNOWN = "unknown"


class TroubleView(View):
    """Something that is wrong now. kind: as in events."""

    event_id: str
    kind: str
    severity: Severity
    since: datetime
    title: str
    count: int


class GateView(View):
    """How much of a camera is decoded for the analysis, and what that misses."""

    state: State
    reason: Reason | None = Field(description="why every picture is looked at; null: the gate decides")
    decoded_share: float = Field(description="of the pictures that came, since the analysis began with the camera")
    wakes: int = Field(description="how often something opened the gate")
    audits: int = Field(description="idle groups of pictures that were decoded to check")
    misses: int = Field(description="those in which something had moved")
    miss_low: float = Field(description="the true share of misses is at least this, at 95 %")
    miss_high: float = Field(description="and at most this")


class CameraHealthView(View):
    """One camera. What no process says at present is null."""

    camera_id: str
    name: str
    state: CameraState
    since: datetime
    reason: str | None
    bitrate_bps: float | None
    usual_bps: float | None = Field(description="the bitrate it has half of the time; null until it is known")
    fps: float | None
    keyframe_s: float | None = Field(description="usual time from keyframe to keyframe")
    packet_age_s: float | None = Field(description="how old the newest packet was when it was measured")
    clock_offset_s: float | None = Field(description="how far its clock is ahead of ours")
    recording: Recording
    recording_reason: str | None = Field(description="why nothing is written")
    gate: GateView | None = Field(default=None, description="null: no rule looks at it, or no analysis says anything")
    troubles: list[TroubleView]


class RoomHealthView(View):
    """The house and its cameras, as far as this person may see them."""

    at: datetime
    cameras: list[CameraHealthView]
    hosts: list[HostView]
    troubles: list[TroubleView] = Field(description="of the house itself")
    disk_total_bytes: int
    disk_free_bytes: int
    days_kept: float | None = Field(description="how far back footage will reach; null: as far as is wanted")
