"""Eight live cameras into a whole house, and the questions that each fault of it must answer."""

import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av

from console.settings import load
from ingest.record.catalog import Catalog
from ingest.record.ledger import NO_FOOTAGE, Span, SpanState
from kernel.clock import SystemClock
from kernel.ids import CameraId
from kernel.sql.database import Database
from tests.e2e.room import Room, eventually
from tests.wire.cameras import CameraRack

CAMERAS = 8
MAY_LOSE_S = 2.0
FPS = 10  # of the clip
_RECORDED = frozenset({SpanState.RECORDED, SpanState.HELD})


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Loss:
    """What a fault from `start` to `end` cost. By camera, in seconds."""

    lost_s: dict[CameraId, float] = field(default_factory=dict)
    back_s: dict[CameraId, float] = field(default_factory=dict)
    unexplained_s: dict[CameraId, float] = field(default_factory=dict)
    reasons: set[str] = field(default_factory=set)

    @property
    def worst_s(self) -> float:
        return max(self.lost_s.values())

    @property
    def back_after_s(self) -> float:
        return max(self.back_s.values())


class RecordedRoom:
    """A house without analysis that records eight RTSP cameras; its ledger is read from the database itself."""

    def __init__(self, folder: Path, clip: Path, environment: dict[str, str] | None = None) -> None:
        names = [f"cam{number}" for number in range(CAMERAS)]
        self.rack = CameraRack(dict.fromkeys(names, clip), {name: float(i) for i, name in enumerate(names)})
        quiet = {"WATCHROOM_ANALYSIS__HOSTS": "0", "WATCHROOM_INGEST__FREE_FLOOR_BYTES": "0"}
        self.room = Room(folder / "data", {**quiet, **(environment or {})})
        self.cameras: list[CameraId] = []
        self._names = names
        self.database: Database | None = None

    def start(self) -> None:
        """Start all; returns when every camera has been recorded for some seconds."""
        self.rack.plug()
        self.room.start()
        url = self.room.environment.get("WATCHROOM_DATABASE_URL") or f"sqlite:///{self.room.data_dir}/watchroom.db"
        self.database = Database(url)
        with self.room.client() as client:
            for name in self._names:
                draft = {"name": name, "url": self.rack.url(name), "reports_intrusion": False}
                self.cameras.append(CameraId(client.post("/api/cameras", json=draft).raise_for_status().json()["id"]))
        began = now()
        eventually("eight cameras are recorded", lambda: self.is_recorded(began, 6), within_s=120)

    def stop(self) -> None:
        if self.database is not None:
            self.database.close()
        self.room.stop()
        self.rack.pull_plug()

    def ledger(self, camera: CameraId, start: datetime, end: datetime) -> list[Span]:
        assert self.database is not None
        return list(Catalog(self.database, SystemClock()).ledger(camera, start, end))

    def is_recorded(self, since: datetime, seconds: float) -> bool:
        """Whether every camera has so much footage since then."""
        return all(_recorded_s(self.ledger(camera, since, now())) >= seconds for camera in self.cameras)

    def wait_until_recorded(self, since: datetime, seconds: float = 8.0) -> None:
        eventually("all cameras are recorded again", lambda: self.is_recorded(since, seconds), within_s=90, every_s=0.5)

    def loss(self, start: datetime, end: datetime, until: datetime | None = None, before_s: float = 15.0) -> Loss:
        """What was lost around a fault: of the seconds before it, and how long after it until each camera was back.

        Of the stretch before the fault everything had been received; what lies in the fault is the fault's own.
        """
        found = Loss()
        until = until or now() - timedelta(seconds=1)
        for camera in self.cameras:
            before = self.ledger(camera, start - timedelta(seconds=before_s), start)
            found.lost_s[camera] = before_s - _recorded_s(before)
            after = self.ledger(camera, end, until)
            first = next(span for span in after if span.state in _RECORDED)
            found.back_s[camera] = (first.start - end).total_seconds()
            found.lost_s[camera] += _missing_s(self.ledger(camera, first.start, until))
            spans = self.ledger(camera, start - timedelta(seconds=before_s), until)
            assert sum((span.end - span.start for span in spans), timedelta()) == until - spans[0].start
            unexplained = [span for span in spans if span.reason == NO_FOOTAGE]
            found.unexplained_s[camera] = sum((span.end - span.start).total_seconds() for span in unexplained)
            found.reasons |= {span.reason or "" for span in spans if span.state is SpanState.GAP}
        return found

    def pictures(self) -> dict[CameraId, int]:
        """How many pictures each camera's files hold: a clock that is set changes their times, not their number."""
        assert self.database is not None
        folder = load(data_dir=self.room.data_dir).ingest.footage_dir
        catalog, ever = Catalog(self.database, SystemClock()), timedelta(days=1)
        files = {camera: catalog.segments(camera, now() - ever, now() + ever) for camera in self.cameras}
        return {camera: sum(_pictures(folder / file.path) for file in found) for camera, found in files.items()}

    def said(self, since: datetime) -> str:
        """The reasons that the ledger gives for what is missing."""
        spans = [span for camera in self.cameras for span in self.ledger(camera, since, now())]
        return plain({span.reason or "" for span in spans if span.state is SpanState.GAP})

    def check(self) -> str:
        """`watchroom check --footage` beside the running house; fails when anything disagrees."""
        return self.room.run("check", "--footage").strip().splitlines()[-1]


def _pictures(file: Path) -> int:
    with av.open(str(file)) as container:
        return sum(1 for packet in container.demux(video=0) if packet.size)


def _recorded_s(spans: list[Span]) -> float:
    return sum((span.end - span.start).total_seconds() for span in spans if span.state in _RECORDED)


def _missing_s(spans: list[Span]) -> float:
    return sum((span.end - span.start).total_seconds() for span in spans if span.state not in _RECORDED)


def plain(reasons: set[str]) -> str:
    """Reasons as one text, each once, without the camera's name in front."""
    return "; ".join(sorted({re.sub(r"^camera \S+: ", "", reason) for reason in reasons})) or "no gap"


def wait_s(seconds: float) -> None:
    threading.Event().wait(seconds)
