"""The gap ledger accounts for every instant."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from ingest.record.catalog import Catalog, SegmentRow
from ingest.record.gaplog import GapLog
from ingest.record.ledger import NO_FOOTAGE, account
from ingest.record.segment import Gap, Segment, SegmentState
from kernel.clock import ManualClock
from kernel.ids import CameraId, SegmentId
from kernel.sql.database import Database
from kernel.sql.journal import read_after

ROWS = select(SegmentRow.id)
T0 = datetime(2026, 1, 1, 8, tzinfo=UTC)
CAMERA = CameraId("gate")


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def segment(start: float, end: float, state: str = "closed", is_held: bool = False) -> Segment:
    return Segment(
        SegmentId(f"seg_{start}"), CAMERA, "main", f"gate/{start}.mp4", "h264", 640, 360,
        at(start), at(end), 1000, None, SegmentState(state), is_held,
    )  # fmt: skip


def gap(start: float, end: float | None, reason: str) -> Gap:
    return Gap(f"gap_{start}", CAMERA, at(start), at(end) if end is not None else None, reason)


def told(segments: list[Segment], gaps: list[Gap], end: float, now: float | None = None) -> list[tuple[object, ...]]:
    spans = account(segments, gaps, T0, at(end), at(now if now is not None else end))
    return [((s.start - T0).total_seconds(), (s.end - T0).total_seconds(), s.state.value, s.reason) for s in spans]


@pytest.mark.parametrize(
    ("segments", "gaps", "expected"),
    [
        pytest.param([segment(0, 60)], [], [(0, 60, "recorded", None)], id="all recorded"),
        pytest.param(
            [segment(0, 30), segment(30.1, 60)], [], [(0, 60, "recorded", None)], id="seam between two files"
        ),
        pytest.param(
            [segment(0, 20), segment(40, 60)],
            [gap(20, 40, "connection refused")],
            [(0, 20, "recorded", None), (20, 40, "gap", "connection refused"), (40, 60, "recorded", None)],
            id="gap with its reason",
        ),
        pytest.param(
            [segment(0, 20), segment(20.3, 60)],
            [gap(20, 20.3, "host down")],
            [(0, 20, "recorded", None), (20, 20.3, "gap", "host down"), (20.3, 60, "recorded", None)],
            id="short gap with a reason is no seam",
        ),
        pytest.param(
            [segment(0, 20), segment(40, 60)],
            [],
            [(0, 20, "recorded", None), (20, 40, "gap", NO_FOOTAGE), (40, 60, "recorded", None)],
            id="hole that nobody explained",
        ),
        pytest.param(
            [segment(0, 20)],
            [gap(20, 30, "stalled"), gap(30, None, "disk full")],
            [(0, 20, "recorded", None), (20, 30, "gap", "stalled"), (30, 60, "gap", "disk full")],
            id="reason changed while it lasts",
        ),
        pytest.param(
            [segment(0, 20, "expired"), segment(20, 40, is_held=True), segment(40, 60)],
            [],
            [(0, 20, "expired", None), (20, 40, "held", None), (40, 60, "recorded", None)],
            id="expired, held, recorded",
        ),
        pytest.param(
            [segment(0, 40), segment(20, 60)], [gap(30, 50, "late news")], [(0, 60, "recorded", None)],
            id="footage wins where claims overlap",
        ),
        pytest.param([], [gap(0, None, "not connected yet")], [(0, 60, "gap", "not connected yet")], id="never online"),
        pytest.param([segment(0, 58, "open")], [], [(0, 60, "recorded", None)], id="open file, newest frames untold"),
        pytest.param(
            [segment(0, 50, "open")],
            [],
            [(0, 50, "recorded", None), (50, 60, "gap", NO_FOOTAGE)],
            id="open file that stopped growing",
        ),
    ],
)  # fmt: skip
def test_every_instant_is_told(segments: list[Segment], gaps: list[Gap], expected: list[tuple[object, ...]]) -> None:
    assert told(segments, gaps, 60) == expected


moments = st.integers(0, 100).map(float)
stretches = st.tuples(moments, moments).map(lambda pair: (min(pair), max(pair) + 1))


@given(st.lists(stretches, max_size=6), st.lists(stretches, max_size=6))
def test_spans_follow_one_another_whatever_the_rows_claim(
    files: list[tuple[float, float]], holes: list[tuple[float, float]]
) -> None:
    segments = [segment(*pair) for pair in sorted(files)]
    gaps = [gap(start, end, "some reason") for start, end in sorted(holes)]
    spans = account(segments, gaps, T0, at(80), at(80))

    assert spans[0].start == T0
    assert spans[-1].end == at(80)
    assert all(a.end == b.start for a, b in pairwise(spans))
    assert all(span.start < span.end for span in spans)


def test_ledger_begins_with_the_camera_and_ends_now(database: Database) -> None:
    clock = ManualClock(at(100))
    catalog = Catalog(database, clock)
    catalog.save_gap(gap(10, 20, "not connected yet"))
    catalog.save_segment(segment(20, 100))
    spans = catalog.spans(CAMERA, at(-500), at(5000))

    assert (spans[0].start, spans[-1].end) == (at(10), at(100))
    assert catalog.spans(CameraId("unknown"), at(0), at(50)) == []


def test_open_gap_says_so(database: Database) -> None:
    catalog = Catalog(database, ManualClock(at(100)))
    catalog.save_gap(gap(10, None, "connection refused"))

    assert [span.is_open for span in catalog.spans(CAMERA, T0, at(90))] == [True]


def test_gap_is_journalled_once_when_it_opens_and_once_when_it_closes(database: Database) -> None:
    catalog = Catalog(database, ManualClock(at(100)))
    for ended in (None, None, 30.0, 30.0):
        catalog.save_gap(gap(10, ended, "stalled"))
    with database.read() as session:
        entries = [(entry.kind, entry.subject, entry.data["end"]) for entry in read_after(session, 0)]

    assert entries == [("gap.opened", "camera:gate", None), ("gap.closed", "camera:gate", at(30).isoformat())]


def test_reason_repeated_opens_no_second_gap() -> None:
    saved: list[Gap] = []
    log = GapLog(CAMERA, saved.append)
    log.interrupt(at(0), "connection refused")
    log.interrupt(at(5), "connection refused")
    log.resume(at(9))
    log.resume(at(12))

    assert [(g.reason, g.ended_at) for g in saved] == [("connection refused", None), ("connection refused", at(9))]


def test_new_reason_ends_the_gap_and_opens_the_next() -> None:
    saved: list[Gap] = []
    log = GapLog(CAMERA, saved.append)
    log.interrupt(at(0), "stalled")
    log.interrupt(at(5), "connection refused")

    assert [(g.started_at, g.ended_at, g.reason) for g in saved] == [
        (at(0), None, "stalled"),
        (at(0), at(5), "stalled"),
        (at(5), None, "connection refused"),
    ]


def test_expired_neighbours_become_one_row(database: Database) -> None:
    catalog = Catalog(database, ManualClock(at(500)))
    parts = [segment(start, start + 60) for start in (0, 60, 120)]
    for part in parts:
        catalog.save_segment(part)
    gone = catalog.expire([part.id for part in parts])

    assert [part.id for part in gone] == [part.id for part in parts]
    assert [(s.start, s.end, s.state.value) for s in catalog.spans(CAMERA, T0, at(180))] == [(T0, at(180), "expired")]
    with database.read() as session:
        assert len(session.execute(ROWS).all()) == 1


def test_held_segment_is_not_expired(database: Database) -> None:
    catalog = Catalog(database, ManualClock(at(500)))
    part = segment(0, 60)
    catalog.save_segment(part)
    catalog.hold([part.id], is_held=True)
    catalog.save_segment(part)

    assert catalog.expire([part.id]) == []
    assert catalog.segment(part.id).is_held
