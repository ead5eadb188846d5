"""One scene through the whole analysis, and its figures."""

import time
from dataclasses import asdict, dataclass

from analytics.rule import Rule, RuleKind
from analytics.scene import Scene
from analytics.settings import AnalyticsSettings
from analytics.worker import CameraAnalyser
from analytics.zone import Tripwire
from kernel.geometry import Point
from kernel.ids import CameraId, RuleId
from tests.analytics.watch import Report
from tests.quality.clip import START, Clip, rendered
from tests.quality.scenes import build
from tests.quality.score import (
    Figures,
    Happening,
    appearances,
    event_figures,
    told_boxes,
    track_figures,
    wire_crossings,
)


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
    """Render (or find) the scene, analyse it with default settings, and compare with the truth."""
    clip = rendered(build(name, seed))
    report, step_ms = _watched(clip, is_calibrated)
    size = (clip.stage.view.width, clip.stage.view.height)
    figures = track_figures(clip.truth, [told_boxes(tracks) for _, tracks in report.tracks], size)
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


def _watched(clip: Clip, is_calibrated: bool) -> tuple[Report, float]:
    report, spent_s, count = Report(), 0.0, 0
    analyser = CameraAnalyser(CameraId("stage"), _scene(clip, is_calibrated), None, report, AnalyticsSettings())
    for frame in clip.frames():
        begun = time.process_time()
        tracks = analyser.analyse(frame)
        spent_s += time.process_time() - begun
        count += 1
        report.tracks.append((frame.at, tracks))
    analyser.close(report.tracks[-1][0])
    return report, 1000 * spent_s / max(1, count)


def _scene(clip: Clip, is_calibrated: bool) -> Scene:
    rules = [Rule(RuleId("intrusion"), RuleKind.INTRUSION, "Intrusion")]
    wires = []
    if clip.stage.wire:
        (ax, ay), (bx, by) = clip.stage.wire
        wires.append(Tripwire("wire", "Wire", Point(ax, ay), Point(bx, by)))
        rules.append(Rule(RuleId("line"), RuleKind.LINE_CROSSING, "Line", tripwire_id="wire"))
    calibration = clip.stage.view.calibration() if is_calibrated else ()
    return Scene(calibration=calibration, tripwires=tuple(wires), rules=tuple(rules))
