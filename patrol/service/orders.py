"""Orders: sent to a unit, and every step of it from delivered to reported, declined or recalled."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from kernel.actor import Actor
from kernel.errors import conflict, invalid
from kernel.ids import IncidentId, OrderId, new_id
from patrol.incident import IncidentAct, IncidentState
from patrol.incident import advance as advance_incident
from patrol.ladder import choose_ladder, next_rung_at, rung_at
from patrol.order import (
    CLOCKS,
    DECLINE_CODES,
    OPEN,
    UNSIGNED,
    Awaited,
    Order,
    OrderDraft,
    OrderLink,
    OrderState,
    advance,
    due_after,
    step_time,
)
from patrol.recommend import travel_times
from patrol.service import arrivals, incidents, units
from patrol.service.advice import next_best
from patrol.service.change import Change, Desk, change
from patrol.service.ladders import ladders_in, stored_times
from patrol.service.roads import road_times
from patrol.store import read
from patrol.store.tables import IncidentRow, OrderEscalationRow, OrderRow, OrderStepRow, ReservationRow
from patrol.unit import NOT_SENDABLE, Unit
from patrol.views import order_data


@dataclass(frozen=True, slots=True)
class End:
    """Why an order ends before its work is done. code: of DECLINE_CODES; handed_to: who took over."""

    reason: str
    code: str | None = None
    handed_to: OrderLink | None = None


class Orders:
    """The orders. Safe to call from any thread; each method is one transaction.

    The acts of the phone take `at`, the phone's own time; see `patrol.order.step_time` for when it counts. A step
    that was reached already is answered with the order as it is, and nothing is journalled.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def get(self, order_id: str) -> Order:
        """The order; raises a not-found fault."""
        with self._desk.database.read() as session:
            return read.order(session, order_id)

    def of_incidents(self, incident_ids: Collection[str]) -> list[Order]:
        """All orders of the incidents, as they were sent."""
        query = select(OrderRow).where(OrderRow.incident_id.in_(list(incident_ids)))
        with self._desk.database.read() as session:
            return read.orders(session, session.scalars(query.order_by(OrderRow.sent_at, OrderRow.id)).all())

    def of_unit(self, unit_id: str) -> list[Order]:
        """The unit's open orders in the order of work, then the handled ones that lack their report."""
        wanted = [state.value for state in OPEN | {OrderState.HANDLED}]
        query = select(OrderRow).where(OrderRow.unit_id == unit_id, OrderRow.state.in_(wanted))
        with self._desk.database.read() as session:
            orders = read.orders(session, session.scalars(query.order_by(OrderRow.sent_at, OrderRow.id)).all())
            return in_order_of_work(orders, read.work(session, unit_id).open_order_ids)

    def send(self, draft: OrderDraft, actor: Actor) -> Order:
        """Tell a unit to act on an incident, which is thereby accepted and dispatched.

        Raises a conflict fault when the incident is closed, the unit is off duty or out of service, or the unit
        has an open order for this incident already.
        """
        with change(self._desk, actor) as made:
            return send(self._desk, made, draft)

    def send_offered(self, order_id: str, is_instead: bool, actor: Actor) -> Order:
        """Send the unit that the last rung, or the refusal, offered, with the same instruction; returns the new order.

        is_instead: recall the order that nobody signed. Raises a conflict fault when nobody was offered, and those of
        `send` and `recall`; then nothing is done.
        """
        with change(self._desk, actor) as made:
            row = read.order_row(made.session, order_id)
            order = read.order(made.session, order_id)
            offers = [order.ending.offer if order.ending else None, *(rung.offer for rung in order.escalations)]
            offer = next((each for each in offers if each), None)
            if offer is None:
                raise conflict(f"order {order_id}: no unit is on offer; choose one from the list")
            sent = send(self._desk, made, OrderDraft(IncidentId(row.incident_id), offer.unit_id, row.instruction))
            if is_instead and order.state is not OrderState.DECLINED:
                end = End(f"{offer.callsign} is sent instead", handed_to=OrderLink(sent.id, sent.callsign))
                reach(self._desk, made, row, OrderState.RECALLED, None, end)
            return sent

    def take_rung(self, order_id: str, level: int, actor: Actor) -> Order:
        """Answer a rung: called over the second channel, or took the alarm.

        Again by the same person changes nothing; by another it is a conflict fault that names who was first.
        """
        with change(self._desk, actor) as made:
            rung = made.session.get(OrderEscalationRow, (order_id, level))
            row = read.order_row(made.session, order_id)
            if rung is None:
                raise conflict(f"order {order_id}: has not climbed to rung {level}")
            if rung.taken_at is None:
                rung.taken_at, rung.taken_by = made.at, made.actor.name
                return say(made, "order.rung_taken", row)
            if rung.taken_by != made.actor.name:
                raise conflict(f"order {order_id}: {rung.action} was taken by {rung.taken_by} already")
            return read.order(made.session, order_id)

    def deliver(self, order_id: str, actor: Actor, at: datetime | None = None) -> Order:
        """The phone has the order."""
        return self._step(order_id, OrderState.DELIVERED, actor, at)

    def sign(self, order_id: str, actor: Actor, at: datetime | None = None) -> Order:
        """The crew has read it and goes; the unit is busy from here."""
        return self._step(order_id, OrderState.SIGNED, actor, at)

    def depart(self, order_id: str, actor: Actor, at: datetime | None = None) -> Order:
        """The crew is on its way."""
        return self._step(order_id, OrderState.EN_ROUTE, actor, at)

    def arrive(self, order_id: str, actor: Actor, at: datetime | None = None) -> Order:
        """The crew is there; the first to arrive takes the incident to on scene."""
        return self._step(order_id, OrderState.ON_SCENE, actor, at)

    def handle(self, order_id: str, actor: Actor, at: datetime | None = None) -> Order:
        """The work is done; the unit is free, the report still to come."""
        return self._step(order_id, OrderState.HANDLED, actor, at)

    def decline(
        self, order_id: str, reason: str, actor: Actor, at: datetime | None = None, *, code: str | None = None
    ) -> Order:
        """The crew cannot; `code` or `reason` says why. The next-best unit is offered to the room."""
        if code is not None and code not in DECLINE_CODES:
            raise invalid(
                f"order {order_id}: {code} is no reason to decline; one of {', '.join(sorted(DECLINE_CODES))}"
            )
        return self._step(order_id, OrderState.DECLINED, actor, at, End(reason, code))

    def recall(self, order_id: str, reason: str, actor: Actor) -> Order:
        """The dispatcher takes it back; `reason` says why."""
        return self._step(order_id, OrderState.RECALLED, actor, None, End(reason))

    def _step(
        self, order_id: str, to: OrderState, actor: Actor, device_at: datetime | None, end: End | None = None
    ) -> Order:
        if end is not None and not end.reason.strip() and end.code in {None, "other"}:
            raise invalid(f"order {order_id}: say why it is {to}")
        with change(self._desk, actor) as made:
            return reach(self._desk, made, read.order_row(made.session, order_id), to, device_at, end)


def send(desk: Desk, made: Change, draft: OrderDraft, handed_from: OrderLink | None = None) -> Order:
    """Tell a unit to act, within the transaction; see `Orders.send`. handed_from: the order that it takes over."""
    incident = read.incident_row(made.session, draft.incident_id)
    unit = read.unit(made.session, draft.unit_id)
    _refuse(made, incident, unit)
    work_before = read.work(made.session, unit.id)
    row = _insert(desk, made, incident, unit, draft.instruction)
    if handed_from is not None:
        row.handed_from_id, row.handed_from_callsign = handed_from.order_id, handed_from.callsign
    order = say(made, "order.sent", row)
    _dispatch(made, incident)
    _use_up(made, incident, unit)
    units.settle(made, unit, work_before)
    return order


def reach(
    desk: Desk, made: Change, row: OrderRow, to: OrderState, device_at: datetime | None, end: End | None = None
) -> Order:
    """Take the order to `to` within the transaction, with everything that follows for its unit and incident."""
    steps = advance(OrderState(row.state), to, row.id)
    if not steps:
        return read.orders(made.session, [row])[0]
    unit, work_before = read.unit(made.session, row.unit_id), read.work(made.session, row.unit_id)
    has_come = row.state != OrderState.SENT
    for state in steps:
        _record(desk, made, row, state, device_at, state is not to)
        if state is OrderState.ON_SCENE:
            arrivals.begin(made, row)
        if end is not None:
            _end(desk, made, row, end, has_come)
        order = say(made, f"order.{state}" if end is None or end.handed_to is None else "order.handed_over", row)
    if to is OrderState.ON_SCENE:
        _arrive(made, read.incident_row(made.session, row.incident_id))
    if end is not None:
        stand_down(made, read.incident_row(made.session, row.incident_id))
    units.settle(made, unit, work_before)
    return order


def _end(desk: Desk, made: Change, row: OrderRow, end: End, has_come: bool) -> None:
    """Write down why the order ended and who must hear of it: a crew that never had it need not."""
    row.ended_reason, row.ended_code = end.reason, end.code
    if end.handed_to is not None:
        row.handed_to_id, row.handed_to_callsign = end.handed_to.order_id, end.handed_to.callsign
    if row.state == OrderState.RECALLED:
        row.awaits = Awaited.CREW.value if has_come else None
        return
    row.awaits = Awaited.ROOM.value
    made.session.flush()  # the ranking must see that it was declined
    offer = next_best(desk, made.session, row.incident_id, made.at)
    if offer is not None:
        row.offered_unit_id, row.offered_callsign = offer.unit_id, offer.callsign
        row.offered_travel_s = offer.travel_s


def say(made: Change, kind: str, row: OrderRow) -> Order:
    """Journal the order as it is now."""
    made.session.flush()
    order = read.orders(made.session, [row])[0]
    made.say(kind, f"order:{row.id}", order_data(order))
    return order


def in_order_of_work(orders: Sequence[Order], first_ids: Sequence[str]) -> list[Order]:
    """The open ones in their unit's order of work, `first_ids`, then the rest as they come."""
    by_id = {order.id: order for order in orders}
    first = [by_id[OrderId(order_id)] for order_id in first_ids if order_id in by_id]
    return [*first, *(order for order in orders if order.state not in OPEN)]


def _insert(desk: Desk, made: Change, incident: IncidentRow, unit: Unit, instruction: str) -> OrderRow:
    target = read.place(incident.lat, incident.lon)
    roads = road_times(desk, made.session)
    (travel,) = travel_times([(unit.kind, unit.fix)], target, made.at, desk.settings.assumptions, roads)
    row = OrderRow(
        id=new_id("ord", made.at),
        incident_id=incident.id,
        unit_id=unit.id,
        callsign=unit.callsign,
        state=OrderState.SENT.value,
        severity=incident.severity,
        instruction=instruction,
        lat=incident.lat,
        lon=incident.lon,
        sent_at=made.at,
        sent_by=made.actor.name,
        travel_s=None if travel is None else travel.likely_s,
    )
    rules = ladders_in(desk, made.session).rules
    rungs = choose_ladder(rules, read.severity(row), incident.kind)
    row.ladder_s = stored_times(rungs)
    row.next_escalation_at = next_rung_at(rungs, made.at, ())
    made.session.add(row)
    for state in CLOCKS:
        step = OrderStepRow(order_id=row.id, state=state.value, is_implied=False)
        if state is OrderState.SENT:
            step.at = step.received_at = made.at
        if state is OrderState.SIGNED:
            step.due_at = rung_at(rungs[0], made.at)
        made.session.add(step)
    return row


def _record(
    desk: Desk, made: Change, row: OrderRow, state: OrderState, device_at: datetime | None, is_implied: bool
) -> None:
    steps = {
        step.state: step for step in made.session.scalars(select(OrderStepRow).where(OrderStepRow.order_id == row.id))
    }
    last_at = max(step.at for step in steps.values() if step.at is not None)
    step = steps.get(state.value)
    if step is None:
        step = OrderStepRow(order_id=row.id, state=state.value)
        made.session.add(step)
    step.at = step_time(device_at, made.at, row.sent_at, last_at)
    step.received_at, step.is_implied = made.at, is_implied
    step.device_at = None if is_implied else device_at
    row.state = state.value
    if state not in UNSIGNED:
        row.next_escalation_at = None
    for later, due_at in due_after(state, step.at, row.travel_s, desk.settings.clock_limits):
        steps[later.value].due_at = due_at
    if state in {OrderState.DECLINED, OrderState.RECALLED}:
        for other in steps.values():
            other.due_at = other.due_at if other.at is not None else None


def _refuse(made: Change, incident: IncidentRow, unit: Unit) -> None:
    if incident.state == IncidentState.CLOSED:
        advance_incident(IncidentState.CLOSED, IncidentAct.DISPATCH, str(incident.number))
    if unit.status in NOT_SENDABLE:
        raise conflict(f"unit {unit.callsign}: is {unit.status}; choose another unit")
    query = select(OrderRow.id, OrderRow.state).where(
        OrderRow.incident_id == incident.id,
        OrderRow.unit_id == unit.id,
        OrderRow.state.in_([state.value for state in OPEN]),
    )
    known = made.session.execute(query).first()
    if known is not None:
        raise conflict(
            f"unit {unit.callsign}: has order {known[0]} for incident {incident.number} already ({known[1]})"
        )


def _dispatch(made: Change, row: IncidentRow) -> None:
    if row.state == IncidentState.NEW:
        incidents.take(made, row)
    before = row.state
    after = advance_incident(IncidentState(before), IncidentAct.DISPATCH, str(row.number))
    row.state = after.value
    incidents.say(made, "incident.dispatched" if after != before else "incident.changed", row)


def _use_up(made: Change, incident: IncidentRow, unit: Unit) -> None:
    """Sending ends what waited for it: the unit's reservation for the incident, and unanswered refusals."""
    if unit.reservation is not None and unit.reservation.incident_id == incident.id:
        made.session.execute(delete(ReservationRow).where(ReservationRow.unit_id == unit.id))
    waiting = select(OrderRow).where(OrderRow.incident_id == incident.id, OrderRow.awaits == Awaited.ROOM.value)
    for row in made.session.scalars(waiting).all():
        see(made, row)


def see(made: Change, row: OrderRow) -> Order:
    """The actor answers the order's end, within the transaction."""
    row.awaits, row.end_seen_at, row.end_seen_by = None, made.at, made.actor.name
    return say(made, "order.end_seen", row)


def stand_down(made: Change, row: IncidentRow) -> None:
    """Where nobody comes any more nobody is dispatched, within the transaction."""
    over = [OrderState.DECLINED.value, OrderState.RECALLED.value]
    coming = select(OrderRow.id).where(OrderRow.incident_id == row.id, OrderRow.state.not_in(over)).limit(1)
    if row.state == IncidentState.DISPATCHED and made.session.scalar(coming) is None:
        incidents.move(made, row, IncidentAct.STAND_DOWN, "incident.stood_down")


def _arrive(made: Change, row: IncidentRow) -> None:
    after = advance_incident(IncidentState(row.state), IncidentAct.ARRIVE, str(row.number))
    if after != row.state:
        row.state = after.value
        incidents.say(made, "incident.on_scene", row)
