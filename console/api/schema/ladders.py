"""Shapes of the ladders of unsigned orders."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from console.api.schema.base import Draft, View
from kernel.event import Severity

Seconds = Annotated[float, Field(gt=0, le=86_400)]
Kind = Annotated[str, Field(min_length=1, max_length=64)]


class LadderRule(Draft):
    """The ladder for some orders: seconds after sending to each rung; null leaves a rung out."""

    severity: Severity | None = Field(default=None, description="null: any")
    kind: Kind | None = Field(default=None, description="the incident's; null: any")
    warn_s: Seconds
    realert_s: Seconds | None
    duty_officer_s: Seconds | None
    command_s: Seconds | None


class LaddersView(View):
    """All ladders. A rule for the kind goes before one for the severity, both together before either."""

    revision: int
    rules: list[LadderRule]
    changed_at: datetime | None
    changed_by: str | None
    duty_officers: int = Field(description="how many active users hold the role")
    commanders: int


class LaddersDraft(Draft):
    """All ladders anew; `revision` as they were read, so that nobody's change is lost."""

    revision: Annotated[int, Field(ge=0)]
    rules: list[LadderRule]
