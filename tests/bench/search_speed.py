"""Search here over eight hours of one camera, and what the motion index takes on disk."""

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from analytics.activity.days import DAY_S, DayFile
from analytics.activity.grid import CELLS, COLUMNS, ROWS, record, region_cells
from analytics.activity.index import ActivityIndex
from analytics.activity.search import Hit, MotionQuery, search
from kernel.geometry import Point
from kernel.ids import CameraId
from tests.bench.figures import Figures, Row, percentile

HOURS = 8
RUNS = 30
WALK_S = 30
_LIMIT_MS = 1000.0
_BYTES = 5_000_000
_DAY = datetime(2026, 3, 2, tzinfo=UTC)
_REGION = [Point(0.4, 0.4), Point(0.6, 0.4), Point(0.6, 0.7), Point(0.4, 0.7)]


def measure() -> Figures:
    """A quiet camera and a busy one, the day open and closed."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, busy in (("quiet", 0.02), ("busy", 0.6)):
            camera = CameraId(name)
            file = DayFile(Path(folder) / camera, _DAY.date())
            file.write(_day(busy))
            index = ActivityIndex(Path(folder))
            rows += _speed(index, camera, f"{name}, open day")
            rows.append(Row(f"{name}, index of an open day", file.size_bytes() / 1e6, "MB", _BYTES / 1e6))
            file.deflate()
            rows += _speed(index, camera, f"{name}, closed day")
            rows.append(Row(f"{name}, index of a closed day", file.size_bytes() / 1e6, "MB", _BYTES / 1e6))
    how = (
        f"{HOURS} h of one camera searched for movement in a region of the picture, {RUNS} times; a day's index with "
        "people walking through 2 % of its seconds, and through 60 % of them. Real time is what a person who watches "
        "all of it at normal speed would need."
    )
    return Figures(how, rows)


def _speed(index: ActivityIndex, camera: CameraId, name: str) -> list[Row]:
    start = _DAY + timedelta(hours=8)
    query = MotionQuery([camera], start, start + timedelta(hours=HOURS), region_cells(_REGION))
    taken, hits = [], 0
    for _ in range(RUNS):
        began = time.perf_counter()
        hits = sum(isinstance(found, Hit) for found in search(index, query))
        taken.append(time.perf_counter() - began)
    typical = percentile(taken, 0.5)
    return [
        Row(f"{name}: {HOURS} h, p95", percentile(taken, 0.95) * 1000, "ms", _LIMIT_MS),
        Row(f"{name}: times real time, p50", HOURS * 3600 / typical, "times"),
        Row(f"{name}: hits", float(hits), ""),
    ]


def _day(busy: float) -> list[tuple[int, bytes]]:
    """Walks of half a minute across the picture, in as many seconds as `busy` says; some sensor noise in between."""
    chance = np.random.default_rng(11)
    still = record(3, 0.0, np.zeros(CELLS, np.uint8))
    begins = busy / (WALK_S * (1 - busy))
    records, second = [], 0
    while second < DAY_S:
        if chance.random() > begins:
            levels = np.zeros(CELLS, np.uint8)
            is_noisy = chance.random() < 0.002
            levels[chance.integers(CELLS)] = is_noisy
            records.append((second, record(3, 0.0, levels) if is_noisy else still))
            second += 1
            continue
        row, direction = int(chance.integers(2, ROWS - 1)), int(chance.choice((-1, 1)))
        for step in range(min(WALK_S, DAY_S - second)):
            grid = np.zeros((ROWS, COLUMNS), np.uint8)
            column = (step // 2 if direction > 0 else COLUMNS - 1 - step // 2) % COLUMNS
            grid[row - 1 : row + 1, max(0, column - 1) : column + 1] = chance.integers(1, 4, (2, min(2, column + 1)))
            records.append((second + step, record(3, float((grid > 0).mean()) / 3, grid)))
        second += WALK_S
    return records
