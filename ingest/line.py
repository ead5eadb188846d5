"""One camera at work: its session, its recorder and its place in the feed, started and stopped together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ingest.camera import CameraStatus, Credentials, SourceAddress
from ingest.feed.publisher import FeedPublisher
from ingest.packet import Packet, StreamInfo, topic
from ingest.record.gaplog import GapLog
from ingest.record.recorder import Ledger, Recorder
from ingest.record.segment import RECORDING_OFF, Gap
from ingest.session import Outlets, PacketSink, StreamSession
from ingest.settings import IngestSettings
from ingest.sources.registry import open_source
from kernel.clock import Clock
from kernel.ids import CameraId
from kernel.supervise import Backoff, Supervised

NOT_CONNECTED_YET = "not connected yet"


@dataclass(frozen=True, slots=True)
class LineSpec:
    """What a line depends on: when any of it changes, the line starts anew."""

    camera: CameraId
    address: SourceAddress
    credentials: Credentials | None
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all lines of a host share. on_full: called when the disk refuses."""

    settings: IngestSettings
    clock: Clock
    ledger: Ledger
    publisher: FeedPublisher
    on_full: Callable[[], None]


class Line:
    """Pulls, records and publishes one camera until stopped."""

    def __init__(
        self,
        spec: LineSpec,
        around: Surroundings,
        gap: Gap | None,
        since: datetime,
        report: Callable[[CameraId, CameraStatus], None],
    ) -> None:
        """gap: the gap that the camera is in; since: from when the ledger accounts for it if there is none."""
        self.spec = spec
        settings, clock = around.settings, around.clock
        self._patience_s = settings.open_timeout_s + settings.stall_timeout_s + 1
        self._gaps = GapLog(spec.camera, around.ledger.tell_gap, gap)
        sinks: tuple[PacketSink, ...] = (_FeedSink(around.publisher, spec.camera),)
        self.recorder: Recorder | None = None
        if spec.is_recorded:
            if gap is None:
                self._gaps.interrupt(since, NOT_CONNECTED_YET)
            self.recorder = Recorder(spec.camera, settings, clock, around.ledger, self._gaps.gap, around.on_full)
            # First the disk, then the viewers.
            sinks = (self.recorder, *sinks)
        else:
            self._gaps.interrupt(since if gap is None else clock.now(), RECORDING_OFF)
        outlets = Outlets(sinks, lambda status: report(spec.camera, status))
        self.session = StreamSession(
            spec.camera,
            "main",
            lambda: open_source(spec.address, spec.credentials, settings, clock),
            outlets,
            settings,
            clock,
        )
        backoff = Backoff(settings.reconnect_first_s, settings.reconnect_limit_s)
        self.loop = Supervised(f"pull {spec.camera}", self.session.run_once, clock, backoff)

    def start(self) -> None:
        if self.recorder is not None:
            self.recorder.start()
        self.loop.start()

    def stop(self, reason: str) -> Gap | None:
        """End the pull, then write what it left; returns the gap that the camera is in from now on."""
        self.loop.stop(self._patience_s)
        if self.recorder is None:
            return self._gaps.gap
        self.recorder.stop(reason)
        return self.recorder.gap


class _FeedSink:
    """Puts a session's packets on the feed."""

    def __init__(self, publisher: FeedPublisher, camera: CameraId) -> None:
        self._publisher = publisher
        self._topic = topic(camera, "main")

    def begin(self, info: StreamInfo) -> None:
        """The feed needs no announcement: every keyframe carries its parameter sets."""

    def put(self, packet: Packet) -> None:
        self._publisher.publish(packet)

    def interrupt(self, at: datetime, reason: str) -> None:  # noqa: ARG002
        self._publisher.forget(self._topic)
