"""Ladders that people edit: which one an order gets, what its last rungs do, and who answers."""

from dataclasses import replace

import pytest

from kernel.errors import Fault, FaultKind
from kernel.event import Severity
from patrol.incident import IncidentDraft
from patrol.ladder import DEFAULT_LADDER, LadderRule, check_rules, choose_ladder
from patrol.order import Escalation, Order, OrderState
from patrol.service.escalation import escalate
from patrol.unit import UnitStatus, unit_actor
from patrol.views import ladders_data
from tests.patrol.room import LIN, SQUARE, WEI, Room

HOUSE = LadderRule((30.0, 60.0, 120.0, 180.0))
LOW = LadderRule((90.0, 180.0, None, None), Severity.LOW)
FIRE = LadderRule((10.0, 20.0, 30.0, 40.0), None, "fire")
LOW_FIRE = LadderRule((15.0, None, None, 60.0), Severity.LOW, "fire")
ALL = (HOUSE, LOW, FIRE, LOW_FIRE)


def after(room: Room, order: Order, seconds: float) -> list[Escalation]:
    """The rungs of the order `seconds` after it was sent."""
    room.clock.advance(seconds - (room.clock.now() - order.sent_at).total_seconds())
    escalate(room.service.desk, room.clock.now())
    return list(room.service.orders.get(order.id).escalations)


@pytest.mark.parametrize(
    ("severity", "kind", "expected"),
    [
        pytest.param(Severity.HIGH, "intrusion", HOUSE, id="the one for everything"),
        pytest.param(Severity.LOW, "intrusion", LOW, id="the severity's"),
        pytest.param(Severity.HIGH, "fire", FIRE, id="the kind's"),
        pytest.param(Severity.LOW, "fire", LOW_FIRE, id="both before either"),
    ],
)
@pytest.mark.parametrize("rules", [ALL, ALL[::-1]], ids=["as saved", "backwards"])
def test_most_exact_ladder_is_chosen(
    rules: tuple[LadderRule, ...], severity: Severity, kind: str, expected: LadderRule
) -> None:
    chosen = choose_ladder(rules, severity, kind)
    assert [rung.after_s for rung in chosen] == [s for s in expected.times_s if s is not None]


def test_kind_goes_before_severity() -> None:
    assert choose_ladder((HOUSE, LOW, FIRE), Severity.LOW, "fire")[0].after_s == 10


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        pytest.param((LOW,), "one must be for everything", id="none for everything"),
        pytest.param((HOUSE, LOW, LOW), "for severity low: there are two", id="two for the same"),
        pytest.param((LadderRule((None, 60, 120, 180)),), "the first rung, warn, needs", id="no warning"),
        pytest.param((LadderRule((30, 30, 120, 180)),), "realert after 30 s must come later", id="not rising"),
        pytest.param((LadderRule((30, None, 20, None)),), "duty_officer after 20 s must come later", id="over a gap"),
        pytest.param((LadderRule((30, 60, 120, 90_000)),), "within 86400 s", id="longer than a day"),
        pytest.param((HOUSE, replace(LOW_FIRE, times_s=(1, 2))), "severity low and fire: needs 4", id="too few"),
    ],
)
def test_wrong_ladders_are_refused_in_words(rules: tuple[LadderRule, ...], words: str) -> None:
    with pytest.raises(Fault, match=words) as refused:
        check_rules(rules)
    assert refused.value.kind is FaultKind.INVALID


def test_saved_ladders_are_journalled_and_hold_for_the_next_order_only(any_room: Room) -> None:
    room = any_room
    old = room.order(room.incident(), room.unit())
    saved = room.service.ladders.replace((LadderRule((5.0, None, None, 10.0)),), 0, WEI)
    new = room.order(room.incident(), room.unit("P-7"))

    assert (saved.revision, saved.changed_by, room.service.ladders.get()) == (1, "Wei", saved)
    (entry,) = [entry for entry in room.journal() if entry.kind == "ladders.changed"]
    assert (entry.actor.name, entry.data) == ("Wei", ladders_data(saved))
    assert (old.ladder, [rung.after_s for rung in new.ladder]) == (DEFAULT_LADDER, [5, 10])
    room.clock.advance(12)
    escalate(room.service.desk, room.clock.now())
    assert room.service.orders.get(old.id).escalations == ()
    assert [rung.level for rung in room.service.orders.get(new.id).escalations] == [1, 4]


def test_second_of_two_who_save_at_once_is_told_who_was_first(room: Room) -> None:
    room.service.ladders.replace((HOUSE,), 0, WEI)
    with pytest.raises(Fault, match="Wei changed them meanwhile"):
        room.service.ladders.replace((HOUSE, LOW), 0, LIN)
    assert room.service.ladders.get().rules == (HOUSE,)


def test_kind_of_the_incident_chooses_the_ladder_of_its_order(room: Room) -> None:
    room.service.ladders.replace(ALL, 0, WEI)
    fire = room.service.incidents.open(IncidentDraft("Smoke", "fire", Severity.LOW, SQUARE), LIN)
    order = room.order(fire, room.unit())
    assert [(rung.action.value, rung.after_s) for rung in order.ladder] == [("warn", 15), ("command", 60)]


def test_each_rung_does_what_it_says_at_its_second(room: Room) -> None:
    silent, near, far = room.unit(), room.unit("P-7"), room.unit("P-9")
    room.service.units.connected(silent.id)
    room.service.record_fix(near.id, room.fix())
    room.service.record_fix(far.id, room.fix(replace(SQUARE, lat=SQUARE.lat + 0.1)))
    order = room.order(room.incident(), silent)

    assert after(room, order, 29.9) == []
    assert [(r.action.value, r.phone_connected, r.offer) for r in after(room, order, 30)] == [("warn", True, None)]
    room.service.units.disconnected(silent.id)
    realert = after(room, order, 60)[-1]
    assert (realert.action.value, realert.phone_connected) == ("realert", False)
    assert len(after(room, order, 119.9)) == 2
    assert after(room, order, 120)[-1].action == "duty_officer"
    command = after(room, order, 180)[-1]
    assert command.offer is not None
    assert (command.action.value, command.offer.callsign) == ("command", "P-7")
    assert command.offer.travel_s is not None


def test_command_without_any_other_unit_gets_no_offer(room: Room) -> None:
    off = room.unit("P-7")
    room.service.units.set_status(off.id, UnitStatus.OFF_DUTY, LIN)
    order = room.order(room.incident(), room.unit())
    assert after(room, order, 180)[-1].offer is None
    with pytest.raises(Fault, match="no unit is on offer"):
        room.service.orders.send_offered(order.id, False, LIN)


@pytest.mark.parametrize(
    ("is_instead", "state"),
    [
        pytest.param(False, OrderState.SENT, id="as well"),
        pytest.param(True, OrderState.RECALLED, id="instead"),
    ],
)
def test_offered_unit_is_sent_with_one_act(any_room: Room, is_instead: bool, state: OrderState) -> None:
    room = any_room
    other = room.unit("P-7")
    room.service.record_fix(other.id, room.fix())
    order = room.order(room.incident(), room.unit())
    after(room, order, 180)
    sent = room.service.orders.send_offered(order.id, is_instead, WEI)
    assert (sent.callsign, sent.instruction, sent.sent_by) == ("P-7", "look at the fence", "Wei")
    first = room.service.orders.get(order.id)
    assert (first.state, first.ended_reason) == (state, "P-7 is sent instead" if is_instead else None)


def test_offered_unit_that_went_off_duty_is_refused_and_the_first_order_stays(room: Room) -> None:
    other = room.unit("P-7")
    order = room.order(room.incident(), room.unit())
    after(room, order, 180)
    room.service.units.set_status(other.id, UnitStatus.OFF_DUTY, LIN)
    with pytest.raises(Fault, match="P-7: is off_duty"):
        room.service.orders.send_offered(order.id, True, LIN)
    assert room.service.orders.get(order.id).state is OrderState.SENT


def test_alarm_is_taken_once_and_the_second_hand_is_told_who(any_room: Room) -> None:
    room = any_room
    order = room.order(room.incident(), room.unit())
    after(room, order, 120)
    sequence = len(room.journal())
    room.clock.advance(7)
    taken = room.service.orders.take_rung(order.id, 3, WEI).escalations[2]
    assert (taken.taken_by, taken.taken_at) == ("Wei", room.clock.now())
    assert room.service.orders.take_rung(order.id, 3, WEI).escalations[2] == taken
    assert [(e.kind, e.actor.name) for e in room.journal(sequence)] == [("order.rung_taken", "Wei")]
    with pytest.raises(Fault, match="taken by Wei already"):
        room.service.orders.take_rung(order.id, 3, LIN)


def test_rung_that_was_not_climbed_cannot_be_taken(room: Room) -> None:
    order = room.order(room.incident(), room.unit())
    with pytest.raises(Fault, match="has not climbed to rung 3"):
        room.service.orders.take_rung(order.id, 3, LIN)


def test_rungs_that_somebody_took_still_climb_until_the_unit_signs(room: Room) -> None:
    unit = room.unit()
    order = room.order(room.incident(), unit)
    after(room, order, 120)
    room.service.orders.take_rung(order.id, 3, WEI)
    assert after(room, order, 180)[-1].action == "command"
    room.service.orders.sign(order.id, unit_actor(unit))
    assert len(after(room, order, 999)) == 4
