"""Orders handed on, taken back and put in line; units added to an incident and kept for later."""

from datetime import timedelta

import pytest

from kernel.errors import Fault, FaultKind
from kernel.event import Severity
from kernel.geo import destination
from patrol.incident import IncidentState
from patrol.order import Awaited, OrderDraft, OrderState
from patrol.service.reservations import ReservationDraft, release_due
from patrol.unit import Unit, UnitStatus, unit_actor
from tests.patrol.room import LIN, SQUARE, WEI, Room


def _at(room: Room, unit: Unit, metres: float) -> None:
    room.service.record_fix(unit.id, room.fix(destination(SQUARE, 0, metres)))


def _three_units(room: Room) -> tuple[Unit, Unit, Unit]:
    near, next_one, far = room.unit("P-1"), room.unit("P-2"), room.unit("P-3")
    for unit, metres in ((near, 100), (next_one, 500), (far, 900)):
        _at(room, unit, metres)
    return near, next_one, far


def test_refused_order_waits_for_the_room_and_offers_the_next_best_unit_but_never_who_refused(room: Room) -> None:
    near, next_one, far = _three_units(room)
    incident = room.incident()
    first = room.order(incident, near)
    declined = room.service.orders.decline(first.id, "", unit_actor(near), code="vehicle")
    assert declined.ending is not None
    assert (declined.ending.code, declined.ending.awaits) == ("vehicle", Awaited.ROOM)
    assert declined.ending.offer is not None
    assert declined.ending.offer.unit_id == next_one.id

    second = room.service.orders.send_offered(first.id, False, WEI)
    assert (second.unit_id, second.instruction) == (next_one.id, first.instruction)
    answered = room.service.orders.get(first.id)
    assert answered.ending is not None
    assert (answered.ending.awaits, answered.ending.seen_by) == (None, "Wei")

    again = room.service.orders.decline(second.id, "road closed", unit_actor(next_one))
    assert again.ending is not None
    assert again.ending.offer is not None
    assert again.ending.offer.unit_id == far.id


def test_who_declined_ranks_last_and_says_so_yet_may_be_sent_by_a_person(room: Room) -> None:
    near, _, _ = _three_units(room)
    incident = room.incident()
    room.service.orders.decline(room.order(incident, near).id, "flat tyre", unit_actor(near))
    ranked = room.service.recommendation(incident.id).units
    assert [unit.callsign for unit in ranked] == ["P-2", "P-3", "P-1"]
    assert [reason.code for reason in ranked[-1].reasons][-1] == "declined"
    assert room.order(incident, near).state is OrderState.SENT


@pytest.mark.parametrize(("code", "reason"), [(None, " "), ("other", ""), ("tired", "x")])
def test_declining_needs_a_reason_from_the_list_or_in_words(room: Room, code: str | None, reason: str) -> None:
    order = room.order(room.incident(), room.unit())
    with pytest.raises(Fault) as refused:
        room.service.orders.decline(order.id, reason, LIN, code=code)
    assert refused.value.kind is FaultKind.INVALID


def test_incident_to_which_nobody_comes_any_more_is_no_longer_dispatched(room: Room) -> None:
    incident = room.incident()
    first, second = room.order(incident, room.unit("P-1")), room.order(incident, room.unit("P-2"))
    room.take_to(first, OrderState.DECLINED)
    assert room.service.incidents.get(incident.id).state is IncidentState.DISPATCHED
    room.take_to(second, OrderState.RECALLED)
    assert room.service.incidents.get(incident.id).state is IncidentState.ACCEPTED
    assert room.kinds().count("incident.stood_down") == 1


def test_handing_over_sends_the_other_unit_and_relieves_the_first_with_both_orders_linked(any_room: Room) -> None:
    room = any_room
    first_unit, second_unit = room.unit("P-1"), room.unit("P-2")
    incident = room.incident()
    first = room.take_to(room.order(incident, first_unit), OrderState.EN_ROUTE)
    second = room.service.assignments.hand_over(first.id, second_unit.id, "nearer", LIN)
    first = room.service.orders.get(first.id)
    assert first.ending is not None
    assert first.ending.handed_to is not None
    assert second.handed_from is not None
    assert (first.state, first.ending.handed_to.order_id) == (OrderState.RECALLED, second.id)
    assert (second.handed_from.order_id, second.handed_from.callsign) == (first.id, "P-1")
    assert second.instruction == first.instruction
    assert "order.handed_over" in room.kinds()
    assert room.service.units.get(first_unit.id).status is UnitStatus.AVAILABLE
    assert room.service.incidents.get(incident.id).state is IncidentState.DISPATCHED


@pytest.mark.parametrize("state", [OrderState.HANDLED, OrderState.RECALLED, OrderState.DECLINED])
def test_what_has_ended_is_not_handed_over_and_nobody_is_sent(room: Room, state: OrderState) -> None:
    order = room.take_to(room.order(room.incident(), room.unit("P-1")), state)
    other = room.unit("P-2")
    count = len(room.journal())
    with pytest.raises(Fault) as refused:
        room.service.assignments.hand_over(order.id, other.id, "nearer", LIN)
    assert refused.value.kind is FaultKind.CONFLICT
    assert state in refused.value.message
    assert len(room.journal()) == count


def test_handing_over_to_a_unit_that_cannot_go_leaves_the_first_at_work(room: Room) -> None:
    order = room.order(room.incident(), room.unit("P-1"))
    other = room.unit("P-2")
    room.service.units.set_status(other.id, UnitStatus.OFF_DUTY, LIN)
    with pytest.raises(Fault, match="unit P-2: is off_duty"):
        room.service.assignments.hand_over(order.id, other.id, "nearer", LIN)
    assert room.service.orders.get(order.id).state is OrderState.SENT


def test_recall_waits_until_the_crew_has_seen_it_and_stays_on_its_phone_so_long(room: Room) -> None:
    unit = room.unit()
    order = room.take_to(room.order(room.incident(), unit), OrderState.SIGNED)
    recalled = room.service.orders.recall(order.id, "false alarm", LIN)
    assert recalled.ending is not None
    assert recalled.ending.awaits is Awaited.CREW
    assert [one.id for one in room.service.home(unit.id).orders] == [order.id]
    room.clock.advance(20)
    seen = room.service.assignments.see_end(order.id, unit_actor(unit))
    assert seen.ending is not None
    assert (seen.ending.awaits, seen.ending.seen_at, seen.ending.seen_by) == (None, room.clock.now(), "P-12")
    assert room.service.home(unit.id).orders == ()
    count = len(room.journal())
    assert room.service.assignments.see_end(order.id, unit_actor(unit)) == seen
    assert len(room.journal()) == count


def test_recall_that_never_reached_the_phone_needs_no_answer(room: Room) -> None:
    recalled = room.take_to(room.order(room.incident(), room.unit()), OrderState.RECALLED)
    assert recalled.ending is not None
    assert recalled.ending.awaits is None


def test_crew_does_not_answer_its_own_refusal_and_an_order_at_work_has_no_end_to_answer(room: Room) -> None:
    unit = room.unit()
    order = room.order(room.incident(), unit)
    with pytest.raises(Fault, match="there is no end of it to answer"):
        room.service.assignments.see_end(order.id, LIN)
    room.take_to(order, OrderState.DECLINED)
    with pytest.raises(Fault, match="the room answers that"):
        room.service.assignments.see_end(order.id, unit_actor(unit))
    room.service.assignments.see_end(order.id, WEI)
    assert room.kinds()[-1] == "order.end_seen"


def test_reinforcing_sends_the_best_unit_that_is_left_with_the_same_words(room: Room) -> None:
    near, next_one, far = _three_units(room)
    incident = room.incident()
    first = room.order(incident, near)
    second = room.service.assignments.reinforce(incident.id, None, LIN)
    assert (second.unit_id, second.instruction) == (next_one.id, first.instruction)
    assert room.service.assignments.reinforce(incident.id, far.id, LIN).unit_id == far.id
    with pytest.raises(Fault, match="no unit is left to send"):
        room.service.assignments.reinforce(incident.id, None, LIN)


def test_dispatcher_changes_the_order_of_work_and_a_critical_order_still_comes_first(room: Room) -> None:
    unit = room.unit()
    first = room.order(room.incident("first"), unit)
    room.clock.advance(1)
    second = room.order(room.incident("second"), unit)
    after = room.service.assignments.arrange(unit.id, [second.id, first.id], [first.id, second.id], LIN)
    assert after.order_ids == (second.id, first.id)
    assert room.kinds()[-1] == "unit.rearranged"
    assert [order.id for order in room.service.home(unit.id).orders] == [second.id, first.id]
    urgent = room.order(room.incident("urgent", Severity.CRITICAL), unit)
    assert room.service.units.get(unit.id).order_ids == (urgent.id, second.id, first.id)


def test_arranging_what_changed_meanwhile_is_refused_and_the_same_again_changes_nothing(room: Room) -> None:
    unit = room.unit()
    first, second = room.order(room.incident("first"), unit), room.order(room.incident("second"), unit)
    room.service.assignments.arrange(unit.id, [second.id, first.id], [first.id, second.id], LIN)
    count = len(room.journal())
    room.service.assignments.arrange(unit.id, [second.id, first.id], [first.id, second.id], WEI)
    assert len(room.journal()) == count
    third = room.order(room.incident("third"), unit)
    with pytest.raises(Fault, match="its orders changed meanwhile") as refused:
        room.service.assignments.arrange(unit.id, [first.id, second.id], [second.id, first.id], WEI)
    assert refused.value.kind is FaultKind.CONFLICT
    with pytest.raises(Fault, match="name each of its open orders once"):
        room.service.assignments.arrange(unit.id, [first.id, third.id], [second.id, first.id], WEI)


def _until(room: Room, minutes: float) -> ReservationDraft:
    return ReservationDraft(room.clock.now() + timedelta(minutes=minutes), note="escort at nine")


def test_reserved_unit_ranks_last_with_the_reason_and_no_plan_takes_it(room: Room) -> None:
    near, next_one, _ = _three_units(room)
    incident = room.incident()
    room.service.reservations.reserve(near.id, _until(room, 30), LIN)
    ranked = room.service.recommendation(incident.id).units
    assert [unit.callsign for unit in ranked] == ["P-2", "P-3", "P-1"]
    reserved = ranked[-1].reasons[-1]
    assert (reserved.code, reserved.values) == ("reserved", {"left_s": 1800, "note": "escort at nine"})
    assert room.service.assignments.reinforce(incident.id, None, LIN).unit_id == next_one.id


def test_unit_reserved_for_an_incident_keeps_its_rank_there_and_is_free_again_once_sent(room: Room) -> None:
    near, _, _ = _three_units(room)
    incident = room.incident()
    draft = ReservationDraft(room.clock.now() + timedelta(minutes=5), incident.id)
    room.service.reservations.reserve(near.id, draft, LIN)
    best = room.service.recommendation(incident.id).units[0]
    assert (best.callsign, best.reasons[-1].code) == ("P-1", "reserved_here")
    assert room.service.recommendation(room.incident("other").id).units[-1].callsign == "P-1"
    room.order(incident, near)
    assert room.service.units.get(near.id).reservation is None


def test_reservation_begins_at_its_time_and_ends_by_itself(room: Room) -> None:
    unit = room.unit()
    now = room.clock.now()
    draft = ReservationDraft(now + timedelta(hours=2), note="escort", start=now + timedelta(hours=1))
    held = room.service.reservations.reserve(unit.id, draft, LIN).reservation
    assert held is not None
    assert [held.holds(now + timedelta(minutes=m)) for m in (59, 60, 119, 120)] == [False, True, True, False]
    assert release_due(room.service.desk, now + timedelta(minutes=119)) == 0
    assert release_due(room.service.desk, now + timedelta(minutes=120)) == 1
    assert room.service.units.get(unit.id).reservation is None
    assert room.kinds()[-1] == "unit.released"


def test_second_reservation_is_refused_and_names_who_keeps_the_unit(room: Room) -> None:
    unit = room.unit()
    room.service.reservations.reserve(unit.id, _until(room, 30), LIN)
    with pytest.raises(Fault, match="unit P-12: is reserved by Lin already"):
        room.service.reservations.reserve(unit.id, _until(room, 60), WEI)
    room.service.reservations.release(unit.id, WEI)
    kept = room.service.reservations.reserve(unit.id, _until(room, 60), WEI).reservation
    assert kept is not None
    assert kept.by == "Wei"


@pytest.mark.parametrize("minutes", [0, -5, 24 * 60 + 1])
def test_reservation_needs_an_end_that_lies_ahead_and_within_a_day(room: Room, minutes: float) -> None:
    with pytest.raises(Fault, match="unit P-12: reserved until a time after its start"):
        room.service.reservations.reserve(room.unit().id, _until(room, minutes), LIN)


def test_reservation_needs_a_purpose(room: Room) -> None:
    with pytest.raises(Fault, match="say for what it is reserved"):
        room.service.reservations.reserve(room.unit().id, ReservationDraft(room.clock.now() + timedelta(hours=1)), LIN)


def test_order_for_another_unit_still_answers_the_refusal(room: Room) -> None:
    incident = room.incident()
    first = room.take_to(room.order(incident, room.unit("P-1")), OrderState.DECLINED)
    room.service.orders.send(OrderDraft(incident.id, room.unit("P-2").id), WEI)
    ending = room.service.orders.get(first.id).ending
    assert ending is not None
    assert ending.awaits is None
