"""What a unit's phone says and asks of itself."""

from fastapi import APIRouter

from console.api.access import HouseDep, UnitPerson
from console.api.schema.orders import UnitHome
from console.api.schema.units import FixDraft, UnitStatusChange, UnitView
from console.auth.person import Person
from kernel.errors import Fault, FaultKind, invalid
from kernel.geo import LatLon
from patrol.position import Fix
from patrol.service.positions import Claim
from patrol.unit import UnitStatus
from patrol.views import home_data, unit_data

router = APIRouter(prefix="/unit", tags=["unit"])


@router.get("/home", operation_id="get_unit_home")
def get_unit_home(house: HouseDep, person: UnitPerson) -> UnitHome:
    """Everything the phone shows."""
    return UnitHome.model_validate(home_data(house.patrol.home(own_unit(person))))


@router.post("/status", operation_id="set_own_status")
def set_own_status(change: UnitStatusChange, house: HouseDep, person: UnitPerson) -> UnitView:
    status = UnitStatus(change.status.value)
    return UnitView.model_validate(unit_data(house.patrol.units.set_status(own_unit(person), status, person.actor)))


@router.post("/fix", operation_id="send_fix", status_code=204)
async def send_fix(draft: FixDraft, house: HouseDep, person: UnitPerson) -> None:
    """A position; late ones never overwrite newer ones."""
    if draft.at.tzinfo is None:
        raise invalid("at: the time needs its zone, as in 2026-01-01T08:00:00Z")
    fix = Fix(
        position=LatLon(draft.lat, draft.lon),
        at=draft.at,
        received_at=house.clock.now(),
        accuracy_m=draft.accuracy_m,
        speed_mps=draft.speed_mps,
        course_deg=None if draft.course_deg is None else draft.course_deg % 360,
        source="phone",
        battery_percent=draft.battery_percent,
    )
    await house.fixes.record([(Claim(unit_id=own_unit(person)), fix)])


def own_unit(person: Person) -> str:
    """The unit for which the person speaks; raises a forbidden fault."""
    if person.unit_id is None:
        raise Fault(FaultKind.FORBIDDEN, f"{person.name} belongs to no unit; an administrator can name one")
    return person.unit_id
