"""Shapes of holds."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from console.api.schema.base import Draft, Person, View

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
