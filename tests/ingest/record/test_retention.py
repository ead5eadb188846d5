"""How much must go, and how files are named."""

from datetime import UTC, datetime

import pytest

from ingest.record.retention import excess_bytes, room_bytes
from ingest.record.segment import parse_segment_path, segment_path
from kernel.ids import CameraId, SegmentId


@pytest.mark.parametrize(
    ("used", "limit", "rate", "gone"),
    [
        pytest.param(900, 1000, 0, 0, id="fits"),
        pytest.param(1000, 1000, 50, 0, id="just fits"),
        pytest.param(1500, 1000, 0, 500, id="nothing is being recorded: no reserve"),
        pytest.param(1_500_000, 1_000_000, 10, 506_000, id="ten minutes of recording in reserve"),
        pytest.param(1_500_000, 1_000_000, 10**6, 520_000, id="but at most 2 %"),
    ],
)
def test_what_is_over_a_limit_goes_with_a_reserve(used: int, limit: int, rate: float, gone: int) -> None:
    assert excess_bytes(used, limit, rate) == gone


@pytest.mark.parametrize(
    ("free", "floor", "rate", "gone"),
    [
        pytest.param(5000, 4000, 0, 0, id="above the floor"),
        pytest.param(3000, 4000, 0, 1000, id="below the floor"),
        pytest.param(5000, 4000, 100, 4000 + 180, id="what comes in three sweeps would not fit"),
    ],
)
def test_room_is_made_before_it_is_needed(free: int, floor: int, rate: float, gone: int) -> None:
    assert room_bytes(free, floor, rate, sweep_s=30) == gone


def test_path_names_camera_time_and_id() -> None:
    started_at = datetime(2026, 6, 30, 9, 5, 7, 42_000, tzinfo=UTC)
    path = segment_path(CameraId("gate-3"), started_at, SegmentId("seg_abc"))

    assert path == "gate-3/2026-06-30/090507.042_seg_abc.mp4"
    assert parse_segment_path(path) == ("gate-3", started_at, "seg_abc")


@pytest.mark.parametrize("path", ["../x.mp4", "gate/2026-06-30/notes.mp4", "gate/2026-13-40/090507.042_seg_a.mp4"])
def test_foreign_path_names_nothing(path: str) -> None:
    assert parse_segment_path(path) is None
