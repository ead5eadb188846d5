"""What the demo town costs: all processes of the demo together may take one core."""

import tempfile
import time
from pathlib import Path

from tests.bench.figures import Figures, Row
from tests.bench.processes import cpu_s, descendants, resident_mb
from tests.e2e.room import Room, ask, eventually

SETTLE_S, MEASURE_S = 45.0, 90.0


def measure() -> Figures:
    """Start the demo, let it settle, then add up."""
    with tempfile.TemporaryDirectory() as folder:
        room = Room(Path(folder) / "data", arguments=("run", "--demo"))
        started = time.monotonic()
        room.start()
        try:
            with room.client() as client:
                eventually("twelve cameras online", lambda: _online(ask(client, "/api/cameras")) >= 12, within_s=240)
                ready_s = time.monotonic() - started
            time.sleep(SETTLE_S)
            rows = [Row("first start until all cameras are live", ready_s, "s", limit=120), *_load(room)]
        finally:
            room.stop()
    how = "The demo town: twelve cameras, eight units, nobody watching. Processor time of each process over 90 s."
    return Figures(how, rows)


def _load(room: Room) -> list[Row]:
    pids = descendants(room.pid)
    before = {pid: cpu_s(pid) for pid in pids}
    time.sleep(MEASURE_S)
    rows, total = [], 0.0
    for pid, command in pids.items():
        share = (cpu_s(pid) - before[pid]) / MEASURE_S * 100
        total += share
        rows.append(Row(_name(command), share, "% of a core"))
    rows.append(Row("all together", total, "% of a core", limit=100))
    rows.append(Row("memory, all together", sum(resident_mb(pid) for pid in pids), "MB"))
    return rows


def _name(command: str) -> str:
    arguments = command.partition("-m console")[2].split()
    return next((role for role in ("pull", "analysis", "console", "demo") if role in arguments), "parent and helpers")


def _online(cameras: list[dict[str, dict[str, str]]]) -> int:
    return sum(camera["status"]["state"] == "online" for camera in cameras)
