"""Shapes of trials: rules tried on a recording."""

from datetime import datetime

from pydantic import AwareDatetime, Field

from console.api.schema.base import Draft, Person, PictureBox, View
from console.api.schema.cameras import SceneView
from console.trials.trial import Side, TrialState


class TrialDraft(Draft):
    """A scene that need not be saved, tried on what was recorded in [start, end). Its rules count, on or off."""

    scene: SceneView
    start: AwareDatetime
    end: AwareDatetime


class TrialRule(View):
    """How often a rule would have reported. `draft`, `now`: null where it is not in the draft, or not switched on."""

    rule_id: str
    name: str
    kind: str
    is_enabled: bool
    draft: int | None
    now: int | None


class TrialView(View):
    """`progress` in [0, 1]; `skipped_s`: footage in which the motion index saw nothing move, so that it was not
    decoded; `left_out`: events beyond those that are kept; `notes`: footage that could not be read; `expires_at`: when
    it is forgotten."""

    id: str
    camera_id: str
    state: TrialState
    start: datetime
    end: datetime
    requested_at: datetime
    requested_by: Person
    over_at: datetime | None
    expires_at: datetime | None
    progress: float
    eta_s: int | None
    failure: str | None
    footage_s: int
    looked_s: int
    skipped_s: int
    took_s: float
    left_out: int
    notes: list[str]
    rules: list[TrialRule]


class TrialFinding(View):
    """An event that would have been."""

    number: int
    side: Side
    rule_id: str
    at: datetime
    until: datetime
    object_class: str | None
    direction: str | None
    count: int
    box: PictureBox | None
    has_picture: bool


class TrialHour(View):
    """How many would have begun in the hour from `start`."""

    start: datetime
    draft: int
    now: int


class TrialDetail(TrialView):
    findings: list[TrialFinding] = Field(description="in order of time, while it runs too")
    hours: list[TrialHour]
