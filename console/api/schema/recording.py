"""Shapes of recording: holds, policies, storage and the ledger."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from console.api.schema.base import Draft, Person, View
from console.api.schema.cameras import SpanView

HoldReason = Annotated[str, Field(min_length=1, max_length=500)]


class HoldView(View):
    """Footage that nothing deletes. `over_at`: when it was released or its time was up."""

    id: str
    camera_id: str
    start: datetime
    end: datetime
    reason: str
    until: datetime | None = Field(description="null: until somebody releases it")
    state: Literal["active", "released", "ended"]
    placed_at: datetime
    placed_by: Person
    over_at: datetime | None
    released_by: Person | None
    release_reason: str | None


class HoldDraft(Draft):
    """`start` to `end` may lie in the future: what is recorded there is held from its first second on."""

    camera_id: str
    start: AwareDatetime
    end: AwareDatetime
    reason: HoldReason
    until: AwareDatetime | None = Field(None, description="null: until somebody releases it")


class HoldRelease(Draft):
    reason: HoldReason


class RecordMode(StrEnum):
    CONTINUOUS = "continuous"
    EVENTS = "events"
    OFF = "off"


class PolicyInterval(View):
    """A stretch of each week by the house's wall clock. day: 0 is Monday; minutes of that day, the end left out."""

    day: Annotated[int, Field(ge=0, le=6)]
    start_minute: Annotated[int, Field(ge=0, lt=1440)]
    end_minute: Annotated[int, Field(gt=0, le=1440)]
    mode: RecordMode


class PolicyDraft(Draft):
    """What of a camera is recorded when, and how much of it is kept. `mode` counts outside the schedule."""

    mode: RecordMode = RecordMode.CONTINUOUS
    schedule: Annotated[list[PolicyInterval], Field(max_length=336)] = Field(default_factory=list)
    pre_roll_s: Annotated[int, Field(ge=0, le=60)] = Field(5, description="kept before an event")
    post_roll_s: Annotated[int, Field(ge=0, le=600)] = Field(10, description="kept after an event")
    limit_bytes: Annotated[int, Field(ge=1 << 20)] | None = Field(None, description="null: no limit of its own")
    min_days: Annotated[int, Field(ge=0, le=3650)] = Field(0, description="goes last while the disk is short")


class PolicyView(View):
    camera_id: str
    mode: RecordMode
    schedule: list[PolicyInterval]
    pre_roll_s: int
    post_roll_s: int
    limit_bytes: int | None
    min_days: int


class HouseRetentionView(View):
    """What is kept of all cameras together; null: no limit."""

    days: Annotated[int, Field(ge=1, le=3650)] | None
    limit_bytes: Annotated[int, Field(ge=1 << 20)] | None


class DiskView(View):
    tier: Literal["first", "second"]
    place: str
    total_bytes: int | None = Field(description="null: nobody knows, as of an object store")
    free_bytes: int | None
    footage_bytes: int
    held_bytes: int
    fault: str | None = Field(description="why it is away")


class CameraStorageView(View):
    """One camera's footage, what it takes a day, and for how long it will be kept."""

    camera_id: str
    name: str
    is_removed: bool
    size_bytes: int
    second_bytes: int = Field(description="of it in the second tier")
    held_bytes: int
    oldest: datetime | None
    daily_bytes: int | None = Field(description="from the last seven days; null: too little was recorded")
    retention_days: int | None
    limit_bytes: int | None
    min_days: int
    needed_bytes: int | None = Field(description="for all days that are wanted")
    forecast_days: float | None = Field(description="how long its footage will be kept; null: for ever, or unknown")


class StorageWarning(StrEnum):
    RETENTION_SHORT = "retention_short"
    HOLDS_LARGE = "holds_large"
    FULL_OF_HOLDS = "full_of_holds"
    SECOND_AWAY = "second_away"
    DISK_LOW = "disk_low"


class StorageView(View):
    at: datetime
    disks: list[DiskView]
    cameras: list[CameraStorageView]
    house: HouseRetentionView
    daily_bytes: int
    needed_bytes: int | None
    capacity_bytes: int | None = Field(description="all that footage may take; null: no end to it")
    forecast_days: float | None = Field(description="how far back the disks will reach; null: as far as is wanted")
    warnings: list[StorageWarning]


class LedgerTotals(View):
    """Seconds in each state; they add up to the range."""

    recorded: float
    held: float = Field(description="recorded, and under a hold")
    gap: float = Field(description="lost to a fault")
    policy: float = Field(description="not recorded because somebody decided so")
    expired: float
    not_yet: float = Field(description="before the camera, or in the future")


class LedgerView(View):
    """What became of each second of a camera."""

    camera_id: str
    start: datetime
    end: datetime
    spans: list[SpanView]
    seconds: LedgerTotals
