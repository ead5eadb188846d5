"""Protected places, what the free units cover of them, and the move that would help."""

from fastapi import APIRouter

from console.api.access import Dispatcher, HouseDep, PlanManager, Viewer
from console.api.schema.coverage import CoverageView, MoveUpDraft, ProtectedPlaceDraft, ProtectedPlaceView
from console.api.schema.orders import OrderView
from kernel.geo import LatLon
from patrol import coverage, unit
from patrol.service.cover import cover_data
from patrol.service.places import place_data
from patrol.views import order_data

router = APIRouter(tags=["coverage"])


@router.get("/coverage", operation_id="get_coverage")
def get_coverage(house: HouseDep, _person: Viewer) -> CoverageView:
    """What the free units cover now."""
    return CoverageView.model_validate(cover_data(house.patrol.coverage.now()))


@router.post("/coverage/move-up", operation_id="order_move_up", status_code=201)
def order_move_up(draft: MoveUpDraft, house: HouseDep, person: Dispatcher) -> OrderView:
    """Order a free unit to stand by a protected place; it stays free."""
    order = house.patrol.coverage.move_up(draft.unit_id, draft.place_id, person.actor)
    return OrderView.model_validate(order_data(order))


@router.get("/protected-places", operation_id="list_protected_places")
def list_protected_places(house: HouseDep, _person: Viewer) -> list[ProtectedPlaceView]:
    return [_view(place) for place in house.patrol.places.list()]


@router.post("/protected-places", operation_id="add_protected_place", status_code=201)
def add_protected_place(draft: ProtectedPlaceDraft, house: HouseDep, person: PlanManager) -> ProtectedPlaceView:
    return _view(house.patrol.places.add(_draft(draft), person.actor))


@router.put("/protected-places/{place_id}", operation_id="change_protected_place")
def change_protected_place(
    place_id: str, draft: ProtectedPlaceDraft, house: HouseDep, person: PlanManager
) -> ProtectedPlaceView:
    return _view(house.patrol.places.change(place_id, _draft(draft), person.actor))


@router.delete("/protected-places/{place_id}", operation_id="remove_protected_place", status_code=204)
def remove_protected_place(place_id: str, house: HouseDep, person: PlanManager) -> None:
    house.patrol.places.remove(place_id, person.actor)


def _draft(draft: ProtectedPlaceDraft) -> coverage.PlaceDraft:
    kind = None if draft.kind is None else unit.UnitKind(draft.kind.value)
    position = LatLon(draft.position.lat, draft.position.lon)
    return coverage.PlaceDraft(draft.name, position, draft.weight, draft.within_s, kind)


def _view(place: coverage.ProtectedPlace) -> ProtectedPlaceView:
    return ProtectedPlaceView.model_validate(place_data(place))
