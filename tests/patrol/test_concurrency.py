"""Two hands at once: one wins, the other hears clearly why not, and nothing is doubled. On both databases."""

import threading
from collections.abc import Callable

from kernel.errors import Fault, FaultKind
from kernel.ids import UnitId
from kernel.journal import verify_chain
from patrol.incident import IncidentState
from patrol.order import OPEN, Order, OrderState
from patrol.position import FixVerdict
from patrol.unit import UnitStatus, unit_actor
from tests.patrol.room import LIN, WEI, Room


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned or the fault that it raised; all start together."""
    outcomes: list[object] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(index: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            outcomes[index] = act()
        except Fault as fault:
            outcomes[index] = fault

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def conflicts(outcomes: list[object]) -> list[Fault]:
    faults = [outcome for outcome in outcomes if isinstance(outcome, Fault)]
    assert all(fault.kind is FaultKind.CONFLICT for fault in faults)
    return faults


def test_two_dispatchers_accept_and_one_is_told_who_has_it(any_room: Room) -> None:
    incident = any_room.incident()
    accept = any_room.service.incidents.accept
    outcomes = at_once(lambda: accept(incident.id, LIN), lambda: accept(incident.id, WEI))
    (fault,) = conflicts(outcomes)
    after = any_room.service.incidents.get(incident.id)
    assert after.taken_by is not None
    assert fault.message == f"incident 1: already accepted, taken by {after.taken_by.name}"


def test_eight_dispatchers_send_one_unit_and_one_order_goes_out(any_room: Room) -> None:
    unit, incident = any_room.unit(), any_room.incident()
    outcomes = at_once(*[lambda: any_room.order(incident, unit)] * 8)
    assert len(conflicts(outcomes)) == 7
    (order,) = any_room.service.orders.of_incidents([incident.id])
    assert any_room.service.units.get(unit.id).order_ids == (order.id,)
    assert any_room.kinds().count("order.sent") == 1


def test_two_devices_sign_and_it_is_signed_once(any_room: Room) -> None:
    unit = any_room.unit()
    order = any_room.order(any_room.incident(), unit)
    outcomes = at_once(*[lambda: any_room.service.orders.sign(order.id, unit_actor(unit))] * 2)
    assert conflicts(outcomes) == []
    assert outcomes[0] == outcomes[1]
    assert any_room.kinds().count("order.signed") == 1
    assert any_room.kinds().count("unit.status") == 1


def test_signing_and_recalling_at_once_ends_recalled_with_a_free_unit(any_room: Room) -> None:
    for number in range(5):
        unit = any_room.unit(f"P-{number}")
        order = any_room.order(any_room.incident(), unit)
        outcomes = at_once(
            lambda order=order, unit=unit: any_room.service.orders.sign(order.id, unit_actor(unit)),  # type: ignore[misc]
            lambda order=order: any_room.service.orders.recall(order.id, "false alarm", LIN),  # type: ignore[misc]
        )
        for fault in conflicts(outcomes):
            assert fault.message == f"order {order.id}: cannot become signed while it is recalled"
        assert any_room.service.orders.get(order.id).state is OrderState.RECALLED
        assert any_room.service.units.get(unit.id).status is UnitStatus.AVAILABLE


def test_closing_and_dispatching_at_once_never_leaves_a_closed_incident_with_an_open_order(any_room: Room) -> None:
    for number in range(5):
        unit, incident = any_room.unit(f"P-{number}"), any_room.incident()
        outcomes = at_once(
            lambda incident=incident, unit=unit: any_room.order(incident, unit),  # type: ignore[misc]
            lambda incident=incident: any_room.service.incidents.close(incident.id, "x", "", LIN),  # type: ignore[misc]
        )
        assert len(conflicts(outcomes)) == 1
        is_closed = any_room.service.incidents.get(incident.id).state is IncidentState.CLOSED
        orders = any_room.service.orders.of_incidents([incident.id])
        assert is_closed is not any(order.state in OPEN for order in orders)


def test_incidents_opened_at_once_get_numbers_without_hole_or_double(any_room: Room) -> None:
    at_once(*[any_room.incident] * 8)
    assert [incident.number for incident in any_room.service.incidents.open_ones()] == list(range(8, 0, -1))
    assert verify_chain(any_room.journal()) == 8


def test_fixes_of_a_unit_at_once_leave_it_at_the_newest(any_room: Room) -> None:
    unit = any_room.unit()
    any_room.clock.advance(100)
    fixes = [any_room.fix(age_s=age) for age in range(8)]
    outcomes = at_once(*[lambda fix=fix: any_room.service.record_fix(unit.id, fix) for fix in fixes])
    assert set(outcomes) <= {FixVerdict.CURRENT, FixVerdict.LATE}
    assert any_room.service.units.get(unit.id).fix == fixes[0]


def test_batches_in_opposite_order_and_dispatch_at_once_do_not_block_each_other(any_room: Room) -> None:
    units = [any_room.unit(f"P-{number}") for number in range(4)]
    incident = any_room.incident()
    ids: list[UnitId] = [unit.id for unit in units]

    def positions(order: list[UnitId]) -> None:
        for age in range(5):
            any_room.service.positions.record_fixes([(unit_id, any_room.fix(age_s=age)) for unit_id in order])

    def dispatch() -> list[Order]:
        return [any_room.take_to(any_room.order(incident, unit), OrderState.SIGNED) for unit in units]

    outcomes = at_once(lambda: positions(ids), lambda: positions(ids[::-1]), dispatch)
    assert conflicts(outcomes) == []
    assert all(any_room.service.units.get(unit_id).status is UnitStatus.BUSY for unit_id in ids)
