"""One camera at work: its streams, its recorder and its place in the feed, started and stopped together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial

import structlog

from ingest.camera import CameraStatus, Credentials, PullOptions, SourceAddress, Transport
from ingest.feed.publisher import FeedPublisher
from ingest.figures import Gauge, Measured
from ingest.hub import Hub
from ingest.packet import Packet, StreamInfo, StreamName, topic
from ingest.record.gaplog import GapLog
from ingest.record.gate import Gate
from ingest.record.policy import Policy
from ingest.record.recorder import Recorder, RecorderKit
from ingest.record.segment import RECORDING_OFF, Gap
from ingest.session import Outlets, PacketSink, StreamSession
from ingest.settings import IngestSettings
from ingest.sources.registry import open_source
from kernel.clock import Clock
from kernel.ids import CameraId
from kernel.supervise import Backoff, Supervised

log = structlog.get_logger()

NOT_CONNECTED_YET = "not connected yet"


@dataclass(frozen=True, slots=True)
class LineSpec:
    """What a line depends on: when any of it changes, the line starts anew.

    sub_address: the small stream, published only. has_sound: the camera's sound is taken, recorded and published.
    """

    camera: CameraId
    address: SourceAddress
    credentials: Credentials | None
    is_recorded: bool
    sub_address: SourceAddress | None = None
    transport: Transport = Transport.TCP
    has_sound: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all lines of a host share. zone: by whose wall clock recording schedules are meant."""

    settings: IngestSettings
    clock: Clock
    kit: RecorderKit
    publisher: FeedPublisher
    hub: Hub
    zone: tzinfo = UTC


class Line:
    """Pulls, records and publishes one camera until stopped. Its state is that of its main stream."""

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
        self._around = around
        self._gaps = GapLog(spec.camera, around.kit.ledger.tell_gap, gap)
        feed = _FeedSink(around.publisher, spec.camera, "main")
        sinks: tuple[PacketSink, ...] = (feed,)
        self.recorder: Recorder | None = None
        self.gate: Gate | None = None
        if spec.is_recorded:
            if gap is None:
                self._gaps.interrupt(since, NOT_CONNECTED_YET)
            self.recorder = Recorder(spec.camera, around.settings, around.clock, around.kit, self._gaps.gap)
            self.gate = Gate(self.recorder, Policy(), around.zone)
            # First the disk, then the viewers.
            sinks = (self.gate, *sinks)
        else:
            self._gaps.interrupt(since if gap is None else around.clock.now(), RECORDING_OFF)
        self._gauge = Gauge()
        sinks = (*sinks, self._gauge)
        tell = partial(report, spec.camera)
        outlets = Outlets(sinks, tell, around.hub, feed.is_watched, feed.flush)
        self.session, self.loop = self._stream("main", spec.address, outlets)
        self.sub: StreamSession | None = None
        self._loops = [self.loop]
        if spec.sub_address is not None:
            feed = _FeedSink(around.publisher, spec.camera, "sub")
            outlets = Outlets((feed,), lambda _status: None, around.hub, feed.is_watched, feed.flush)
            self.sub, loop = self._stream("sub", spec.sub_address, outlets)
            self._loops.append(loop)

    @property
    def sessions(self) -> tuple[StreamSession, ...]:
        return (self.session,) if self.sub is None else (self.session, self.sub)

    @property
    def restarts(self) -> int:
        """How often any of its streams had to be connected anew."""
        return sum(loop.restarts for loop in self._loops)

    @property
    def measured(self) -> Measured:
        """What its figures are read from."""
        return Measured(self.spec.camera, self._gauge, self.session, self.recorder, self.restarts)

    def start(self) -> None:
        if self.recorder is not None:
            self.recorder.start()
        for loop in self._loops:
            loop.start()

    def stop(self, reason: str) -> Gap | None:
        """End the pulls, then write what they left; returns the gap that the camera is in from now on.

        Returns only when every connection is closed: a camera that serves one client refuses the next until then.
        """
        patience_s = self._around.settings.open_timeout_s + self._around.settings.stall_timeout_s + 1
        for loop in self._loops:
            loop.stop(0)
        for loop in self._loops:
            while not loop.stop(patience_s):
                log.warning("still connecting; the camera is let go when that ends", loop=loop.name)
        if self.recorder is None or self.gate is None:
            return self._gaps.gap
        self.gate.close()
        self.recorder.stop(reason)
        return self.recorder.gap

    def _stream(self, stream: StreamName, address: SourceAddress, outlets: Outlets) -> tuple[StreamSession, Supervised]:
        spec, clock, settings = self.spec, self._around.clock, self._around.settings
        options = PullOptions(spec.transport, wants_audio=spec.has_sound and stream == "main")
        session = StreamSession(
            spec.camera,
            stream,
            lambda patient: open_source(address, spec.credentials, patient, clock, options),
            outlets,
            settings,
            clock,
        )
        backoff = Backoff(settings.reconnect_first_s, settings.reconnect_limit_s)
        return session, Supervised(f"pull {spec.camera} {stream}", session.run_once, clock, backoff)


class _FeedSink:
    """Puts a session's packets on the feed, those that came together as one."""

    def __init__(self, publisher: FeedPublisher, camera: CameraId, stream: StreamName) -> None:
        self._publisher = publisher
        self._topics = [topic(camera, stream)] + ([topic(camera, "audio")] if stream == "main" else [])
        self._waiting: list[Packet] = []
        self.is_watched = partial(publisher.is_watched, camera, stream)

    def begin(self, info: StreamInfo) -> None:
        """The feed needs no announcement: every keyframe carries its parameter sets."""

    def put(self, packet: Packet) -> None:
        self._waiting.append(packet)

    def flush(self) -> None:
        packets, self._waiting = self._waiting, []
        if packets:
            self._publisher.publish(*packets)

    def interrupt(self, at: datetime, reason: str) -> None:  # noqa: ARG002
        self.flush()
        for subject in self._topics:
            self._publisher.forget(subject)
