"""The motion index on disk: seconds at their places, crashes, days that close, and how long they stay."""

import zlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from analytics.activity.days import DAY_S, DayFile, camera_days, stretches
from analytics.activity.grid import CELLS, RECORD_BYTES, record, unpacked
from analytics.activity.index import ActivityIndex
from analytics.activity.movement import Look
from analytics.activity.recorder import ActivityRecorder
from kernel.errors import Fault
from kernel.ids import CameraId

GATE = CameraId("gate")
DAY = date(2026, 1, 1)
MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)


def levels(*cells: int) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    found = np.zeros(CELLS, np.uint8)
    found[list(cells)] = 2
    return found


def some(*cells: int) -> bytes:
    return record(1, len(cells) / CELLS, levels(*cells))


def look(at_s: float, since_s: float, *cells: int) -> Look:
    at, since = (MIDNIGHT + timedelta(seconds=s) for s in (at_s, since_s))
    return Look(since, at, levels(*cells).reshape(9, 16), len(cells) / CELLS)


def known(folder: Path, first: int, end: int) -> list[int]:
    """How many looks each second had."""
    return [int(n) for n in DayFile(folder / GATE, DAY).read(first, end)[:, 0]]


def test_a_record_keeps_every_cell_and_level() -> None:
    cells = np.random.default_rng(2).integers(0, 4, CELLS).astype(np.uint8)
    data = record(300, 0.25, cells)

    assert len(data) == RECORD_BYTES
    assert (data[0], data[1]) == (255, 128)
    assert (unpacked(np.frombuffer(data, np.uint8)[None])[0] == cells).all()


def test_seconds_that_nobody_wrote_are_not_known(tmp_path: Path) -> None:
    file = DayFile(tmp_path / GATE, DAY)
    file.write([(5, some(1)), (8, some())])

    assert known(tmp_path, 4, 12) == [0, 1, 0, 0, 1, 0, 0, 0]
    assert known(tmp_path, DAY_S - 2, DAY_S) == [0, 0]


@pytest.mark.parametrize("torn", range(1, RECORD_BYTES, 13))
def test_a_torn_tail_costs_the_last_second_and_is_written_over(tmp_path: Path, torn: int) -> None:
    file = DayFile(tmp_path / GATE, DAY)
    file.write([(5, some(1)), (6, some(2))])
    with file.plain.open("r+b") as raw:
        raw.truncate(file.plain.stat().st_size - torn)

    assert known(tmp_path, 5, 8) == [1, 0, 0]
    file.write([(6, some(3)), (7, some(4))])
    assert known(tmp_path, 5, 8) == [1, 1, 1]


def test_a_second_written_twice_keeps_what_was_looked_at_more(tmp_path: Path) -> None:
    file = DayFile(tmp_path / GATE, DAY)
    file.write([(5, record(3, 0.1, levels(7)))])
    file.write([(5, record(1, 0.2, levels(8)))])
    assert unpacked(file.read(5, 6))[0].nonzero()[0].tolist() == [7]
    file.write([(5, record(4, 0.2, levels(9)))])
    assert unpacked(file.read(5, 6))[0].nonzero()[0].tolist() == [9]


def test_a_closed_day_reads_as_before_and_takes_far_less(tmp_path: Path) -> None:
    file = DayFile(tmp_path / GATE, DAY)
    still = some()
    file.write([(s, some(s % 7) if s % 600 < 20 else still) for s in range(DAY_S)])
    before, size = file.read(0, DAY_S), file.size_bytes()

    assert file.deflate()
    assert not file.deflate()
    assert (file.read(0, DAY_S) == before).all()
    assert file.size_bytes() < size / 50


def test_a_late_second_brings_a_closed_day_back(tmp_path: Path) -> None:
    file = DayFile(tmp_path / GATE, DAY)
    file.write([(5, some(1))])
    file.deflate()
    file.write([(9, some(2))])

    assert known(tmp_path, 5, 10) == [1, 0, 0, 0, 1]
    file.deflate()
    assert known(tmp_path, 5, 10) == [1, 0, 0, 0, 1]


def test_a_file_that_is_none_of_ours_is_named(tmp_path: Path) -> None:
    file = DayFile(tmp_path / GATE, DAY)
    file.folder.mkdir()
    for path, data in ((file.plain, b"x" * 400), (file.deflated, b"nothing"), (file.deflated, zlib.compress(b"x"))):
        path.write_bytes(data)
        with pytest.raises(Fault, match="2026-01-01"):
            file.read(0, 5)
        file.write([(3, some(1))])
        assert known(tmp_path, 2, 5) == [0, 1, 0]
        file.remove()


def test_a_range_over_midnight_is_cut_at_it() -> None:
    start = datetime(2026, 1, 1, 23, 59, 58, 500_000, tzinfo=UTC)
    assert list(stretches(start, start + timedelta(seconds=3))) == [
        (DAY, DAY_S - 2, DAY_S),
        (date(2026, 1, 2), 0, 2),
    ]


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([look(10.2, 9.9, 1), look(10.6, 10.2), look(11.1, 10.6, 2)], [0, 2, 1, 0]),
        ([look(10.5, 8.5, 1), look(12.5, 10.5)], [1, 2, 1, 1]),
        ([look(12.0, 4.0, 1)], [0, 0, 0, 1]),
    ],
    ids=["several looks a second", "keyframes two seconds apart", "a look that reaches too far back"],
)
def test_a_look_speaks_for_the_seconds_since_the_last(
    tmp_path: Path, taken: Sequence[Look], expected: list[int]
) -> None:
    recorder = ActivityRecorder(tmp_path, GATE)
    for one in taken:
        recorder.add(one)
    recorder.flush()

    assert known(tmp_path, 9, 13) == expected


def test_a_second_is_on_disk_when_the_next_look_has_come(tmp_path: Path) -> None:
    recorder = ActivityRecorder(tmp_path, GATE)
    recorder.add(look(10.5, 10.2, 1))
    assert known(tmp_path, 10, 12) == [0, 0]
    recorder.add(look(11.1, 10.8, 2))
    assert known(tmp_path, 10, 12) == [1, 0]
    assert unpacked(DayFile(tmp_path / GATE, DAY).read(10, 11))[0].nonzero()[0].tolist() == [1]


def test_a_clock_set_back_loses_nothing_and_midnight_is_no_seam(tmp_path: Path) -> None:
    recorder = ActivityRecorder(tmp_path, GATE)
    recorder.add(look(DAY_S + 0.2, DAY_S - 1.8, 3))
    recorder.add(look(20.5, 20.2, 4))
    recorder.flush()

    assert known(tmp_path, DAY_S - 2, DAY_S) == [1, 1]
    assert known(tmp_path, 20, 21) == [1]
    assert [file.day for file in camera_days(tmp_path, GATE)] == [DAY, date(2026, 1, 2)]


def test_activity_is_the_strongest_second_of_each_part_and_none_where_unknown(tmp_path: Path) -> None:
    DayFile(tmp_path / GATE, DAY).write([(0, some()), (1, some(*range(36))), (3, some(*range(9)))])
    index = ActivityIndex(tmp_path)
    end = MIDNIGHT + timedelta(seconds=6)

    assert index.activity(GATE, MIDNIGHT, end, 3) == [0.502, 0.251, None]
    assert index.activity(GATE, MIDNIGHT, end, 6) == [0, 0.502, None, 0.251, None, None]
    assert index.activity(GATE, MIDNIGHT, end, 12) == [0, 0, 0.502, 0.502, None, None, 0.251, 0.251, *[None] * 4]
    assert index.activity(CameraId("yard"), MIDNIGHT, end, 2) == [None, None]


def test_sweep_closes_days_and_removes_them_with_the_footage(tmp_path: Path) -> None:
    for day in (date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 9), date(2026, 1, 10)):
        DayFile(tmp_path / GATE, day).write([(5, some(1))])
    DayFile(tmp_path / "removed", DAY).write([(5, some(1))])
    held = datetime(2026, 1, 2, tzinfo=UTC)

    gone = ActivityIndex(tmp_path).sweep(
        datetime(2026, 1, 10, 12, tzinfo=UTC), {GATE: 5}, lambda camera, start, _: camera == GATE and start == held
    )

    assert gone == 2
    assert [(file.day.day, file.plain.exists()) for file in camera_days(tmp_path, GATE)] == [
        (2, False), (9, False), (10, True),
    ]  # fmt: skip
    assert not (tmp_path / "removed").exists()
