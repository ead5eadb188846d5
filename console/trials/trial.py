"""A trial as a job: what was asked, how far it is, what came of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from analytics.scene import Scene
from kernel.actor import Actor
from kernel.errors import conflict
from kernel.geometry import Box
from kernel.ids import CameraId
from kernel.journal import Json, JsonObject

MOST_FINDINGS = 500


class TrialState(StrEnum):
    """Where a trial is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    FAILED = "failed"
    FINISHED = "finished"


ALLOWED: Mapping[TrialState, frozenset[TrialState]] = {
    TrialState.QUEUED: frozenset({TrialState.RUNNING, TrialState.FAILED}),
    TrialState.RUNNING: frozenset({TrialState.QUEUED, TrialState.FAILED, TrialState.FINISHED}),
    TrialState.FAILED: frozenset(),
    TrialState.FINISHED: frozenset(),
}
OPEN = frozenset({TrialState.QUEUED, TrialState.RUNNING})


class Side(StrEnum):
    """Whose rule it is: the draft's, or one that is switched on now."""

    DRAFT = "draft"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class TrialDraft:
    """What somebody wants to know: what `draft` would have reported in [start, end), and what `now` does."""

    camera: CameraId
    draft: Scene
    now: Scene
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One event that would have been. number: from 1, over both sides; also the name of its picture."""

    number: int
    side: Side
    rule_id: str
    at: datetime
    until: datetime
    object_class: str | None
    direction: str | None
    count: int
    box: Box | None
    has_picture: bool


@dataclass(frozen=True, slots=True)
class Extent:
    """How much was looked at, in seconds of footage. notes: what could not be read."""

    footage_s: float = 0.0
    looked_s: float = 0.0
    skipped_s: float = 0.0
    took_s: float = 0.0
    left_out: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial. progress: in [0, 1]. attempts: how often it was begun. expires_at: when it is forgotten."""

    id: str
    draft: TrialDraft
    state: TrialState
    requested_at: datetime
    requested_by: Actor
    over_at: datetime | None = None
    expires_at: datetime | None = None
    progress: float = 0.0
    eta_s: int | None = None
    attempts: int = 0
    failure: str | None = None
    extent: Extent = Extent()
    findings: tuple[Finding, ...] = ()

    def count(self, side: Side, rule_id: str) -> int:
        """How often the rule would have reported."""
        return sum(one.side is side and one.rule_id == rule_id for one in self.findings)


def advance(trial: Trial, to: TrialState) -> Trial:
    """The trial in another state; raises a conflict that names both when that is no way it can go."""
    if to not in ALLOWED[trial.state]:
        raise conflict(f"trial {trial.id}: is {trial.state.value} and cannot become {to.value}")
    return replace(trial, state=to)


def trial_data(trial: Trial) -> JsonObject:
    """The trial in the shape of `TrialView`."""
    draft = trial.draft
    return {
        "id": trial.id,
        "camera_id": draft.camera,
        "state": trial.state.value,
        "start": draft.start.isoformat(),
        "end": draft.end.isoformat(),
        "requested_at": trial.requested_at.isoformat(),
        "requested_by": {"id": trial.requested_by.id, "name": trial.requested_by.name},
        "over_at": trial.over_at.isoformat() if trial.over_at else None,
        "expires_at": trial.expires_at.isoformat() if trial.expires_at else None,
        "progress": round(trial.progress, 3),
        "eta_s": trial.eta_s,
        "failure": trial.failure,
        "footage_s": round(trial.extent.footage_s),
        "looked_s": round(trial.extent.looked_s),
        "skipped_s": round(trial.extent.skipped_s),
        "took_s": round(trial.extent.took_s, 1),
        "left_out": trial.extent.left_out,
        "notes": list(trial.extent.notes),
        "rules": list(_rules(trial)),
    }


def detail_data(trial: Trial) -> JsonObject:
    """The trial in the shape of `TrialDetail`."""
    return {
        **trial_data(trial),
        "findings": [finding_data(one) for one in trial.findings],
        "hours": list(_hours(trial)),
    }


def finding_data(one: Finding) -> dict[str, Json]:
    """The finding in the shape of `TrialFinding`."""
    box = one.box
    return {
        "number": one.number,
        "side": one.side.value,
        "rule_id": one.rule_id,
        "at": one.at.isoformat(),
        "until": one.until.isoformat(),
        "object_class": one.object_class,
        "direction": one.direction,
        "count": one.count,
        "box": None if box is None else {"left": box.left, "top": box.top, "right": box.right, "bottom": box.bottom},
        "has_picture": one.has_picture,
    }


def _rules(trial: Trial) -> Sequence[Json]:
    """Every rule of either side, with how often it would have reported; None where it is not on that side."""
    draft = {rule.id: rule for rule in trial.draft.draft.rules}
    now = {rule.id: rule for rule in trial.draft.now.rules if rule.is_enabled}
    found: list[Json] = []
    for rule_id in (*draft, *(one for one in now if one not in draft)):
        rule = draft.get(rule_id) or now[rule_id]
        found.append(
            {
                "rule_id": rule_id,
                "name": rule.name,
                "kind": rule.kind.value,
                "is_enabled": rule.is_enabled,
                "draft": trial.count(Side.DRAFT, rule_id) if rule_id in draft else None,
                "now": trial.count(Side.NOW, rule_id) if rule_id in now else None,
            }
        )
    return found


def _hours(trial: Trial) -> Sequence[Json]:
    """How many would have begun in each hour of the range."""
    start = trial.draft.start.replace(minute=0, second=0, microsecond=0)
    count = max(1, -(-int((trial.draft.end - start).total_seconds()) // 3600))
    sides = {side: [0] * count for side in Side}
    for one in trial.findings:
        hour = int((one.at - start).total_seconds() // 3600)
        if 0 <= hour < count:
            sides[one.side][hour] += 1
    return [
        {
            "start": (start + timedelta(hours=hour)).isoformat(),
            "draft": sides[Side.DRAFT][hour],
            "now": sides[Side.NOW][hour],
        }
        for hour in range(count)
    ]
