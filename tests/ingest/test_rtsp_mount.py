"""One mount of the RTSP server: in step with the wall clock, its numbers always rising."""

import asyncio
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.rtsp_server import Mount
from ingest.rtsp_server.clip import read_clip
from ingest.rtsp_server.mount import Viewer
from kernel.clock import EPOCH, ManualClock
from tests.ingest.rtsp_clip import clip_path

__all__ = ["clip_path"]


class Tape(asyncio.WriteTransport):
    """Keeps what a mount sends to its viewer; after `limit` frames it is `done`. Tells `on_frame` how many came."""

    def __init__(self, limit: int, done: asyncio.Event, on_frame: Callable[[int], None] | None = None) -> None:
        super().__init__()
        self.frames: list[bytes] = []
        self._limit = limit
        self._done = done
        self._on_frame = on_frame

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.frames.append(bytes(data))
        if self._on_frame is not None:
            self._on_frame(len(self.frames))
        if len(self.frames) >= self._limit:
            self._done.set()

    def get_write_buffer_size(self) -> int:
        return 0


def rtp_packets(frame: bytes) -> list[bytes]:
    """The RTP packets (without reports) in one written block."""
    packets, start = [], 0
    while start < len(frame):
        channel, size = struct.unpack(">BH", frame[start + 1 : start + 4])
        if channel == 0:
            packets.append(frame[start + 4 : start + 4 + size])
        start += 4 + size
    return packets


async def taped(mount: Mount, frames: int, on_frame: Callable[[int], None] | None = None) -> list[tuple[int, int]]:
    """(RTP timestamp, first sequence number) of the next `frames` frames."""
    done = asyncio.Event()
    tape = Tape(frames, done, on_frame)
    viewer = Viewer(tape)
    mount.attach(viewer)
    await done.wait()
    mount.detach(viewer)
    heads = [struct.unpack(">HI", rtp_packets(frame)[0][2:8]) for frame in tape.frames[:frames]]
    return [(stamp, sequence) for sequence, stamp in heads]


async def test_timestamps_follow_the_wall_clock_and_rise_over_many_loops(clip_path: Path, clock: ManualClock) -> None:
    mount = Mount("gate", read_clip(clip_path), clock, EPOCH)
    heads = await taped(mount, 100)
    steps = {(after[0] - before[0]) % (1 << 32) for before, after in pairwise(heads)}
    assert steps == {9000}
    assert clock.monotonic() == pytest.approx(9.9, abs=0.6)


@pytest.mark.parametrize("step_s", [-3600.0, 7200.0, 0.5], ids=["back an hour", "on two hours", "on half a second"])
async def test_timestamps_rise_when_the_wall_clock_steps(clip_path: Path, clock: ManualClock, step_s: float) -> None:
    mount = Mount("gate", read_clip(clip_path), clock, EPOCH)
    before = await taped(mount, 5)
    clock.step(step_s)
    after = await taped(mount, 5)
    jump = (after[0][0] - before[-1][0]) % (1 << 32)
    assert 0 < jump <= max(step_s + 1, 1) * 90_000


@pytest.mark.parametrize("step_s", [-3600.0, 7200.0], ids=["back an hour", "on two hours"])
async def test_play_goes_on_at_once_when_the_wall_clock_steps_under_it(
    clip_path: Path, clock: ManualClock, step_s: float
) -> None:
    mount = Mount("gate", read_clip(clip_path), clock, EPOCH)
    began = clock.monotonic()
    heads = await taped(mount, 30, lambda count: clock.step(step_s) if count == 10 else None)
    steps = [(after[0] - before[0]) % (1 << 32) for before, after in pairwise(heads)]
    assert set(steps[:9] + steps[10:]) == {9000}
    assert 0 < steps[9] <= max(step_s + 1, 1) * 90_000
    # Neither an hour's silence nor two hours' frames at once.
    assert 2.5 < clock.monotonic() - began < 6


def test_epoch_shifts_the_picture(clip_path: Path) -> None:
    clip = read_clip(clip_path)
    at = datetime(2026, 1, 1, 8, 0, 0, 700_000, UTC)
    assert clip.place_at(0) == 0
    assert clip.due(7) == 7 * 9000
    assert clip.length_ticks == 180_000
    ticks = (at - (at - timedelta(seconds=2.3))) // timedelta(microseconds=1) * 9 // 100
    assert clip.place_at(ticks) % 20 == 3
    assert clip.keyframe_from(3) == 5
