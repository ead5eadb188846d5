"""Shapes of what dismissals taught, and of how right the rules were."""

from datetime import datetime

from pydantic import Field

from analytics.learning.support import LessonState
from analytics.verdict import DismissReason
from console.api.schema.base import Unit01, View
from console.api.schema.events import EventView


class LessonPatch(View):
    """An ellipse to draw softly on the picture: its middle, its radii at one standard deviation, normalised."""

    x: float
    y: float
    rx: float
    ry: float
    weight: Unit01


class LessonEvent(View):
    event_id: str
    at: datetime = Field(description="of the verdict")


class LessonView(View):
    """What dismissals of one rule taught at one place. It keeps events quiet while its state is `quiet`.

    strength: what the dismissals still weigh, less what was confirmed; `needed` suffices. start_minute, end_minute: of
    the day in time_zone, over midnight where the end is not after the start. days: 0 is Monday; null: every day.
    """

    id: str
    camera_id: str
    rule_id: str
    rule_name: str | None = Field(description="null: the scene has no such rule any more")
    reason: DismissReason
    state: LessonState
    is_on: bool
    alike: int = Field(description="dismissals that taught it")
    confirmed: int = Field(description="confirmed events that speak against it")
    strength: float
    needed: float
    object_classes: list[str]
    start_minute: int
    end_minute: int
    days: list[int] | None
    time_zone: str
    patches: list[LessonPatch]
    taught_by: list[LessonEvent]
    contradicted_by: list[LessonEvent]
    kept_quiet: int = Field(description="events that it has kept quiet so far")
    made_at: datetime
    changed_at: datetime
    changed_by: str


class DismissedView(EventView):
    lesson: LessonView | None = Field(description="what the dismissal taught; null: nothing, as no rule reported it")


class LessonsForgotten(View):
    count: int


class RulePrecision(View):
    """How often a rule was right. precision: null where fewer than `PrecisionView.enough` events were judged."""

    camera_id: str
    rule_id: str
    rule_name: str | None
    kind: str
    confirmed: int
    dismissed: int
    undecided: int
    quiet: int = Field(description="recorded, but kept quiet")
    reasons: dict[str, int] = Field(description="why it was dismissed, how often")
    precision: Unit01 | None


class PrecisionView(View):
    days: int
    since: datetime
    enough: int
    rules: list[RulePrecision]
