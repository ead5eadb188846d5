"""Health from the wire to the event: a real RTSP camera, a real pull host, a disk that takes nothing."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from analytics.health.settings import HealthSettings, StreamHealthSettings
from analytics.store import EventQuery
from console.compose import build_house
from console.health import HealthWatch
from console.heartbeat import Heartbeat, Sign
from console.settings import load
from ingest.camera import CameraDraft, CameraState, parse_address
from ingest.figures import read_figures
from ingest.pull import PullHost
from kernel.actor import system
from kernel.clock import SystemClock
from kernel.event import EventPhase, HealthKind
from kernel.ids import CameraId
from kernel.sql.database import Base, Database
from tests.wire.cameras import CameraRack

pytestmark = [pytest.mark.footage, pytest.mark.timeout(120)]

CLOCK = SystemClock()
STOP = threading.Event()
HEALTH = HealthSettings(
    stream=StreamHealthSettings(gather_s=0.5, unrecorded_s=6),
    patience={HealthKind.CAMERA_OFFLINE: (1.5, 0.5), HealthKind.NOT_RECORDED: (1, 1), HealthKind.HOST_LOST: (60, 0)},
)


class Scene:
    """A house with one camera on the wire, its pull host and its watch."""

    def __init__(self, folder: Path, rack: CameraRack, free_minimum_bytes: int) -> None:
        settings = load(data_dir=folder)
        ingest = settings.ingest.model_copy(update={"free_minimum_bytes": free_minimum_bytes, "free_floor_bytes": 0})
        settings = settings.model_copy(update={"health": HEALTH, "ingest": ingest})
        self.database = Database(settings.database)
        Base.metadata.create_all(self.database.engine)
        self.house = build_house(settings, CLOCK, self.database)
        (folder / "run").mkdir()
        draft = CameraDraft("Gate", parse_address(rack.url("cam"))[0])
        self.camera = CameraId(self.house.cameras.add(draft, system("test")).id)
        self.pull = PullHost(self.database, CLOCK, ingest, self.house.vault)
        self._beat = Heartbeat(self.database, CLOCK, "pull", "pull", lambda: Sign(self.pull.figures()))
        self._watch = HealthWatch(self.database, CLOCK, settings, self.house.events, self.house.cameras)

    def __enter__(self) -> "Scene":
        self.pull.start()
        self._beat.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.pull.stop()
        self._beat.stop()
        self.database.close()

    def until(self, come_to_pass: Callable[[], bool], patience_s: float = 40) -> None:
        """Watch until it has come to pass."""
        started = time.monotonic()
        while not come_to_pass():
            assert time.monotonic() - started < patience_s, f"it did not come to pass; told: {self.told()}"
            self._watch.step()
            CLOCK.wait(0.25, STOP)

    def told(self) -> list[tuple[str, EventPhase]]:
        """All events: kind and phase, the oldest first."""
        found = self.house.events.events(EventQuery(limit=500)).items
        return [(event.kind, event.phase) for event in reversed(found)]

    def is_online(self) -> bool:
        return self.house.cameras.status(self.camera).state is CameraState.ONLINE


@pytest.fixture
def rack(footage: Path) -> Iterator[CameraRack]:
    made = CameraRack({"cam": footage / "one-by-one-person-detection.mp4"})
    made.plug()
    yield made
    made.pull_plug()


def test_an_unplugged_camera_is_offline_until_it_is_plugged_in_again(tmp_path: Path, rack: CameraRack) -> None:
    with Scene(tmp_path, rack, free_minimum_bytes=0) as scene:
        scene.until(scene.is_online)
        rack.pull_plug()
        scene.until(lambda: scene.told() == [("camera_offline", EventPhase.OPEN)])
        rack.plug()
        scene.until(lambda: scene.told() == [("camera_offline", EventPhase.CLOSED)])


def test_a_disk_that_takes_nothing_is_told_while_packets_come(tmp_path: Path, rack: CameraRack) -> None:
    with Scene(tmp_path, rack, free_minimum_bytes=1 << 60) as scene:
        scene.until(lambda: ("not_recorded", EventPhase.OPEN) in scene.told())
        with scene.database.read() as session:
            figures = read_figures(session)[scene.camera]

    assert figures.is_online
    assert figures.fps == pytest.approx(10, rel=0.4)
    assert figures.written_at is None
    assert "disk" in str(figures.gap_reason)
