"""Bookmarks: of whoever may look back; changed by who made them, or by those whose office cases are."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from console.api.access import HouseDep, PlaybackViewer, visible_camera
from console.api.schema.base import Draft
from console.api.schema.review import BookmarkChange, BookmarkView, NewBookmark
from console.auth.permission import Permission
from console.auth.person import Person
from console.house import House
from ingest.review.bookmarks import Bookmark, BookmarkDraft, BookmarkQuery, bookmark_data
from kernel.errors import Fault, FaultKind, not_found
from kernel.ids import CameraId

router = APIRouter(tags=["review"])


class BookmarkFilter(Draft):
    """Which bookmarks; what is not given does not matter."""

    camera_id: list[str] | None = None
    start: AwareDatetime | None = None
    end: AwareDatetime | None = None
    text: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


@router.get("/bookmarks", operation_id="list_bookmarks")
def list_bookmarks(
    house: HouseDep, person: PlaybackViewer, wanted: Annotated[BookmarkFilter, Query()]
) -> list[BookmarkView]:
    """Bookmarks of the cameras that this person may see, the latest in the footage first."""
    cameras = wanted.camera_id
    if person.camera_ids is not None:
        cameras = [camera for camera in person.camera_ids if cameras is None or camera in cameras]
    asked = [CameraId(camera) for camera in cameras] if cameras is not None else None
    query = BookmarkQuery(asked, wanted.start, wanted.end, wanted.text, wanted.limit)
    return [_view(bookmark) for bookmark in house.bookmarks.list(query)]


@router.post("/bookmarks", operation_id="add_bookmark", status_code=201)
def add_bookmark(wanted: NewBookmark, house: HouseDep, person: PlaybackViewer) -> BookmarkView:
    """Mark an instant, or with an end a stretch."""
    visible_camera(house, person, CameraId(wanted.camera_id))
    draft = BookmarkDraft(CameraId(wanted.camera_id), wanted.start, wanted.end, wanted.title, wanted.note)
    return _view(house.bookmarks.add(draft, person.actor))


@router.patch("/bookmarks/{bookmark_id}", operation_id="change_bookmark")
def change_bookmark(bookmark_id: str, wanted: BookmarkChange, house: HouseDep, person: PlaybackViewer) -> BookmarkView:
    """Change what is given; the camera stays."""
    what = _own(house, person, bookmark_id).what
    given = wanted.model_dump(exclude_none=True, exclude={"is_instant"})
    draft = replace(what, **given)
    if wanted.is_instant:
        draft = replace(draft, end=None)
    return _view(house.bookmarks.change(bookmark_id, draft, person.actor))


@router.delete("/bookmarks/{bookmark_id}", operation_id="remove_bookmark", status_code=204)
def remove_bookmark(bookmark_id: str, house: HouseDep, person: PlaybackViewer) -> None:
    """Remove it; the journal keeps what it was."""
    _own(house, person, bookmark_id)
    house.bookmarks.remove(bookmark_id, person.actor)


def _own(house: House, person: Person, bookmark_id: str) -> Bookmark:
    bookmark = house.bookmarks.get(bookmark_id)
    if not person.sees_camera(bookmark.what.camera):
        raise not_found("bookmark", bookmark_id)
    if bookmark.added_by.id != person.id and not person.may(Permission.CASES_MANAGE):
        raise Fault(FaultKind.FORBIDDEN, f"bookmark {bookmark_id}: is {bookmark.added_by.name}'s; only they change it")
    return bookmark


def _view(bookmark: Bookmark) -> BookmarkView:
    return BookmarkView.model_validate(bookmark_data(bookmark))
