"""What the gate saves, and what it costs in events: gated against ungated, and both against decoding alone."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import cv2
import structlog

from ingest.decode import Decoder
from ingest.gate.settings import GateSettings
from ingest.packet import Packet
from kernel.clock import from_us
from tests.analytics.scenes import START
from tests.bench.figures import Figures, Row
from tests.bench.gate_clips import Clip, Visit, visits
from tests.console.gatehouse import Gatehouse, near
from tests.ingest.gate.streams import Encoding, encoded

_LEARN_S = 12.0
_IDLE = (24.0, 44.0)
_MIXED = (24.0, 64.0)
_BUSY = (64.0, 76.0)
_VISITS, _EVERY_S = 105, 14.0
_WITHIN_S = 2.0
_SETTINGS = GateSettings(learn_s=_LEARN_S, audit_share=0.01)
_KEYFRAMES = _SETTINGS.model_copy(update={"cheap_px_per_s": 0.0})
_CALM = 0.7, Encoding(10.0, 20, {"crf": "28"})  # a camera that takes out its own noise
_NOISY = 2.0, Encoding(10.0, 20)
_SIZES = {"1080p": (1920, 1080), "640x360": (640, 360)}


@dataclass(frozen=True)
class _Cost:
    """CPU seconds of one second of camera time. share: of the pictures, decoded."""

    decode: float
    gated: float
    weighty: float
    whole: float
    share: float


def measure() -> Figures:
    """Cost at two sizes, then recall over a long day of short visits."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    cv2.setNumThreads(1)
    figures = Figures(
        "Encoded scenes (x264, keyframe every 2 s, sensor noise): a car park out of real footage through which people "
        "come, cut out of real footage or rendered. Cost: gate and analysis at 10 pictures a second, one thread, at "
        "1080p15 and 640x360 at 15, against decoding all packets and nothing else; idle is "
        f"{_IDLE[1] - _IDLE[0]:.0f} s without movement, mixed 40 s with one crossing of 4 s, busy 12 s of people "
        "throughout, who are in view before it begins. Recall: "
        f"{_VISITS} visits at 640x360, a third of them about a second long, some ten seconds of quiet apart; an event "
        "of the ungated run is found when the gated run opens one within 2 s of it. `main`: keyframes and packet sizes "
        "only, as at 1080p; `main, weighty`: the same where a rule is of high severity, so that pictures between "
        "keyframes are glanced at unless sizes tell; `sub`: with glances between keyframes, as at 640x360. `calm`: a "
        "camera with little noise, whose packet sizes prove to tell."
    )
    costs = {name: _costs(size) for name, size in _SIZES.items()}
    main = costs["1080p"]
    for name, cost in costs.items():
        for part, one in cost.items():
            figures.rows += _cost_rows(f"{name} {part}", one, 0.2 if (name, part) == ("1080p", "idle") else None)
    figures.rows.append(
        Row("640x360 idle, gated / decoding 1080p", costs["640x360"]["idle"].gated / main["idle"].decode, "x", 0.2)
    )
    figures.rows += _recall("noisy", *_NOISY) + _recall("calm", *_CALM)
    return figures


def _cost_rows(name: str, cost: _Cost, limit: float | None) -> list[Row]:
    return [
        Row(f"{name}: gated, weighty / decoding alone", cost.weighty / cost.decode, "x"),
        Row(f"{name}: gated / decoding alone", cost.gated / cost.decode, "x", limit),
        Row(f"{name}: ungated / decoding alone", cost.whole / cost.decode, "x"),
        Row(f"{name}: cameras per core, gated", 1 / cost.gated, "cameras"),
        Row(f"{name}: cameras per core, ungated", 1 / cost.whole, "cameras"),
        Row(f"{name}: share decoded, glances included", 100 * cost.share, "%"),
    ]


def _costs(size: tuple[int, int]) -> dict[str, _Cost]:
    busy = [Visit(61.9 + i, 4.0, 0.3 + 0.05 * (i % 5), (-0.02, 0.9), (1.02, 0.8), i % 2 == 0, 40) for i in range(13)]
    crossing = Visit(48.0, 4.0, 0.4, (-0.02, 0.9), (1.02, 0.85), True, 40)
    clip = Clip(_BUSY[1], (crossing, *busy), *size, 15.0)
    packets = list(encoded(clip.frames(), Encoding(15.0, 30)))
    parts = {"idle": _IDLE, "mixed": _MIXED, "busy": _BUSY}
    gated, whole = Gatehouse(_SETTINGS), Gatehouse(is_wanted=True)
    weighty = Gatehouse(_SETTINGS, is_weighty=True)
    spans = sorted({0.0, *(edge for part in parts.values() for edge in part)})
    spent = {}
    for start, end in pairwise(spans):
        cut = _between(packets, start, end)
        before = gated.eye.figures.decoded
        cpu = _cpu(gated, cut), _cpu(weighty, cut), _cpu(whole, cut), _decoding(cut)
        spent[start, end] = (*cpu, float(gated.eye.figures.decoded - before), float(len(cut)))
    return {
        name: _sum([cost for span, cost in spent.items() if _is_in(span, part)], part) for name, part in parts.items()
    }


def _is_in(span: tuple[float, float], part: tuple[float, float]) -> bool:
    return part[0] <= span[0] and span[1] <= part[1]


def _sum(spent: Sequence[tuple[float, ...]], part: tuple[float, float]) -> _Cost:
    gated, weighty, whole, decode, decoded, packets = (sum(column) for column in zip(*spent, strict=True))
    seconds = part[1] - part[0]
    return _Cost(decode / seconds, gated / seconds, weighty / seconds, whole / seconds, decoded / packets)


def _between(packets: Sequence[Packet], start: float, end: float) -> list[Packet]:
    first_us = packets[0].at_us
    return [packet for packet in packets if start <= (packet.at_us - first_us) / 1e6 < end]


def _cpu(house: Gatehouse, packets: Sequence[Packet]) -> float:
    began = time.process_time()
    house.run(packets)
    return time.process_time() - began


def _decoding(packets: Sequence[Packet]) -> float:
    """CPU seconds of decoding a stretch that begins with a keyframe, and nothing else."""
    began, decoder = time.process_time(), Decoder("h264")
    for packet in packets:
        decoder.decode(packet)
    return time.process_time() - began


def _recall(camera: str, noise: float, encoding: Encoding) -> list[Row]:
    """Which of the ungated run's events the gated runs report."""
    made = visits(_VISITS, _EVERY_S)
    packets = list(encoded(Clip(20 + _VISITS * _EVERY_S, made, 640, 360, 10.0, noise).frames(), encoding))
    whole = Gatehouse(is_wanted=True).run(packets)
    rows = [Row(f"{camera}: events of the ungated run", float(len(whole.opened_at)), "events")]
    ways = {
        "main": Gatehouse(_KEYFRAMES),
        "main, weighty": Gatehouse(_KEYFRAMES, is_weighty=True),
        "sub": Gatehouse(_SETTINGS),
    }
    for way, house in ways.items():
        heeded_at = _heeded_at(house, packets)
        missed = [at for at in whole.opened_at if not near(at, house.opened_at, _WITHIN_S)]
        brief = sum(_is_brief(made, (at - START).total_seconds()) for at in missed)
        name, limit = f"{camera}, {way}", None if way == "main" else 1.0
        rows += [
            Row(f"{name}: events missed", 100 * len(missed) / max(1, len(whole.opened_at)), "%", limit),
            Row(f"{name}: of these about a second long", float(brief), "events"),
            Row(f"{name}: share decoded, glances included", 100 * house.eye.figures.decoded / len(packets), "%"),
        ]
        if heeded_at is not None:
            late = [at for at in missed if at > heeded_at]
            rows += [
                Row(f"{name}: sizes prove to tell after", (heeded_at - START).total_seconds(), "s"),
                Row(f"{name}: events missed from then on", float(len(late)), "events"),
            ]
    return rows


def _heeded_at(house: Gatehouse, packets: Sequence[Packet]) -> datetime | None:
    """Run them all; returns since when the sizes were heeded, None where they never were."""
    since = None
    for packet in packets:
        house.run([packet])
        if since is None and house.gate.are_sizes_heeded:
            since = from_us(packet.at_us)
    return since


def _is_brief(made: Sequence[Visit], second: float) -> bool:
    visit = min(made, key=lambda one: abs(one.begin_s + one.seconds / 2 - second))
    return visit.seconds < 1.5
