"""A camera behind its gate, end to end: packets in, what was analysed and reported out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from analytics.scene import Scene
from analytics.settings import AnalyticsSettings
from analytics.track import Track
from analytics.worker import CameraAnalyser
from console.analysis.eye import Pace
from console.analysis.gated_eye import EyeParts, GatedEye
from console.analysis.observers import FrameObserver, ObservedAnalyser, Observers
from ingest.gate.schedule import GateSchedule
from ingest.gate.settings import GateSettings
from ingest.packet import Packet
from kernel.clock import ManualClock, from_us
from kernel.frame import Frame
from tests.analytics.scenes import CAMERA
from tests.analytics.watch import INTRUSION, Report


@dataclass
class Onlooker:
    """Notes the times of the frames that observers are shown."""

    seen: list[datetime] = field(default_factory=list)

    def observe(self, frame: Frame) -> None:
        self.seen.append(frame.at)

    def close(self, at: datetime) -> None:
        """Nothing to end."""


class Gatehouse:
    """One camera. Packets are taken as they come, the clock going with them; bursts are worked off at once."""

    def __init__(
        self,
        settings: GateSettings | None = None,
        is_wanted: bool = False,
        also: Sequence[FrameObserver] = (),
        is_weighty: bool = False,
    ) -> None:
        self.report = Report()
        self.onlooker = Onlooker()
        self.states: list[tuple[datetime, str]] = []
        self.boxes: list[tuple[datetime, tuple[Track, ...]]] = []
        scene = Scene(rules=(INTRUSION,))
        self.core = CameraAnalyser(CAMERA, scene, None, self.report, AnalyticsSettings())
        observers = Observers(CAMERA, [self.onlooker, *also])
        usual = GateSettings(learn_s=10.0, audit_share=0.0)
        self.gate = GateSchedule(CAMERA, settings or usual, is_wanted, is_weighty)
        self.clock = ManualClock()
        parts = EyeParts(Pace(10.0, 0.7), self.clock, lambda _camera, at, tracks: self.boxes.append((at, tracks)))
        self.eye = GatedEye(ObservedAnalyser(self.core, observers), self.core, observers, self.gate, parts)

    def run(self, packets: Iterable[Packet]) -> "Gatehouse":
        """Take them all in."""
        for packet in packets:
            self.clock.advance(max(0.0, (from_us(packet.at_us) - self.clock.now()).total_seconds()))
            self.eye.take([packet])
            while self.eye.is_behind:
                self.eye.take([])
            if not self.states or self.states[-1][1] != self.gate.state:
                self.states.append((from_us(packet.at_us), self.gate.state))
        return self

    @property
    def opened_at(self) -> list[datetime]:
        """When each event opened."""
        return [event.opened_at for event in self.report.events.values()]

    def state_at(self, at: datetime) -> str:
        """What the gate was doing then."""
        return [state for since, state in self.states if since <= at][-1]


def ungated(packets: Sequence[Packet]) -> Gatehouse:
    """The same camera, everything looked at."""
    return Gatehouse(is_wanted=True).run(packets)


def near(at: datetime, times: Sequence[datetime], within_s: float) -> bool:
    """Whether one of `times` is that near to `at`."""
    return any(abs(at - one) <= timedelta(seconds=within_s) for one in times)
