"""Shapes of camera tours and of when each place was last looked at."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from console.api.schema.base import Draft, Name, View


class CameraTourDraft(Draft):
    name: Name
    camera_ids: Annotated[list[str], Field(min_length=1, max_length=200)]
    dwell_s: Annotated[float, Field(ge=3, le=600)] = 15.0


class CameraTourView(View):
    id: str
    name: str
    camera_ids: list[str]
    dwell_s: float
    last_looked_at: datetime | None
    last_looked_by: str | None


class CameraLook(Draft):
    camera_id: str


class HeatCell(View):
    """A cell of the town, by its corners, and when it was last looked at."""

    south: float
    west: float
    north: float
    east: float
    foot_at: datetime | None
    car_at: datetime | None
    camera_at: datetime | None


class HeatView(View):
    at: datetime
    hours: float
    cells: list[HeatCell]
