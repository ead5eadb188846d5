"""The gap ledger: accounts for every instant of a camera, and says why where there is no footage. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from ingest.record.segment import DECIDED, Gap, Segment, SegmentState

SEAM = timedelta(seconds=0.5)  # two files that lie closer than this join without a gap
FRESH = timedelta(seconds=3)  # an open segment is told to the catalogue every second or two
NO_FOOTAGE = "no footage was written"
BEFORE_CAMERA = "before the camera"
IN_FUTURE = "in the future"


class SpanState(StrEnum):
    """What became of a stretch of camera time."""

    RECORDED = "recorded"
    HELD = "held"  # recorded, and under a hold
    GAP = "gap"  # a fault cost it
    POLICY = "policy"  # not recorded because somebody decided so
    EXPIRED = "expired"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of camera time in one state. is_open: a gap that still lasts; its `end` is then where the view ends."""

    start: datetime
    end: datetime
    state: SpanState
    reason: str | None = None
    is_open: bool = False


class Keeping(Protocol):
    """A hold in force, as far as the ledger cares."""

    @property
    def start(self) -> datetime: ...

    @property
    def end(self) -> datetime: ...

    @property
    def reason(self) -> str: ...


def account(
    segments: Sequence[Segment], gaps: Sequence[Gap], start: datetime, end: datetime, now: datetime
) -> Sequence[Span]:
    """Spans that cover [start, end) without a hole and without an overlap.

    segments, gaps: those that overlap it, in order of time. Where footage and a gap claim the same time, footage wins.
    """
    spans: list[Span] = []
    told = _Gaps(gaps)
    cursor = start
    for segment in segments:
        begin, finish = max(segment.started_at, cursor), min(_reach(segment, gaps, now), end)
        if finish <= begin:
            continue
        holes = told.between(cursor, begin) if begin > cursor else []
        if holes and spans and begin - cursor <= SEAM and not any(hole.reason != NO_FOOTAGE for hole in holes):
            begin = cursor
        else:
            spans.extend(holes)
        _join(spans, _footage(segment, begin, finish))
        cursor = finish
    if cursor < end:
        spans.extend(told.between(cursor, end))
    return spans


def with_holds(spans: Iterable[Span], holds: Sequence[Keeping]) -> list[Span]:
    """The same spans, the recorded ones cut where a hold begins and ends; the reason is the holds' reason."""
    told: list[Span] = []
    for span in spans:
        over = [hold for hold in holds if hold.start < span.end and hold.end > span.start]
        if span.state is not SpanState.RECORDED or not over:
            told.append(span)
            continue
        inside = {edge for hold in over for edge in (hold.start, hold.end) if span.start < edge < span.end}
        edges = [span.start, *sorted(inside), span.end]
        for begin, finish in pairwise(edges):
            reasons = dict.fromkeys(hold.reason for hold in over if hold.start < finish and hold.end > begin)
            state = SpanState.HELD if reasons else SpanState.RECORDED
            _join(told, Span(begin, finish, state, "; ".join(reasons) or None))
    return told


def whole(spans: Sequence[Span], start: datetime, end: datetime, now: datetime) -> list[Span]:
    """The spans of a part of [start, end), with what lies before the camera and after now told as not yet."""
    end_known = spans[-1].end if spans else min(max(start, now), end)
    start_known = spans[0].start if spans else end_known
    told = [Span(start, start_known, SpanState.NOT_YET, BEFORE_CAMERA)] if start < start_known else []
    told += spans
    if end_known < end:
        told.append(Span(end_known, end, SpanState.NOT_YET, IN_FUTURE))
    return told


def totals(spans: Iterable[Span]) -> dict[SpanState, timedelta]:
    """How much time is in each state."""
    found = dict.fromkeys(SpanState, timedelta())
    for span in spans:
        found[span.state] += span.end - span.start
    return found


def _reach(segment: Segment, gaps: Sequence[Gap], now: datetime) -> datetime:
    """Until when a segment's footage counts: an open one's newest frames are not in the catalogue yet."""
    is_fresh = segment.state is SegmentState.OPEN and now - segment.ended_at <= FRESH
    return now if is_fresh and all(gap.ended_at is not None for gap in gaps) else segment.ended_at


def _footage(segment: Segment, start: datetime, end: datetime) -> Span:
    if segment.state is SegmentState.EXPIRED:
        return Span(start, end, SpanState.EXPIRED, segment.expired_by.value if segment.expired_by else None)
    return Span(start, end, SpanState.RECORDED)


def _join(spans: list[Span], span: Span) -> None:
    last = spans[-1] if spans else None
    if last is not None and last.end == span.start and (last.state, last.reason) == (span.state, span.reason):
        spans[-1] = replace(last, end=span.end)
    else:
        spans.append(span)


class _Gaps:
    """The gaps of a range, asked for from its start to its end: each is looked at about once."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        self._gaps = gaps
        self._first = 0

    def between(self, start: datetime, end: datetime) -> list[Span]:
        """Spans that cover [start, end), where there is no footage. `start` never goes back."""
        while self._first < len(self._gaps) and _is_over(self._gaps[self._first], start):
            self._first += 1
        spans: list[Span] = []
        cursor = start
        for index in range(self._first, len(self._gaps)):
            gap = self._gaps[index]
            if gap.started_at >= end:
                break
            begin, finish = max(gap.started_at, cursor), min(gap.ended_at or end, end)
            if finish <= begin:
                continue
            if begin - cursor <= SEAM:
                begin = cursor
            elif begin > cursor:
                spans.append(Span(cursor, begin, SpanState.GAP, NO_FOOTAGE))
            state = SpanState.POLICY if gap.reason in DECIDED else SpanState.GAP
            spans.append(Span(begin, finish, state, gap.reason, gap.ended_at is None))
            cursor = finish
        if cursor < end:
            spans.append(Span(cursor, end, SpanState.GAP, NO_FOOTAGE))
        return spans


def _is_over(gap: Gap, at: datetime) -> bool:
    return gap.ended_at is not None and gap.ended_at <= at
