"""What belongs to an incident beside its own row: links to others, merges, its checklist; and the house's guides."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import String, Text, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kernel.ids import IncidentId
from kernel.journal import Json
from kernel.sql.database import Base
from patrol.incident import Check, IncidentLink, LinkKind
from patrol.store.tables import IncidentRow

_ID = String(64)
_NAME = String(200)


class IncidentLinkRow(Base):
    """Two incidents of which a person said that they belong together (related) or do not (distinct)."""

    __tablename__ = "incident_link"

    first_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    second_id: Mapped[str] = mapped_column(_ID, primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column("linked_by", _NAME)


class IncidentMergeRow(Base):
    """An incident that goes on in another. state_before, order_ids: what to give back when it is taken apart again."""

    __tablename__ = "incident_merge"

    child_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    parent_id: Mapped[str] = mapped_column(_ID, index=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column("merged_by", _NAME)
    state_before: Mapped[str] = mapped_column(String(16))
    order_ids: Mapped[list[Json]]


class IncidentCheckRow(Base):
    """An item of an incident's checklist, as its guide had it when the incident opened, or added at the incident."""

    __tablename__ = "incident_check"

    incident_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(_NAME)


class GuideSetRow(Base):
    """The house's guides: one row, its revision counts up with every change. guides: as they cross HTTP."""

    __tablename__ = "guide_set"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]
    guides: Mapped[list[Json]]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(_NAME)


@dataclass(slots=True)
class Parts:
    """What belongs to one incident."""

    links: list[IncidentLink] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)


def parts_of(session: Session, ids: Sequence[str]) -> defaultdict[str, Parts]:
    """The parts of each incident; a fixed number of queries."""
    found: defaultdict[str, Parts] = defaultdict(Parts)
    pairs: list[tuple[str, str, LinkKind, datetime, str]] = []
    is_linked = or_(IncidentLinkRow.first_id.in_(ids), IncidentLinkRow.second_id.in_(ids))
    for link in session.scalars(select(IncidentLinkRow).where(is_linked)):
        kind = LinkKind(link.kind)
        pairs += [(link.first_id, link.second_id, kind, link.at, link.by)]
        pairs += [(link.second_id, link.first_id, kind, link.at, link.by)]
    is_merged = or_(IncidentMergeRow.child_id.in_(ids), IncidentMergeRow.parent_id.in_(ids))
    for merge in session.scalars(select(IncidentMergeRow).where(is_merged)):
        pairs += [(merge.child_id, merge.parent_id, LinkKind.MERGED_INTO, merge.at, merge.by)]
        pairs += [(merge.parent_id, merge.child_id, LinkKind.MERGED_FROM, merge.at, merge.by)]
    others = {other for _, other, *_ in pairs}
    named = select(IncidentRow.id, IncidentRow.number).where(IncidentRow.id.in_(others))
    numbers: dict[str, int] = {row.id: row.number for row in session.execute(named)} if others else {}
    for one, other, kind, at, by in sorted(pairs, key=lambda pair: (pair[3], pair[1])):
        found[one].links.append(IncidentLink(IncidentId(other), numbers[other], kind, at, by))
    checks = select(IncidentCheckRow).where(IncidentCheckRow.incident_id.in_(ids)).order_by(IncidentCheckRow.number)
    for row in session.scalars(checks):
        found[row.incident_id].checks.append(Check(row.number, row.text, row.done_at, row.done_by))
    return found
