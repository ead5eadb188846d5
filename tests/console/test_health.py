"""From figures to events and to the page: the watch over streams and the house, and what the analysis keeps."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from analytics.health.stream import Usual
from analytics.store import EventQuery
from console.health import HealthWatch
from console.health.tables import read_usual, write_usual
from console.heartbeat import Heartbeat, Sign
from ingest.camera import Camera, CameraChange, CameraDraft, CameraState, CameraStatus, parse_address
from ingest.figures import CameraFigures, figures_row
from kernel.clock import ManualClock
from kernel.event import Event, EventPhase
from kernel.sql.journal import read_after
from kernel.sql.upsert import write_rows
from tests.console.conftest import TESTER, Room

FLOOR = 4 << 30


class Guard:
    """A watch over the room, and a pull host that says what it is told to say."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.clock = room.clock
        self.free_bytes = 9 * FLOOR
        self.is_pulling = True
        self.offline: set[str] = set()
        self.changes: dict[str, dict[str, object]] = {}
        self.beats = [self.beat("pull", "pull"), self.beat("analysis-0", "analysis")]
        self._packets = 0
        self._told: dict[str, CameraState] = {}
        self.watch = self.restarted()

    def restarted(self) -> HealthWatch:
        """Another console on the same database."""
        house = self.room.house
        self.watch = HealthWatch(house.database, house.clock, house.settings, house.events, house.cameras)
        return self.watch

    def pass_time(self, seconds: float) -> None:
        """Let time pass, with everybody saying what they have to say every five seconds."""
        assert isinstance(self.clock, ManualClock)
        for _ in range(round(seconds / 5)):
            self.clock.advance(5)
            self._packets += 75
            if self.is_pulling:
                for beat in self.beats:
                    beat.beat()
                self._tell()
            self.watch.step()

    def open(self) -> dict[str | None, list[str]]:
        """The kinds of the open events, by camera."""
        found: dict[str | None, list[str]] = {}
        for event in self.events(EventPhase.OPEN):
            found.setdefault(event.camera, []).append(event.kind)
        return found

    def events(self, phase: EventPhase | None = None) -> list[Event]:
        return self.room.house.events.events(EventQuery(phase=phase, limit=500)).items

    def _tell(self) -> None:
        now, cameras = self.clock.now(), self.room.house.cameras
        with self.room.database.write() as session:
            for camera in cameras.list():
                if not camera.is_enabled:
                    continue
                is_online = camera.name not in self.offline
                state = CameraState.ONLINE if is_online else CameraState.OFFLINE
                if self._told.get(camera.id) is not state:
                    self._told[camera.id] = state
                    reason = None if is_online else "unplugged"
                    cameras.write_status(session, camera.id, CameraStatus(state, now, reason))
                figures = figures_of(camera, now, is_online, self._packets)
                changed = replace(figures, **self.changes.get(camera.name, {}))  # type: ignore[arg-type]
                write_rows(session, [figures_row(changed)])

    def beat(self, host: str, role: str) -> Heartbeat:
        said = lambda: Sign({"disk_free_bytes": float(self.free_bytes), "packets": float(self._packets)})  # noqa: E731
        return Heartbeat(self.room.database, self.clock, host, role, said)


def figures_of(camera: Camera, at: object, is_online: bool, packets: int) -> CameraFigures:
    return CameraFigures(
        camera=camera.id,
        at=at,  # type: ignore[arg-type]
        is_online=is_online,
        bitrate_bps=2e6 if is_online else 0.0,
        fps=15.0 if is_online else 0.0,
        keyframe_s=2.0,
        packet_at=at,  # type: ignore[arg-type]
        clock_offset_s=0.02,
        packets=packets,
        jumps=0,
        reconnects=0,
        damaged=0,
        record_dropped=0,
        is_recorded=True,
        gap_reason=None if is_online else "unplugged",
        is_by_decision=False,
        written_at=at if is_online else None,  # type: ignore[arg-type]
    )


@pytest.fixture
def guard(room: Room) -> Guard:
    return Guard(room)


def more_cameras(room: Room, count: int) -> list[Camera]:
    address, _ = parse_address("pattern:street")
    return [room.house.cameras.add(CameraDraft(f"Post {n}", address), TESTER) for n in range(count)]


def test_a_house_that_is_well_has_no_health_events(guard: Guard) -> None:
    guard.pass_time(120)

    assert guard.events() == []


def test_an_unplugged_camera_is_told_once_after_its_grace_and_ends_by_itself(guard: Guard) -> None:
    guard.pass_time(10)
    guard.offline = {"Gate"}
    guard.pass_time(30)
    assert guard.open() == {}
    guard.pass_time(30)
    assert guard.open() == {guard.room.gate.id: ["camera_offline"]}
    guard.pass_time(200)
    guard.offline = set()
    guard.pass_time(10)

    with guard.room.database.read() as session:
        assert read_usual(session)[guard.room.gate.id].bitrate_bps == pytest.approx(2e6)
    (event,) = guard.events()
    assert (event.kind, event.severity, event.phase) == ("camera_offline", "high", "closed")
    assert event.closed_at is not None
    assert timedelta(seconds=200) < event.closed_at - event.opened_at < timedelta(seconds=300)


def test_a_figure_that_stays_bad_becomes_an_event_of_its_camera(guard: Guard) -> None:
    post = {camera.name: camera.id for camera in more_cameras(guard.room, 2)}
    guard.pass_time(20)
    guard.changes = {
        "Gate": {"written_at": None},
        "Vault": {"clock_offset_s": 3600.0},
        "Post 0": {"reconnects": 7},
        "Post 1": {"record_dropped": 10_000},
    }
    guard.pass_time(140)

    assert {event.camera: event.kind for event in guard.events()} == {
        guard.room.gate.id: "not_recorded",
        guard.room.vault.id: "clock_wrong",
        post["Post 0"]: "unsteady",
        post["Post 1"]: "feed_dropping",
    }


def test_a_restart_neither_doubles_nor_forgets(guard: Guard) -> None:
    guard.offline = {"Gate"}
    guard.pass_time(60)
    (before,) = guard.events()
    guard.restarted()
    guard.pass_time(120)
    assert [event.id for event in guard.events()] == [before.id]

    guard.restarted()
    guard.offline = set()
    guard.pass_time(10)
    (after,) = guard.events()
    assert (after.id, after.phase) == (before.id, EventPhase.CLOSED)


@pytest.mark.parametrize("is_removed", [False, True], ids=["switched off", "removed"])
def test_troubles_of_a_camera_that_is_no_longer_used_are_over(guard: Guard, is_removed: bool) -> None:
    room = guard.room
    guard.offline = {"Gate"}
    guard.pass_time(60)
    room.add_event(room.gate.id, kind="covered")  # the analysis told this one
    if is_removed:
        room.house.cameras.remove(room.gate.id, TESTER)
    else:
        room.house.cameras.change(room.gate.id, CameraChange(is_enabled=False), TESTER)
    guard.pass_time(5)

    assert guard.open() == {}


def test_a_camera_of_a_unit_that_does_not_publish_is_no_trouble(guard: Guard) -> None:
    room = guard.room
    address, _ = parse_address(f"whip:{room.unit.id}")
    camera = room.house.cameras.add(CameraDraft("Body camera", address), TESTER)
    guard.offline = {"Body camera"}
    guard.pass_time(120)

    assert camera.id not in guard.open()


def test_a_switch_that_fails_is_one_event_also_after_a_restart(guard: Guard) -> None:
    posts = more_cameras(guard.room, 8)
    guard.pass_time(10)
    guard.offline = {post.name for post in posts}
    guard.pass_time(60)
    (before,) = guard.events()
    guard.restarted()
    guard.pass_time(120)

    (outage,) = guard.events(EventPhase.OPEN)
    assert outage.id == before.id
    assert (outage.camera, outage.kind, outage.count, outage.severity) == (None, "camera_offline", 8, "critical")

    guard.offline = {"Post 3"}
    guard.pass_time(20)
    assert guard.open() == {posts[3].id: ["camera_offline"]}


def test_a_disk_that_takes_no_footage_of_any_camera_is_one_event(guard: Guard) -> None:
    names = [post.name for post in more_cameras(guard.room, 4)]
    guard.pass_time(20)
    guard.changes = {name: {"written_at": None} for name in ("Gate", "Vault", *names)}
    guard.pass_time(120)

    (event,) = guard.events()
    assert (event.camera, event.kind, event.count, event.severity) == (None, "not_recorded", 6, "high")


def test_an_outage_that_ended_while_we_were_away_is_over_after_the_restart(guard: Guard) -> None:
    posts = more_cameras(guard.room, 6)
    guard.offline = {post.name for post in posts}
    guard.pass_time(60)
    guard.restarted()
    guard.offline = set()
    guard.pass_time(110)

    (outage,) = guard.events()
    assert outage.phase == EventPhase.CLOSED


def test_a_lost_pull_host_is_one_event_and_says_nothing_of_the_cameras(guard: Guard) -> None:
    more_cameras(guard.room, 8)
    guard.pass_time(20)
    guard.is_pulling = False
    guard.pass_time(60)

    (lost,) = guard.events(EventPhase.OPEN)
    assert (lost.camera, lost.kind, lost.count) == (None, "host_lost", 10)
    assert "pull" in lost.title

    guard.is_pulling = True
    guard.pass_time(20)
    assert guard.open() == {}
    assert [(event.title, event.count) for event in guard.events()] == [(lost.title, 10)]


def test_a_house_that_stood_still_as_a_whole_proves_nothing(guard: Guard) -> None:
    guard.beats.append(guard.beat("console", "console"))
    guard.pass_time(20)
    guard.is_pulling = False  # nobody's sign of life is written: the database is stuck
    guard.pass_time(60)
    assert guard.events() == []

    guard.is_pulling = True
    guard.pass_time(20)
    assert guard.events() == []


def test_a_disk_below_its_floor_is_a_trouble_of_the_house(guard: Guard) -> None:
    guard.pass_time(10)
    guard.free_bytes = FLOOR // 4
    guard.pass_time(80)

    assert guard.open() == {None: ["storage_short"]}


def test_a_bitrate_is_held_against_what_was_learnt_before_the_restart(guard: Guard) -> None:
    with guard.room.database.write() as session:
        write_usual(session, {guard.room.gate.id: Usual(2e6, 3600)}, guard.clock.now())
    guard.changes["Gate"] = {"bitrate_bps": 5e4}
    guard.pass_time(180)

    assert guard.open() == {guard.room.gate.id: ["bitrate_collapsed"]}


@asynccontextmanager
async def asking(room: Room, who: str) -> AsyncIterator[httpx.AsyncClient]:
    async with room.signed_in(who) as client:
        yield client


async def test_the_page_is_told_how_each_camera_is_doing(guard: Guard) -> None:
    guard.pass_time(10)
    guard.offline = {"Vault"}
    guard.pass_time(60)
    async with asking(guard.room, "reviewer") as client:
        room = (await client.get("/api/health/room")).json()

    gate, vault = room["cameras"]
    assert (gate["state"], gate["recording"], gate["fps"], gate["troubles"]) == ("online", "written", 15.0, [])
    assert gate["usual_bps"] == pytest.approx(2e6)
    assert (vault["state"], vault["reason"], vault["recording"]) == ("offline", "unplugged", "not_written")
    assert [(one["kind"], one["severity"]) for one in vault["troubles"]] == [("camera_offline", "high")]
    assert {host["role"] for host in room["hosts"]} == {"pull", "analysis"}


async def test_a_limited_person_is_told_of_their_cameras_and_the_house(guard: Guard) -> None:
    guard.offline, guard.free_bytes = {"Vault"}, 1
    guard.pass_time(100)
    async with asking(guard.room, "operator-limited") as client:
        answer = await client.get("/api/health/room")

    assert [camera["name"] for camera in answer.json()["cameras"]] == ["Gate"]
    assert [trouble["kind"] for trouble in answer.json()["troubles"]] == ["storage_short"]
    assert "Vault" not in answer.text


async def test_figures_of_a_silent_pull_host_are_not_shown_as_new(guard: Guard) -> None:
    guard.pass_time(10)
    guard.is_pulling = False
    guard.pass_time(30)
    async with asking(guard.room, "operator") as client:
        gate = (await client.get("/api/health/room")).json()["cameras"][0]

    assert (gate["bitrate_bps"], gate["fps"], gate["recording"]) == (None, None, "unknown")


async def test_learning_a_view_anew_is_journalled_with_who_asked(room: Room) -> None:
    async with asking(room, "operator") as client:
        answer = await client.post(f"/api/health/cameras/{room.gate.id}/relearn")
        unknown = await client.post("/api/health/cameras/none/relearn")

    assert (answer.status_code, unknown.status_code) == (204, 404)
    async with asking(room, "reviewer") as client:
        assert (await client.post(f"/api/health/cameras/{room.gate.id}/relearn")).status_code == 403
    with room.database.read() as session:
        (entry,) = (one for one in read_after(session, 0) if one.kind == "health.relearnt")
    assert (entry.actor.name, entry.subject) == ("Operator", f"camera:{room.gate.id}")
