"""Search here: regions, shares, lengths, pauses, what is not known, and the order in which it comes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from analytics.activity.days import DayFile
from analytics.activity.grid import CELLS, listed_cells, record, region_cells
from analytics.activity.index import ActivityIndex, Stretch
from analytics.activity.search import Hit, MotionQuery, Progress, Unknown, last_hit, next_hit, search
from kernel.errors import Fault
from kernel.geometry import Point
from kernel.ids import CameraId

GATE, YARD = CameraId("gate"), CameraId("yard")
MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = 3600
DAYS = 86_400


def at(seconds: float) -> datetime:
    return MIDNIGHT + timedelta(seconds=seconds)


def put(folder: Path, camera: CameraId, moved: dict[int, tuple[int, ...]], known: range, level: int = 3) -> None:
    """Write the seconds of `known`; in those of `moved` these cells moved."""
    by_day: dict[date, list[tuple[int, bytes]]] = {}
    still = record(1, 0.0, np.zeros(CELLS, np.uint8))
    for second in known:
        data = still
        if second in moved:
            levels = np.zeros(CELLS, np.uint8)
            levels[list(moved[second])] = level
            data = record(1, 0.0, levels)
        by_day.setdefault(at(second).date(), []).append((second % DAYS, data))
    for day, records in by_day.items():
        DayFile(folder / camera, day).write(records)


def query(
    end_s: float, *cells: int, start_s: float = 0.0, cameras: tuple[CameraId, ...] = (GATE,), **more: float
) -> MotionQuery:
    chosen = listed_cells(cells or range(CELLS))
    return MotionQuery(cameras, at(start_s), at(end_s), chosen, **more)  # type: ignore[arg-type]


def hits(folder: Path, wanted: MotionQuery) -> list[tuple[float, float]]:
    found = search(ActivityIndex(folder), wanted)
    return [
        ((f.start - MIDNIGHT).total_seconds(), (f.end - MIDNIGHT).total_seconds()) for f in found if isinstance(f, Hit)
    ]


def test_only_movement_within_the_region_is_a_hit(tmp_path: Path) -> None:
    put(tmp_path, GATE, {10: (5,), 20: (6,), 30: (5, 6)}, range(60))

    assert hits(tmp_path, query(60, 5)) == [(10, 11), (30, 31)]
    assert hits(tmp_path, query(60, 6)) == [(20, 21), (30, 31)]
    assert hits(tmp_path, query(60, 143)) == []


def test_pauses_up_to_the_limit_join_and_short_hits_are_left_out(tmp_path: Path) -> None:
    put(tmp_path, GATE, dict.fromkeys((10, 11, 14, 20), (5,)), range(60))

    assert hits(tmp_path, query(60, 5, join_s=2)) == [(10, 15), (20, 21)]
    assert hits(tmp_path, query(60, 5, join_s=1)) == [(10, 12), (14, 15), (20, 21)]
    assert hits(tmp_path, query(60, 5, join_s=2, least_s=3)) == [(10, 15)]


def test_share_and_level_must_be_reached_in_one_second(tmp_path: Path) -> None:
    put(tmp_path, GATE, {10: (0, 1), 20: (0, 1, 2)}, range(60), level=2)

    assert hits(tmp_path, query(60, 0, 1, 2, 3, least_share=0.5)) == [(10, 11), (20, 21)]
    assert hits(tmp_path, query(60, 0, 1, 2, 3, least_share=0.75)) == [(20, 21)]
    assert hits(tmp_path, query(60, 0, 1, 2, 3, least_level=3)) == []


def test_what_is_not_known_is_told_and_is_no_hit(tmp_path: Path) -> None:
    put(tmp_path, GATE, {10: (5,)}, range(20))
    put(tmp_path, GATE, {45: (5,)}, range(40, 50))
    found = [f for f in search(ActivityIndex(tmp_path), query(60, 5)) if not isinstance(f, Progress)]

    assert found == [
        Hit(GATE, at(10), at(11), 1.0),
        Unknown(GATE, at(20), at(40)),
        Hit(GATE, at(45), at(46), 1.0),
        Unknown(GATE, at(50), at(60)),
    ]


def test_a_camera_without_an_index_is_unknown_throughout(tmp_path: Path) -> None:
    found = [f for f in search(ActivityIndex(tmp_path), query(20 * HOUR + 0.5, 5)) if not isinstance(f, Progress)]
    assert found == [Unknown(GATE, at(0), at(20 * HOUR + 0.5))]


def test_a_hit_over_midnight_and_over_the_windows_of_the_search_is_one(tmp_path: Path) -> None:
    put(tmp_path, GATE, dict.fromkeys(range(6 * HOUR - 5, 6 * HOUR + 5), (5,)), range(7 * HOUR))
    put(tmp_path, GATE, dict.fromkeys(range(DAYS - 5, DAYS + 5), (5,)), range(DAYS - HOUR, DAYS + HOUR))

    assert hits(tmp_path, query(DAYS + HOUR, 5)) == [(6 * HOUR - 5, 6 * HOUR + 5), (DAYS - 5, DAYS + 5)]


def test_hits_of_several_cameras_come_in_order_and_progress_never_runs_ahead(tmp_path: Path) -> None:
    put(tmp_path, GATE, dict.fromkeys(range(6 * HOUR - 50, 6 * HOUR + 50), (5,)), range(8 * HOUR))
    put(tmp_path, YARD, dict.fromkeys((100, 6 * HOUR - 40, 6 * HOUR + 10), (5,)), range(8 * HOUR))
    found = list(search(ActivityIndex(tmp_path), query(8 * HOUR, 5, cameras=(YARD, GATE))))

    told = [f for f in found if isinstance(f, Hit)]
    assert [(f.camera, f.start) for f in told] == [
        (YARD, at(100)),
        (GATE, at(6 * HOUR - 50)),
        (YARD, at(6 * HOUR - 40)),
        (YARD, at(6 * HOUR + 10)),
    ]
    upto = MIDNIGHT
    for one in found:
        if isinstance(one, Progress):
            assert one.upto >= upto
            upto = one.upto
        else:
            assert one.start >= upto
    assert upto == at(8 * HOUR)


class Watched(ActivityIndex):
    """An index that tells which stretches were read of it."""

    read: list[datetime]

    def stretch(self, camera: CameraId, start: datetime, end: datetime) -> Stretch:
        self.read = [*getattr(self, "read", []), start]
        return super().stretch(camera, start, end)


def test_a_search_reads_no_further_than_it_is_asked(tmp_path: Path) -> None:
    put(tmp_path, GATE, {10: (5,)}, range(60))
    index = Watched(tmp_path)
    findings = search(index, query(30 * DAYS, 5))

    assert next(found for found in findings if isinstance(found, Hit)).start == at(10)
    assert index.read == [at(0)]


def test_a_day_that_cannot_be_read_is_not_known_and_the_search_goes_on(tmp_path: Path) -> None:
    put(tmp_path, GATE, {10: (5,), DAYS + 10: (5,)}, range(DAYS + 60))
    (tmp_path / GATE / "2026-01-01.grid").write_bytes(b"x" * 400)
    found = [f for f in search(ActivityIndex(tmp_path), query(DAYS + 60, 5)) if not isinstance(f, Progress)]

    assert found == [Unknown(GATE, at(0), at(DAYS)), Hit(GATE, at(DAYS + 10), at(DAYS + 11), 1.0)]


def test_next_and_last_hit_find_their_way_over_hours_of_nothing(tmp_path: Path) -> None:
    put(tmp_path, GATE, dict.fromkeys((100, 15 * HOUR), (5,)), range(20 * HOUR))
    index = ActivityIndex(tmp_path)

    after = next_hit(index, query(20 * HOUR, 5, start_s=200))
    before = last_hit(index, query(15 * HOUR, 5))
    assert after is not None
    assert after.start == at(15 * HOUR)
    assert before is not None
    assert before.start == at(100)
    assert next_hit(index, query(20 * HOUR, 5, start_s=16 * HOUR)) is None
    assert last_hit(index, query(100, 5)) is None


@pytest.mark.parametrize(
    ("corners", "expected"),
    [
        ([(0, 0), (1, 0), (1, 1), (0, 1)], set(range(CELLS))),
        ([(0, 0), (0.124, 0), (0.124, 0.11), (0, 0.11)], {0, 1}),
        ([(0.51, 0.51), (0.52, 0.51), (0.52, 0.52)], {4 * 16 + 8}),
        ([(0.9, 0.8), (1.5, 0.8), (1.5, 1.5), (0.9, 1.5)], {16 * r + c for r in (7, 8) for c in (14, 15)}),
    ],
    ids=["everything", "two cells", "less than a cell", "over the edge"],
)
def test_a_polygon_covers_its_cells(corners: list[tuple[float, float]], expected: set[int]) -> None:
    assert set(np.flatnonzero(region_cells([Point(x, y) for x, y in corners])).tolist()) == expected


@pytest.mark.parametrize("corners", [[(0, 0), (1, 1)], [(2, 2), (3, 2), (3, 3)]], ids=["a line", "outside"])
def test_a_region_that_covers_nothing_is_refused(corners: list[tuple[float, float]]) -> None:
    with pytest.raises(Fault, match="region"):
        region_cells([Point(x, y) for x, y in corners])


@pytest.mark.parametrize("cells", [[], [144], [-1]], ids=["none", "too great", "negative"])
def test_cells_that_are_none_are_refused(cells: list[int]) -> None:
    with pytest.raises(Fault, match="numbered 0 to 143"):
        listed_cells(cells)
