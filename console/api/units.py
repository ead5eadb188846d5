"""Units, as the room sees and sets them."""

from datetime import datetime, timedelta

from fastapi import APIRouter

from console.api.access import HouseDep, StatusSetter, UnitManager, Viewer
from console.api.schema.units import DeviceTokenView, TrailPoint, UnitChange, UnitDraft, UnitStatusChange, UnitView
from console.auth.permission import Permission
from console.auth.person import Person
from patrol import unit as patrol
from patrol.views import trail_data, unit_data

router = APIRouter(prefix="/units", tags=["units"])


@router.get("", operation_id="list_units")
def list_units(house: HouseDep, person: Viewer) -> list[UnitView]:
    return [_view(unit, person) for unit in house.patrol.units.list()]


@router.post("", operation_id="add_unit", status_code=201)
def add_unit(draft: UnitDraft, house: HouseDep, person: UnitManager) -> UnitView:
    wanted = patrol.UnitDraft(draft.callsign, patrol.UnitKind(draft.kind.value), tuple(draft.crew))
    return _view(house.patrol.units.add(wanted, person.actor), person)


@router.patch("/{unit_id}", operation_id="change_unit")
def change_unit(unit_id: str, change: UnitChange, house: HouseDep, person: UnitManager) -> UnitView:
    """Change what is given; null changes nothing."""
    kind = None if change.kind is None else patrol.UnitKind(change.kind.value)
    crew = None if change.crew is None else tuple(change.crew)
    wanted = patrol.UnitChange(change.callsign, kind, crew)
    return _view(house.patrol.units.change(unit_id, wanted, person.actor), person)


@router.post("/{unit_id}/status", operation_id="set_unit_status")
def set_unit_status(unit_id: str, change: UnitStatusChange, house: HouseDep, person: StatusSetter) -> UnitView:
    status = patrol.UnitStatus(change.status.value)
    return _view(house.patrol.units.set_status(unit_id, status, person.actor), person)


@router.post("/{unit_id}/device", operation_id="issue_device_token")
def issue_device_token(unit_id: str, house: HouseDep, person: UnitManager) -> DeviceTokenView:
    """A token for one more device of the unit, shown this once."""
    token = house.patrol.units.issue_token(unit_id, person.actor)
    return DeviceTokenView(
        unit_id=unit_id, token=token, phone_path=f"/unit#token={token}", osmand_path=f"/osmand?id={token}"
    )


@router.delete("/{unit_id}/device", operation_id="revoke_device_tokens", status_code=204)
def revoke_device_tokens(unit_id: str, house: HouseDep, person: UnitManager) -> None:
    """End every token of the unit's devices, and their sessions."""
    house.patrol.units.revoke_tokens(unit_id, person.actor)
    house.sessions.end_of_unit(unit_id)


@router.get("/{unit_id}/trail", operation_id="get_unit_trail")
def get_unit_trail(
    unit_id: str,
    house: HouseDep,
    _person: Viewer,
    start: datetime | None = None,
    end: datetime | None = None,
    doubtful: bool = False,
) -> list[TrailPoint]:
    """Where the unit was in [start, end); without them, in the last hour. doubtful: with jumps and doubted fixes."""
    house.patrol.units.get(unit_id)
    until = end or house.clock.now()
    since = start or until - timedelta(hours=1)
    fixes = house.patrol.positions.marked_trail(unit_id, since, until, doubtful=doubtful)
    return [TrailPoint.model_validate(point) for point in trail_data(fixes)]


def _view(unit: patrol.Unit, person: Person) -> UnitView:
    return UnitView.model_validate(unit_data(unit, with_crew=person.may(Permission.ROSTER_VIEW)))
