"""An export as a job: what was asked for, how far it is, and the ways its state can go. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from kernel.actor import Actor
from kernel.errors import conflict
from kernel.ids import CameraId
from kernel.journal import JsonObject


class ExportState(StrEnum):
    """Where an export is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    CANCELLING = "cancelling"  # a person wants it to end; the worker has not yet seen that
    CANCELLED = "cancelled"
    FAILED = "failed"
    FINISHED = "finished"
    EXPIRED = "expired"  # the bundle's days are over
    REMOVED = "removed"  # a person deleted the bundle


ALLOWED: Mapping[ExportState, frozenset[ExportState]] = {
    ExportState.QUEUED: frozenset({ExportState.RUNNING, ExportState.CANCELLED, ExportState.FAILED}),
    ExportState.RUNNING: frozenset(
        {ExportState.QUEUED, ExportState.CANCELLING, ExportState.FAILED, ExportState.FINISHED}
    ),
    ExportState.CANCELLING: frozenset({ExportState.CANCELLED}),
    ExportState.CANCELLED: frozenset(),
    ExportState.FAILED: frozenset(),
    ExportState.FINISHED: frozenset({ExportState.EXPIRED, ExportState.REMOVED}),
    ExportState.EXPIRED: frozenset(),
    ExportState.REMOVED: frozenset(),
}
OPEN = frozenset({ExportState.QUEUED, ExportState.RUNNING, ExportState.CANCELLING})


@dataclass(frozen=True, slots=True)
class ExportDraft:
    """What somebody asks for: [start, end) of some cameras, and how. reason: why; never empty where pictures are
    clear."""

    cameras: tuple[CameraId, ...]
    start: datetime
    end: datetime
    is_blurred: bool
    has_burn_in: bool
    has_sound: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished export is. gaps: how many stretches of the range hold no footage."""

    size_bytes: int
    files: int
    gaps: int
    manifest_sha256: str
    source_mismatch: bool


@dataclass(frozen=True, slots=True)
class Export:
    """One export. progress: in [0, 1]. doing: the camera in the works. attempts: how often it was begun."""

    id: str
    draft: ExportDraft
    state: ExportState
    requested_at: datetime
    requested_by: Actor
    begun_at: datetime | None = None
    over_at: datetime | None = None
    expires_at: datetime | None = None
    progress: float = 0.0
    eta_s: int | None = None
    doing: CameraId | None = None
    attempts: int = 0
    failure: str | None = None
    outcome: Outcome | None = None


def advance(export: Export, to: ExportState) -> Export:
    """The export in another state; raises a conflict that names both when that is no way it can go."""
    if to not in ALLOWED[export.state]:
        raise conflict(f"export {export.id}: is {export.state.value} and cannot become {to.value}")
    return replace(export, state=to)


def export_data(export: Export) -> JsonObject:
    """The export in the shape of `ExportView`."""
    draft, outcome = export.draft, export.outcome
    return {
        "id": export.id,
        "state": export.state.value,
        "camera_ids": list(draft.cameras),
        "start": draft.start.isoformat(),
        "end": draft.end.isoformat(),
        "is_blurred": draft.is_blurred,
        "has_burn_in": draft.has_burn_in,
        "has_sound": draft.has_sound,
        "reason": draft.reason,
        "requested_at": export.requested_at.isoformat(),
        "requested_by": {"id": export.requested_by.id, "name": export.requested_by.name},
        "begun_at": _time(export.begun_at),
        "over_at": _time(export.over_at),
        "expires_at": _time(export.expires_at),
        "progress": round(export.progress, 3),
        "eta_s": export.eta_s,
        "doing": export.doing,
        "failure": export.failure,
        "size_bytes": outcome.size_bytes if outcome else None,
        "files": outcome.files if outcome else None,
        "gaps": outcome.gaps if outcome else None,
        "manifest_sha256": outcome.manifest_sha256 if outcome else None,
        "source_mismatch": outcome.source_mismatch if outcome else None,
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
