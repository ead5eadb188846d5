"""Shapes of beats, checkpoints, tours and rounds."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from console.api.schema.base import Draft, Name, Place, View
from console.api.schema.cameras import Stretch
from console.api.schema.units import UnitKind


class BeatDraft(Draft):
    name: Name
    points: Annotated[list[Place], Field(min_length=3, max_length=100)]


class BeatView(View):
    id: str
    name: str
    points: list[Place]


class CheckpointDraft(Draft):
    name: Name
    position: Place
    radius_m: Annotated[float, Field(ge=5, le=1000)] = 30.0
    beat_id: str | None = None


class CheckpointView(View):
    id: str
    name: str
    position: Place
    radius_m: float
    beat_id: str | None
    code_mark: int = Field(description="low 16 bits of the code's CRC-32: a phone without a line knows the point by it")


class CheckpointCode(View):
    """What a checkpoint's QR code and NFC tag hold."""

    checkpoint_id: str
    name: str
    code: str
    path: str = Field(description="the address of the phone's page that the QR code holds, below the house's own")
    made_at: datetime


class Via(StrEnum):
    QR = "qr"
    NFC = "nfc"
    TYPED = "typed"
    POSITION = "position"


class Flag(StrEnum):
    OUT_OF_RADIUS = "out_of_radius"
    NO_POSITION = "no_position"
    TOO_FAST = "too_fast"
    CLOCK = "clock"
    LATE = "late"


class ScanView(View):
    id: str
    checkpoint_id: str
    via: Via
    at: datetime = Field(description="the time that counts")
    device_at: datetime
    received_at: datetime
    distance_m: float | None
    flags: list[Flag]


class RunState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    ABANDONED = "abandoned"


class RunView(View):
    """A round."""

    id: str
    tour_id: str
    unit_id: str
    callsign: str
    state: RunState
    order: list[str] = Field(description="ids of its checkpoints as planned")
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    ended_reason: str
    missed: list[str] = Field(description="ids of checkpoints without a proof")
    scans: list[ScanView]


class TourPoint(View):
    checkpoint_id: str
    last_at: datetime | None
    last_callsign: str | None
    due_at: datetime | None = Field(description="null: nothing is required now")
    overdue_since: datetime | None


class PatrolTourDraft(Draft):
    name: Name
    checkpoint_ids: Annotated[list[str], Field(min_length=1, max_length=60)]
    kind: UnitKind = UnitKind.FOOT
    every_s: Annotated[float, Field(ge=300, le=7 * 86_400)] | None = Field(
        default=None, description="within the hours each checkpoint is looked at that often"
    )
    hours: Annotated[list[Stretch], Field(max_length=50)] = Field(default_factory=list, description="none: always")
    is_varied: bool = Field(default=True, description="in another order each time")
    quiet_s: Annotated[float, Field(ge=300, le=86_400)] = Field(
        default=2700.0, description="a round on which nothing happens for so long is closed"
    )
    grace_s: Annotated[float, Field(ge=0, le=7200)] = Field(
        default=300.0, description="a point is called overdue so long after it was due"
    )


class PatrolTourView(View):
    id: str
    name: str
    checkpoint_ids: list[str]
    kind: UnitKind
    every_s: float | None
    hours: list[Stretch]
    is_varied: bool
    quiet_s: float
    grace_s: float
    points: list[TourPoint]
    run: RunView | None = Field(description="the round under way, else the last one")
    unit_id: str | None = Field(description="whose round that is")


class PatrolsView(View):
    beats: list[BeatView]
    checkpoints: list[CheckpointView]
    tours: list[PatrolTourView]


class RoundStop(View):
    checkpoint_id: str
    reached_at: datetime
    due_at: datetime | None
    is_late: bool


class TourPlanView(View):
    """A round as it would be gone; nothing is kept of it."""

    tour_id: str
    seed: int
    stops: list[RoundStop]
    line: list[Place]
    by_roads: bool = Field(description="false: no map is imported, the times are those of straight lines")


class TourStart(Draft):
    unit_id: str
    order: list[str] | None = Field(default=None, description="ids of checkpoints; null: planned now")


class OwnTourStart(Draft):
    tour_id: str


class RunEnd(Draft):
    reason: Annotated[str, Field(max_length=400)] = ""


class ScanDraft(Draft):
    """A proof. key: the phone's own; sent again under the same key it is the same proof."""

    key: Annotated[str, Field(min_length=1, max_length=64)]
    via: Via
    at: datetime
    code: Annotated[str, Field(max_length=400)] | None = None
    checkpoint_id: str | None = None
    position: Place | None = None
    accuracy_m: Annotated[float, Field(ge=0, le=100_000)] | None = None


class OwnTours(View):
    """What a unit's phone shows of tours."""

    run: RunView | None
    tours: list[PatrolTourView]
    checkpoints: list[CheckpointView]
