"""One stream's life: connect, place every packet in time, number it, hand it on, and say when and why it is gone."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ingest.camera import CameraState, CameraStatus
from ingest.packet import Packet, StreamInfo, StreamName, Unit
from ingest.settings import IngestSettings
from ingest.timeline import Timeline
from kernel.clock import Clock, to_us
from kernel.errors import Fault, unavailable
from kernel.ids import CameraId

_USUAL_STEP_US = 40_000


class Source(Protocol):
    """An open stream, as `ingest.sources.registry` makes them."""

    @property
    def info(self) -> StreamInfo: ...

    @property
    def is_one_behind(self) -> bool: ...

    def units(self, stop: threading.Event) -> Iterator[Unit]: ...

    def close(self) -> None: ...


class PacketSink(Protocol):
    """Takes what the session hands on; must not block."""

    def begin(self, info: StreamInfo) -> None: ...

    def put(self, packet: Packet) -> None: ...

    def interrupt(self, at: datetime, reason: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where a session's packets and states go."""

    sinks: tuple[PacketSink, ...]
    report: Callable[[CameraStatus], None]


class StreamSession:
    """Pulls one stream. `run_once` is one connection's life, on one thread; `watch` may be called from another."""

    def __init__(
        self,
        camera: CameraId,
        stream: StreamName,
        connect: Callable[[], Source],
        outlets: Outlets,
        settings: IngestSettings,
        clock: Clock,
    ) -> None:
        self._camera = camera
        self._stream: StreamName = stream
        self._connect = connect
        self._outlets = outlets
        self._settings = settings
        self._clock = clock
        self._session = 0
        self._last_unit_at = 0.0
        self._last_dts_us: int | None = None
        self._step_us = _USUAL_STEP_US
        self._lock = threading.Lock()
        self.is_online = False
        self.packets = 0
        self.bytes = 0
        self.jumps = 0

    def run_once(self, stop: threading.Event) -> None:
        """Connect and pull until `stop` is set; raises the fault that ended it."""
        try:
            source = self._connect()
            try:
                self._pull(source, stop)
            finally:
                source.close()
            if not stop.is_set():
                raise unavailable(f"camera {self._camera}: the camera ended the stream")
        except Fault as fault:
            self._lost(fault.message)
            raise
        except Exception as error:
            self._lost(f"camera {self._camera}: {type(error).__name__} while pulling")
            raise

    def watch(self) -> None:
        """Notice a stall that the source itself does not; call it twice a second or so."""
        silent_s = self._clock.monotonic() - self._last_unit_at
        if self.is_online and silent_s > self._settings.stall_timeout_s + 1:
            self._lost(f"camera {self._camera}: no packets for {self._settings.stall_timeout_s:g} s")

    def _pull(self, source: Source, stop: threading.Event) -> None:
        timeline, number = Timeline(), 0
        self._session = max(self._session + 1, to_us(self._clock.now()) // 1000)
        self._last_dts_us = None
        connected_at = self._clock.monotonic()
        delivered_us: int | None = None
        for unit in source.units(stop):
            now_us = to_us(self._clock.now())
            arrival_us = self._arrival(source, unit, now_us, delivered_us)
            delivered_us = now_us
            self._last_unit_at = self._clock.monotonic()
            if number == 0 and unit.is_keyframe:
                timeline.begin()
            stamp = timeline.stamp(unit, arrival_us)
            self.jumps += timeline.jumps
            timeline.jumps = 0
            if number == 0 and not unit.is_keyframe:
                self._expect_keyframe(connected_at)
                continue
            packet = Packet(
                camera=self._camera,
                stream=self._stream,
                session=self._session,
                number=number,
                codec=source.info.codec,
                at_us=stamp.at_us,
                dts_us=stamp.dts_us,
                duration_us=self._duration_us(unit, stamp.dts_us),
                is_keyframe=unit.is_keyframe,
                data=unit.data,
            )
            self._hand_on(packet, source.info)
            number += 1

    def _arrival(self, source: Source, unit: Unit, now_us: int, delivered_us: int | None) -> int:
        if not source.is_one_behind:
            return now_us
        # It came when the one before it was handed over.
        return delivered_us if delivered_us is not None else now_us - unit.duration_us

    def _expect_keyframe(self, connected_at: float) -> None:
        limit_s = self._settings.keyframe_timeout_s
        if self._clock.monotonic() - connected_at > limit_s:
            raise unavailable(f"camera {self._camera}: no keyframe in {limit_s:g} s; check the encoder's GOP length")

    def _duration_us(self, unit: Unit, dts_us: int) -> int:
        if unit.duration_us > 0:
            self._step_us = unit.duration_us
        elif self._last_dts_us is not None:
            self._step_us = min(max(1, dts_us - self._last_dts_us), 1_000_000)
        self._last_dts_us = dts_us
        return self._step_us

    def _hand_on(self, packet: Packet, info: StreamInfo) -> None:
        if packet.number == 0 or not self.is_online:
            for sink in self._outlets.sinks:
                sink.begin(info)
            self._found(info)
        for sink in self._outlets.sinks:
            sink.put(packet)
        self.packets += 1
        self.bytes += len(packet.data)

    def _found(self, info: StreamInfo) -> None:
        with self._lock:
            self.is_online = True
            now = self._clock.now()
            self._outlets.report(CameraStatus(CameraState.ONLINE, now, None, info.codec, info.width, info.height))

    def _lost(self, reason: str) -> None:
        with self._lock:
            self.is_online = False
            now = self._clock.now()
            for sink in self._outlets.sinks:
                sink.interrupt(now, reason)
            self._outlets.report(CameraStatus(CameraState.OFFLINE, now, reason))
