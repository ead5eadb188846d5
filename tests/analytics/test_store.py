"""Scenes, events and verdicts in both databases: shapes, journal, paging, who may overwrite what."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from analytics.scene import Scene, scene_data, scene_from_data, starting_scene
from analytics.store import AnalyticsStore, EventQuery, event_data
from console.api.schema.cameras import SceneView
from console.api.schema.events import EventView
from kernel.actor import Actor, ActorKind
from kernel.clock import ManualClock
from kernel.errors import Fault, FaultKind
from kernel.event import Event, EventPhase, Severity, Verdict
from kernel.geo import LatLon
from kernel.geometry import Box, Point
from kernel.ids import CameraId, EventId, IncidentId, RuleId
from kernel.journal import Entry, verify_chain
from kernel.sql.database import Base, Database
from kernel.sql.journal import read_after
from tests.analytics.scenes import START
from tests.analytics.test_ground import CORNERS, pair
from tests.analytics.watch import INTRUSION, WHOLE_PICTURE, tripwire_scene

GATE, YARD = CameraId("gate"), CameraId("yard")
OPERATOR = Actor(ActorKind.USER, "usr_1", "Ada")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}/w.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    database = Database(url)
    names = ("scene", "event", "journal", "journal_cursor")
    Base.metadata.create_all(database.engine, tables=[Base.metadata.tables[name] for name in names])
    yield database
    database.close()


@pytest.fixture
def store(database: Database, clock: ManualClock, tmp_path: Path) -> AnalyticsStore:
    return AnalyticsStore(database, clock, tmp_path / "snapshots")


def entries(database: Database) -> list[Entry]:
    with database.read() as session:
        return list(read_after(session, 0))


def event(number: int = 0, camera: CameraId = GATE, severity: Severity = Severity.MEDIUM) -> Event:
    at = START + timedelta(seconds=number)
    return Event(
        id=EventId(f"evt_{number:03d}"),
        camera=camera,
        rule=RuleId("r"),
        kind="intrusion" if number % 2 == 0 else "loitering",
        title="Yard: person",
        severity=severity,
        phase=EventPhase.OPEN,
        opened_at=at,
        updated_at=at,
        closed_at=None,
        object_class="person",
        direction=None,
        confidence=0.8,
        box=Box(0.1, 0.2, 0.3, 0.4),
        path=(Point(0.1, 0.4), Point(0.2, 0.4)),
        position=LatLon(48.1, 11.5),
        position_is_measured=True,
        clip_start=at - timedelta(seconds=5),
        clip_end=at,
        has_snapshot=False,
        count=1,
        verdict=Verdict.NONE,
        verdict_reason=None,
        verdict_by=None,
        verdict_at=None,
    )


def test_event_serialises_to_its_view_and_comes_back_whole(store: AnalyticsStore) -> None:
    opened = store.open(event(), b"jpeg")

    view = EventView.model_validate(event_data(opened))

    assert store.event(opened.id) == opened
    assert set(event_data(opened)) == set(EventView.model_fields)
    assert (view.opened_at, view.camera_id, view.has_snapshot) == (opened.opened_at, "gate", True)


@pytest.mark.parametrize(
    "scene",
    [
        Scene(),
        starting_scene(reports_intrusion=True),
        tripwire_scene(Point(0, 0.5), Point(1, 0.5)),
        Scene(calibration=tuple(pair(*corner) for corner in CORNERS), rules=(INTRUSION,)),
    ],
    ids=["empty", "starting", "tripwire", "calibrated"],
)
def test_scene_serialises_to_its_view_and_comes_back_whole(scene: Scene, store: AnalyticsStore) -> None:
    store.save_scene(GATE, scene, OPERATOR)

    data = scene_data(scene)

    assert store.scene(GATE) == scene
    assert SceneView.model_validate(data).model_dump(mode="json") == data
    assert scene_from_data(SceneView.model_validate(data).model_dump(mode="json")) == scene


def test_every_change_is_journalled_with_the_view_it_makes(store: AnalyticsStore, database: Database) -> None:
    store.save_scene(GATE, WHOLE_PICTURE, OPERATOR)
    first = store.open(event(), b"jpeg")
    store.update(replace(first, count=2))
    store.acknowledge(first.id, OPERATOR)
    store.reopen(first.id, OPERATOR)
    store.dismiss(first.id, "shadow", "the flag", OPERATOR)
    store.reopen(first.id, OPERATOR)
    store.link_incident(first.id, IncidentId("inc_1"), OPERATOR)
    closed = store.close(replace(first, phase=EventPhase.CLOSED, closed_at=first.opened_at))

    written = entries(database)
    assert [entry.kind for entry in written] == [
        "scene.changed", "event.opened", "event.updated", "event.acknowledged", "event.reopened",
        "event.dismissed", "event.reopened", "event.linked", "event.closed",
    ]  # fmt: skip
    assert written[0].subject == "camera:gate"
    assert {entry.subject for entry in written[1:]} == {f"event:{first.id}"}
    assert written[-1].data == event_data(closed)
    assert written[5].data["verdict_reason"] == "shadow: the flag"
    assert verify_chain(written) == 9


def test_machine_and_person_do_not_overwrite_each_other(store: AnalyticsStore) -> None:
    opened = store.open(event(), None)
    store.acknowledge(opened.id, OPERATOR)

    store.update(replace(opened, count=7, title="Yard: vehicle"))

    after = store.event(opened.id)
    assert (after.count, after.title) == (7, "Yard: vehicle")
    assert (after.verdict, after.verdict_by) == (Verdict.ACKNOWLEDGED, "Ada")


@pytest.mark.parametrize("act", ["acknowledge", "dismiss"])
def test_verdict_on_a_dismissed_event_is_a_conflict(store: AnalyticsStore, act: str) -> None:
    opened = store.open(event(), None)
    store.dismiss(opened.id, "rain", "", OPERATOR)
    acts = {
        "acknowledge": lambda: store.acknowledge(opened.id, OPERATOR),
        "dismiss": lambda: store.dismiss(opened.id, "rain", "", OPERATOR),
    }

    with pytest.raises(Fault, match="dismissed by Ada") as refusal:
        acts[act]()
    assert refusal.value.kind is FaultKind.CONFLICT


def test_linking_twice_to_one_incident_changes_nothing_and_to_another_is_refused(
    store: AnalyticsStore, database: Database
) -> None:
    opened = store.open(event(), None)
    store.link_incident(opened.id, IncidentId("inc_1"), OPERATOR)
    before = len(entries(database))

    assert store.link_incident(opened.id, IncidentId("inc_1"), OPERATOR).verdict is Verdict.INCIDENT
    assert len(entries(database)) == before
    with pytest.raises(Fault):
        store.link_incident(opened.id, IncidentId("inc_2"), OPERATOR)


def test_pages_hold_every_event_once_newest_first(store: AnalyticsStore) -> None:
    for number in range(7):
        store.open(event(number), None)
    seen: list[str] = []
    cursor = None
    for _ in range(4):
        page = store.events(EventQuery(limit=2, cursor=cursor))
        seen += [one.id for one in page.items]
        cursor = page.next_cursor

    assert seen == [f"evt_{number:03d}" for number in range(6, -1, -1)]
    assert cursor is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (EventQuery(cameras=[YARD]), {1}),
        (EventQuery(cameras=[]), set()),
        (EventQuery(kinds=["intrusion"]), {0, 2}),
        (EventQuery(severities=[Severity.HIGH, Severity.CRITICAL]), {2}),
        (EventQuery(phase=EventPhase.CLOSED), {0}),
        (EventQuery(verdicts=[Verdict.ACKNOWLEDGED]), {1}),
        (EventQuery(start=START + timedelta(seconds=1)), {1, 2}),
        (EventQuery(end=START + timedelta(seconds=1)), {0}),
    ],
    ids=["camera", "no camera", "kind", "severity", "phase", "verdict", "from", "to"],
)
def test_filters_leave_what_was_asked_for(store: AnalyticsStore, query: EventQuery, expected: set[int]) -> None:
    first = store.open(event(0), None)
    store.close(replace(first, phase=EventPhase.CLOSED))
    store.acknowledge(store.open(event(1, camera=YARD), None).id, OPERATOR)
    store.open(event(2, severity=Severity.HIGH), None)

    assert {int(one.id[4:]) for one in store.events(query).items} == expected


@pytest.mark.parametrize("cursor", ["", "nonsense", "12", "x-evt", "9" * 40 + "-e"])
def test_strange_cursor_is_refused(store: AnalyticsStore, cursor: str) -> None:
    with pytest.raises(Fault, match="cursor"):
        store.events(EventQuery(cursor=cursor))


def test_recent_events_are_open_or_without_a_verdict(store: AnalyticsStore) -> None:
    store.acknowledge(store.open(event(0), None).id, OPERATOR)
    done = store.open(event(1), None)
    store.close(replace(done, phase=EventPhase.CLOSED))
    store.acknowledge(done.id, OPERATOR)
    store.open(event(2), None)

    assert [one.id for one in store.recent_events()] == ["evt_002", "evt_000"]


def test_events_left_open_by_a_crash_are_closed_at_the_next_start(store: AnalyticsStore) -> None:
    store.open(event(0), None)
    store.open(event(1), None)

    assert len(store.close_orphans()) == 2
    assert store.close_orphans() == []
    assert store.events(EventQuery(phase=EventPhase.OPEN)).items == []


@pytest.mark.parametrize("kind", ["covered", "camera_motion"])
def test_what_no_rule_reported_outlives_a_crash_of_the_analysis(store: AnalyticsStore, kind: str) -> None:
    store.open(replace(event(0), kind=kind, rule=None), None)

    assert store.close_orphans() == []
    assert [one.kind for one in store.events(EventQuery(phase=EventPhase.OPEN)).items] == [kind]


def test_what_is_open_is_recent_however_much_came_since(store: AnalyticsStore) -> None:
    store.open(replace(event(0), kind="camera_offline", rule=None), None)
    for number in range(1, 6):
        store.close(replace(store.open(event(number), None), phase=EventPhase.CLOSED))

    assert [one.id for one in store.recent_events(limit=3)] == ["evt_005", "evt_004", "evt_000"]


def test_event_of_the_house_itself_has_no_camera(store: AnalyticsStore) -> None:
    made = store.open(replace(event(0), camera=None, kind="storage_short", rule=None), None)
    store.open(event(1), None)

    assert store.event(made.id).camera is None
    assert [one.id for one in store.events(EventQuery(cameras=[GATE])).items] == ["evt_001"]
    assert [one.id for one in store.events(EventQuery(cameras=[GATE], with_house=True)).items] == ["evt_001", "evt_000"]


def test_snapshot_is_a_file_of_the_event_and_absent_without_one(store: AnalyticsStore) -> None:
    with_picture, without = store.open(event(0), b"one"), store.open(event(1), None)

    assert store.snapshot_path(with_picture.id).read_bytes() == b"one"
    store.update(with_picture, b"two")
    assert store.snapshot_path(with_picture.id).read_bytes() == b"two"
    with pytest.raises(Fault):
        store.snapshot_path(without.id)
    with pytest.raises(Fault):
        store.snapshot_path(EventId("../../etc/passwd"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"rules": [{"id": "r", "kind": "line_crossing", "name": "R", "tripwire_id": "gone"}]}, "tripwire gone"),
        ({"rules": [{"id": "r", "kind": "intrusion", "name": "R", "zone_id": "gone"}]}, "zone gone"),
        ({"zones": [{"id": "z", "name": "Z", "polygon": [{"x": 0, "y": 0}] * 3}]}, "no area"),
        ({"rules": [{"id": "r", "kind": "intrusion", "name": "R"}] * 2}, "used 2 times"),
        ({"rules": [{"id": "r", "kind": "dancing", "name": "R"}]}, "rules"),
        ({"calibration": [{"picture": {"x": 0.5, "y": 0.5}, "place": {"lat": 1, "lon": 1}}]}, "pairs"),
        ({"tripwires": [{"id": "w", "name": "W", "start": {"x": 2, "y": 0}, "end": {"x": 0, "y": 0}}]}, "outside"),
    ],
    ids=["no tripwire", "no zone", "flat zone", "double id", "unknown kind", "few pairs", "outside"],
)
def test_scene_that_cannot_be_right_is_refused(store: AnalyticsStore, data: dict[str, object], said: str) -> None:
    with pytest.raises(Fault, match=said) as refusal:
        store.save_scene(GATE, scene_from_data(data), OPERATOR)
    assert refusal.value.kind is FaultKind.INVALID
    assert store.scene(GATE) == Scene()
