"""Reactions: an event has its effect exactly once, whenever the process dies."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from kernel.actor import system
from kernel.errors import conflict, not_found, unavailable
from kernel.event import Severity
from kernel.ids import CameraId, EventId, IncidentId
from kernel.journal import Json
from kernel.sql.database import Database
from kernel.sql.journal import append
from patrol.incident import IncidentDraft, PlanId
from patrol.reactions import Reactions
from patrol.response_plan import EventFacts, PlanDraft, ResponsePlan, choose, matches
from tests.patrol.room import LIN, SQUARE, Room

PLAN = PlanDraft("Yard at night", event_kinds=("intrusion",), instruction="Two units, lights off")


class Links:
    """Takes the links as analytics would; may fail first."""

    def __init__(self, *faults: Exception) -> None:
        self.made: list[tuple[EventId, IncidentId]] = []
        self._faults = list(faults)

    def __call__(self, event_id: EventId, incident_id: IncidentId) -> None:
        if self._faults:
            raise self._faults.pop(0)
        self.made.append((event_id, incident_id))


def reactions(room: Room, links: Links) -> Reactions:
    return Reactions(room.database, room.clock, room.service, links)


def step(room: Room, links: Links) -> None:
    """A process that starts, works once and is gone."""
    reactions(room, links).step(room.clock.now())


def test_event_opens_an_incident_by_plan_and_is_linked_once(any_room: Room) -> None:
    room, links = any_room, Links()
    plan = room.service.plans.add(PLAN, LIN)
    room.event_opened("evt_1")
    for _ in range(3):
        step(room, links)
    (incident,) = room.service.incidents.open_ones()
    assert (incident.title, incident.severity, incident.kind) == ("Person in the yard", Severity.HIGH, "intrusion")
    assert (incident.event_ids, incident.plan_id, incident.position) == (("evt_1",), plan.id, SQUARE)
    assert [(note.by, note.text) for note in incident.notes] == [("Yard at night", "Two units, lights off")]
    assert links.made == [("evt_1", incident.id)]
    assert room.kinds().count("incident.opened") == 1


def test_event_without_a_plan_opens_nothing(room: Room) -> None:
    room.service.plans.add(PLAN, LIN)
    room.event_opened("evt_1", kind="loitering")
    step(room, Links())
    assert room.service.incidents.open_ones() == []


def test_quiet_event_opens_nothing_until_it_calls(room: Room) -> None:
    room.service.plans.add(PLAN, LIN)
    room.event_opened("evt_1", suppressed_by=["lsn_1"])
    step(room, Links())
    assert room.service.incidents.open_ones() == []
    room.event_opened("evt_1", "event.roused", suppressed_by=[])
    step(room, Links())
    assert [incident.event_ids for incident in room.service.incidents.open_ones()] == [("evt_1",)]


def test_crash_before_the_commit_leaves_nothing_and_the_next_run_does_it_once(room: Room) -> None:
    room.service.plans.add(PLAN, LIN)
    room.event_opened("evt_1")

    @event.listens_for(room.database.engine, "commit")
    def crash(_connection: Connection) -> None:
        raise KeyboardInterrupt("power cut")

    with pytest.raises(KeyboardInterrupt):
        step(room, Links())
    event.remove(room.database.engine, "commit", crash)
    assert room.service.incidents.open_ones() == []
    links = Links()
    step(room, links)
    step(room, links)
    assert len(room.service.incidents.open_ones()) == 1
    assert len(links.made) == 1


def test_crash_between_commit_and_link_links_on_the_next_run_without_a_second_incident(room: Room) -> None:
    room.service.plans.add(PLAN, LIN)
    room.event_opened("evt_1")
    with pytest.raises(KeyboardInterrupt):
        reactions(room, _Dying()).step(room.clock.now())
    links = Links()
    step(room, links)
    (incident,) = room.service.incidents.open_ones()
    assert links.made == [("evt_1", incident.id)]


class _Dying(Links):
    def __call__(self, event_id: EventId, incident_id: IncidentId) -> None:
        raise KeyboardInterrupt("power cut")


def test_two_processes_react_to_an_event_once(any_room: Room) -> None:
    room = any_room
    room.service.plans.add(PLAN, LIN)
    for number in range(8):
        room.event_opened(f"evt_{number}", camera_id=f"cam-{number}")
    both = [reactions(room, Links()) for _ in range(2)]
    threads = [threading.Thread(target=one.step, args=(room.clock.now(),)) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    incidents = room.service.incidents.open_ones()
    assert sorted(incident.event_ids[0] for incident in incidents) == [f"evt_{n}" for n in range(8)]
    assert [incident.number for incident in incidents] == list(range(8, 0, -1))


def test_event_that_was_passed_over_stays_so_when_a_plan_comes_later(room: Room) -> None:
    room.event_opened("evt_1")
    step(room, Links())
    room.service.plans.add(PLAN, LIN)
    step(room, Links())
    assert room.service.incidents.open_ones() == []


class _Overtaken(Database):
    """Lets another process work right after the first read of the journal."""

    def __init__(self, url: str, meanwhile: Callable[[], None]) -> None:
        super().__init__(url)
        self._meanwhile: Callable[[], None] | None = meanwhile

    @contextmanager
    def read(self) -> Iterator[Session]:
        with super().read() as session:
            yield session
        if self._meanwhile is not None:
            meanwhile, self._meanwhile = self._meanwhile, None
            meanwhile()


def test_event_dealt_with_by_another_process_between_reading_and_acting_is_left_alone(room: Room) -> None:
    def meanwhile() -> None:
        step(room, Links())
        room.service.plans.add(PLAN, LIN)

    room.event_opened("evt_1")
    overtaken = _Overtaken(room.database.url.render_as_string(), meanwhile)
    Reactions(overtaken, room.clock, room.service, Links()).step(room.clock.now())
    overtaken.close()
    assert len(room.service.plans.list()) == 1
    assert room.service.incidents.open_ones() == []


def test_repeat_at_the_same_camera_and_rule_joins_the_open_incident(room: Room) -> None:
    room.service.plans.add(PLAN, LIN)
    room.event_opened("evt_1")
    room.event_opened("evt_2")
    room.event_opened("evt_3", rule_id="rule_2")
    room.event_opened("evt_4", camera_id="gate-4")
    links = Links()
    step(room, links)
    assert [incident.event_ids for incident in room.service.incidents.open_ones()] == [
        ("evt_4",),
        ("evt_3",),
        ("evt_1", "evt_2"),
    ]
    assert len(links.made) == 4
    assert room.kinds().count("incident.changed") == 1


def test_repeat_after_the_incident_was_closed_opens_another(room: Room) -> None:
    room.service.plans.add(PLAN, LIN)
    room.event_opened("evt_1")
    step(room, Links())
    room.service.incidents.close(room.service.incidents.open_ones()[0].id, "false alarm", "", LIN)
    room.event_opened("evt_2")
    step(room, Links())
    (incident,) = room.service.incidents.open_ones()
    assert (incident.number, incident.event_ids) == (2, ("evt_2",))


def test_event_that_a_person_took_first_opens_nothing(room: Room) -> None:
    room.service.plans.add(PLAN, LIN)
    room.event_opened("evt_1")
    by_hand = room.service.incidents.open(IncidentDraft("By hand", event_id=EventId("evt_1")), LIN)
    links = Links()
    step(room, links)
    assert [incident.id for incident in room.service.incidents.open_ones()] == [by_hand.id]
    assert links.made == [("evt_1", by_hand.id)]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"severity": "purple"}, id="unknown severity"),
        pytest.param({"camera_id": 7}, id="a number for a camera"),
        pytest.param({"position": {"lat": 95, "lon": 0}}, id="off the earth"),
        pytest.param({"position": [1, 2]}, id="a list for a place"),
    ],
)
def test_event_that_makes_no_sense_is_passed_over(room: Room, data: dict[str, Json]) -> None:
    room.service.plans.add(PLAN, LIN)
    room.event_opened("evt_1", **data)
    room.event_opened("evt_2")
    step(room, Links())
    assert [incident.event_ids for incident in room.service.incidents.open_ones()] == [("evt_2",)]


def test_link_that_fails_for_a_while_is_made_later(room: Room) -> None:
    room.service.plans.add(PLAN, LIN)
    room.event_opened("evt_1")
    links = Links(unavailable("the database is away"))
    running = reactions(room, links)
    running.step(room.clock.now())
    running.step(room.clock.now())
    assert links.made == []
    room.clock.advance(5)
    running.step(room.clock.now())
    assert len(links.made) == 1


@pytest.mark.parametrize("fault", [not_found("event", "evt_1"), conflict("event evt_1: linked elsewhere")])
def test_link_that_can_never_be_made_is_given_up(room: Room, fault: Exception) -> None:
    room.service.plans.add(PLAN, LIN)
    room.event_opened("evt_1")
    links = Links(fault)
    step(room, links)
    step(room, links)
    assert links.made == []


def test_backlog_longer_than_a_batch_is_worked_off_in_one_step(room: Room) -> None:
    room.service.plans.add(PLAN, LIN)
    with room.database.write() as session:
        for number in range(600):
            append(session, room.clock.now(), system("test"), "camera.changed", f"camera:{number}", {})
    room.event_opened("evt_1")
    step(room, Links())
    assert len(room.service.incidents.open_ones()) == 1


def test_running_loop_reacts_escalates_and_stops(room: Room) -> None:
    order = room.order(room.incident(), room.unit())
    room.service.plans.add(PLAN, LIN)
    room.event_opened("evt_1")
    stop = threading.Event()

    class StopAtLink(Links):
        def __call__(self, event_id: EventId, incident_id: IncidentId) -> None:
            super().__call__(event_id, incident_id)
            stop.set()

    room.clock.advance(31)
    reactions(room, StopAtLink()).run_once(stop)
    assert [rung.level for rung in room.service.orders.get(order.id).escalations] == [1]


def plan(name: str, **changes: object) -> ResponsePlan:
    draft = PlanDraft(name, **changes)  # type: ignore[arg-type]
    return ResponsePlan(
        PlanId(name),
        draft.name,
        draft.is_enabled,
        draft.event_kinds,
        draft.camera_ids,
        draft.min_severity,
        draft.incident_severity,
        draft.instruction,
    )


EVENT = EventFacts(EventId("evt_1"), "intrusion", "Person", Severity.HIGH, CameraId("gate-3"), None, None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, True, id="empty matches any"),
        pytest.param({"is_enabled": False}, False, id="disabled"),
        pytest.param({"event_kinds": ("loitering", "intrusion")}, True, id="its kind"),
        pytest.param({"event_kinds": ("loitering",)}, False, id="another kind"),
        pytest.param({"camera_ids": ("gate-3",)}, True, id="its camera"),
        pytest.param({"camera_ids": ("gate-4",)}, False, id="another camera"),
        pytest.param({"min_severity": Severity.LOW}, True, id="grave enough"),
        pytest.param({"min_severity": Severity.CRITICAL}, False, id="not grave enough"),
    ],
)
def test_plan_matches_event(changes: dict[str, object], expected: bool) -> None:
    assert matches(plan("plan_1", **changes), EVENT) is expected


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        pytest.param((), False, id="a plan for any kind leaves a camera's health to the technician"),
        pytest.param(("intrusion",), False, id="another kind"),
        pytest.param(("covered",), True, id="a plan that names it"),
    ],
)
def test_health_is_work_only_for_a_plan_that_names_it(kinds: tuple[str, ...], expected: bool) -> None:
    covered = replace(EVENT, kind="covered")

    assert matches(plan("plan_1", event_kinds=kinds), covered) is expected
    assert matches(plan("plan_1", event_kinds=kinds), replace(covered, camera_id=None)) is expected


@pytest.mark.parametrize(
    ("plans", "expected"),
    [
        pytest.param([], None, id="no plan"),
        pytest.param([plan("a"), plan("b", camera_ids=("gate-3",))], "b", id="one that names the camera first"),
        pytest.param([plan("a"), plan("b", event_kinds=("intrusion",))], "b", id="then one that names the kind"),
        pytest.param([plan("a", min_severity=Severity.LOW), plan("b")], "b", id="then one that asks more"),
        pytest.param([plan("b"), plan("a")], "a", id="then the oldest"),
        pytest.param([plan("a", is_enabled=False)], None, id="a disabled one never"),
    ],
)
def test_best_fitting_plan_is_chosen(plans: list[ResponsePlan], expected: str | None) -> None:
    chosen = choose(plans, EVENT)
    assert (None if chosen is None else chosen.name) == expected
