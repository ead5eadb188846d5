"""The gap ledger accounts for every instant."""

import gc
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.record.catalog import Catalog
from ingest.record.gaplog import GapLog
from ingest.record.ledger import (
    BEFORE_CAMERA,
    IN_FUTURE,
    NO_FOOTAGE,
    SpanState,
    account,
    totals,
    whole,
    with_holds,
)
from ingest.record.segment import BY_SCHEDULE, NO_EVENT, ExpiryRule, Gap, Segment, SegmentState
from kernel.clock import ManualClock
from kernel.ids import CameraId, SegmentId
from kernel.sql.database import Database
from kernel.sql.journal import read_after

T0 = datetime(2026, 1, 1, 8, tzinfo=UTC)
CAMERA = CameraId("gate")


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def segment(start: float, end: float, state: str = "closed", rule: ExpiryRule | None = None) -> Segment:
    return Segment(
        SegmentId(f"seg_{start}"), CAMERA, "main", f"gate/{start}.mp4", "h264", 640, 360,
        at(start), at(end), 1000, None, SegmentState(state), expired_by=rule,
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
            [
                segment(0, 10, "expired"),
                segment(10, 20, "expired", ExpiryRule.DAYS),
                segment(20, 40, "expired", ExpiryRule.DISK_FULL),
                segment(40, 60),
            ],
            [],
            [
                (0, 10, "expired", None), (10, 20, "expired", "days"), (20, 40, "expired", "disk_full"),
                (40, 60, "recorded", None),
            ],
            id="expired, by which rule",
        ),
        pytest.param(
            [segment(0, 20)],
            [gap(20, 40, NO_EVENT), gap(40, None, BY_SCHEDULE)],
            [(0, 20, "recorded", None), (20, 40, "policy", NO_EVENT), (40, 60, "policy", BY_SCHEDULE)],
            id="not recorded because somebody decided so",
        ),
        pytest.param(
            [segment(0, 40), segment(20, 60)], [gap(30, 50, "late news")], [(0, 60, "recorded", None)],
            id="footage wins where claims overlap",
        ),
        pytest.param([], [gap(0, None, "not connected yet")], [(0, 60, "gap", "not connected yet")], id="never online"),
        pytest.param([segment(0, 58, "open")], [], [(0, 60, "recorded", None)], id="open file, newest frames untold"),
        pytest.param(
            [segment(0, 56, "open")],
            [],
            [(0, 56, "recorded", None), (56, 60, "gap", NO_FOOTAGE)],
            id="open file that stopped growing",
        ),
    ],
)  # fmt: skip
def test_every_instant_is_told(segments: list[Segment], gaps: list[Gap], expected: list[tuple[object, ...]]) -> None:
    assert told(segments, gaps, 60) == expected


moments = st.integers(0, 100).map(float)
stretches = st.tuples(moments, moments).map(lambda pair: (min(pair), max(pair) + 1))


files = st.lists(st.tuples(stretches, st.sampled_from(["closed", "open", "expired"])), max_size=6)
holes = st.lists(st.tuples(stretches, st.sampled_from(["disk full", NO_EVENT]), st.booleans()), max_size=6)
keepings = st.lists(stretches, max_size=4)


@given(files, holes, keepings, st.tuples(moments, moments))
def test_each_second_is_told_once_whatever_the_rows_claim(
    files: list[tuple[tuple[float, float], str]],
    holes: list[tuple[tuple[float, float], str, bool]],
    keepings: list[tuple[float, float]],
    window: tuple[float, float],
) -> None:
    start, end, now = at(min(window)), at(max(window) + 1), at(80)
    segments = [segment(*pair, state) for pair, state in sorted(files)]
    gaps = [gap(pair[0], None if is_open else pair[1], reason) for pair, reason, is_open in sorted(holes)]
    known = account(segments, gaps, start, min(end, now), now) if start < now else []
    spans = whole(with_holds(known, [Keeping(at(a), at(b)) for a, b in keepings]), start, end, now)

    assert (spans[0].start, spans[-1].end) == (start, end)
    assert all(a.end == b.start for a, b in pairwise(spans))
    assert all(span.start < span.end for span in spans)
    assert sum(totals(spans).values(), timedelta()) == end - start
    for span in spans:
        middle = span.start + (span.end - span.start) / 2
        covered = any(at(a) <= middle < at(b) for a, b in keepings)
        assert not (span.state is SpanState.RECORDED and covered), "what a hold covers is told as held"
        assert span.state is not SpanState.HELD or covered
        assert (span.state is SpanState.NOT_YET) == (middle >= now)


@dataclass(frozen=True)
class Keeping:
    """A hold, as far as the ledger cares."""

    start: datetime
    end: datetime
    reason: str = "theft"


def test_holds_that_overlap_tell_all_their_reasons() -> None:
    spans = account([segment(0, 60)], [], T0, at(60), at(60))
    told = with_holds(spans, [Keeping(at(10), at(30)), Keeping(at(20), at(99), "fire")])

    assert [((s.start - T0).total_seconds(), s.state.value, s.reason) for s in told] == [
        (0, "recorded", None),
        (10, "held", "theft"),
        (20, "held", "theft; fire"),
        (30, "held", "fire"),
    ]


def test_time_before_the_camera_and_after_now_is_not_yet(database: Database) -> None:
    catalog = Catalog(database, ManualClock(at(100)))
    catalog.save_segment(segment(20, 100))
    told = [(s.state.value, s.reason) for s in catalog.ledger(CAMERA, T0, at(200))]

    assert told == [("not_yet", BEFORE_CAMERA), ("recorded", None), ("not_yet", IN_FUTURE)]
    assert [s.reason for s in catalog.ledger(CameraId("unknown"), T0, at(200))] == [BEFORE_CAMERA, IN_FUTURE]


def test_month_of_events_is_told_in_no_time() -> None:
    def worked_s(count: int) -> float:
        segments = [segment(turn * 100, turn * 100 + 60) for turn in range(count)]
        gaps = [gap(turn * 100 + 60, turn * 100 + 100, NO_EVENT) for turn in range(count)]
        gc.collect()
        gc.disable()  # a collection walks the whole test process, not the ledger
        started = time.thread_time()
        spans = account(segments, gaps, T0, at(count * 100), at(count * 100))
        worked = time.thread_time() - started
        gc.enable()
        assert len(spans) == 2 * count
        return worked

    few, many = (min(worked_s(count) for _ in range(3)) for count in (2_000, 20_000))
    assert many < 32 * few, "work grows with the rows, not with their square"


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
