"""Steering: hands on cameras, their presets and tours."""

from fastapi import APIRouter

from console.api.access import CameraHand, CameraManager, HouseDep
from console.api.schema.onvif import LetGo, MoveDraft, PresetDraft, PresetView, TourDraft, TourView
from console.auth.person import Person
from console.house import House
from console.onvif.steering import Hand
from ingest.onvif.store import tour_data
from ingest.onvif.tour import Stop, Tour
from kernel.ids import CameraId

router = APIRouter(prefix="/cameras/{camera_id}/ptz", tags=["ptz"])


@router.post("/move", operation_id="move_camera", status_code=204)
def move_camera(camera_id: CameraId, move: MoveDraft, house: HouseDep, person: CameraHand) -> None:
    """Turn and zoom, for a second at most unless it is said again. A conflict says who has taken the camera over."""
    demand_present(house, person, camera_id)
    house.steering.move(camera_id, Hand(person.actor, move.grip), move.pan, move.tilt, move.zoom)


@router.post("/stop", operation_id="stop_camera", status_code=204)
def stop_camera(camera_id: CameraId, let_go: LetGo, house: HouseDep, person: CameraHand) -> None:
    """Let go. Changes nothing where somebody else has taken the camera over."""
    demand_present(house, person, camera_id)
    house.steering.stop(camera_id, Hand(person.actor, let_go.grip))


@router.get("/presets", operation_id="list_presets")
def list_presets(camera_id: CameraId, house: HouseDep, person: CameraHand) -> list[PresetView]:
    """The places that the camera remembers, as it says now."""
    demand_present(house, person, camera_id)
    line = house.steering.line(camera_id)
    return [PresetView.model_validate(preset) for preset in line.device.presets(line.known.profile)]


@router.post("/presets", operation_id="save_preset", status_code=201)
def save_preset(camera_id: CameraId, draft: PresetDraft, house: HouseDep, person: CameraHand) -> PresetView:
    """Let the camera remember where it looks now."""
    demand_present(house, person, camera_id)
    return PresetView.model_validate(house.steering.save_preset(camera_id, draft.name, person.actor))


@router.post("/presets/{token}/go", operation_id="go_to_preset", status_code=204)
def go_to_preset(camera_id: CameraId, token: str, house: HouseDep, person: CameraHand) -> None:
    """Look where the preset says."""
    demand_present(house, person, camera_id)
    house.steering.go_to(camera_id, token, person.actor)


@router.delete("/presets/{token}", operation_id="remove_preset", status_code=204)
def remove_preset(camera_id: CameraId, token: str, house: HouseDep, person: CameraHand) -> None:
    """Let the camera forget a place."""
    demand_present(house, person, camera_id)
    house.steering.remove_preset(camera_id, token, person.actor)


@router.put("/tour", operation_id="set_tour")
def set_tour(camera_id: CameraId, draft: TourDraft, house: HouseDep, person: CameraManager) -> TourView:
    """Replace the camera's tour."""
    demand_present(house, person, camera_id)
    house.steering.line(camera_id)
    stops = tuple(Stop(stop.preset, stop.dwell_s) for stop in draft.stops)
    tour = house.steering.store.save_tour(camera_id, Tour(stops, draft.resume_after_s, draft.is_on), person.actor)
    return _tour(camera_id, tour)


@router.post("/tour/start", operation_id="start_tour")
def start_tour(camera_id: CameraId, house: HouseDep, person: CameraHand) -> TourView:
    """Begin the tour; it goes on until it is ended, over restarts too."""
    demand_present(house, person, camera_id)
    return _tour(camera_id, house.steering.store.switch_tour(camera_id, True, person.actor))


@router.post("/tour/stop", operation_id="stop_tour")
def stop_tour(camera_id: CameraId, house: HouseDep, person: CameraHand) -> TourView:
    """End the tour; the camera stays where it looks."""
    demand_present(house, person, camera_id)
    return _tour(camera_id, house.steering.store.switch_tour(camera_id, False, person.actor))


def demand_present(house: House, person: Person, camera: CameraId) -> None:
    """Raise not-found unless the camera is there and there for this person."""
    person.demand_camera(camera)
    house.cameras.get(camera)


def _tour(camera: CameraId, tour: Tour) -> TourView:
    return TourView.model_validate(tour_data(camera, tour))
