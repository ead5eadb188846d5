"""The panic button: pressed by a unit, taken and cleared in the room."""

from fastapi import APIRouter

from console.api.access import HouseDep, IncidentHandler, UnitPerson, Viewer
from console.api.schema.panics import PanicEnd, PanicPress, PanicView
from console.api.unit import own_unit
from kernel.errors import invalid
from kernel.geo import LatLon
from patrol.panic import Panic, Press, panic_data

router = APIRouter(tags=["panics"])


@router.post("/unit/panic", operation_id="press_panic", status_code=201)
def press_panic(press: PanicPress, house: HouseDep, person: UnitPerson) -> PanicView:
    """The unit's panic button. The same `key` again changes nothing."""
    if press.at.tzinfo is None:
        raise invalid("at: the time needs its zone, as in 2026-01-01T08:00:00Z")
    position = None if press.lat is None or press.lon is None else LatLon(press.lat, press.lon)
    pressed = Press(press.key, press.at, position, press.accuracy_m if position else None)
    return _view(house.patrol.panics.press(own_unit(person), pressed, person.actor))


@router.get("/panics", operation_id="list_panics")
def list_panics(house: HouseDep, _person: Viewer) -> list[PanicView]:
    """Those that nobody has cleared, oldest first."""
    return [_view(panic) for panic in house.patrol.panics.standing()]


@router.post("/panics/{panic_id}/take", operation_id="take_panic")
def take_panic(panic_id: str, house: HouseDep, person: IncidentHandler) -> PanicView:
    """Somebody in the room has it; it stands until it is cleared."""
    return _view(house.patrol.panics.take(panic_id, person.actor))


@router.post("/panics/{panic_id}/camera", operation_id="ask_panic_camera")
def ask_panic_camera(panic_id: str, house: HouseDep, person: IncidentHandler) -> PanicView:
    """Ask the phone to show its camera."""
    return _view(house.patrol.panics.ask_camera(panic_id, person.actor))


@router.post("/panics/{panic_id}/clear", operation_id="clear_panic")
def clear_panic(panic_id: str, end: PanicEnd, house: HouseDep, person: IncidentHandler) -> PanicView:
    """It is over, and why."""
    return _view(house.patrol.panics.clear(panic_id, end.reason, person.actor))


def _view(panic: Panic) -> PanicView:
    return PanicView.model_validate(panic_data(panic))
