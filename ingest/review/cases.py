"""Cases in the database, their snapshots on disk, and their custody log: the journal's entries about them.

Every change, and every look, is an entry of the journal with the subject `case:<id>`: the journal's chain of hashes is
the log's, and nothing in it can be edited or deleted unseen.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ingest.review.case import (
    Case,
    CaseChange,
    CaseDraft,
    CaseItem,
    CaseState,
    ItemDraft,
    ItemKind,
    StaleCase,
    advance,
    case_data,
    check_item,
    demand_open,
    item_data,
)
from ingest.review.rows import case_of, case_row, item_of, item_row, whole_case
from ingest.review.tables import CaseItemRow, CaseRow
from kernel.actor import Actor
from kernel.clock import Clock
from kernel.errors import Fault, FaultKind, conflict, invalid, not_found
from kernel.ids import CameraId, new_id
from kernel.journal import Entry, JsonObject
from kernel.sql.database import Database
from kernel.sql.journal import JournalRow, append

QUIET = timedelta(minutes=1)  # looks of one person at one thing within this time are one look
_MOST = 500


class Held(Protocol):
    """A hold that was placed."""

    @property
    def id(self) -> str: ...


class HoldKeeper(Protocol):
    """What keeps footage from being deleted; `ingest.record.hold.Holds` is one."""

    def place(
        self, camera: CameraId, start: datetime, end: datetime, reason: str, until: datetime | None, actor: Actor
    ) -> Held: ...

    def release(self, hold_id: str, actor: Actor, reason: str) -> object: ...


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases, newest first. seen_by: only those that name this user; None: any. text: in number or title."""

    seen_by: str | None = None
    state: CaseState | None = None
    text: str = ""
    limit: int = 100


class Cases:
    """Any thread; each change is one transaction, journalled. Holds are placed before the item that needs them is
    written, and released after it is gone: whatever breaks in between, footage stays rather than goes."""

    def __init__(self, database: Database, clock: Clock, holds: HoldKeeper, folder: Path) -> None:
        self._database = database
        self._clock = clock
        self._holds = holds
        self._folder = folder
        self._looks: dict[tuple[str, str, str], datetime] = {}

    def open(self, draft: CaseDraft, actor: Actor) -> Case:
        """Raises an invalid fault without a title, a conflict for a number that is taken."""
        now = self._clock.now()
        with self._database.write() as session:
            row = CaseRow(
                id=new_id("case", now),
                number=_free_number(session, draft.number, now),
                title=_title(draft.title),
                description=draft.description.strip(),
                state=CaseState.OPEN.value,
                people=list(draft.people),
                opened_by_id=actor.id,
                opened_by_name=actor.name,
                opened_at=now,
                version=0,
            )
            session.add(row)
            return self._told(session, row, actor, "case.opened")

    def get(self, case_id: str) -> Case:
        """The case with all its items; a not-found fault."""
        with self._database.read() as session:
            return whole_case(session, case_row(session, case_id))

    def list(self, query: CaseQuery) -> Sequence[Case]:
        """Cases without their items, newest first."""
        wanted = select(CaseRow).order_by(CaseRow.opened_at.desc(), CaseRow.id.desc())
        if query.state is not None:
            wanted = wanted.where(CaseRow.state == query.state.value)
        if query.text:
            like = (column.icontains(query.text, autoescape=True) for column in (CaseRow.number, CaseRow.title))
            wanted = wanted.where(or_(*like))
        found = []
        with self._database.read() as session:
            for row in session.scalars(wanted):
                case = case_of(row)
                if query.seen_by is None or case.may_be_seen_by(query.seen_by):
                    found.append(case)
                if len(found) >= min(max(query.limit, 1), _MOST):
                    break
        return found

    def change(self, case_id: str, version: int, change: CaseChange, actor: Actor) -> Case:
        """Raises `StaleCase` when the case is no longer at `version`."""
        with self._database.write() as session:
            row = _fresh(session, case_id, version)
            if change.number is not None and change.number.strip() != row.number:
                row.number = _free_number(session, change.number, self._clock.now())
            if change.title is not None:
                row.title = _title(change.title)
            if change.description is not None:
                row.description = change.description.strip()
            if change.people is not None:
                row.people = list(dict.fromkeys(change.people))
            return self._told(session, row, actor, "case.changed")

    def close(self, case_id: str, version: int, outcome: str, releases_holds: bool, actor: Actor) -> Case:
        """releases_holds: let the clips' footage go its usual way; else it stays held until somebody releases it."""
        released: list[str] = []
        with self._database.write() as session:
            row = _fresh(session, case_id, version)
            advance(case_of(row), CaseState.CLOSED)
            row.state, row.outcome, row.closed_at = CaseState.CLOSED.value, outcome.strip() or None, self._clock.now()
            if releases_holds:
                for item in _held_items(session, case_id):
                    released += [item.hold_id] if item.hold_id else []
                    item.hold_id = None
            case = self._told(session, row, actor, "case.closed")
        for hold_id in released:
            self._release(hold_id, actor, f"case {case.number} was closed")
        return case

    def reopen(self, case_id: str, version: int, actor: Actor) -> Case:
        """Work goes on; clips whose holds were released are held again."""
        case = self.get(case_id)
        placed: dict[str, str] = {}
        try:
            for item in case.items if case.state is CaseState.CLOSED and case.version == version else ():
                if item.kind is ItemKind.CLIP and item.removed_at is None and item.hold_id is None:
                    placed[item.id] = self._place(case, item.camera, item.start, item.end, actor)
            with self._database.write() as session:
                row = _fresh(session, case_id, version)
                advance(case_of(row), CaseState.OPEN)
                row.state, row.closed_at, row.outcome = CaseState.OPEN.value, None, None
                for item_id, hold_id in placed.items():
                    item_row(session, case_id, item_id).hold_id = hold_id
                return self._told(session, row, actor, "case.reopened")
        except Exception:
            for hold_id in placed.values():
                self._release(hold_id, actor, f"case {case.number} was not reopened after all")
            raise

    def add_item(self, case_id: str, draft: ItemDraft, actor: Actor, picture: bytes | None = None) -> CaseItem:
        """Add a thing; a clip's footage is held from now on. picture: a snapshot's JPEG.

        Raises an invalid fault for what is missing, a conflict when the case is closed.
        """
        check_item(draft)
        if (draft.kind is ItemKind.SNAPSHOT) != (picture is not None):
            raise invalid("case: a snapshot comes with its picture, nothing else does")
        case, now = self.get(case_id), self._clock.now()
        demand_open(case)
        row = _item_row(case_id, draft, actor, now)
        if draft.kind is ItemKind.CLIP:
            row.hold_id = self._place(case, draft.camera, draft.start, draft.end, actor)
        if picture is not None:
            row.sha256, row.size_bytes = hashlib.sha256(picture).hexdigest(), len(picture)
            self._write(case_id, row.id, picture)
        try:
            with self._database.write() as session:
                demand_open(case_of(case_row(session, case_id)))
                session.add(row)
                return self._told_item(session, case_id, row, actor, "case.item_added")
        except Exception:
            self._path(case_id, row.id).unlink(missing_ok=True)
            if row.hold_id is not None:
                self._release(row.hold_id, actor, f"the clip was not added to case {case.number} after all")
            raise

    def remove_item(self, case_id: str, item_id: str, reason: str, releases_hold: bool, actor: Actor) -> CaseItem:
        """The row stays and says who removed it and why; a snapshot's file stays too. releases_hold: as for `close`."""
        if not reason.strip():
            raise invalid("case: say why the item is removed")
        with self._database.write() as session:
            case = case_of(case_row(session, case_id))
            demand_open(case)
            row = item_row(session, case_id, item_id)
            if row.removed_at is not None:
                raise conflict(f"case {case.number}: item {item_id} was removed already")
            row.removed_at, row.remove_reason = self._clock.now(), reason.strip()
            row.removed_by_id, row.removed_by_name = actor.id, actor.name
            hold_id = row.hold_id if releases_hold else None
            if releases_hold:
                row.hold_id = None
            item = self._told_item(session, case_id, row, actor, "case.item_removed")
        if hold_id is not None:
            self._release(hold_id, actor, f"removed from case {case.number}: {reason.strip()}")
        return item

    def snapshot(self, case_id: str, item_id: str) -> Path:
        """The file of a snapshot, checked against its hash. Raises not-found, or corrupt when it was touched."""
        with self._database.read() as session:
            row = item_row(session, case_id, item_id)
            sha256 = row.sha256
        path = self._path(case_id, item_id)
        if sha256 is None or not path.is_file():
            raise not_found("snapshot", item_id)
        if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            raise Fault(FaultKind.CORRUPT, f"snapshot {item_id}: its file is not what was put into the case")
        return path

    def viewed(self, case_id: str, actor: Actor, item_id: str | None = None) -> None:
        """Note a look at the case, or at one of its items, in its log."""
        now, key = self._clock.now(), (actor.id, case_id, item_id or "")
        last = self._looks.get(key)
        if last is not None and now - last < QUIET:
            return
        self._looks = {k: at for k, at in self._looks.items() if now - at < QUIET} | {key: now}
        with self._database.write() as session:
            case = whole_case(session, case_row(session, case_id))
            data: JsonObject = {**case_data(case), "item_id": item_id}
            append(session, now, actor, "case.viewed", f"case:{case_id}", data)

    def custody(self, case_id: str, before: int | None = None, limit: int = 100) -> Sequence[Entry]:
        """The log, newest first; before: only entries with a smaller sequence."""
        query = select(JournalRow).where(JournalRow.subject == f"case:{case_id}")
        if before is not None:
            query = query.where(JournalRow.sequence < before)
        query = query.order_by(JournalRow.sequence.desc()).limit(min(max(limit, 1), _MOST))
        with self._database.read() as session:
            return [row.entry() for row in session.scalars(query)]

    def _told(self, session: Session, row: CaseRow, actor: Actor, kind: str) -> Case:
        now = self._clock.now()
        row.changed_at, row.version = now, row.version + 1
        session.flush()
        case = whole_case(session, row)
        append(session, now, actor, kind, f"case:{case.id}", case_data(case))
        return case

    def _told_item(self, session: Session, case_id: str, row: CaseItemRow, actor: Actor, kind: str) -> CaseItem:
        now, case = self._clock.now(), case_row(session, case_id)
        case.changed_at, case.version = now, case.version + 1
        session.flush()
        item = item_of(row)
        data: JsonObject = {**case_data(whole_case(session, case)), "item": dict(item_data(item))}
        append(session, now, actor, kind, f"case:{case_id}", data)
        return item

    def _place(
        self, case: Case, camera: CameraId | None, start: datetime | None, end: datetime | None, actor: Actor
    ) -> str:
        assert camera is not None
        assert start is not None
        assert end is not None
        return self._holds.place(camera, start, end, f"case {case.number}: {case.title}"[:500], None, actor).id

    def _release(self, hold_id: str, actor: Actor, reason: str) -> None:
        try:
            self._holds.release(hold_id, actor, reason[:500])
        except Fault as fault:
            if fault.kind not in (FaultKind.CONFLICT, FaultKind.NOT_FOUND):  # somebody released it before
                raise

    def _write(self, case_id: str, item_id: str, picture: bytes) -> None:
        path = self._path(case_id, item_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(picture)
        part.replace(path)

    def _path(self, case_id: str, item_id: str) -> Path:
        return self._folder / case_id / f"{item_id}.jpg"


def _fresh(session: Session, case_id: str, version: int) -> CaseRow:
    row = case_row(session, case_id)
    if row.version != version:
        raise StaleCase(case_of(row))
    return row


def _held_items(session: Session, case_id: str) -> Sequence[CaseItemRow]:
    query = select(CaseItemRow).where(CaseItemRow.case_id == case_id, CaseItemRow.hold_id.is_not(None))
    return session.scalars(query).all()


def _item_row(case_id: str, draft: ItemDraft, actor: Actor, now: datetime) -> CaseItemRow:
    return CaseItemRow(
        id=new_id("item", now),
        case_id=case_id,
        kind=draft.kind.value,
        camera_id=draft.camera,
        started_at=draft.start,
        ended_at=draft.end,
        text=draft.text.strip(),
        export_id=draft.export_id,
        added_by_id=actor.id,
        added_by_name=actor.name,
        added_at=now,
    )


def _title(text: str) -> str:
    if not text.strip():
        raise invalid("case: a case needs a title")
    return text.strip()


def _free_number(session: Session, wanted: str | None, now: datetime) -> str:
    if wanted is not None and wanted.strip():
        if session.scalar(select(CaseRow.id).where(CaseRow.number == wanted.strip())) is not None:
            raise conflict(f"case number {wanted.strip()}: is taken; choose another")
        return wanted.strip()
    year = f"{now:%Y}-"
    taken = session.scalars(select(CaseRow.number).where(CaseRow.number.startswith(year))).all()
    counted = [int(number[5:]) for number in taken if number[5:].isdecimal()]
    return f"{year}{max(counted, default=0) + 1:04d}"
