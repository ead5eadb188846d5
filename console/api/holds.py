"""Holds: footage that nothing deletes, until somebody releases it or its time is up."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from console.api.access import FootageHolder, HouseDep, PlaybackViewer
from console.api.schema.recording import HoldDraft, HoldRelease, HoldView
from console.auth.person import Person
from console.house import House
from ingest.record.hold import Hold, hold_data
from kernel.errors import not_found
from kernel.ids import CameraId

router = APIRouter(prefix="/holds", tags=["recording"])


@router.get("", operation_id="list_holds")
def list_holds(
    house: HouseDep,
    person: PlaybackViewer,
    camera_id: CameraId | None = None,
    start: AwareDatetime | None = None,
    end: AwareDatetime | None = None,
    is_active: Annotated[bool | None, Query(description="false: those that are over; not given: all")] = None,
) -> list[HoldView]:
    """The holds that overlap [start, end), newest first; of the cameras that this person may see."""
    found = house.holds.list(camera_id, start, end, is_active)
    return [_view(hold) for hold in found if person.sees_camera(hold.camera)]


@router.post("", operation_id="place_hold", status_code=201)
def place_hold(draft: HoldDraft, house: HouseDep, person: FootageHolder) -> HoldView:
    """Keep a camera's footage, past, present or to come."""
    camera = CameraId(draft.camera_id)
    person.demand_camera(camera)
    house.cameras.get(camera)
    return _view(house.holds.place(camera, draft.start, draft.end, draft.reason, draft.until, person.actor))


@router.get("/{hold_id}", operation_id="get_hold")
def get_hold(hold_id: str, house: HouseDep, person: PlaybackViewer) -> HoldView:
    return _view(_visible(house, person, hold_id))


@router.post("/{hold_id}/release", operation_id="release_hold")
def release_hold(hold_id: str, release: HoldRelease, house: HouseDep, person: FootageHolder) -> HoldView:
    """Let the footage go its usual way again."""
    _visible(house, person, hold_id)
    return _view(house.holds.release(hold_id, person.actor, release.reason))


def _visible(house: House, person: Person, hold_id: str) -> Hold:
    hold = house.holds.get(hold_id)
    if not person.sees_camera(hold.camera):
        raise not_found("hold", hold_id)
    return hold


def _view(hold: Hold) -> HoldView:
    return HoldView.model_validate(hold_data(hold))
