"""Orders: given by dispatchers, stepped through by the unit's phone."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body, Depends, File, Form, UploadFile
from fastapi.responses import FileResponse

from console.api.access import Dispatcher, Gate, HouseDep, ViewerOrUnit
from console.api.schema.orders import (
    Act,
    Arrangement,
    Decline,
    HandOver,
    OfferTaken,
    OrderDraft,
    OrderView,
    Refusal,
    Reinforcement,
    ReservationDraft,
)
from console.api.schema.units import UnitView
from console.auth.permission import Permission
from console.auth.person import Person
from console.house import House
from kernel.errors import Fault, FaultKind, invalid
from kernel.ids import IncidentId, UnitId
from patrol import order as patrol
from patrol.service import reservations
from patrol.views import order_data, unit_data

router = APIRouter(tags=["orders"])

OrderActor = Annotated[Person, Depends(Gate(Permission.UNIT_ACT, Permission.ORDERS_GIVE))]
"""The unit itself, or a dispatcher who writes down what came over the radio."""

MaybeAct = Annotated[Act, Body(default_factory=Act)]


@router.post("/orders", operation_id="send_order", status_code=201)
def send_order(draft: OrderDraft, house: HouseDep, person: Dispatcher) -> OrderView:
    """Tell a unit to act on an incident."""
    wanted = patrol.OrderDraft(IncidentId(draft.incident_id), UnitId(draft.unit_id), draft.instruction)
    return _view(house.patrol.orders.send(wanted, person.actor))


@router.get("/orders/{order_id}", operation_id="get_order")
def get_order(order_id: str, house: HouseDep, person: ViewerOrUnit) -> OrderView:
    return _view(_visible(house, person, order_id))


@router.post("/orders/{order_id}/deliver", operation_id="deliver_order")
def deliver_order(order_id: str, house: HouseDep, person: OrderActor, act: MaybeAct) -> OrderView:
    """The phone has it."""
    _visible(house, person, order_id)
    return _view(house.patrol.orders.deliver(order_id, person.actor, act.at))


@router.post("/orders/{order_id}/sign", operation_id="sign_order")
def sign_order(order_id: str, house: HouseDep, person: OrderActor, act: MaybeAct) -> OrderView:
    """The crew has read it and goes."""
    _visible(house, person, order_id)
    return _view(house.patrol.orders.sign(order_id, person.actor, act.at))


@router.post("/orders/{order_id}/depart", operation_id="depart_order")
def depart_order(order_id: str, house: HouseDep, person: OrderActor, act: MaybeAct) -> OrderView:
    """The crew is on its way."""
    _visible(house, person, order_id)
    return _view(house.patrol.orders.depart(order_id, person.actor, act.at))


@router.post("/orders/{order_id}/arrive", operation_id="arrive_order")
def arrive_order(order_id: str, house: HouseDep, person: OrderActor, act: MaybeAct) -> OrderView:
    """The crew is there."""
    _visible(house, person, order_id)
    return _view(house.patrol.orders.arrive(order_id, person.actor, act.at))


@router.post("/orders/{order_id}/handle", operation_id="handle_order")
def handle_order(order_id: str, house: HouseDep, person: OrderActor, act: MaybeAct) -> OrderView:
    """The work is done."""
    _visible(house, person, order_id)
    return _view(house.patrol.orders.handle(order_id, person.actor, act.at))


@router.post("/orders/{order_id}/decline", operation_id="decline_order")
def decline_order(order_id: str, refusal: Decline, house: HouseDep, person: OrderActor) -> OrderView:
    """The crew cannot; the room is offered the next-best unit."""
    _visible(house, person, order_id)
    orders = house.patrol.orders
    return _view(orders.decline(order_id, refusal.reason, person.actor, refusal.at, code=refusal.code))


@router.post("/orders/{order_id}/recall", operation_id="recall_order")
def recall_order(order_id: str, refusal: Refusal, house: HouseDep, person: Dispatcher) -> OrderView:
    """The dispatcher takes it back."""
    return _view(house.patrol.orders.recall(order_id, refusal.reason, person.actor))


@router.post("/orders/{order_id}/see-end", operation_id="see_order_end")
def see_order_end(order_id: str, house: HouseDep, person: OrderActor) -> OrderView:
    """The crew has seen that its order was taken back, or the room answers a refusal."""
    _visible(house, person, order_id)
    return _view(house.patrol.assignments.see_end(order_id, person.actor))


@router.post("/orders/{order_id}/hand-over", operation_id="hand_over_order", status_code=201)
def hand_over_order(order_id: str, wanted: HandOver, house: HouseDep, person: Dispatcher) -> OrderView:
    """Another unit takes it over and the first is relieved; answers the new order."""
    return _view(house.patrol.assignments.hand_over(order_id, wanted.unit_id, wanted.reason, person.actor))


@router.post("/incidents/{incident_id}/reinforce", operation_id="reinforce_incident", status_code=201)
def reinforce_incident(incident_id: str, wanted: Reinforcement, house: HouseDep, person: Dispatcher) -> OrderView:
    """One more unit, told the same as the last; answers its order."""
    return _view(house.patrol.assignments.reinforce(incident_id, wanted.unit_id, person.actor))


@router.post("/units/{unit_id}/arrange", operation_id="arrange_orders")
def arrange_orders(unit_id: str, wanted: Arrangement, house: HouseDep, person: Dispatcher) -> UnitView:
    """Put the unit's open orders in another order."""
    unit = house.patrol.assignments.arrange(unit_id, wanted.order_ids, wanted.seen, person.actor)
    return UnitView.model_validate(unit_data(unit))


@router.post("/units/{unit_id}/reserve", operation_id="reserve_unit")
def reserve_unit(unit_id: str, draft: ReservationDraft, house: HouseDep, person: Dispatcher) -> UnitView:
    """Keep the unit for later."""
    _demand_zone(draft.until, draft.start)
    incident_id = None if draft.incident_id is None else IncidentId(draft.incident_id)
    wanted = reservations.ReservationDraft(draft.until, incident_id, draft.note, draft.start)
    return UnitView.model_validate(unit_data(house.patrol.reservations.reserve(unit_id, wanted, person.actor)))


@router.post("/units/{unit_id}/release", operation_id="release_unit")
def release_unit(unit_id: str, house: HouseDep, person: Dispatcher) -> UnitView:
    """The unit is no longer kept for anything."""
    return UnitView.model_validate(unit_data(house.patrol.reservations.release(unit_id, person.actor)))


@router.post("/orders/{order_id}/send-offered", operation_id="send_offered_unit", status_code=201)
def send_offered_unit(order_id: str, taken: OfferTaken, house: HouseDep, person: Dispatcher) -> OrderView:
    """Send the unit that the ladder offers, as well or instead; answers the new order."""
    return _view(house.patrol.orders.send_offered(order_id, taken.instead, person.actor))


@router.post("/orders/{order_id}/rungs/{level}/take", operation_id="take_rung")
def take_rung(order_id: str, level: int, house: HouseDep, person: Dispatcher) -> OrderView:
    """Answer a rung of the ladder: called the unit, or took the alarm."""
    return _view(house.patrol.orders.take_rung(order_id, level, person.actor))


@router.post("/orders/{order_id}/report", operation_id="report_order")
def report_order(
    order_id: str,
    house: HouseDep,
    person: OrderActor,
    text: Annotated[str, Form(max_length=4000)] = "",
    at: Annotated[datetime | None, Form()] = None,
    photos: Annotated[list[UploadFile] | None, File()] = None,
) -> OrderView:
    """How it went, with photos (JPEG, PNG or WebP)."""
    _visible(house, person, order_id)
    limits = house.settings.patrol
    if len(photos or []) > limits.photo_limit:
        raise Fault(FaultKind.LIMITED, f"photos: at most {limits.photo_limit}")
    # One byte more than allowed is enough for the service to say no.
    pictures = [photo.file.read(limits.photo_size_limit_bytes + 1) for photo in photos or []]
    return _view(house.patrol.reports.report(order_id, text, pictures, person.actor, at))


@router.get("/photos/{photo_id}", operation_id="get_photo", response_class=FileResponse)
def get_photo(photo_id: str, house: HouseDep, person: ViewerOrUnit) -> FileResponse:
    """A photo of a report."""
    _visible(house, person, house.patrol.reports.order_of(photo_id))
    stored = house.patrol.reports.photo(photo_id)
    headers = {"Cache-Control": "private, max-age=86400", "Content-Disposition": "inline"}
    return FileResponse(stored.file, media_type=stored.photo.content_type, headers=headers)


def _visible(house: House, person: Person, order_id: str) -> patrol.Order:
    order = house.patrol.orders.get(order_id)
    person.demand_unit(order.unit_id, "order", order_id)
    return order


def _view(order: patrol.Order) -> OrderView:
    return OrderView.model_validate(order_data(order))


def _demand_zone(*times: datetime | None) -> None:
    """Raise an invalid fault for a time that does not say its zone."""
    if any(at is not None and at.tzinfo is None for at in times):
        raise invalid("a time needs its zone, as in 2026-01-01T08:00:00Z")
