"""Cases: of reviewers and administrators; seen also by who opened one and whom it names. Each look is in its log."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, JSONResponse
from starlette.concurrency import run_in_threadpool

from console.api.access import CaseManager, HouseDep, PlaybackViewer, visible_camera
from console.api.problems import STATUS, TITLE
from console.api.schema.base import Problem
from console.api.schema.review import (
    CaseClosing,
    CaseEdit,
    CaseItemView,
    CaseSummary,
    CaseVersion,
    CaseView,
    CustodyEntry,
    CustodyLog,
    ItemRemoval,
    NewCase,
    NewCaseItem,
)
from console.audit import Look, View
from console.auth.permission import Permission
from console.auth.person import Person
from console.house import House
from ingest.review.case import (
    Case,
    CaseChange,
    CaseDraft,
    CaseItem,
    CaseState,
    ItemDraft,
    ItemKind,
    StaleCase,
    case_data,
    check_item,
    item_data,
)
from ingest.review.cases import CaseQuery
from kernel.errors import Fault, FaultKind, invalid, not_found
from kernel.ids import CameraId
from kernel.journal import Entry, JsonObject

router = APIRouter(tags=["cases"])

_SNAPSHOT_QUALITY = 95


@router.get("/cases", operation_id="list_cases")
def list_cases(
    house: HouseDep,
    person: PlaybackViewer,
    state: CaseState | None = None,
    text: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[CaseSummary]:
    """The cases that this person may see, newest first."""
    seen_by = None if person.may(Permission.CASES_MANAGE) else person.id
    return [_summary(person, case) for case in house.cases.list(CaseQuery(seen_by, state, text.strip(), limit))]


@router.post("/cases", operation_id="open_case", status_code=201)
def open_case(wanted: NewCase, house: HouseDep, person: CaseManager) -> CaseView:
    """Open a case."""
    people = _people(house, wanted.people)
    draft = CaseDraft(wanted.title, wanted.description, wanted.number, people)
    return _view(person, house.cases.open(draft, person.actor))


@router.get("/cases/{case_id}", operation_id="get_case")
def get_case(case_id: str, house: HouseDep, person: PlaybackViewer) -> CaseView:
    """A case with its items; the look is noted in its log."""
    case = _visible(house, person, case_id)
    house.cases.viewed(case_id, person.actor)
    return _view(person, case)


@router.patch("/cases/{case_id}", operation_id="change_case", responses={409: {"model": Problem}})
def change_case(case_id: str, wanted: CaseEdit, house: HouseDep, person: CaseManager) -> CaseView:
    """Change what is given. 409 with the present `case` when somebody changed it meanwhile."""
    people = _people(house, wanted.people) if wanted.people is not None else None
    change = CaseChange(wanted.title, wanted.description, wanted.number, people)
    return _view(person, house.cases.change(case_id, wanted.version, change, person.actor))


@router.post("/cases/{case_id}/close", operation_id="close_case")
def close_case(case_id: str, wanted: CaseClosing, house: HouseDep, person: CaseManager) -> CaseView:
    """It is dealt with; its clips' footage is released, or stays held."""
    releases = wanted.releases_holds
    return _view(person, house.cases.close(case_id, wanted.version, wanted.outcome, releases, person.actor))


@router.post("/cases/{case_id}/reopen", operation_id="reopen_case")
def reopen_case(case_id: str, wanted: CaseVersion, house: HouseDep, person: CaseManager) -> CaseView:
    """Work goes on."""
    return _view(person, house.cases.reopen(case_id, wanted.version, person.actor))


@router.post("/cases/{case_id}/items", operation_id="add_case_item", status_code=201)
async def add_case_item(case_id: str, wanted: NewCaseItem, house: HouseDep, person: CaseManager) -> CaseItemView:
    """Add a clip (its footage is held from now on), a snapshot (kept as a file), a note or an export."""
    draft = ItemDraft(
        wanted.kind,
        CameraId(wanted.camera_id) if wanted.camera_id else None,
        wanted.start,
        wanted.end,
        wanted.text,
        wanted.export_id,
    )
    await run_in_threadpool(_check, house, person, case_id, draft)
    picture = await _picture(house, draft)
    item = await run_in_threadpool(house.cases.add_item, case_id, draft, person.actor, picture)
    return CaseItemView.model_validate(item_data(item))


@router.post("/cases/{case_id}/items/{item_id}/remove", operation_id="remove_case_item")
def remove_case_item(
    case_id: str, item_id: str, wanted: ItemRemoval, house: HouseDep, person: CaseManager
) -> CaseItemView:
    """Take a thing out; it stays in the log, and as a removed item in the case."""
    _item(person, house.cases.get(case_id), item_id)
    item = house.cases.remove_item(case_id, item_id, wanted.reason, wanted.releases_hold, person.actor)
    return CaseItemView.model_validate(item_data(item))


@router.get(
    "/cases/{case_id}/items/{item_id}/snapshot.jpg", operation_id="get_case_snapshot", response_class=FileResponse
)
def get_case_snapshot(case_id: str, item_id: str, house: HouseDep, person: PlaybackViewer) -> FileResponse:
    """A snapshot's picture, as it was put into the case; the look is noted in the log."""
    item = _item(person, _visible(house, person, case_id), item_id)
    path = house.cases.snapshot(case_id, item_id)
    house.cases.viewed(case_id, person.actor, item_id)
    if item.camera is not None and item.start is not None:
        house.audit.viewed(View(person.actor, item.camera, Look.SNAPSHOT, item.start, item.start))
    return FileResponse(path, media_type="image/jpeg", headers={"Cache-Control": "private, no-cache"})


@router.get("/cases/{case_id}/custody", operation_id="get_custody")
def get_custody(
    case_id: str,
    house: HouseDep,
    person: PlaybackViewer,
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> CustodyLog:
    """Who did and saw what, newest first: entries of the journal, whose chain of hashes they are part of."""
    case = _visible(house, person, case_id)
    entries = house.cases.custody(case_id, before, limit)
    items = {item.id: item for item in case.items}
    shown = [entry for entry in entries if _may_see(person, items.get(_item_id(entry.data) or ""))]
    more = entries[-1].sequence if len(entries) == limit else None
    views = [_entry(entry, items) for entry in shown]
    return CustodyLog(items=views, hidden=len(entries) - len(shown), before=more)


async def stale_case(_request: Request, error: Exception) -> JSONResponse:
    """A conflict whose body also holds the case as it is now."""
    assert isinstance(error, StaleCase)
    kind = error.kind
    body = Problem(title=TITLE[kind], status=STATUS[kind], detail=error.message, kind=kind.value)
    present = {key: value for key, value in case_data(error.case).items() if key != "camera_ids"}
    return JSONResponse({**body.model_dump(), "case": present}, STATUS[kind], media_type="application/problem+json")


def _visible(house: House, person: Person, case_id: str) -> Case:
    case = house.cases.get(case_id)
    if not person.may(Permission.CASES_MANAGE) and not case.may_be_seen_by(person.id):
        raise not_found("case", case_id)
    return case


def _check(house: House, person: Person, case_id: str, draft: ItemDraft) -> None:
    house.cases.get(case_id)
    check_item(draft)
    if draft.camera is not None:
        visible_camera(house, person, draft.camera)
    if draft.kind is ItemKind.CLIP and draft.camera and draft.start and draft.end:
        if not house.catalog.segments(draft.camera, draft.start, draft.end):
            span = f"{draft.start.isoformat()} to {draft.end.isoformat()}"
            raise Fault(FaultKind.NOT_FOUND, f"camera {draft.camera}: no footage from {span}; nothing to keep")
    elif draft.kind is ItemKind.EXPORT and draft.export_id:
        export = house.exports.get(draft.export_id)
        if not all(person.sees_camera(camera) for camera in export.draft.cameras):
            raise not_found("export", draft.export_id)


async def _picture(house: House, draft: ItemDraft) -> bytes | None:
    if draft.kind is not ItemKind.SNAPSHOT or draft.camera is None or draft.start is None:
        return None
    moment = await run_in_threadpool(house.recordings.moment, draft.camera, draft.start)
    return await house.frames.jpeg(moment, None, _SNAPSHOT_QUALITY)


def _people(house: House, ids: list[str]) -> tuple[str, ...]:
    for user in ids:
        try:
            house.users.get(user)
        except Fault as fault:
            raise invalid(f"people: there is no user {user}") from fault
    return tuple(dict.fromkeys(ids))


def _item(person: Person, case: Case, item_id: str) -> CaseItem:
    found = next((item for item in case.items if item.id == item_id), None)
    if found is None or not _may_see(person, found):
        raise not_found("case item", item_id)
    return found


def _may_see(person: Person, item: CaseItem | None) -> bool:
    return item is None or item.camera is None or person.sees_camera(item.camera)


def _view(person: Person, case: Case) -> CaseView:
    shown = [item for item in case.items if _may_see(person, item)]
    return CaseView(
        **_summary(person, case).model_dump(),
        items=[CaseItemView.model_validate(item_data(item)) for item in shown],
        hidden_items=len(case.items) - len(shown),
    )


def _summary(person: Person, case: Case) -> CaseSummary:
    summary = CaseSummary.model_validate(case_data(case))
    return summary.model_copy(update={"camera_ids": [c for c in summary.camera_ids if person.sees_camera(c)]})


def _item_id(data: JsonObject) -> str | None:
    item = data.get("item")
    found = item.get("id") if isinstance(item, dict) else data.get("item_id")
    return found if isinstance(found, str) else None


def _entry(entry: Entry, items: dict[str, CaseItem]) -> CustodyEntry:
    item_id = _item_id(entry.data)
    item = items.get(item_id) if item_id else None
    return CustodyEntry.model_validate(
        {
            "sequence": entry.sequence,
            "at": entry.at,
            "by": {"id": entry.actor.id, "name": entry.actor.name},
            "kind": entry.kind,
            "title": entry.data.get("title", ""),
            "version": entry.data.get("version", 0),
            "item": item_data(item) if item else None,
            "item_id": item_id,
            "hash": entry.hash,
        }
    )
