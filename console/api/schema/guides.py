"""Shapes of the guides: how incidents of a kind are dealt with."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from console.api.schema.base import Draft, View

Ending = Annotated[str, Field(min_length=1, max_length=64)]
Item = Annotated[str, Field(min_length=1, max_length=200)]


class GuideShape(Draft):
    """For incidents of `kind`; null: for kinds without a guide of their own."""

    kind: Annotated[str, Field(max_length=64)] | None
    dispositions: Annotated[list[Ending], Field(max_length=30)] = Field(
        description="how it can end: words that the page knows, or own; false_alarm must be one"
    )
    checklist: Annotated[list[Item], Field(max_length=30)] = Field(default_factory=list)


class GuidesView(View):
    revision: int
    guides: list[GuideShape]
    changed_at: datetime | None
    changed_by: str | None


class GuidesDraft(Draft):
    """All guides; `revision` is the one that was changed."""

    revision: int
    guides: Annotated[list[GuideShape], Field(max_length=100)]
