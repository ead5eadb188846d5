"""One address of the server: plays its clip in step with the wall clock to everyone who watches."""

import asyncio
import contextlib
import secrets
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from ingest.rtsp_server.clip import TICKS_PER_S, AccessUnit, Clip
from kernel.clock import Clock, to_us

log = structlog.get_logger()

REPORT_EVERY_S = 5
_NTP_OFFSET_S = 2_208_988_800  # from 1900 to 1970, RFC 5905 figure 4
_RESYNC_TICKS = TICKS_PER_S
_RTP_TYPE = 96


class Way(Protocol):
    """Takes interleaved RTP to a client: its RTSP connection, or datagrams."""

    def write(self, data: bytes) -> None: ...

    def get_write_buffer_size(self) -> int: ...

    def close(self) -> None: ...

    def abort(self) -> None: ...


@dataclass(eq=False, slots=True)
class Viewer:
    """One client that plays: where its bytes go, the numbers of its two channels, how much may wait for it."""

    transport: Way
    channels: tuple[int, int] = (0, 1)
    limit_bytes: int = 1 << 20
    has_started: bool = False


class Mount:
    """Plays `clip` so that the frame shown at the time t is the one at (t - epoch) mod its length.

    Belongs to one event loop; works only while somebody watches. RTP sequence numbers and timestamps keep rising, over
    the seam of the loop and over steps of the wall clock. `is_stalled` makes it fall silent, as a broken camera does.
    """

    def __init__(self, name: str, clip: Clip, clock: Clock, epoch: datetime) -> None:
        self.name = name
        self.clip = clip
        self.is_stalled = False
        self.lose_every = 0  # over UDP: each so-many-th RTP packet does not arrive
        self.dropped_viewers = 0
        self._clock = clock
        self._epoch_us = to_us(epoch)
        self._viewers: set[Viewer] = set()
        self._task: asyncio.Task[None] | None = None
        self._ssrc = secrets.randbits(32)
        self._sequence = secrets.randbits(16)
        self._shift_ticks = secrets.randbits(32)  # RTP timestamp less ticks since the epoch
        self._last_shown = 0
        self._reported_at = 0
        self._packets = 0
        self._octets = 0

    @property
    def viewers(self) -> int:
        """How many clients play it now."""
        return len(self._viewers)

    def attach(self, viewer: Viewer) -> None:
        """Let `viewer` see the clip from the next keyframe on."""
        self._viewers.add(viewer)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._play())

    def detach(self, viewer: Viewer) -> None:
        """Stop sending to `viewer`; harmless when it is gone."""
        self._viewers.discard(viewer)
        if not self._viewers and self._task is not None:
            self._task.cancel()
            self._task = None

    async def close(self) -> None:
        """End every viewer's connection."""
        for viewer in tuple(self._viewers):
            viewer.transport.close()
        task, self._task = self._task, None
        self._viewers.clear()
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _play(self) -> None:
        clip, longest = self.clip, _longest_pause(self.clip)
        place = clip.place_at(self._ticks())
        while True:
            early = clip.due(place) - self._ticks()
            if early < -_RESYNC_TICKS or early > longest + _RESYNC_TICKS:
                # The wall clock stepped, or we were held up: go on at the right picture.
                place = clip.keyframe_from(clip.place_at(self._ticks()))
                continue
            if early > 0:
                # Whole seconds at most, so that a step of the wall clock is noticed soon.
                await self._clock.sleep(min(early / TICKS_PER_S, 1.0))
                continue
            self._send(clip.unit(place), place // len(clip.units) * clip.length_ticks)
            place += 1

    def _send(self, unit: AccessUnit, loop_ticks: int) -> None:
        shown = loop_ticks + unit.shown_ticks + self._shift_ticks
        if shown <= self._last_shown - TICKS_PER_S:
            # The wall clock went back: the timestamps do not.
            self._shift_ticks += self._last_shown - shown + TICKS_PER_S // 10
            shown = loop_ticks + unit.shown_ticks + self._shift_ticks
        self._last_shown = max(shown, self._last_shown)
        if self.is_stalled:
            return
        data = self._packed(unit, shown)
        report = self._report() if self._is_report_due() else b""
        for viewer in tuple(self._viewers):
            if viewer.has_started:
                self._give(viewer, data, report)
            elif unit.is_keyframe:
                viewer.has_started = True
                self._give(viewer, data, report or self._report())

    def _give(self, viewer: Viewer, data: bytes, report: bytes) -> None:
        if viewer.channels != (0, 1):
            data, report = _on_channel(data, viewer.channels[0]), _on_channel(report, viewer.channels[1])
        viewer.transport.write(report + data if report else data)
        if viewer.transport.get_write_buffer_size() > viewer.limit_bytes:
            log.warning("rtsp client dropped", mount=self.name, reason="it does not read")
            self.dropped_viewers += 1
            self._viewers.discard(viewer)
            viewer.transport.abort()

    def _packed(self, unit: AccessUnit, shown: int) -> bytes:
        """The unit as interleaved RTP packets (RFC 2326 §10.12, RFC 3550 §5.1) on channel 0."""
        out = bytearray()
        timestamp, last = shown & 0xFFFFFFFF, len(unit.payloads) - 1
        for i, payload in enumerate(unit.payloads):
            kind = _RTP_TYPE | (0x80 if i == last else 0)
            size = len(payload)
            out += struct.pack(
                ">BBHBBHII", 0x24, 0, size + 12, 0x80, kind, self._sequence & 0xFFFF, timestamp, self._ssrc
            )
            out += payload
            self._sequence += 1
            self._octets += size
        self._packets += len(unit.payloads)
        return bytes(out)

    def _is_report_due(self) -> bool:
        ticks = self._ticks()
        if abs(ticks - self._reported_at) < REPORT_EVERY_S * TICKS_PER_S:
            return False
        self._reported_at = ticks
        return True

    def _report(self) -> bytes:
        """A sender report with its SDES (RFC 3550 §6.4.1), interleaved on channel 1: which RTP time is which UTC."""
        now_us = to_us(self._clock.now())
        seconds, rest_us = divmod(now_us, 1_000_000)
        sender = struct.pack(
            ">BBHIIIIII",
            0x80,
            200,
            6,
            self._ssrc,
            (seconds + _NTP_OFFSET_S) & 0xFFFFFFFF,
            (rest_us << 32) // 1_000_000,
            ((now_us - self._epoch_us) * 9 // 100 + self._shift_ticks) & 0xFFFFFFFF,
            self._packets & 0xFFFFFFFF,
            self._octets & 0xFFFFFFFF,
        )
        item = struct.pack(">IBB", self._ssrc, 1, 9) + b"watchroom"
        item += b"\0" * (4 - len(item) % 4)
        compound = sender + struct.pack(">BBH", 0x81, 202, len(item) // 4) + item
        return struct.pack(">BBH", 0x24, 1, len(compound)) + compound

    def _ticks(self) -> int:
        return (to_us(self._clock.now()) - self._epoch_us) * 9 // 100


def _longest_pause(clip: Clip) -> int:
    return max(clip.due(place + 1) - clip.due(place) for place in range(len(clip.units)))


def _on_channel(data: bytes, channel: int) -> bytes:
    out, start = bytearray(data), 0
    while start < len(out):
        out[start + 1] = channel
        start += 4 + int.from_bytes(out[start + 2 : start + 4], "big")
    return bytes(out)
