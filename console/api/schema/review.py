"""Shapes of review: activity, search, exact frames, bookmarks, cases."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, RootModel

from console.api.schema.base import Draft, Name, Person, PicturePoint, Text, Unit01, View
from ingest.review.case import CaseState, ItemKind


class ActivityView(View):
    """levels: of equal parts of [start, end), 0 to 1; null where nothing is known."""

    camera_id: str
    start: datetime
    end: datetime
    levels: list[Unit01 | None]


class MotionSearch(Draft):
    """Where and when something moved. `region` or `cells` (16 in a row, 9 rows); without either the whole picture."""

    camera_ids: Annotated[list[str], Field(min_length=1, max_length=64)]
    start: AwareDatetime
    end: AwareDatetime
    region: Annotated[list[PicturePoint], Field(min_length=3, max_length=64)] | None = None
    cells: Annotated[list[int], Field(min_length=1, max_length=144)] | None = None
    least_share: Unit01 = Field(0.0, description="of the region that must move within a second")
    least_level: Annotated[int, Field(ge=1, le=3)] = 1
    least_s: Annotated[float, Field(ge=0, le=3600)] = 1.0
    join_s: Annotated[float, Field(ge=0, le=3600)] = 3.0
    limit: Annotated[int, Field(ge=1, le=20_000)] = 5000


class HitLine(View):
    kind: Literal["hit"] = "hit"
    camera_id: str
    start: datetime
    end: datetime
    strength: Unit01


class UnknownLine(View):
    """Nothing is known of this time: it was not recorded, or not looked at."""

    kind: Literal["unknown"] = "unknown"
    camera_id: str
    start: datetime
    end: datetime


class ProgressLine(View):
    """Every hit that starts before `upto` has been told."""

    kind: Literal["progress"] = "progress"
    upto: datetime


class DoneLine(View):
    """The last line. is_cut: there were more hits than `limit`."""

    kind: Literal["done"] = "done"
    hits: int
    is_cut: bool


class FoundLine(RootModel[Annotated[HitLine | UnknownLine | ProgressLine | DoneLine, Field(discriminator="kind")]]):
    """One line of the answer to a search, which is newline-delimited JSON."""


class FrameTimeView(View):
    at: datetime
    is_keyframe: bool


class FrameTimes(View):
    """Recorded pictures about an instant, in order."""

    camera_id: str
    frames: list[FrameTimeView]


class MomentKind(StrEnum):
    EVENT = "event"
    MOTION = "motion"


class MomentView(View):
    """Where to jump. event_id: of an event. end: of a movement, or of an event that is over."""

    kind: MomentKind
    camera_id: str
    at: datetime
    end: datetime | None
    event_id: str | None
    title: str | None


class MomentAnswer(View):
    """moment: null when there is none in that direction."""

    moment: MomentView | None


class BookmarkView(View):
    id: str
    camera_id: str
    start: datetime
    end: datetime | None
    title: str
    note: str
    added_by: Person
    added_at: datetime
    changed_at: datetime


class NewBookmark(Draft):
    camera_id: str
    start: AwareDatetime
    end: AwareDatetime | None = None
    title: Name
    note: Text = ""


class BookmarkChange(Draft):
    start: AwareDatetime | None = None
    end: AwareDatetime | None = None
    is_instant: bool | None = Field(None, description="true: without an end from now on")
    title: Name | None = None
    note: Text | None = None


class CaseItemView(View):
    id: str
    kind: ItemKind
    camera_id: str | None
    start: datetime | None
    end: datetime | None
    text: str
    sha256: str | None
    size_bytes: int | None
    export_id: str | None
    hold_id: str | None
    added_by: Person
    added_at: datetime
    removed_by: Person | None
    removed_at: datetime | None
    remove_reason: str | None


class CaseSummary(View):
    id: str
    number: str
    title: str
    description: str
    state: CaseState
    outcome: str | None
    people: list[str]
    opened_by: Person
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    version: int
    camera_ids: list[str]


class CaseView(CaseSummary):
    """hidden_items: how many there are of cameras that this person may not see."""

    items: list[CaseItemView]
    hidden_items: int


class NewCase(Draft):
    title: Name
    description: Text = ""
    number: Annotated[str, Field(max_length=40)] | None = Field(None, description="null: the next of the year")
    people: Annotated[list[str], Field(max_length=100)] = Field(
        default_factory=list, description="ids of users who may see the case, beside those whose office it is"
    )


class CaseEdit(Draft):
    """version: the one that was seen; another: 409 with the present case."""

    version: int
    title: Name | None = None
    description: Text | None = None
    number: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    people: Annotated[list[str], Field(max_length=100)] | None = None


class CaseClosing(Draft):
    """releases_holds: let the clips' footage go its usual way; else it stays held."""

    version: int
    outcome: Text = ""
    releases_holds: bool


class CaseVersion(Draft):
    version: int


class NewCaseItem(Draft):
    """A clip needs camera, start and end; a snapshot camera and start; a note its text; an export its id."""

    kind: ItemKind
    camera_id: str | None = None
    start: AwareDatetime | None = None
    end: AwareDatetime | None = None
    text: Text = ""
    export_id: Annotated[str, Field(max_length=64)] | None = None


class ItemRemoval(Draft):
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    releases_hold: bool


class CustodyEntry(View):
    """One entry of the journal about a case. item: what was added, removed or looked at."""

    sequence: int
    at: datetime
    by: Person
    kind: str
    title: str
    version: int
    item: CaseItemView | None
    item_id: str | None
    hash: str


class CustodyLog(View):
    """Newest first. hidden: entries about items of cameras that this person may not see. before: to go on with."""

    items: list[CustodyEntry]
    hidden: int
    before: int | None
