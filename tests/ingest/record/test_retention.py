"""What footage is let go."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from ingest.record.retention import plan_deletions
from ingest.record.segment import Segment, SegmentState, parse_segment_path, segment_path
from kernel.ids import CameraId, SegmentId

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
DAYS = {CameraId("gate"): 14, CameraId("yard"): 3}


def segment(camera: str, days_old: float, size: int = 100, **more: object) -> Segment:
    ended_at = NOW - timedelta(days=days_old)
    state = SegmentState(str(more.get("state", "closed")))
    return Segment(
        SegmentId(f"{camera}-{days_old:g}"), CameraId(camera), "main", "p", "h264", 1, 1,
        ended_at - timedelta(minutes=1), ended_at, size, None, state,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("segments", "bytes_to_free", "gone"),
    [
        pytest.param([segment("gate", 1)], 0, [], id="young footage stays"),
        pytest.param([segment("gate", 15), segment("gate", 13)], 0, ["gate-15"], id="older than its camera's days"),
        pytest.param([segment("gate", 5), segment("yard", 5)], 0, ["yard-5"], id="each camera by its own days"),
        pytest.param([segment("gate", 15, state="open")], 500, [], id="still being written"),
        pytest.param([segment("gate", 15, state="expired")], 500, [], id="gone already"),
        pytest.param(
            [segment("gate", 1), segment("yard", 2), segment("gate", 2.5)], 150, ["gate-2.5", "yard-2"],
            id="room is made from the oldest on",
        ),
        pytest.param([segment("yard", 9, size=200), segment("gate", 2)], 150, ["yard-9"], id="what is due makes room"),
        pytest.param([segment("gone", 900)], 0, [], id="camera without days only for room"),
        pytest.param([segment("gone", 900)], 1, ["gone-900"], id="camera without days for room"),
    ],
)  # fmt: skip
def test_plan_deletes(segments: Sequence[Segment], bytes_to_free: int, gone: list[str]) -> None:
    assert [segment.id for segment in plan_deletions(segments, NOW, DAYS, bytes_to_free)] == gone


def test_path_names_camera_time_and_id() -> None:
    started_at = datetime(2026, 6, 30, 9, 5, 7, 42_000, tzinfo=UTC)
    path = segment_path(CameraId("gate-3"), started_at, SegmentId("seg_abc"))

    assert path == "gate-3/2026-06-30/090507.042_seg_abc.mp4"
    assert parse_segment_path(path) == ("gate-3", started_at, "seg_abc")


@pytest.mark.parametrize("path", ["../x.mp4", "gate/2026-06-30/notes.mp4", "gate/2026-13-40/090507.042_seg_a.mp4"])
def test_foreign_path_names_nothing(path: str) -> None:
    assert parse_segment_path(path) is None
