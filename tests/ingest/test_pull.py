"""The pull host against real cameras that are unplugged, freeze and come back, and a host that is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ingest.camera import CameraChange, CameraDraft, CameraState, parse_address
from ingest.feed.subscriber import FeedSubscriber
from ingest.mp4.file import read_fragments
from ingest.pull import HOST_STOPPED, PullHost
from ingest.record.catalog import Catalog
from ingest.record.footage import FootageStore
from ingest.record.hold import Holds
from ingest.record.janitor import HOST_DOWN, Janitor
from ingest.record.segment import REMOVED, SWITCHED_OFF
from ingest.settings import IngestSettings
from ingest.store import CameraStore
from ingest.vault import Vault
from kernel.actor import system
from kernel.clock import SystemClock
from kernel.ids import CameraId
from kernel.sql.database import Database
from kernel.sql.journal import read_after
from tests.wire.cameras import CameraRack

ACTOR = system("test")
CLOCK = SystemClock()
PATTERN = "pattern:street?width=320&height=180&gop_s=1"


class Room:
    """A pull host with its surroundings in a temporary folder."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.settings = IngestSettings(
            footage_dir=folder / "footage",
            media_dir=folder,
            feed_endpoint=f"ipc://{folder}/feed.sock",
            segment_s=4,
            free_floor_bytes=0,
        )
        self.database = database
        self.vault = Vault(folder / "vault.key")
        self.store = CameraStore(database, CLOCK, self.vault)
        self.catalog = Catalog(database, CLOCK)
        self.host: PullHost | None = None

    def start(self) -> PullHost:
        self.host = PullHost(self.database, CLOCK, self.settings, self.vault)
        self.host.start()
        return self.host

    def stop(self) -> None:
        if self.host is not None:
            self.host.stop()
            self.host = None

    def add(self, url: str, name: str = "Gate") -> CameraId:
        return self.store.add(CameraDraft(name, parse_address(url)[0]), ACTOR).id

    def becomes(self, camera: CameraId, state: CameraState) -> float:
        """How long it took until the camera was in `state`, in seconds."""
        return wait(lambda: self.store.status(camera).state is state)

    def ledger(self, camera: CameraId) -> list[tuple[str, str | None]]:
        now = CLOCK.now()
        spans = self.catalog.spans(camera, now - timedelta(hours=1), now)
        return [(span.state.value, span.reason) for span in spans]

    def recorded_s(self, camera: CameraId) -> float:
        now = CLOCK.now()
        segments = self.catalog.segments(camera, now - timedelta(hours=1), now)
        return sum((segment.ended_at - segment.started_at).total_seconds() for segment in segments)


def wait(until: Callable[[], bool], patience_s: float = 60.0) -> float:
    started = time.monotonic()
    while not until():
        assert time.monotonic() - started < patience_s, "it did not come to pass"
        CLOCK.wait(0.05, STOP)
    return time.monotonic() - started


STOP = threading.Event()


@pytest.fixture
def room(tmp_path: Path, database: Database) -> Iterator[Room]:
    made = Room(tmp_path, database)
    yield made
    made.stop()


@pytest.fixture
def rack(footage: Path) -> Iterator[CameraRack]:
    made = CameraRack({"cam": footage / "one-by-one-person-detection.mp4"})
    made.plug()
    yield made
    made.pull_plug()


@pytest.mark.footage
@pytest.mark.faults
def test_unplugged_camera_is_a_gap_with_a_reason_and_comes_back(room: Room, rack: CameraRack) -> None:
    room.start()
    camera = room.add(rack.url("cam"))
    room.becomes(camera, CameraState.ONLINE)
    wait(lambda: room.recorded_s(camera) > 2)
    rack.pull_plug()
    assert room.becomes(camera, CameraState.OFFLINE) < 5
    wait(lambda: "connection refused" in (room.store.status(camera).reason or ""))
    rack.plug()
    room.becomes(camera, CameraState.ONLINE)
    wait(lambda: room.ledger(camera)[-1][0] == "recorded")
    states = [state for state, _ in room.ledger(camera)]

    assert states[:2] == ["gap", "recorded"]
    assert set(states[2:-1]) == {"gap"}
    assert "connection refused" in str(room.ledger(camera)[-2][1])
    with room.database.read() as session:
        kinds = [entry.kind for entry in read_after(session, 0) if entry.kind.startswith("camera.")]
    assert kinds == ["camera.added", "camera.online", "camera.offline", "camera.online"]


@pytest.mark.footage
@pytest.mark.faults
def test_frozen_camera_is_offline_within_five_seconds(room: Room, rack: CameraRack) -> None:
    camera = room.add(rack.url("cam"))
    room.start()
    room.becomes(camera, CameraState.ONLINE)
    rack.freeze()
    took_s = room.becomes(camera, CameraState.OFFLINE)
    rack.thaw()

    assert took_s < 5
    assert "no packets for 3 s" in str(room.store.status(camera).reason)


@pytest.mark.footage
def test_recorded_footage_and_feed_agree_in_time(room: Room, rack: CameraRack) -> None:
    camera = room.add(rack.url("cam"))
    room.start()
    subscriber = FeedSubscriber(room.settings.feed_endpoint)
    subscriber.subscribe(camera)
    first = subscriber.get(10)
    assert first is not None
    received_at = time.time()
    subscriber.close()
    wait(lambda: bool(room.catalog.segments(camera, CLOCK.now() - timedelta(hours=1), CLOCK.now())))
    segment = room.catalog.segments(camera, CLOCK.now() - timedelta(hours=1), CLOCK.now())[0]

    assert segment.started_at.timestamp() == pytest.approx(first.at_us / 1e6, abs=1e-5)
    assert 0 <= received_at - first.at_us / 1e6 < 1.5


def test_new_camera_is_live_within_two_seconds(room: Room) -> None:
    room.start()
    camera = room.add(PATTERN)

    assert room.becomes(camera, CameraState.ONLINE) < 2


def test_switching_off_and_on_and_removing_is_accounted_for(room: Room) -> None:
    room.start()
    camera = room.add(PATTERN)
    wait(lambda: room.ledger(camera)[-1:] == [("recorded", None)])
    room.store.change(camera, CameraChange(is_enabled=False), ACTOR)
    wait(lambda: room.ledger(camera)[-1] == ("policy", SWITCHED_OFF))
    assert room.store.status(camera).state is CameraState.DISABLED
    room.store.change(camera, CameraChange(is_enabled=True), ACTOR)
    wait(lambda: room.ledger(camera)[-1] == ("recorded", None))
    room.store.remove(camera, ACTOR)
    wait(lambda: room.ledger(camera)[-1] == ("policy", REMOVED))

    assert [state for state, _ in room.ledger(camera)] == ["gap", "recorded", "policy", "recorded", "policy"]


def test_change_of_the_name_does_not_interrupt(room: Room) -> None:
    host = room.start()
    camera = room.add(PATTERN)
    wait(lambda: room.recorded_s(camera) > 0)
    room.store.change(camera, CameraChange(name="Main gate"), ACTOR)
    other = room.add(PATTERN, "Other")
    room.becomes(other, CameraState.ONLINE)

    assert [state for state, _ in room.ledger(camera)] == ["gap", "recorded"]
    assert host.figures()["reconnects"] == 0


def test_orderly_stop_leaves_whole_files_and_says_why(room: Room) -> None:
    room.start()
    camera = room.add(PATTERN)
    wait(lambda: room.recorded_s(camera) > 1)
    room.stop()

    wait(lambda: room.ledger(camera)[-1] == ("gap", HOST_STOPPED))
    assert room.store.status(camera).state is CameraState.OFFLINE
    assert room.catalog.unclosed() == []
    assert_index_equals_disk(room, camera)


@pytest.mark.faults
def test_killed_host_loses_at_most_two_seconds_and_index_equals_disk(room: Room, tmp_path: Path) -> None:
    camera = room.add(PATTERN)
    script = (
        "import sys, threading\n"
        "from ingest.pull import PullHost\nfrom ingest.settings import IngestSettings\nfrom ingest.vault import Vault\n"
        "from kernel.clock import SystemClock\nfrom kernel.sql.database import Database\nfrom pathlib import Path\n"
        "settings = IngestSettings.model_validate_json(sys.argv[1])\n"
        "PullHost(Database(sys.argv[2]), SystemClock(), settings, Vault(Path(sys.argv[3]))).start()\n"
        "threading.Event().wait()\n"
    )
    url = room.database.url.render_as_string()
    arguments = [sys.executable, "-c", script, room.settings.model_dump_json(), url, str(tmp_path / "vault.key")]
    process = subprocess.Popen(arguments, cwd=Path(__file__).resolve().parents[2])
    try:
        wait(lambda: room.recorded_s(camera) > 6)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        killed_at = CLOCK.now()
        process.wait()
    room.start()
    wait(lambda: room.ledger(camera)[-1] == ("recorded", None))
    now = CLOCK.now()
    down = [s for s in room.catalog.spans(camera, now - timedelta(hours=1), now) if s.reason == HOST_DOWN]
    room.stop()

    assert len(down) == 1
    assert killed_at - down[0].start < timedelta(seconds=2)
    wait(lambda: [state for state, _ in room.ledger(camera)] == ["gap", "recorded", "gap", "recorded", "gap"])
    assert_index_equals_disk(room, camera)


def test_database_away_costs_no_footage(room: Room) -> None:
    host = room.start()
    camera = room.add(PATTERN)
    wait(lambda: room.recorded_s(camera) > 1)
    with room.database.write() as session:
        # Holding the write lock is what a database that does not answer looks like to everyone else.
        before = host.figures()["segments_written"]
        wait(lambda: host.figures()["segments_written"] >= before + 2)
        assert host.figures()["record_dropped"] == 0
        session.rollback()
    wait(lambda: room.recorded_s(camera) > 8)

    wait(lambda: [state for state, _ in room.ledger(camera)] == ["gap", "recorded"])


def assert_index_equals_disk(room: Room, camera: CameraId) -> None:
    now = CLOCK.now()
    rows = {s.path: s for s in room.catalog.segments(camera, now - timedelta(hours=1), now)}
    files = {str(path.relative_to(room.settings.footage_dir)) for path in room.settings.footage_dir.rglob("*.mp4")}
    assert set(rows) == files
    for path, row in rows.items():
        with (room.settings.footage_dir / path).open("rb") as file:
            fragments, end = read_fragments(file)
        last = fragments[-1]
        length_s = (last.decode_ticks + last.duration_ticks) / 90_000
        assert end == row.size_bytes == (room.settings.footage_dir / path).stat().st_size
        assert (row.ended_at - row.started_at).total_seconds() == pytest.approx(length_s, abs=0.002)
    janitor = Janitor(room.catalog, FootageStore(room.settings.footage_dir), Holds(room.database, CLOCK), CLOCK)
    janitor.reconcile(now, STOP)
    assert (janitor.adopted, janitor.lost) == (0, 0)
