"""Operators' camera tours, and when each place of the town was last looked at."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from console.api.access import HouseDep, LiveViewer, SceneManager, Viewer, visible_camera
from console.api.schema.looked import CameraLook, CameraTourDraft, CameraTourView, HeatCell, HeatView
from console.auth.person import Person
from ingest.camera import Camera, CameraState
from kernel.errors import conflict
from kernel.ids import CameraId
from patrol.looked import By, Cell, cell_of, seen_by_camera
from patrol.service import camera_tours as patrol
from patrol.service.looked import LookedCell

router = APIRouter(tags=["looked"])


@router.get("/heat", operation_id="get_heat")
def get_heat(house: HouseDep, _person: Viewer, hours: Annotated[float, Query(gt=0, le=48)] = 12.0) -> HeatView:
    """The places that were looked at within so many hours, on foot, from a car or by camera; nobody is named."""
    now = house.clock.now()
    cells = [_cell(cell) for cell in house.patrol.looked.cells(now - timedelta(hours=hours))]
    return HeatView(at=now, hours=hours, cells=cells)


@router.get("/camera-tours", operation_id="list_camera_tours")
def list_camera_tours(house: HouseDep, person: Viewer) -> list[CameraTourView]:
    """Those with a camera that this person may see; other cameras are left out."""
    tours = [_view(tour, person) for tour in house.patrol.camera_tours.all()]
    return [tour for tour in tours if tour.camera_ids]


@router.post("/camera-tours", operation_id="add_camera_tour", status_code=201)
def add_camera_tour(draft: CameraTourDraft, house: HouseDep, person: SceneManager) -> CameraTourView:
    for camera_id in draft.camera_ids:
        visible_camera(house, person, CameraId(camera_id))
    return _view(house.patrol.camera_tours.keep(_draft(draft), person.actor), person)


@router.put("/camera-tours/{tour_id}", operation_id="replace_camera_tour")
def replace_camera_tour(tour_id: str, draft: CameraTourDraft, house: HouseDep, person: SceneManager) -> CameraTourView:
    house.patrol.camera_tours.get(tour_id)
    for camera_id in draft.camera_ids:
        visible_camera(house, person, CameraId(camera_id))
    return _view(house.patrol.camera_tours.keep(_draft(draft), person.actor, tour_id), person)


@router.delete("/camera-tours/{tour_id}", operation_id="remove_camera_tour", status_code=204)
def remove_camera_tour(tour_id: str, house: HouseDep, person: SceneManager) -> None:
    house.patrol.camera_tours.remove(tour_id, person.actor)


@router.post("/camera-tours/{tour_id}/looks", operation_id="confirm_camera_look", status_code=204)
def confirm_camera_look(tour_id: str, look: CameraLook, house: HouseDep, person: LiveViewer) -> None:
    """Somebody has looked through the camera on this tour: what it shows counts as looked at.

    The camera must be one of the tour's, and answer: nobody sees a place through a camera that shows nothing.
    """
    tour = house.patrol.camera_tours.get(tour_id)
    camera = visible_camera(house, person, CameraId(look.camera_id))
    if camera.id not in tour.camera_ids:
        raise conflict(f"camera {camera.name}: it is not on the tour {tour.name}; load it again")
    if house.cameras.status(camera.id).state is not CameraState.ONLINE:
        raise conflict(f"camera {camera.name}: it shows no picture now; the look does not count")
    house.patrol.looked.confirm(_cells(camera), house.clock.now())
    house.patrol.camera_tours.looked(tour_id, camera.id, person.actor)


def _cells(camera: Camera) -> set[Cell]:
    """What the camera shows, as far as its place and direction are known."""
    if camera.position is None:
        return set()
    if camera.bearing_deg is None:
        return {cell_of(camera.position)}
    return seen_by_camera(camera.position, camera.bearing_deg, camera.view_angle_deg, camera.range_m)


def _draft(draft: CameraTourDraft) -> patrol.CameraTourDraft:
    return patrol.CameraTourDraft(draft.name, tuple(draft.camera_ids), draft.dwell_s)


def _view(tour: patrol.CameraTour, person: Person) -> CameraTourView:
    view = CameraTourView.model_validate(patrol.camera_tour_data(tour))
    return view.model_copy(update={"camera_ids": [c for c in view.camera_ids if person.sees_camera(c)]})


def _cell(cell: LookedCell) -> HeatCell:
    low, high = cell.corners
    return HeatCell(
        south=round(low.lat, 6),
        west=round(low.lon, 6),
        north=round(high.lat, 6),
        east=round(high.lon, 6),
        foot_at=cell.at.get(By.FOOT),
        car_at=cell.at.get(By.CAR),
        camera_at=cell.at.get(By.CAMERA),
    )
