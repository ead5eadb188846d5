"""What follows from an order for its unit and its incident, and what is refused."""

from datetime import datetime, timedelta

import pytest

from kernel.errors import Fault, FaultKind
from kernel.geo import destination
from kernel.ids import EventId
from patrol.incident import IncidentDraft, IncidentState
from patrol.order import OrderDraft, OrderState, Step
from patrol.unit import UnitStatus, unit_actor
from tests.patrol.room import LIN, SQUARE, WEI, Room


def test_sending_to_a_new_incident_accepts_it_for_the_dispatcher(room: Room) -> None:
    incident = room.incident()
    room.order(incident, room.unit())
    after = room.service.incidents.get(incident.id)
    assert after.state is IncidentState.DISPATCHED
    assert after.taken_by is not None
    assert (after.taken_by.name, after.accepted_at) == ("Lin", room.clock.now())


def test_second_unit_leaves_the_incident_where_it_is_and_the_first_arrival_counts(room: Room) -> None:
    incident = room.incident()
    first, second = room.order(incident, room.unit("P-1")), room.order(incident, room.unit("P-2"))
    assert room.kinds().count("incident.dispatched") == 1
    room.take_to(first, OrderState.ON_SCENE)
    room.take_to(second, OrderState.ON_SCENE)
    assert room.kinds().count("incident.on_scene") == 1
    assert room.service.incidents.get(incident.id).order_ids == (first.id, second.id)


def test_second_order_stacks_and_the_unit_is_free_only_after_both(room: Room) -> None:
    unit = room.unit()
    first = room.order(room.incident("first"), unit)
    room.clock.advance(1)
    second = room.order(room.incident("second"), unit)
    assert room.service.units.get(unit.id).order_ids == (first.id, second.id)
    room.take_to(second, OrderState.EN_ROUTE)
    assert room.service.units.get(unit.id).order_ids == (second.id, first.id)
    room.take_to(first, OrderState.SIGNED)
    room.take_to(room.service.orders.get(second.id), OrderState.RECALLED)
    assert room.service.units.get(unit.id).status is UnitStatus.BUSY
    room.take_to(room.service.orders.get(first.id), OrderState.DECLINED)
    after = room.service.units.get(unit.id)
    assert (after.status, after.order_ids) == (UnitStatus.AVAILABLE, ())


@pytest.mark.parametrize("status", [UnitStatus.OFF_DUTY, UnitStatus.OUT_OF_SERVICE])
def test_order_to_a_unit_that_cannot_go_is_refused_and_nothing_is_journalled(room: Room, status: UnitStatus) -> None:
    unit, incident = room.unit(), room.incident()
    room.service.units.set_status(unit.id, status, LIN)
    before = room.journal()
    with pytest.raises(Fault, match=f"unit P-12: is {status}") as refused:
        room.order(incident, unit)
    assert refused.value.kind is FaultKind.CONFLICT
    assert room.journal() == before
    assert room.service.incidents.get(incident.id).state is IncidentState.NEW


def test_same_order_twice_is_refused_while_the_first_is_open(room: Room) -> None:
    unit, incident = room.unit(), room.incident()
    order = room.order(incident, unit)
    with pytest.raises(Fault, match=f"has order {order.id} for incident 1 already"):
        room.order(incident, unit)
    room.take_to(order, OrderState.DECLINED)
    assert room.order(incident, unit).state is OrderState.SENT


def test_order_for_a_closed_incident_is_refused(room: Room) -> None:
    unit, incident = room.unit(), room.incident()
    room.service.incidents.close(incident.id, "nothing found", "", LIN)
    with pytest.raises(Fault, match="incident 1: cannot dispatch while it is closed"):
        room.order(incident, unit)


def test_closing_with_open_orders_is_refused_and_names_them(room: Room) -> None:
    incident = room.incident()
    open_one = room.order(incident, room.unit("P-1"))
    handled = room.take_to(room.order(incident, room.unit("P-2")), OrderState.HANDLED)
    with pytest.raises(Fault, match="cannot close with open orders") as refused:
        room.service.incidents.close(incident.id, "handled", "", LIN)
    assert refused.value.kind is FaultKind.CONFLICT
    assert open_one.id in refused.value.message
    assert handled.id not in refused.value.message
    room.take_to(open_one, OrderState.RECALLED)
    assert room.service.incidents.get(incident.id).state is IncidentState.ON_SCENE
    closed = room.service.incidents.close(incident.id, "handled", "gate repaired", LIN)
    assert (closed.state, closed.disposition, closed.closed_at) == (IncidentState.CLOSED, "handled", room.clock.now())
    assert [note.text for note in closed.notes] == ["gate repaired"]


def test_reopened_incident_belongs_to_who_reopened_it(room: Room) -> None:
    incident = room.incident()
    room.service.incidents.accept(incident.id, LIN)
    room.service.incidents.close(incident.id, "false alarm", "", LIN)
    after = room.service.incidents.reopen(incident.id, "it came back", WEI)
    assert (after.state, after.closed_at, after.disposition) == (IncidentState.ACCEPTED, None, None)
    assert after.taken_by is not None
    assert after.taken_by.name == "Wei"


def test_accepting_again_changes_nothing_and_by_another_is_a_conflict_that_names_who(room: Room) -> None:
    incident = room.incident()
    first = room.service.incidents.accept(incident.id, LIN)
    count = len(room.journal())
    assert room.service.incidents.accept(incident.id, LIN) == first
    assert len(room.journal()) == count
    with pytest.raises(Fault, match="incident 1: already accepted, taken by Lin"):
        room.service.incidents.accept(incident.id, WEI)


def test_event_belongs_to_one_incident(room: Room) -> None:
    draft = IncidentDraft("Fence", event_id=EventId("evt_1"))
    incident = room.service.incidents.open(draft, LIN)
    with pytest.raises(Fault, match="event evt_1: belongs to incident 1 already"):
        room.service.incidents.open(draft, WEI)
    assert room.service.incidents.of_event("evt_1") == incident.id
    assert room.service.incidents.attach_event(incident.id, "evt_1", LIN) == incident
    after = room.service.incidents.attach_event(incident.id, "evt_2", LIN)
    assert after.event_ids == ("evt_1", "evt_2")


def test_notes_are_kept_in_order_with_their_writer(room: Room) -> None:
    incident = room.incident()
    room.service.incidents.note(incident.id, "two people", LIN)
    after = room.service.incidents.note(incident.id, "they left", WEI)
    assert [(note.by, note.text) for note in after.notes] == [("Lin", "two people"), ("Wei", "they left")]
    with pytest.raises(Fault, match="a note needs words"):
        room.service.incidents.note(incident.id, "  ", LIN)


def test_pages_of_incidents_go_back_without_gap_or_overlap(room: Room) -> None:
    for number in range(5):
        room.incident(f"incident {number}")
    first = room.service.incidents.page(limit=2)
    second = room.service.incidents.page(before=first.next_before, limit=2)
    third = room.service.incidents.page(before=second.next_before, limit=2)
    numbers = [[incident.number for incident in page.items] for page in (first, second, third)]
    assert numbers == [[5, 4], [3, 2], [1]]
    assert third.next_before is None


@pytest.mark.parametrize("state", [s for s in OrderState if s is not OrderState.SENT])
def test_repeating_the_act_changes_nothing_and_writes_nothing(room: Room, state: OrderState) -> None:
    order = room.take_to(room.order(room.incident(), room.unit()), state)
    count = len(room.journal())
    room.clock.advance(7)
    assert _repeat(room, order.id, state) == order
    assert len(room.journal()) == count


def _repeat(room: Room, order_id: str, state: OrderState) -> object:
    orders, reports = room.service.orders, room.service.reports
    acts = {
        OrderState.DELIVERED: lambda: orders.deliver(order_id, LIN),
        OrderState.SIGNED: lambda: orders.sign(order_id, LIN),
        OrderState.EN_ROUTE: lambda: orders.depart(order_id, LIN),
        OrderState.ON_SCENE: lambda: orders.arrive(order_id, LIN),
        OrderState.HANDLED: lambda: orders.handle(order_id, LIN),
        OrderState.REPORTED: lambda: reports.report(order_id, "again", [], LIN),
        OrderState.DECLINED: lambda: orders.decline(order_id, "again", LIN),
        OrderState.RECALLED: lambda: orders.recall(order_id, "again", LIN),
    }
    return acts[state]()


def test_declining_and_recalling_keep_their_reason_and_need_one(room: Room) -> None:
    first = room.order(room.incident("first"), room.unit())
    declined = room.take_to(first, OrderState.DECLINED)
    assert (declined.ended_reason, declined.steps[-1].state) == ("flat tyre", OrderState.DECLINED)
    second = room.order(room.incident("second"), room.unit("P-2"))
    with pytest.raises(Fault, match="say why it is recalled"):
        room.service.orders.recall(second.id, " ", LIN)
    assert room.take_to(second, OrderState.RECALLED).ended_reason == "false alarm"


def test_signing_an_undelivered_order_delivers_it_at_the_same_instant_as_implied(room: Room) -> None:
    order = room.order(room.incident(), room.unit())
    room.clock.advance(12)
    signed = room.service.orders.sign(order.id, LIN, room.clock.now() - timedelta(seconds=2))
    delivered, sign = signed.steps[1], signed.steps[2]
    assert delivered.at == sign.at == room.clock.now() - timedelta(seconds=2)
    assert (delivered.is_implied, sign.is_implied) == (True, False)
    assert (sign.device_at, sign.received_at) == (sign.at, room.clock.now())


def test_arriving_without_departing_departs_at_the_same_instant_as_implied(room: Room) -> None:
    order = room.take_to(room.order(room.incident(), room.unit()), OrderState.SIGNED)
    room.clock.advance(90)
    there = room.service.orders.arrive(order.id, LIN)
    departed, arrived = there.steps[3], there.steps[4]
    assert departed.at == arrived.at == room.clock.now()
    assert (departed.is_implied, arrived.is_implied) == (True, False)


def test_wrong_phone_time_is_kept_but_ours_counts(room: Room) -> None:
    order = room.order(room.incident(), room.unit())
    room.clock.advance(10)
    wrong = room.clock.now() + timedelta(hours=8)
    delivered = room.service.orders.deliver(order.id, LIN, wrong).steps[1]
    assert (delivered.at, delivered.device_at) == (room.clock.now(), wrong)


def test_clocks_of_an_order_are_due_as_the_steps_come(room: Room) -> None:
    unit = room.unit()
    room.service.record_fix(unit.id, room.fix(destination(SQUARE, 0, 800)))
    order = room.order(room.incident(), unit)
    start, travel_s = room.clock.now(), 800 * 1.3 / 8
    assert _due(order.steps, OrderState.SIGNED) == start + timedelta(seconds=30)
    assert _due(order.steps, OrderState.EN_ROUTE) is None
    order = room.take_to(order, OrderState.EN_ROUTE)
    assert _due(order.steps, OrderState.EN_ROUTE) == start + timedelta(seconds=120)
    due = _due(order.steps, OrderState.ON_SCENE)
    assert due is not None
    assert (due - start).total_seconds() == pytest.approx(1.3 * travel_s + 60, rel=1e-3)
    ended = room.take_to(order, OrderState.RECALLED)
    assert _due(ended.steps, OrderState.ON_SCENE) is None


def _due(steps: tuple[Step, ...], state: OrderState) -> datetime | None:
    return next(step.due_at for step in steps if step.state is state)


def test_home_shows_open_orders_in_order_of_work_and_those_without_a_report(room: Room) -> None:
    unit = room.unit()
    orders = []
    for title in ("handled", "waiting", "under way", "declined"):
        room.clock.advance(1)
        orders.append(room.order(room.incident(title), unit))
    handled = room.take_to(orders[0], OrderState.HANDLED)
    under_way = room.take_to(orders[2], OrderState.EN_ROUTE)
    room.take_to(orders[3], OrderState.DECLINED)
    home = room.service.home(unit.id)
    assert [order.id for order in home.orders] == [under_way.id, orders[1].id, handled.id]
    assert home.orders == tuple(room.service.orders.of_unit(unit.id))
    assert [incident.title for incident in home.incidents] == ["handled", "waiting", "under way"]
    assert home.sequence == len(room.journal())


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda room: room.service.orders.sign("ord_0", LIN), id="order"),
        pytest.param(lambda room: room.service.incidents.accept("inc_0", LIN), id="incident"),
        pytest.param(lambda room: room.service.units.set_status("unit_0", UnitStatus.BUSY, LIN), id="unit"),
        pytest.param(lambda room: room.service.plans.remove("plan_0", LIN), id="plan"),
        pytest.param(lambda room: room.service.reports.photo("pho_0"), id="photo"),
        pytest.param(lambda room: room.service.home("unit_0"), id="home"),
    ],
)
def test_unknown_id_is_not_found(room: Room, act: object) -> None:
    assert callable(act)
    with pytest.raises(Fault) as refused:
        act(room)
    assert refused.value.kind is FaultKind.NOT_FOUND


def test_unit_acts_under_its_own_name(room: Room) -> None:
    unit = room.unit()
    room.service.orders.sign(room.order(room.incident(), unit).id, unit_actor(unit))
    last = [entry for entry in room.journal() if entry.kind == "order.signed"][-1]
    assert str(last.actor) == f"unit:{unit.id}"


def test_order_to_an_unknown_unit_is_not_found_and_the_incident_untouched(room: Room) -> None:
    incident = room.incident()
    count = len(room.journal())
    with pytest.raises(Fault, match="unit unit_0: not found"):
        room.service.orders.send(OrderDraft(incident.id, "unit_0"), LIN)  # type: ignore[arg-type]
    assert len(room.journal()) == count
