"""Incidents that may be one: proposed, merged by a person, taken apart, linked; set by hand, reopened, ticked off."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.errors import Fault, FaultKind
from kernel.event import Severity
from kernel.geo import destination
from kernel.ids import CameraId, IncidentId, OrderId
from patrol.guide import DEFAULT_GUIDES, Guide, check_guides, choose_guide
from patrol.incident import Incident, IncidentDraft, IncidentState, LinkKind
from patrol.order import OPEN, OrderState
from patrol.service.reservations import ReservationDraft
from tests.patrol.room import LIN, SQUARE, WEI, Room

S = IncidentState


def _open(room: Room, metres: float = 0, kind: str = "intrusion", camera: str | None = None) -> Incident:
    camera_id = None if camera is None else CameraId(camera)
    place = destination(SQUARE, 0, metres)
    return room.service.incidents.open(IncidentDraft("x", kind, Severity.HIGH, place, camera_id=camera_id), LIN)


def _proposed(room: Room, incident: Incident) -> list[int]:
    return [one.number for one in room.service.merging.proposals(incident.id)]


def test_incidents_alike_in_place_time_and_kind_are_proposed_nearest_first(room: Room) -> None:
    first, far, near = _open(room), _open(room, 140), _open(room, 30)
    other_kind, any_kind = _open(room, 10, "crowding"), _open(room, 10, "other")
    too_far = _open(room, 200)
    assert _proposed(room, first) == [near.number, far.number, any_kind.number]
    assert other_kind.number not in _proposed(room, first)
    assert too_far.number not in _proposed(room, first)


def test_incidents_of_one_camera_are_near_however_far_their_places(room: Room) -> None:
    first, second = _open(room, 0, camera="gate-3"), _open(room, 400, camera="gate-3")
    assert _proposed(room, first) == [second.number]
    assert room.service.merging.proposals(first.id)[0].is_same_camera


def test_what_opened_much_later_what_is_closed_and_what_was_told_apart_is_not_proposed(room: Room) -> None:
    first, closed, distinct = _open(room), _open(room), _open(room)
    room.service.incidents.close(closed.id, "false_alarm", "", LIN)
    room.service.merging.link(distinct.id, first.id, LinkKind.DISTINCT, LIN)
    room.clock.advance(901)
    _open(room)
    assert _proposed(room, first) == []
    assert _proposed(room, closed) == []


def test_merging_moves_the_open_orders_and_the_work_goes_on_in_the_other(any_room: Room) -> None:
    room = any_room
    parent, child = _open(room), _open(room, 20)
    order = room.take_to(room.order(child, room.unit()), OrderState.ON_SCENE)
    merged = room.service.merging.merge(child.id, parent.id, WEI)
    assert (merged.id, merged.state, merged.order_ids) == (parent.id, S.ON_SCENE, (order.id,))
    assert merged.taken_by is not None
    assert [(link.kind, link.number, link.by) for link in merged.links] == [(LinkKind.MERGED_FROM, child.number, "Wei")]
    gone = room.service.incidents.get(child.id)
    assert (gone.state, gone.disposition, gone.order_ids) == (S.CLOSED, "duplicate", ())
    assert room.service.home(order.unit_id).incidents[0].id == parent.id
    room.service.orders.handle(order.id, LIN)
    assert room.service.incidents.close(parent.id, "resolved", "", LIN).state is S.CLOSED


def test_taking_apart_gives_back_state_and_orders_as_they_are_now(room: Room) -> None:
    parent, child = _open(room), _open(room, 20)
    order = room.order(child, room.unit())
    room.service.merging.merge(child.id, parent.id, WEI)
    room.take_to(room.service.orders.get(order.id), OrderState.ON_SCENE)
    back = room.service.merging.unmerge(child.id, LIN)
    assert (back.state, back.disposition, back.closed_at, back.order_ids) == (S.ON_SCENE, None, None, (order.id,))
    assert room.service.incidents.get(parent.id).order_ids == ()
    assert {"incident.merged", "order.moved", "incident.unmerged"} <= set(room.kinds())
    with pytest.raises(Fault, match="incident 2: is not merged with another"):
        room.service.merging.unmerge(child.id, LIN)


def test_merging_is_refused_for_closed_ones_for_itself_and_for_a_unit_with_orders_for_both(room: Room) -> None:
    parent, child, unit = _open(room), _open(room), room.unit()
    room.order(parent, unit)
    room.order(child, unit)
    with pytest.raises(Fault, match="incidents 2 and 1: P-12 has orders for both; recall one first") as refused:
        room.service.merging.merge(child.id, parent.id, LIN)
    assert refused.value.kind is FaultKind.CONFLICT
    with pytest.raises(Fault, match="is the same as itself"):
        room.service.merging.merge(child.id, child.id, LIN)
    closed = _open(room)
    room.service.incidents.close(closed.id, "false_alarm", "", LIN)
    with pytest.raises(Fault, match="incident 3: is closed; only open incidents are merged"):
        room.service.merging.merge(parent.id, closed.id, LIN)


def test_merging_twice_changes_nothing_and_a_merged_incident_is_not_reopened_by_itself(room: Room) -> None:
    parent, child = _open(room), _open(room)
    room.service.merging.merge(child.id, parent.id, LIN)
    count = len(room.journal())
    assert room.service.merging.merge(child.id, parent.id, WEI).id == parent.id
    assert len(room.journal()) == count
    with pytest.raises(Fault, match="goes on in 1; take the two apart first"):
        room.service.incidents.reopen(child.id, "came back", LIN)


def _do(room: Room, act: str, pair: tuple[IncidentId, IncidentId], order: OrderId) -> None:
    service, (one, other) = room.service, pair
    acts: dict[str, Callable[[], object]] = {
        "merge": lambda: service.merging.merge(one, other, LIN),
        "unmerge": lambda: service.merging.unmerge(one, LIN),
        "close": lambda: service.incidents.close(one, "resolved", "", LIN),
        "reopen": lambda: service.incidents.reopen(one, "x", LIN),
        "recall": lambda: service.orders.recall(order, "x", LIN),
        "sign": lambda: service.orders.sign(order, LIN),
        "arrive": lambda: service.orders.arrive(order, LIN),
    }
    acts[act]()


ACTS = ["merge", "unmerge", "close", "reopen", "recall", "sign", "arrive"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 2)), max_size=8))
def test_no_row_of_acts_loses_an_order_or_leaves_one_at_a_closed_incident(
    room: Room, acts: list[tuple[str, int, int]]
) -> None:
    made = [_open(room) for _ in range(3)]
    number = made[0].number
    given = [room.order(one, room.unit(f"U{number}-{i}")).id for i, one in enumerate(made)]
    for act, i, j in acts:
        try:
            _do(room, act, (made[i].id, made[j].id), given[i])
        except Fault as refused:
            if refused.kind is not FaultKind.CONFLICT:
                raise
    after = [room.service.incidents.get(one.id) for one in made]
    assert sorted(order for one in after for order in one.order_ids) == sorted(given)
    for incident in after:
        orders = [room.service.orders.get(order) for order in incident.order_ids]
        if incident.state is S.CLOSED:
            assert all(order.state not in OPEN for order in orders)
        elif any(order.state is OrderState.ON_SCENE for order in orders):
            assert incident.state in {S.ON_SCENE, S.CONTROLLED}
    # The next example must not be alike these in time.
    room.clock.advance(2000)


def test_linking_shows_on_both_and_unlinking_takes_it_back(room: Room) -> None:
    first, second = _open(room), _open(room, 5000)
    linked = room.service.merging.link(first.id, second.id, LinkKind.RELATED, WEI)
    assert [(link.incident_id, link.kind, link.by) for link in linked.links] == [(second.id, LinkKind.RELATED, "Wei")]
    assert [link.incident_id for link in room.service.incidents.get(second.id).links] == [first.id]
    count = len(room.journal())
    room.service.merging.link(second.id, first.id, LinkKind.RELATED, LIN)
    assert len(room.journal()) == count
    assert room.service.merging.unlink(second.id, first.id, LIN).links == ()


def test_setting_the_state_by_hand_goes_on_freely_and_back_only_with_a_reason(room: Room) -> None:
    incident = _open(room)
    with pytest.raises(Fault, match="cannot be set to on_scene while it is new"):
        room.service.incidents.set_state(incident.id, S.ON_SCENE, S.NEW, LIN)
    room.service.incidents.accept(incident.id, LIN)
    assert room.service.incidents.set_state(incident.id, S.CONTROLLED, S.ACCEPTED, LIN).state is S.CONTROLLED
    with pytest.raises(Fault, match="say why it goes back from controlled to on_scene"):
        room.service.incidents.set_state(incident.id, S.ON_SCENE, S.CONTROLLED, LIN)
    back = room.service.incidents.set_state(incident.id, S.ON_SCENE, S.CONTROLLED, LIN, "it flares up")
    assert (back.state, back.notes[-1].text) == (S.ON_SCENE, "it flares up")
    with pytest.raises(Fault, match="is on_scene meanwhile, not controlled; look again") as refused:
        room.service.incidents.set_state(incident.id, S.ACCEPTED, S.CONTROLLED, WEI, "x")
    assert refused.value.kind is FaultKind.CONFLICT
    with pytest.raises(Fault, match="cannot be set to closed"):
        room.service.incidents.set_state(incident.id, S.CLOSED, S.ON_SCENE, LIN)


def test_reopening_needs_a_reason_which_is_noted(room: Room) -> None:
    incident = _open(room)
    room.service.incidents.close(incident.id, "false_alarm", "", LIN)
    with pytest.raises(Fault, match="say why"):
        room.service.incidents.reopen(incident.id, " ", LIN)
    assert room.service.incidents.reopen(incident.id, "they are back", WEI).notes[-1].text == "they are back"


GUIDES = (*DEFAULT_GUIDES, Guide("intrusion", ("arrested", "false_alarm"), ("Close the gate", "Call the keeper")))


def test_incident_gets_the_checklist_of_its_kind_and_keeps_it_when_the_guide_changes(any_room: Room) -> None:
    room = any_room
    room.service.guides.replace(GUIDES, 0, LIN)
    incident = _open(room)
    room.service.guides.replace(DEFAULT_GUIDES, 1, LIN)
    assert [check.text for check in room.service.incidents.get(incident.id).checks] == [
        "Close the gate",
        "Call the keeper",
    ]
    assert _open(room, kind="crowding").checks == ()
    room.clock.advance(3)
    ticked = room.service.checklists.tick(incident.id, 2, WEI)
    assert [(check.done_by, check.done_at) for check in ticked.checks] == [(None, None), ("Wei", room.clock.now())]
    count = len(room.journal())
    assert room.service.checklists.tick(incident.id, 2, LIN) == ticked
    assert len(room.journal()) == count
    assert room.service.checklists.untick(incident.id, 2, LIN).checks[1].done_by is None
    added = room.service.checklists.add(incident.id, " Photograph the fence ", LIN)
    assert (added.checks[2].number, added.checks[2].text) == (3, "Photograph the fence")
    with pytest.raises(Fault, match="incident 1: item 9: not found"):
        room.service.checklists.tick(incident.id, 9, LIN)


def test_guides_changed_by_another_meanwhile_are_refused(room: Room) -> None:
    assert room.service.guides.replace(GUIDES, 0, LIN).revision == 1
    with pytest.raises(Fault, match="Lin changed them meanwhile; load them again"):
        room.service.guides.replace(DEFAULT_GUIDES, 0, WEI)
    assert choose_guide(room.service.guides.get().guides, "intrusion").dispositions == ("arrested", "false_alarm")
    assert choose_guide(room.service.guides.get().guides, "crowding") == DEFAULT_GUIDES[0]


@pytest.mark.parametrize(
    ("guides", "wrong"),
    [
        ((), "one must be for everything"),
        ((*DEFAULT_GUIDES, *DEFAULT_GUIDES), "there are two"),
        ((Guide(None, ("resolved",)),), "must be false_alarm"),
        ((Guide(None, ("false_alarm",), ("look", "look")),), "is there twice"),
        ((Guide(None, ("false_alarm",), (" ",)),), "needs 1 to 200 letters"),
    ],
)
def test_guide_that_cannot_be_right_is_refused_with_what_to_do(guides: tuple[Guide, ...], wrong: str) -> None:
    with pytest.raises(Fault, match=wrong):
        check_guides(guides)


def test_reservation_for_a_merged_incident_goes_along_and_ends_with_it(room: Room) -> None:
    parent, child, unit = _open(room), _open(room), room.unit()
    room.service.reservations.reserve(unit.id, ReservationDraft(room.clock.now() + timedelta(hours=1), child.id), LIN)
    room.service.merging.merge(child.id, parent.id, LIN)
    kept = room.service.units.get(unit.id).reservation
    assert kept is not None
    assert kept.incident_id == parent.id
    room.service.incidents.close(parent.id, "resolved", "", LIN)
    assert room.service.units.get(unit.id).reservation is None
