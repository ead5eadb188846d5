"""What the tests of ONVIF in the room share: a desk without a house, and cameras on it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from analytics.store import AnalyticsStore, EventQuery
from console.house import House
from console.onvif.devices import Devices
from console.onvif.fleet import OnvifFleet
from console.onvif.steering import Steering
from ingest.camera import CameraDraft, Credentials, parse_address
from ingest.onvif.address import parse_device
from ingest.onvif.notice import NoticeKind
from ingest.onvif.store import OnvifDevice, OnvifStore
from ingest.settings import IngestSettings
from ingest.store import CameraStore
from ingest.vault import Vault
from kernel.actor import Actor, ActorKind
from kernel.clock import SystemClock
from kernel.event import Event
from kernel.ids import CameraId
from kernel.journal import Entry
from kernel.sql.database import Base, Database
from kernel.sql.journal import read_after
from tests.console.conftest import TESTER
from tests.fakes.ipycam_camera import IpycamCamera
from tests.fakes.onvif_camera import SchemaCamera

ANA = Actor(ActorKind.USER, "ana", "Ana")
BEN = Actor(ActorKind.USER, "ben", "Ben")
MOTION = "tns1:RuleEngine/CellMotionDetector/Motion"
CROSSED = "tns1:RuleEngine/LineDetector/Crossed"


class Desk:
    """What steering and listening need of a house, on the machine's own clock."""

    def __init__(self, folder: Path) -> None:
        self.clock = SystemClock()
        self.database = Database(f"sqlite:///{folder / 'desk.db'}")
        Base.metadata.create_all(self.database.engine)
        self.cameras = CameraStore(self.database, self.clock, Vault(folder / "key"))
        self.events = AnalyticsStore(self.database, self.clock, folder / "snapshots")
        self.store = OnvifStore(self.database, self.clock)
        self.devices = Devices(self.cameras, self.store, IngestSettings())
        self.steering = Steering(self.devices, self.database, self.clock)


def until(what: Callable[[], object], within_s: float = 8.0) -> None:
    deadline = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < deadline, f"not within {within_s} s"
        time.sleep(0.02)


def known(place: Desk | House, camera: SchemaCamera | IpycamCamera, *follows: NoticeKind) -> CameraId:
    """A camera of the place that is `camera`, with its login."""
    address, _ = parse_address("rtsp://127.0.0.1:8554/main")
    added = place.cameras.add(CameraDraft("Dome", address, Credentials("admin", "s3cret")), TESTER)
    profile = "main" if isinstance(camera, SchemaCamera) else "Profile_Main"
    has_events = isinstance(camera, SchemaCamera)
    place.steering.store.save(
        OnvifDevice(
            added.id, parse_device(camera.url), "Fake", "Dome 1", profile, "", True, has_events, frozenset(follows)
        ),
        TESTER,
    )
    return added.id


def speeds(device: SchemaCamera) -> tuple[float, ...]:
    return device.velocity


def told(place: Desk | House, kind: str) -> list[Entry]:
    with place.database.read() as session:
        return [entry for entry in read_after(session, 0) if entry.kind == kind]


def events(desk: Desk, camera: CameraId) -> list[Event]:
    return desk.events.events(EventQuery(cameras=[camera])).items


@contextmanager
def fleet(desk: Desk) -> Iterator[OnvifFleet]:
    """The loops of one console process, each time with connections of its own."""
    devices = Devices(desk.cameras, desk.store, IngestSettings())
    steering = Steering(devices, desk.database, desk.clock)
    started = OnvifFleet(desk.cameras, devices, steering, desk.events, desk.clock)
    started.start()
    try:
        yield started
    finally:
        started.stop()
