"""A plan that sends units by itself: counted down, stopped, hurried, short of units, and done once."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, event

from kernel.clock import ManualClock
from kernel.errors import Fault
from kernel.ids import IncidentId, RuleId
from kernel.schedule import Stretch
from patrol.incident import Incident, Sending, SendingState
from patrol.reactions import Reactions
from patrol.response_plan import PlanDraft, choose
from patrol.service.sendings import send_due
from patrol.unit import UnitStatus
from tests.patrol.room import LIN, SQUARE, WEI, Room
from tests.patrol.test_reactions import EVENT, plan

PLAN = PlanDraft("Yard at night", event_kinds=("intrusion",), instruction="Lights off", send_units=2, countdown_s=20)


def react(room: Room) -> None:
    """A process that starts, works once and is gone."""
    Reactions(room.database, room.clock, room.service, lambda _event, _incident: None).step(room.clock.now())


def opened(room: Room, draft: PlanDraft = PLAN) -> Incident:
    """The incident that the plan opens, its countdown begun."""
    room.service.plans.add(draft, LIN)
    room.event_opened("evt_1")
    react(room)
    (incident,) = room.service.incidents.open_ones()
    return incident


def three_units(room: Room) -> None:
    """P-1 is nearest, then P-2, then P-3."""
    for number in (3, 1, 2):
        unit = room.unit(f"P-{number}")
        room.service.record_fix(unit.id, room.fix(replace(SQUARE, lat=SQUARE.lat + number / 100)))


def sending(room: Room) -> Sending:
    found = room.service.incidents.open_ones()[0].sending
    assert found is not None
    return found


def callsigns(room: Room) -> list[str]:
    incident = room.service.incidents.open_ones()[0]
    return sorted(order.callsign for order in room.service.orders.of_incidents([incident.id]))


def test_best_free_units_are_sent_at_the_end_of_the_countdown_and_once(any_room: Room) -> None:
    room = any_room
    three_units(room)
    incident = opened(room)
    assert (sending(room).state, sending(room).units, callsigns(room)) == (SendingState.COUNTING, 2, [])
    room.clock.advance(19.9)
    react(room)
    assert callsigns(room) == []
    room.clock.advance(0.1)
    for _ in range(3):
        react(room)
    assert callsigns(room) == ["P-1", "P-2"]
    assert (sending(room).state, sending(room).sent, sending(room).decided_by) == (SendingState.SENT, 2, None)
    (order, _) = room.service.orders.of_incidents([incident.id])
    assert (order.sent_by, order.instruction) == ("Yard at night", "Lights off")
    assert [e.actor.name for e in room.journal() if e.kind == "order.sent"] == ["Yard at night"] * 2


def test_countdown_of_zero_sends_in_the_same_step(room: Room) -> None:
    three_units(room)
    opened(room, replace(PLAN, countdown_s=0, send_units=1))
    assert callsigns(room) == ["P-1"]


def test_crash_at_the_end_of_the_countdown_sends_nothing_then_everything(room: Room) -> None:
    three_units(room)
    opened(room)
    room.clock.advance(60)

    @event.listens_for(room.database.engine, "commit")
    def crash(_connection: Connection) -> None:
        raise KeyboardInterrupt("power cut")

    with pytest.raises(KeyboardInterrupt):
        send_due(room.service.desk, room.clock.now())
    event.remove(room.database.engine, "commit", crash)
    assert (callsigns(room), sending(room).state) == ([], SendingState.COUNTING)
    react(room)
    react(room)
    assert callsigns(room) == ["P-1", "P-2"]


def test_stopped_countdown_sends_nobody_and_says_who_stopped_it(any_room: Room) -> None:
    room = any_room
    three_units(room)
    incident = opened(room)
    room.service.sendings.stop(incident.id, WEI)
    sequence = len(room.journal())
    room.service.sendings.stop(incident.id, WEI)
    room.clock.advance(60)
    react(room)
    assert (callsigns(room), sending(room).state, sending(room).decided_by) == ([], SendingState.STOPPED, "Wei")
    assert room.kinds(sequence) == []
    with pytest.raises(Fault, match="stopped already, by Wei"):
        room.service.sendings.send_now(incident.id, LIN)


def test_hurried_countdown_sends_at_once_in_the_name_of_who_hurried_it(room: Room) -> None:
    three_units(room)
    incident = opened(room)
    room.service.sendings.send_now(incident.id, WEI)
    assert (callsigns(room), sending(room).decided_by) == (["P-1", "P-2"], "Wei")
    assert {order.sent_by for order in room.service.orders.of_incidents([incident.id])} == {"Wei"}
    with pytest.raises(Fault, match="sent already, by Wei"):
        room.service.sendings.stop(incident.id, LIN)


def test_units_that_a_person_sent_meanwhile_count(room: Room) -> None:
    three_units(room)
    incident = opened(room)
    far = next(unit for unit in room.service.units.list() if unit.callsign == "P-3")
    room.order(incident, far)
    room.clock.advance(20)
    react(room)
    assert (callsigns(room), sending(room).sent) == (["P-1", "P-3"], 1)


@pytest.mark.parametrize(("free", "sent"), [(0, 0), (1, 1)], ids=["nobody", "one of two"])
def test_too_few_free_units_are_said_aloud_until_somebody_takes_it(room: Room, free: int, sent: int) -> None:
    three_units(room)
    for unit in room.service.units.list()[free:]:
        room.service.units.set_status(unit.id, UnitStatus.BUSY, LIN)
    incident = opened(room, replace(PLAN, countdown_s=0))
    assert (sending(room).state, sending(room).sent, sending(room).taken_by) == (SendingState.SHORT, sent, None)
    assert "incident.sending_short" in room.kinds()
    room.service.sendings.take(incident.id, WEI)
    assert sending(room).taken_by == "Wei"
    with pytest.raises(Fault, match="taken by Wei already"):
        room.service.sendings.take(incident.id, LIN)


def test_incident_closed_during_the_countdown_gets_nobody(room: Room) -> None:
    three_units(room)
    incident = opened(room)
    room.service.incidents.close(incident.id, "false alarm", "", LIN)
    room.clock.advance(60)
    react(room)
    assert room.service.orders.of_incidents([incident.id]) == []


def test_dispatcher_can_take_the_incident_from_the_plan(room: Room) -> None:
    three_units(room)
    incident = opened(room, replace(PLAN, countdown_s=0))
    taken = room.service.incidents.accept(incident.id, WEI)
    assert taken.taken_by is not None
    assert (taken.taken_by.name, taken.state) == ("Wei", "dispatched")
    with pytest.raises(Fault, match="taken by Wei"):
        room.service.incidents.accept(incident.id, LIN)


def test_incident_without_a_sending_plan_has_nothing_to_stop(room: Room) -> None:
    incident = opened(room, replace(PLAN, send_units=0))
    assert incident.sending is None
    with pytest.raises(Fault, match="no plan sends units"):
        room.service.sendings.stop(IncidentId(incident.id), LIN)


def test_plan_of_a_rule_and_an_hour_goes_before_others_and_keeps_to_its_hour() -> None:
    shanghai, clock = ZoneInfo("Asia/Shanghai"), ManualClock()
    minute = clock.now().astimezone(shanghai).hour * 60
    now = Stretch((0, 1, 2, 3, 4, 5, 6), minute, minute + 60)
    later = Stretch((0, 1, 2, 3, 4, 5, 6), (minute + 120) % 1440, (minute + 180) % 1440 or 1440)
    at, event_now = clock.now(), replace(EVENT, rule_id=RuleId("rule_1"))
    any_hour, rule = plan("a"), replace(plan("b"), rule_ids=("rule_1",))
    in_hour, out_of_hour = replace(plan("c"), schedule=(now,)), replace(plan("d"), schedule=(later,))
    assert choose([any_hour, in_hour, out_of_hour], event_now, at, shanghai) == in_hour
    assert choose([any_hour, out_of_hour], event_now, at, shanghai) == any_hour
    assert choose([any_hour, in_hour, rule], event_now, at, shanghai) == rule
    assert choose([replace(rule, rule_ids=("rule_2",))], event_now, at, shanghai) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"send_units": 21}, "sends 0 to 20 units", id="too many"),
        pytest.param({"countdown_s": 601}, "lasts 0 to 600 s", id="too long"),
        pytest.param({"schedule": (Stretch((), 0, 60),)}, "needs the days", id="no days"),
    ],
)
def test_plan_that_cannot_be_right_is_refused_in_words(room: Room, changes: dict[str, object], words: str) -> None:
    with pytest.raises(Fault, match=words):
        room.service.plans.add(replace(PLAN, **changes), LIN)  # type: ignore[arg-type]
