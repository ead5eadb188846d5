"""The roster, and the crews' own sign-on and sign-off."""

from datetime import datetime, timedelta

from fastapi import APIRouter

from console.api.access import HouseDep, RosterManager, RosterViewer, UnitPerson
from console.api.schema.shifts import BreachView, DutyView, RosterView, ShiftDraft, ShiftView, SignOff, SignOn
from console.api.unit import own_unit
from console.house import House
from kernel.errors import invalid
from kernel.ids import UnitId
from patrol import shift as patrol

router = APIRouter(tags=["shifts"])

_MOST_DAYS = 62


@router.get("/shifts", operation_id="get_roster")
def get_roster(
    house: HouseDep, _person: RosterViewer, start: datetime | None = None, end: datetime | None = None
) -> RosterView:
    """The shifts that touch [start, end); without them, from a day ago for two weeks."""
    since = _aware(start, "start") if start else house.clock.now() - timedelta(days=1)
    until = _aware(end, "end") if end else since + timedelta(days=15)
    if until - since > timedelta(days=_MOST_DAYS):
        raise invalid(f"shifts: at most {_MOST_DAYS} days at once")
    shifts = [_view(shift) for shift in house.patrol.shifts.between(since, until)]
    return RosterView(shifts=shifts, names=list(house.patrol.shifts.names()))


@router.post("/shifts", operation_id="plan_shift", status_code=201)
def plan_shift(draft: ShiftDraft, house: HouseDep, person: RosterManager) -> ShiftView:
    """A shift that breaks the rules of rest is a conflict, unless the draft says why it must be so."""
    return _view(house.patrol.shifts.plan(_draft(draft), person.actor))


@router.post("/shifts/check", operation_id="check_shift")
def check_shift(
    draft: ShiftDraft, house: HouseDep, _person: RosterManager, besides: str | None = None
) -> list[BreachView]:
    """What a plan would break; besides: the shift that it changes."""
    found = house.patrol.shifts.check(_draft(draft), besides)
    return [BreachView.model_validate(patrol.breach_data(breach)) for breach in found]


@router.put("/shifts/{shift_id}", operation_id="replan_shift")
def replan_shift(shift_id: str, draft: ShiftDraft, house: HouseDep, person: RosterManager) -> ShiftView:
    """Change a shift that has not begun."""
    house.patrol.shifts.get(shift_id)
    return _view(house.patrol.shifts.replan(shift_id, _draft(draft), person.actor))


@router.delete("/shifts/{shift_id}", operation_id="cancel_shift", status_code=204)
def cancel_shift(shift_id: str, house: HouseDep, person: RosterManager) -> None:
    house.patrol.shifts.cancel(shift_id, person.actor)


@router.get("/unit/duty", operation_id="get_own_duty")
def get_own_duty(house: HouseDep, person: UnitPerson) -> DutyView:
    """Who is on, whose shift is next, and what the crew before left."""
    return _duty(house, own_unit(person))


@router.post("/unit/sign-on", operation_id="sign_on")
def sign_on(body: SignOn, house: HouseDep, person: UnitPerson) -> DutyView:
    """The crew takes the unit; from here on its positions are kept."""
    unit_id = own_unit(person)
    house.patrol.shifts.sign_on(unit_id, tuple(body.crew), person.actor)
    return _duty(house, unit_id)


@router.post("/unit/sign-off", operation_id="sign_off")
def sign_off(body: SignOff, house: HouseDep, person: UnitPerson) -> DutyView:
    """The crew leaves the unit; from here on no position of it is kept."""
    unit_id = own_unit(person)
    house.patrol.shifts.sign_off(unit_id, body.hand_over, person.actor)
    return _duty(house, unit_id)


def _duty(house: House, unit_id: str) -> DutyView:
    shifts = house.patrol.shifts
    on, planned, left = shifts.on(unit_id), shifts.next_of(unit_id), shifts.left_for(unit_id)
    return DutyView(on=_view_or_none(on), next=_view_or_none(planned), left=_view_or_none(left))


def _draft(draft: ShiftDraft) -> patrol.ShiftDraft:
    return patrol.ShiftDraft(
        unit_id=UnitId(draft.unit_id),
        crew=tuple(draft.crew),
        starts_at=_aware(draft.starts_at, "starts_at"),
        ends_at=_aware(draft.ends_at, "ends_at"),
        note=draft.note,
        force_reason=draft.force_reason,
    )


def _aware(at: datetime, what: str) -> datetime:
    if at.tzinfo is None:
        raise invalid(f"{what}: the time needs its zone, as in 2026-01-01T08:00:00Z")
    return at


def _view(shift: patrol.Shift) -> ShiftView:
    return ShiftView.model_validate(patrol.shift_data(shift))


def _view_or_none(shift: patrol.Shift | None) -> ShiftView | None:
    return None if shift is None else _view(shift)
