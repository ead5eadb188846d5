"""`make bench`: run every measurement (or those named) and renew `docs/benchmarks.md`."""

import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import (
    analysis_steps,
    demo_load,
    dispatch_roads,
    event_latency,
    fault_table,
    fixes,
    gate,
    ingest,
    live_api,
    live_view,
    playback_start,
    quiet_hours,
    search_speed,
    tampering,
)
from tests.bench.figures import Figures

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
BENCHES: dict[str, Callable[[], Figures]] = {
    "analysis_steps": analysis_steps.measure,
    "event_latency": event_latency.measure,
    "demo_load": demo_load.measure,
    "fixes": fixes.measure,
    "gate": gate.measure,
    "ingest": ingest.measure,
    "live_api": live_api.measure,
    "live_view": live_view.measure,
    "playback_start": playback_start.measure,
    "quiet_hours": quiet_hours.measure,
    "roads": dispatch_roads.measure,
    "search_speed": search_speed.measure,
    "tampering": tampering.measure,
}


def main(names: list[str]) -> int:
    """Measure, print and write the page; returns 1 when a limit was missed."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        sys.stderr.write(f"no such measurement: {', '.join(unknown)}; there are: {', '.join(BENCHES)}\n")
        return 2
    kept = _sections(PAGE.read_text()) if PAGE.exists() else {}
    missed = False
    for name in names or list(BENCHES):
        sys.stdout.write(f"measuring {name} …\n")
        figures = BENCHES[name]()
        missed |= not figures.holds
        kept[name] = figures.markdown(name, f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}")
        sys.stdout.write(kept[name] + "\n")
    order = [name for name in (*BENCHES, fault_table.NAME) if name in kept]
    PAGE.write_text("\n".join(["# Benchmarks", "", _PREFACE, *(kept[name] for name in order)]) + "\n")
    return int(missed)


_PREFACE = """Measured by `make bench`, each against a limit or a named peer in the same run. Shared machines differ by
some 20 % between runs: trust ratios. Run one alone with `python -m tests.bench NAME`.
"""


def _machine() -> str:
    cores = Path("/proc/cpuinfo").read_text().count("processor\t")
    return f"{cores} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def _sections(page: str) -> dict[str, str]:
    found = {}
    for part in page.split("\n## ")[1:]:
        name = part.split("\n", 1)[0].strip("` ")
        found[name] = f"## {part.rstrip()}\n"
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
