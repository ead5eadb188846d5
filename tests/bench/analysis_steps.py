"""What each step of the analysis costs, per analysed picture, and the whole against decoding alone.

The steps are timed by wrapping them here; the product carries no clocks.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import cv2
import structlog

from analytics import worker as analyser
from analytics.detectors import blob
from analytics.detectors.fusion import FusedDetector
from analytics.detectors.shade import Shades
from analytics.detectors.still import StillDetector
from analytics.episode import Episodes
from analytics.motion import Background
from analytics.pipeline import Pipeline
from analytics.tracker import Tracker
from ingest.decode import Decoder
from ingest.gate.schedule import GateSchedule
from ingest.packet import Packet
from tests.bench.figures import Figures, Row
from tests.bench.gate_clips import Clip, Visit
from tests.console.gatehouse import Gatehouse
from tests.ingest.gate.streams import Encoding, encoded

_SIZES = {"640x360": (640, 360), "1080p": (1920, 1080)}
_IDLE, _MIXED, _BUSY = (4.0, 12.0), (12.0, 24.0), (28.0, 36.0)
_FPS, _GOP = 15.0, 30
_MOST_BUSY = 1.5
_STEPS: tuple[tuple[str, Any, str], ...] = (
    ("decode", Decoder, "decode"),
    ("reduce", blob, "reduced"),
    ("shake", Background, "_straightened"),
    ("light: exposure", Background, "_relight"),
    ("light: shadows and core", Background, "_body"),
    ("background: the rest", Background, "observe"),
    ("shadows of the sun", Shades, "removed"),
    ("blobs: connected parts", blob, "_blobs"),
    ("blobs: detections out of them", blob.BlobDetector, "detect"),
    ("second looks", FusedDetector, "detect"),
    ("tracker", Tracker, "update"),
    ("episodes", Episodes, "step"),
    ("rules and measures", Pipeline, "step"),
    ("still things", StillDetector, "look"),
    ("pictures of events", analyser, "snapshot"),
    ("gate", GateSchedule, "take"),
    ("gate: what it hears", GateSchedule, "heard"),
)


class Stopwatch:
    """Processor time by step; what a step spends in another one is that one's."""

    def __init__(self) -> None:
        self.spent_s: dict[str, float] = defaultdict(float)
        self._open: list[float] = []

    def timed(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """`call`, its own time noted under `name`."""

        def run(*args: Any, **kwargs: Any) -> Any:
            self._open.append(0.0)
            began = time.perf_counter()
            try:
                return call(*args, **kwargs)
            finally:
                took = time.perf_counter() - began
                self.spent_s[name] += took - self._open.pop()
                if self._open:
                    self._open[-1] += took

        return run

    @contextmanager
    def at_the_seams(self) -> Iterator[None]:
        """All steps are timed while this is open."""
        wrapped = [patch.object(owner, call, self.timed(name, getattr(owner, call))) for name, owner, call in _STEPS]
        for one in wrapped:
            one.start()
        try:
            yield
        finally:
            for one in wrapped:
                one.stop()


def measure() -> Figures:
    """Steps and whole, at both sizes, on an idle, a mixed and a busy stretch."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    cv2.setNumThreads(1)
    figures = Figures(
        "Encoded scenes (x264, 15 pictures a second, keyframe every 2 s, sensor noise): a car park out of real footage "
        "through which people come, cut out of real footage or rendered. 8 s without movement, 12 s with one crossing "
        "of 4 s (mixed), 8 s with three or four people in view throughout (busy). Everything is looked at, 10 pictures "
        "a second are analysed, one thread, one intrusion rule. A step's own time, per analysed picture, without that "
        "of the steps that it calls; of the steps those that take 0.01 ms or more. The limit is that of the issue for "
        "a busy scene, where decoding is of the main stream."
    )
    sub_s: dict[str, float] = {}
    for name, size in _SIZES.items():
        packets = _packets(size)
        for part, span in {"idle": _IDLE, "mixed": _MIXED, "busy": _BUSY}.items():
            decode_s = _decoding(_between(packets, *span))
            whole_s, pictures = _whole(packets, span)
            steps = _steps(packets, span)
            where = f"{name} {part}"
            limit = _MOST_BUSY if (name, part) == ("1080p", "busy") else None
            figures.rows += [
                Row(f"{where}: whole analysis / decoding alone", whole_s / decode_s, "x", limit),
                Row(f"{where}: cameras per core", (span[1] - span[0]) / whole_s, "cameras"),
                Row(f"{where}: whole, a picture", 1e3 * whole_s / pictures, "ms"),
            ]
            figures.rows += [
                Row(f"{where}: {step}", 1e3 * spent_s / pictures, "ms")
                for step, spent_s in steps
                if 1e3 * spent_s / pictures >= 0.01
            ]
            if name == "640x360":
                sub_s[part] = whole_s
            else:
                figures.rows.append(Row(f"sub-stream {part}: whole / decoding 1080p", sub_s[part] / decode_s, "x"))
    return figures


def _packets(size: tuple[int, int]) -> list[Packet]:
    people = [Visit(25.9 + i, 4.0, 0.3 + 0.05 * (i % 5), (-0.02, 0.9), (1.02, 0.8), i % 2 == 0, 40) for i in range(10)]
    crossing = Visit(15.0, 4.0, 0.4, (-0.02, 0.9), (1.02, 0.85), True, 40)
    clip = Clip(_BUSY[1], (crossing, *people), *size, _FPS)
    return list(encoded(clip.frames(), Encoding(_FPS, _GOP)))


def _whole(packets: Sequence[Packet], span: tuple[float, float]) -> tuple[float, int]:
    """Processor seconds of the stretch, nothing timed within it, and how many pictures were analysed."""
    house = Gatehouse(is_wanted=True).run(_between(packets, 0.0, span[0]))
    before, began = house.eye.figures.analysed, time.process_time()
    house.run(_between(packets, *span))
    return time.process_time() - began, house.eye.figures.analysed - before


def _steps(packets: Sequence[Packet], span: tuple[float, float]) -> list[tuple[str, float]]:
    watch = Stopwatch()
    with watch.at_the_seams():
        house = Gatehouse(is_wanted=True).run(_between(packets, 0.0, span[0]))
        watch.spent_s.clear()
        house.run(_between(packets, *span))
    return [(name, watch.spent_s[name]) for name, _, _ in _STEPS]


def _between(packets: Sequence[Packet], start: float, end: float) -> list[Packet]:
    first_us = packets[0].at_us
    return [packet for packet in packets if start <= (packet.at_us - first_us) / 1e6 < end]


def _decoding(packets: Sequence[Packet]) -> float:
    """Processor seconds of decoding a stretch that begins with a keyframe; the lesser of two, the first is cold."""
    spent = []
    for _ in range(2):
        began, decoder = time.process_time(), Decoder("h264")
        for packet in packets:
            decoder.decode(packet)
        spent.append(time.process_time() - began)
    return min(spent)
