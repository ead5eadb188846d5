"""False events per camera-day: hours of empty night, rain and wind through the whole analysis of a camera.

An hour's outcome is kept in the temporary files until the code it depends on changes, so that a run that was broken
off goes on where it was.
"""

import hashlib
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import structlog

from analytics.rule import Rule, RuleKind
from analytics.scene import Scene
from analytics.settings import AnalyticsSettings
from analytics.worker import CameraAnalyser
from analytics.zone import Tripwire
from kernel.frame import Bgr, Frame
from kernel.geometry import Point
from kernel.ids import CameraId, RuleId
from tests.analytics.watch import Report
from tests.bench.empty_hour import EmptyHour, Kind
from tests.bench.figures import Figures, Row

_HOURS, _RATE_HZ, _LENGTH_S = 6, 4.0, 3600.0
_FROM = datetime(2026, 3, 1, 21, 0, tzinfo=UTC)
_ROOT = Path(__file__).parents[2]
_RULES = (
    Rule(RuleId("intrusion"), RuleKind.INTRUSION, "Intrusion"),
    Rule(RuleId("line"), RuleKind.LINE_CROSSING, "Line", tripwire_id="wire"),
)
_SCENE = Scene(tripwires=(Tripwire("wire", "Wire", Point(0.5, 0.0), Point(0.5, 1.0)),), rules=_RULES)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one hour brought. opened_s: when each event opened, seconds into the hour. step_ms: CPU for each picture."""

    opened_s: tuple[float, ...]
    step_ms: float


def measure() -> Figures:
    """Six hours of each kind; the limit of zero is the aim."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    cv2.setNumThreads(1)
    figures = Figures(
        f"{_HOURS} hours of each kind in which nobody comes, {_RATE_HZ:g} pictures a second of 320x180, drawn as the "
        "luma a camera would give (no codec in between), through a camera's analyser with default settings, an "
        "intrusion rule for the whole picture and a line down its middle. Each hour has its own seed: another place, "
        "camera and weather. Night: dusk falls, the sensor's noise rises, the IR filter switches (another tone, light "
        "from the camera), lamps go on and off, beams of headlights sweep over the ground every minute or two. Rain: "
        "showers that swell and end, wind that turns the streaks, dull light that changes, ripples in puddles. Wind: "
        "gusts in the crowns of two or three trees, a mast that sways with them, shadows of clouds and an exposure "
        "that follows them late. Insects and animals are not drawn. Every event is false; a camera-day is 24 such "
        "hours."
    )
    for kind in Kind:
        outcomes = [_known(kind, hour) for hour in range(_HOURS)]
        told = sum(len(outcome.opened_s) for outcome in outcomes)
        figures.rows.append(Row(f"{kind.value}: false events in {_HOURS} hours", told, "", 0))
        figures.rows.append(Row(f"{kind.value}: false events per camera-day", told * 24 / _HOURS, ""))
        step_ms = sum(outcome.step_ms for outcome in outcomes) / _HOURS
        figures.rows.append(Row(f"{kind.value}: analysis of a picture", step_ms, "ms"))
    return figures


def hour_of(kind: Kind, seed: int, length_s: float = _LENGTH_S) -> Outcome:
    """The hour of `seed`, or its first `length_s`, through the analysis."""
    weather = EmptyHour(kind, seed)
    report = Report()
    analyser = CameraAnalyser(CameraId(f"quiet-{kind.value}-{seed}"), _SCENE, None, report, AnalyticsSettings())
    spent_s, count = 0.0, round(length_s * _RATE_HZ)
    for number in range(count):
        luma = weather.picture(number / _RATE_HZ)

        def bgr(luma: np.ndarray[tuple[int, ...], np.dtype[np.uint8]] = luma) -> Bgr:
            return np.asarray(cv2.cvtColor(luma, cv2.COLOR_GRAY2BGR), np.uint8)

        at = _FROM + timedelta(seconds=number / _RATE_HZ)
        begun = time.process_time()
        analyser.analyse(Frame(CameraId("quiet"), at, number, luma, bgr))
        spent_s += time.process_time() - begun
    analyser.close(_FROM + timedelta(seconds=length_s))
    opened = tuple(round((event.opened_at - _FROM).total_seconds(), 1) for event in report.events.values())
    return Outcome(opened, 1000 * spent_s / max(1, count))


def _known(kind: Kind, hour: int) -> Outcome:
    """The hour's outcome: as kept, or measured now."""
    path = Path(tempfile.gettempdir()) / "watchroom-quiet" / f"{kind.value}-{hour}-{_version()}.json"
    if not path.exists():
        outcome = hour_of(kind, hour)
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"opened_s": outcome.opened_s, "step_ms": outcome.step_ms}))
        sys.stdout.write(f"  {kind.value} {hour}: {len(outcome.opened_s)} events at {outcome.opened_s}\n")
        sys.stdout.flush()
    kept = json.loads(path.read_text())
    return Outcome(tuple(kept["opened_s"]), kept["step_ms"])


def _version() -> str:
    """Changes with whatever has a say in the outcome."""
    digest = hashlib.sha256()
    sources = [*sorted((_ROOT / "analytics").glob("*.py")), *sorted((_ROOT / "analytics" / "detectors").glob("*.py"))]
    sources += sorted((_ROOT / "analytics" / "rules").glob("*.py"))
    sources += [Path(__file__), Path(__file__).with_name("empty_hour.py")]
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:10]
