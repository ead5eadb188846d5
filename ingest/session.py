"""One stream's life: connect, place every packet in time, number it, hand it on, and say when and why it is gone."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, runtime_checkable

from ingest.camera import CameraState, CameraStatus
from ingest.hub import Hub, Job, Readable
from ingest.packet import AudioInfo, Packet, StreamInfo, StreamName, Unit
from ingest.settings import IngestSettings
from ingest.sources.tally import Tally
from ingest.timeline import Stamp, Timeline
from ingest.watchdog import Watchdog
from kernel.clock import Clock, to_us
from kernel.errors import Fault, unavailable
from kernel.ids import CameraId

_USUAL_STEP_US = 40_000


class Source(Protocol):
    """An open stream, as `ingest.sources.registry` makes them."""

    @property
    def info(self) -> StreamInfo: ...

    @property
    def audio(self) -> AudioInfo | None: ...

    @property
    def is_one_behind(self) -> bool: ...

    @property
    def tally(self) -> Tally: ...

    def units(self, stop: threading.Event) -> Iterator[Unit]: ...

    def close(self) -> None: ...


@runtime_checkable
class Awaited(Protocol):
    """A source that is not called but calls: until it does, its camera is offline, for the reason `awaits`."""

    @property
    def awaits(self) -> str: ...


@runtime_checkable
class Lagging(Protocol):
    """A source whose packets are long under way by their nature; lag_s: at most so long."""

    @property
    def lag_s(self) -> float: ...


class PacketSink(Protocol):
    """Takes what the session hands on, pictures and sound; must not block."""

    def begin(self, info: StreamInfo) -> None: ...

    def put(self, packet: Packet) -> None: ...

    def interrupt(self, at: datetime, reason: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where a session's packets and states go.

    hub: reads those sources that can be read without waiting. is_watched: whether they are followed as they happen.
    flush: called when all that came together has been put.
    """

    sinks: tuple[PacketSink, ...]
    report: Callable[[CameraStatus], None]
    hub: Hub | None = None
    is_watched: Callable[[], bool] = lambda: True
    flush: Callable[[], None] = lambda: None


class StreamSession:
    """Pulls one stream. `run_once` is one connection's life, on one thread; `watch` may be called from another.

    connect: opens the stream; its settings say how long a silence to bear.
    """

    def __init__(
        self,
        camera: CameraId,
        stream: StreamName,
        connect: Callable[[IngestSettings], Source],
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
        self._watchdog = Watchdog(settings.stall_timeout_s, settings.keyframe_timeout_s)
        self._timeline = Timeline()
        self._hub = outlets.hub
        self._session = 0
        self._number = 0
        self._sounds = 0
        self._damaged_before = 0
        self._delivered: tuple[int, int] | None = None
        self._heard_info: tuple[StreamInfo, AudioInfo | None] | None = None
        self._info: StreamInfo | None = None
        self._last_unit_at = 0.0
        self._last_dts_us: int | None = None
        self._step_us = _USUAL_STEP_US
        self._lock = threading.Lock()
        self.is_online = False
        self.packets = 0
        self.sounds = 0
        self.bytes = 0
        self.jumps = 0
        self.damaged = 0
        self.is_encoding = False  # the camera sends MJPEG, which is encoded here

    @property
    def clock_offset_s(self) -> float | None:
        """How far the camera's clock is ahead of ours; None while it is away or does not say."""
        return self._timeline.clock_offset_s if self.is_online else None

    def run_once(self, stop: threading.Event) -> None:
        """Connect and pull until `stop` is set; raises the fault that ended it."""
        settings = self._settings.model_copy(update={"stall_timeout_s": self._watchdog.patience_s})
        try:
            source = self._connect(settings)
            try:
                if isinstance(source, Awaited):
                    self._lost(source.awaits)
                self._pull(source, stop)
            finally:
                source.close()
            if not stop.is_set():
                raise unavailable(f"camera {self._camera}: the camera ended the stream")
        except Fault as fault:
            if self._clock.monotonic() - self._last_unit_at >= 0.9 * settings.stall_timeout_s:
                self._watchdog.fell_silent()
            self._lost(fault.message)
            raise
        except Exception as error:
            self._lost(f"camera {self._camera}: {type(error).__name__} while pulling")
            raise

    def watch(self) -> None:
        """Notice a stall that the source itself does not; call it twice a second or so."""
        patience_s = self._watchdog.patience_s
        if self.is_online and self._clock.monotonic() - self._last_unit_at > patience_s + 1:
            self._lost(f"camera {self._camera}: no packets for {patience_s:g} s")

    def _pull(self, source: Source, stop: threading.Event) -> None:
        lag_s = source.lag_s if isinstance(source, Lagging) else 0.0
        self._timeline = Timeline(int(self._settings.clock_bound_s * 1e6), int(lag_s * 1e6))
        # Above what any earlier run of this host can have used, also when the clock was set back meanwhile.
        self._session = max(self._session + 1, to_us(self._clock.now()) // 1000)
        self._number = self._sounds = self._damaged_before = 0
        self._last_dts_us = self._delivered = None
        self._watchdog.begin(self._clock.monotonic())
        if isinstance(source, Readable) and self._hub is not None:
            self._hub.serve(Job(source, lambda units: self._take_all(units, source), stop, self._outlets.is_watched))
            return
        for unit in source.units(stop):
            self._take_all([unit], source)

    def _take_all(self, units: list[Unit], source: Source) -> None:
        steady_s = self._clock.monotonic()
        now = (to_us(self._clock.now()), int(steady_s * 1e6))
        try:
            for unit in units:
                self._take(unit, source, now)
        finally:
            self._outlets.flush()

    def _take(self, unit: Unit, source: Source, now: tuple[int, int]) -> None:
        """now: by the wall clock and by the steady one, in microseconds."""
        if unit.track == "audio":
            if self._number:
                self._hand_on_sound(unit, self._timeline.place(unit, now[0]).at_us, source.audio)
            return
        arrival_us, steady_us = self._arrival(source, unit, now)
        self._delivered, self._last_unit_at = now, now[1] / 1e6
        if self._number == 0 and unit.is_keyframe:
            self._timeline.begin()
        stamp = self._timeline.stamp(unit, arrival_us, steady_us)
        damaged = source.tally.damaged
        fault = self._watchdog.heard(now[1] / 1e6, unit.is_keyframe, damaged)
        if fault is not None:
            raise unavailable(f"camera {self._camera}: {fault}")
        self.damaged, self._damaged_before = self.damaged + damaged - self._damaged_before, damaged
        self.is_encoding = source.tally.encoded > 0
        if self._number == 0 and not unit.is_keyframe:
            return
        # What came before the first packet is not used: whatever its times did, nobody has seen it.
        self.jumps, self._timeline.jumps = self.jumps + (self._timeline.jumps if self._number else 0), 0
        self._hand_on(self._packet(unit, stamp, source), source)
        self._number += 1

    def _arrival(self, source: Source, unit: Unit, now: tuple[int, int]) -> tuple[int, int]:
        """When the unit came, by the wall clock and by the steady one, in microseconds."""
        at = now
        if source.is_one_behind:
            # It came when the one before it was handed over.
            at = self._delivered or (now[0] - unit.duration_us, now[1] - unit.duration_us)
        return at[0] - unit.age_us, at[1] - unit.age_us

    def _packet(self, unit: Unit, stamp: Stamp, source: Source) -> Packet:
        audio = source.audio
        return Packet(
            self._camera,
            self._stream,
            self._session,
            self._number,
            source.info.codec,
            stamp.at_us,
            stamp.dts_us,
            self._duration_us(unit, stamp.dts_us),
            unit.is_keyframe,
            unit.data,
            unit.starts,
            audio.extradata if audio is not None and unit.is_keyframe else b"",
        )

    def _duration_us(self, unit: Unit, dts_us: int) -> int:
        if unit.duration_us > 0:
            self._step_us = unit.duration_us
        elif self._last_dts_us is not None:
            self._step_us = min(max(1, dts_us - self._last_dts_us), 1_000_000)
        self._last_dts_us = dts_us
        return self._step_us

    def _hand_on(self, packet: Packet, source: Source) -> None:
        if packet.number == 0 or not self.is_online or self._is_other(source):
            info = self._info = replace(source.info, audio=source.audio)
            for sink in self._outlets.sinks:
                sink.begin(info)
            self._found(info)
        for sink in self._outlets.sinks:
            sink.put(packet)
        self.packets += 1
        self.bytes += len(packet.data)

    def _is_other(self, source: Source) -> bool:
        """Whether the source describes itself otherwise than before."""
        heard = self._heard_info
        if heard is not None and heard[0] is source.info and heard[1] is source.audio:
            return False
        self._heard_info = source.info, source.audio
        return replace(source.info, audio=source.audio) != self._info

    def _hand_on_sound(self, unit: Unit, at_us: int, audio: AudioInfo | None) -> None:
        if audio is None or not self.is_online:
            return
        packet = Packet(
            self._camera,
            "audio",
            self._session,
            self._sounds,
            audio.codec,
            at_us,
            at_us,
            unit.duration_us,
            True,
            unit.data,
            config=audio.extradata,
        )
        for sink in self._outlets.sinks:
            sink.put(packet)
        self._sounds += 1
        self.sounds += 1
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
