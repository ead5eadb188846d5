"""One walker before two calibrated cameras is one event; two walkers are two. Places are given, the store is real."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from analytics.detection import ObjectClass
from analytics.episode import Episodes, Step
from analytics.rule import Direction, Hit, Rule, RuleKind
from analytics.settings import EpisodeSettings
from analytics.store import AnalyticsStore, EventQuery
from analytics.track import Track
from analytics.views import event_data
from console.analysis.handover import JointEvents
from console.audience import Audience, facts_of
from console.auth.permission import Permission
from console.auth.person import Person
from kernel.clock import ManualClock
from kernel.event import Event, EventPhase, Severity
from kernel.geo import LatLon, LocalPlane
from kernel.geometry import Box
from kernel.ids import CameraId, RuleId
from kernel.sql.database import Base, Database
from tests.analytics.scenes import START

PLANE = LocalPlane(LatLon(48.0, 11.0))
WEST, EAST = CameraId("west"), CameraId("east")
INTRUSION = Rule(RuleId("r"), RuleKind.INTRUSION, "Intrusion")
SEEN = {WEST: (0.0, 20.0), EAST: (15.0, 40.0)}  # metres east of the origin: five metres are seen by both


def view(camera: CameraId) -> list[LatLon]:
    a, b = SEEN[camera]
    return [PLANE.place(east, north) for east, north in ((a, -5), (b, -5), (b, 5), (a, 5))]


@pytest.fixture
def store(clock: ManualClock, tmp_path: Path) -> Iterator[AnalyticsStore]:
    database = Database(f"sqlite:///{tmp_path}/w.db")
    names = ("scene", "event", "journal", "journal_cursor")
    Base.metadata.create_all(database.engine, tables=[Base.metadata.tables[name] for name in names])
    yield AnalyticsStore(database, clock, tmp_path / "snapshots")
    database.close()


class Room:
    """Two cameras' episodes behind one joint; walkers on the line from west to east, metres by seconds."""

    def __init__(self, store: AnalyticsStore, rules: dict[CameraId, Rule] | None = None) -> None:
        self.store = store
        self.joint = JointEvents(store)
        self.rules = rules or {WEST: INTRUSION, EAST: INTRUSION}
        self.episodes = {}
        for camera in SEEN:
            self.joint.begin(camera, view(camera), START)
            self.episodes[camera] = Episodes(camera, None, 16 / 9, EpisodeSettings())

    def run(self, walkers: list[tuple[float, float]], seconds: float, gap: tuple[float, float] = (0, 0)) -> None:
        """walkers: where each begins and how fast it goes; gap: metres between which nobody sees it."""
        for i in range(round(seconds * 5)):
            t = i / 5
            at = START + timedelta(seconds=t)
            for camera, (near, far) in SEEN.items():
                spots = [(n, start + mps * t, mps) for n, (start, mps) in enumerate(walkers, 1)]
                tracks = [walker(n, x, mps, t) for n, x, mps in spots if near <= x <= far and not gap[0] < x < gap[1]]
                self.step(camera, [Hit(self.rules[camera], track, at) for track in tracks], tracks, t)
            self.joint.settle(at)

    def step(self, camera: CameraId, hits: list[Hit], tracks: list[Track], t: float) -> None:
        at = START + timedelta(seconds=t)
        for change in self.episodes[camera].step(hits, tracks, at):
            match change.step:
                case Step.OPENED:
                    self.joint.open(change.event, None)
                case Step.UPDATED:
                    self.joint.update(change.event)
                case Step.CLOSED:
                    self.joint.close(change.event)
        self.joint.see(camera, tracks, at)

    def events(self) -> list[Event]:
        return sorted(self.store.events(EventQuery()).items, key=lambda event: event.opened_at)


def walker(number: int, east: float, mps: float, t: float, kind: ObjectClass = ObjectClass.PERSON) -> Track:
    box = Box(0.48, 0.5, 0.52, 0.7)
    at = START + timedelta(seconds=t)
    begun = Track(number, box, box.foot, kind, 0.9, 0.9, at, at, False, False, 0, box.foot, (box.foot,))
    return replace(begun, position=PLANE.place(east, 0), speed_mps=mps, heading_deg=90.0)


def test_a_walker_through_two_views_that_overlap_is_one_event_that_names_both(store: AnalyticsStore) -> None:
    room = Room(store)

    room.run([(1.0, 1.5)], 40)

    (event,) = room.events()
    assert event.camera == WEST
    (seen,) = event.also_seen_by
    assert seen.camera == EAST
    assert seen.track is not None
    assert (seen.start - START).total_seconds() == pytest.approx(9.4, abs=0.5)
    assert (seen.end - START).total_seconds() == pytest.approx(26, abs=6)
    assert event.phase is EventPhase.CLOSED
    assert event.closed_at is not None
    assert event.closed_at >= seen.end


def test_it_stays_open_while_the_other_camera_sees_it(store: AnalyticsStore) -> None:
    room = Room(store)

    room.run([(1.0, 1.5)], 22)

    (event,) = room.events()
    assert event.phase is EventPhase.OPEN


def test_a_walker_through_a_gap_between_the_views_is_one_event(store: AnalyticsStore) -> None:
    room = Room(store)

    room.run([(1.0, 1.5)], 45, gap=(14, 21))

    (event,) = room.events()
    assert [seen.camera for seen in event.also_seen_by] == [EAST]


def test_a_gap_that_takes_too_long_makes_two(store: AnalyticsStore) -> None:
    room = Room(store)

    room.run([(1.0, 1.0)], 60, gap=(10, 30))

    assert [event.camera for event in room.events()] == [WEST, EAST]


def test_two_walkers_far_enough_apart_are_two_events(store: AnalyticsStore) -> None:
    room = Room(store)

    room.run([(1.0, 1.5), (-9.0, 1.5)], 50)

    events = room.events()
    assert [event.camera for event in events] == [WEST, WEST]
    assert [[seen.camera for seen in event.also_seen_by] for event in events] == [[EAST], [EAST]]


def test_two_who_meet_in_both_views_are_not_made_one(store: AnalyticsStore) -> None:
    room = Room(store)

    room.run([(10.0, 1.0), (24.0, -1.0)], 40)

    events = room.events()
    assert len(events) == 2
    assert {event.camera for event in events} == {WEST, EAST}


def test_what_matters_more_is_not_hidden_in_what_matters_less(store: AnalyticsStore) -> None:
    critical = replace(INTRUSION, severity=Severity.CRITICAL)
    room = Room(store, {WEST: INTRUSION, EAST: critical})

    room.run([(1.0, 1.5)], 40)

    assert [event.severity for event in room.events()] == [Severity.MEDIUM, Severity.CRITICAL]


def test_each_line_is_a_crossing_of_its_own_unless_it_is_the_same_place(store: AnalyticsStore) -> None:
    rule = Rule(RuleId("line"), RuleKind.LINE_CROSSING, "Line")
    for second, east, count in ((1.0, 17.5, 1), (20.0, 35.0, 2)):
        room = Room(store, {WEST: rule, EAST: rule})
        at = START + timedelta(seconds=60 * count)
        for camera, spot, late in ((WEST, 17.0, 0.0), (EAST, east, second)):
            track = walker(1, spot, 1.5, 60 * count + late)
            hit = Hit(rule, track, at + timedelta(seconds=late), Direction.FORWARD)
            room.step(camera, [hit], [track], 60 * count + late)
        room.joint.settle()

    assert len(room.events()) == 3


def test_an_analysis_that_begins_anew_ends_what_it_left_and_its_old_tracks_mean_nothing(store: AnalyticsStore) -> None:
    room = Room(store)
    room.run([(1.0, 1.5)], 8)

    room.joint.begin(WEST, view(WEST), START + timedelta(seconds=8))
    room.joint.settle()
    room.step(EAST, [Hit(INTRUSION, walker(7, 16, 1.5, 10.2), START)], [walker(7, 16, 1.5, 10.2)], 10.2)

    assert {event.camera: event.phase for event in room.events()} == {
        WEST: EventPhase.CLOSED,
        EAST: EventPhase.OPEN,
    }


def test_without_calibration_nothing_is_joined(store: AnalyticsStore) -> None:
    room = Room(store)
    for camera in (WEST, EAST):
        track = replace(walker(1, 17, 1.5, 1.0), position=None)
        room.step(camera, [Hit(INTRUSION, track, START + timedelta(seconds=1))], [track], 1.0)

    assert len(room.events()) == 2


def test_the_event_is_found_and_seen_by_whoever_may_see_either_camera(store: AnalyticsStore) -> None:
    Room(store).run([(1.0, 1.5)], 40)
    (event,) = store.events(EventQuery()).items

    found = {camera: len(store.events(EventQuery(cameras=[camera])).items) for camera in (WEST, EAST, CameraId("as"))}
    facts = facts_of("event.closed", f"event:{event.id}", event_data(event))
    admitted = {camera: Audience(guard_of(camera)).admits(facts) for camera in (WEST, EAST, CameraId("as"))}

    assert found == {WEST: 1, EAST: 1, CameraId("as"): 0}
    assert admitted == {WEST: True, EAST: True, CameraId("as"): False}


def guard_of(camera: CameraId) -> Person:
    """An operator who may see one camera only."""
    return Person("u", "Guard", ("operator",), frozenset({Permission.ROOM_VIEW}), None, frozenset({camera}), None)
