"""Rows of cases as values."""

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.review.case import Case, CaseItem, CaseState, ItemKind
from ingest.review.tables import CaseItemRow, CaseRow
from kernel.actor import Actor, ActorKind
from kernel.errors import not_found
from kernel.ids import CameraId


def case_row(session: Session, case_id: str) -> CaseRow:
    """Raises a not-found fault."""
    row = session.get(CaseRow, case_id)
    if row is None:
        raise not_found("case", case_id)
    return row


def item_row(session: Session, case_id: str, item_id: str) -> CaseItemRow:
    """Raises a not-found fault, also for an item of another case."""
    row = session.get(CaseItemRow, item_id)
    if row is None or row.case_id != case_id:
        raise not_found("case item", item_id)
    return row


def whole_case(session: Session, row: CaseRow) -> Case:
    """The case with its items, oldest first."""
    query = select(CaseItemRow).where(CaseItemRow.case_id == row.id).order_by(CaseItemRow.added_at, CaseItemRow.id)
    return case_of(row, tuple(item_of(item) for item in session.scalars(query)))


def case_of(row: CaseRow, items: tuple[CaseItem, ...] = ()) -> Case:
    """The case of a row, without its items unless they are given."""
    return Case(
        id=row.id,
        number=row.number,
        title=row.title,
        description=row.description,
        state=CaseState(row.state),
        outcome=row.outcome,
        people=tuple(cast(list[str], row.people)),
        opened_by=Actor(ActorKind.USER, row.opened_by_id, row.opened_by_name),
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        closed_at=row.closed_at,
        version=row.version,
        items=items,
    )


def item_of(row: CaseItemRow) -> CaseItem:
    """The item of a row."""
    removed_by = None
    if row.removed_by_id is not None:
        removed_by = Actor(ActorKind.USER, row.removed_by_id, row.removed_by_name or "")
    return CaseItem(
        id=row.id,
        kind=ItemKind(row.kind),
        camera=CameraId(row.camera_id) if row.camera_id else None,
        start=row.started_at,
        end=row.ended_at,
        text=row.text,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        export_id=row.export_id,
        hold_id=row.hold_id,
        added_by=Actor(ActorKind.USER, row.added_by_id, row.added_by_name),
        added_at=row.added_at,
        removed_by=removed_by,
        removed_at=row.removed_at,
        remove_reason=row.remove_reason,
    )
