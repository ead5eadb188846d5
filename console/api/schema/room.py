"""Shapes of the room as a whole: its state, its stream, its hosts."""

from datetime import datetime
from typing import Literal

from pydantic import Field, JsonValue

from console.api.schema.base import Person, PictureBox, View
from console.api.schema.cameras import CameraView
from console.api.schema.events import EventView
from console.api.schema.incidents import IncidentView
from console.api.schema.messages import MessageView
from console.api.schema.orders import OrderView
from console.api.schema.panics import PanicView
from console.api.schema.roads import ClosureView
from console.api.schema.units import FixView, UnitView


class RoomState(View):
    """The whole picture at journal sequence `sequence`: then follow the stream from there."""

    sequence: int
    at: datetime
    cameras: list[CameraView]
    events: list[EventView] = Field(description="open or without a verdict, newest first, at most 500")
    incidents: list[IncidentView] = Field(description="not closed")
    units: list[UnitView]
    orders: list[OrderView] = Field(description="of the incidents above")
    closures: list[ClosureView] = Field(description="roads that are closed now")
    panics: list[PanicView] = Field(description="that nobody has cleared, oldest first")
    messages: list[MessageView] = Field(description="between the room and its units in the last day, oldest first")


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
