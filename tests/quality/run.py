"""One scene through the whole analysis, and its figures."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from analytics.desk.mot import Shot, TrackBook
from analytics.rule import Rule, RuleKind
from analytics.scene import Scene
from analytics.settings import AnalyticsSettings
from analytics.worker import CameraAnalyser
from analytics.zone import Tripwire
from kernel.geometry import Box, Point
from kernel.ids import CameraId, RuleId
from tests.analytics.watch import Report
from tests.quality.clip import START, Clip, rendered
from tests.quality.scenes import build
from tests.quality.score import (
    Figures,
    Happening,
    appearances,
    event_figures,
    track_figures,
    wire_crossings,
)
from tests.quality.stage import Stage


@dataclass(frozen=True)
class Result:
    """The figures of one scene. right, wanted, told: events. step_ms: of the analysis, for each frame."""

    tracks: Figures
    right: int
    wanted: int
    told: int
    step_ms: float

    @property
    def precision(self) -> float:
        return self.right / self.told if self.told else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


def measure(name: str, seed: int, *, is_calibrated: bool = False) -> Result:
    """The figures of the scene `name` by `seed`, with default settings."""
    return measured_stage(build(name, seed), is_calibrated=is_calibrated)


def measured_stage(stage: Stage, *, is_calibrated: bool = False) -> Result:
    """Render (or find) the scene, analyse it with default settings, and compare with the truth."""
    clip = rendered(stage)
    report, lines, step_ms = _watched(clip, is_calibrated)
    size = (clip.stage.view.width, clip.stage.view.height)
    figures = track_figures(clip.truth, _boxes(lines, len(clip.truth), size), size)
    wanted = appearances(clip.truth, clip.stage.fps)
    if clip.stage.wire:
        wanted += wire_crossings(clip.truth, clip.stage.fps, clip.stage.wire[0][0] * size[0])
    told = [
        Happening(e.kind, (e.opened_at - START).total_seconds(), e.direction or None) for e in report.events.values()
    ]
    return Result(figures, *event_figures(wanted, told), step_ms)


def record(result: Result) -> dict[str, float]:
    """The figures to store and to compare."""
    kept = asdict(result.tracks)
    rounded = {name: round(kept[name], 3) for name in ("mota", "idf1", "hota")}
    return {
        **rounded,
        "switches": kept["switches"],
        "precision": round(result.precision, 3),
        "recall": round(result.recall, 3),
    }


def _watched(clip: Clip, is_calibrated: bool) -> tuple[Report, list[str], float]:
    """The events, the lines of the track file, and milliseconds for each frame."""
    report, spent_s, count, book = Report(), 0.0, 0, TrackBook()
    size = (clip.stage.view.width, clip.stage.view.height)
    lines: list[str] = []
    analyser = CameraAnalyser(CameraId("stage"), _scene(clip, is_calibrated), None, report, AnalyticsSettings())
    for frame in clip.frames():
        begun = time.process_time()
        tracks = analyser.analyse(frame)
        spent_s += time.process_time() - begun
        count += 1
        lines += book.add(Shot(count, frame.at, size), tracks, analyser.young)
    lines += book.close()
    analyser.close(START + timedelta(seconds=count / clip.stage.fps))
    return report, lines, 1000 * spent_s / max(1, count)


def _boxes(lines: Sequence[str], frames: int, size: tuple[int, int]) -> list[list[tuple[int, Box]]]:
    """What the track file says of each frame."""
    told: list[list[tuple[int, Box]]] = [[] for _ in range(frames)]
    for line in lines:
        frame, track, left, top, width, height = (float(value) for value in line.split(",")[:6])
        box = Box(left / size[0], top / size[1], (left + width) / size[0], (top + height) / size[1])
        told[int(frame) - 1].append((int(track), box))
    return told


def _scene(clip: Clip, is_calibrated: bool) -> Scene:
    rules = [Rule(RuleId("intrusion"), RuleKind.INTRUSION, "Intrusion")]
    wires = []
    if clip.stage.wire:
        (ax, ay), (bx, by) = clip.stage.wire
        wires.append(Tripwire("wire", "Wire", Point(ax, ay), Point(bx, by)))
        rules.append(Rule(RuleId("line"), RuleKind.LINE_CROSSING, "Line", tripwire_id="wire"))
    calibration = clip.stage.view.calibration() if is_calibrated else ()
    return Scene(calibration=calibration, tripwires=tuple(wires), rules=tuple(rules))
