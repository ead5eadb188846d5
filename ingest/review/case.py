"""A case: what belongs together, who may see it, and the states it goes through. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kernel.actor import Actor
from kernel.errors import Fault, FaultKind, conflict, invalid
from kernel.ids import CameraId
from kernel.journal import Json, JsonObject


class CaseState(StrEnum):
    """Where a case is in its life."""

    OPEN = "open"
    CLOSED = "closed"


ALLOWED: Mapping[CaseState, frozenset[CaseState]] = {
    CaseState.OPEN: frozenset({CaseState.CLOSED}),
    CaseState.CLOSED: frozenset({CaseState.OPEN}),
}


class ItemKind(StrEnum):
    """What a case can hold."""

    CLIP = "clip"
    SNAPSHOT = "snapshot"
    NOTE = "note"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class CaseItem:
    """A thing in a case.

    start, end: of the footage. sha256, size_bytes: of a snapshot's file. hold_id: of the hold on a clip's footage.
    """

    id: str
    kind: ItemKind
    camera: CameraId | None
    start: datetime | None
    end: datetime | None
    text: str
    sha256: str | None
    size_bytes: int | None
    export_id: str | None
    hold_id: str | None
    added_by: Actor
    added_at: datetime
    removed_by: Actor | None = None
    removed_at: datetime | None = None
    remove_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its items, oldest first. people: ids of users who may see it beside those whose office it is.

    version: counts changes; who changes it says which version they saw.
    """

    id: str
    number: str
    title: str
    description: str
    state: CaseState
    outcome: str | None
    people: tuple[str, ...]
    opened_by: Actor
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    version: int
    items: tuple[CaseItem, ...] = ()

    def may_be_seen_by(self, user_id: str) -> bool:
        """Whether the case names this user: who opened it, or who was let in."""
        return user_id == self.opened_by.id or user_id in self.people


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A case to be opened. number None: the next of the year."""

    title: str
    description: str = ""
    number: str | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseChange:
    """What to change; None leaves a field as it is."""

    title: str | None = None
    description: str | None = None
    number: str | None = None
    people: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """What to add. A clip needs camera, start and end; a snapshot camera and start; a note text; an export its id."""

    kind: ItemKind
    camera: CameraId | None = None
    start: datetime | None = None
    end: datetime | None = None
    text: str = ""
    export_id: str | None = None


class StaleCase(Fault):
    """Somebody else changed the case meanwhile; `case` is how it is now."""

    def __init__(self, case: Case) -> None:
        super().__init__(
            FaultKind.CONFLICT,
            f"case {case.number}: somebody changed it meanwhile (it is at version {case.version} now); look again",
        )
        self.case = case


def advance(case: Case, to: CaseState) -> None:
    """Raises a conflict that names both states where the step is not allowed."""
    if to not in ALLOWED[case.state]:
        raise conflict(f"case {case.number}: is {case.state.value} and cannot become {to.value}")


def demand_open(case: Case) -> None:
    """Raises a conflict when nothing may be added or removed any more."""
    if case.state is not CaseState.OPEN:
        raise conflict(f"case {case.number}: is {case.state.value}; reopen it first")


def check_item(draft: ItemDraft) -> None:
    """Raises an invalid fault that says what is missing."""
    missing = {
        ItemKind.CLIP: draft.camera is None or draft.start is None or draft.end is None,
        ItemKind.SNAPSHOT: draft.camera is None or draft.start is None,
        ItemKind.NOTE: not draft.text.strip(),
        ItemKind.EXPORT: not draft.export_id,
    }
    needs = {
        ItemKind.CLIP: "a camera, a start and an end",
        ItemKind.SNAPSHOT: "a camera and its instant as start",
        ItemKind.NOTE: "a text",
        ItemKind.EXPORT: "the export's id",
    }
    if missing[draft.kind]:
        raise invalid(f"case: a {draft.kind.value} needs {needs[draft.kind]}")
    if draft.start is not None and draft.end is not None and draft.end <= draft.start:
        raise invalid(f"case: a {draft.kind.value} that ends at {draft.end.isoformat()}, before it starts")


def case_data(case: Case) -> JsonObject:
    """The case without its items, in the shape of `CaseSummary`: for the journal and for lists."""
    return {
        "id": case.id,
        "number": case.number,
        "title": case.title,
        "description": case.description,
        "state": case.state.value,
        "outcome": case.outcome,
        "people": list(case.people),
        "opened_by": _who(case.opened_by),
        "opened_at": case.opened_at.isoformat(),
        "changed_at": case.changed_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "version": case.version,
        "camera_ids": list[Json](sorted({item.camera for item in case.items if item.camera is not None})),
    }


def item_data(item: CaseItem) -> JsonObject:
    """The item in the shape of `CaseItemView`."""
    return {
        "id": item.id,
        "kind": item.kind.value,
        "camera_id": item.camera,
        "start": item.start.isoformat() if item.start else None,
        "end": item.end.isoformat() if item.end else None,
        "text": item.text,
        "sha256": item.sha256,
        "size_bytes": item.size_bytes,
        "export_id": item.export_id,
        "hold_id": item.hold_id,
        "added_by": _who(item.added_by),
        "added_at": item.added_at.isoformat(),
        "removed_by": _who(item.removed_by) if item.removed_by else None,
        "removed_at": item.removed_at.isoformat() if item.removed_at else None,
        "remove_reason": item.remove_reason,
    }


def _who(actor: Actor) -> dict[str, Json]:
    return {"id": actor.id, "name": actor.name}
