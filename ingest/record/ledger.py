"""The gap ledger: accounts for every instant of a camera as recorded, held, expired or a gap with a reason. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from ingest.record.segment import Gap, Segment, SegmentState

SEAM = timedelta(seconds=0.5)  # two files that lie closer than this join without a gap
FRESH = timedelta(seconds=3)  # an open segment is told to the catalogue about once a second
NO_FOOTAGE = "no footage was written"


class SpanState(StrEnum):
    """What became of a stretch of camera time."""

    RECORDED = "recorded"
    HELD = "held"
    GAP = "gap"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of camera time in one state. is_open: a gap that still lasts; its `end` is then where the view ends."""

    start: datetime
    end: datetime
    state: SpanState
    reason: str | None = None
    is_open: bool = False


def account(
    segments: Sequence[Segment], gaps: Sequence[Gap], start: datetime, end: datetime, now: datetime
) -> Sequence[Span]:
    """Spans that cover [start, end) without a hole and without an overlap.

    segments, gaps: those that overlap it, in order of time. Where footage and a gap claim the same time, footage wins.
    """
    spans: list[Span] = []
    cursor = start
    for segment in segments:
        begin, finish = max(segment.started_at, cursor), min(_reach(segment, gaps, now), end)
        if finish <= begin:
            continue
        if begin > cursor and spans and begin - cursor <= SEAM and not _explained(gaps, cursor, begin):
            begin = cursor
        elif begin > cursor:
            spans.extend(_holes(gaps, cursor, begin))
        _join(spans, Span(begin, finish, _state(segment)))
        cursor = finish
    if cursor < end:
        spans.extend(_holes(gaps, cursor, end))
    return spans


def _reach(segment: Segment, gaps: Sequence[Gap], now: datetime) -> datetime:
    """Until when a segment's footage counts: an open one's newest frames are not in the catalogue yet."""
    is_fresh = segment.state is SegmentState.OPEN and now - segment.ended_at <= FRESH
    return now if is_fresh and all(gap.ended_at is not None for gap in gaps) else segment.ended_at


def _explained(gaps: Sequence[Gap], start: datetime, end: datetime) -> bool:
    return any(gap.started_at < end and (gap.ended_at is None or gap.ended_at > start) for gap in gaps)


def _state(segment: Segment) -> SpanState:
    if segment.state is SegmentState.EXPIRED:
        return SpanState.EXPIRED
    return SpanState.HELD if segment.is_held else SpanState.RECORDED


def _join(spans: list[Span], span: Span) -> None:
    if spans and spans[-1].state is span.state and spans[-1].end == span.start:
        spans[-1] = replace(spans[-1], end=span.end)
    else:
        spans.append(span)


def _holes(gaps: Sequence[Gap], start: datetime, end: datetime) -> list[Span]:
    spans: list[Span] = []
    cursor = start
    for gap in gaps:
        begin, finish = max(gap.started_at, cursor), min(gap.ended_at or end, end)
        if finish <= begin:
            continue
        if begin - cursor <= SEAM:
            begin = cursor
        elif begin > cursor:
            spans.append(Span(cursor, begin, SpanState.GAP, NO_FOOTAGE))
        spans.append(Span(begin, finish, SpanState.GAP, gap.reason, gap.ended_at is None))
        cursor = finish
    if cursor < end:
        spans.append(Span(cursor, end, SpanState.GAP, NO_FOOTAGE))
    return spans
