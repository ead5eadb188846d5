"""Fast playback: keyframes only, their times drawn together, as one fragmented MP4 stream; nothing is decoded or kept.

In front of each fragment stands a `prft` box (ISO/IEC 14496-12 §8.16.5) with the UTC of its picture: so a player knows
the time of what it shows, also where gaps were left out.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.mp4.box import TIMESCALE, VIDEO, full_box
from ingest.mp4.fragment import Run, Sample, fragment
from ingest.mp4.head import VideoTrack, init_segment, mime
from ingest.mp4.stored import StoredSample, stored_samples
from ingest.playback.moment import Recordings, head_of, opened, shown_at
from ingest.record.ledger import SEAM
from ingest.record.segment import Segment
from kernel.clock import to_us
from kernel.errors import Fault, FaultKind, invalid
from kernel.ids import CameraId

LEAST_RATE, MOST_RATE = 1.0, 240.0
_PAGE = timedelta(minutes=30)
_LEAST_FRAME_S = 1 / 30  # keyframes that would follow one another faster are left out
_NTP_EPOCH_S = 2_208_988_800  # 1900-01-01 to 1970-01-01, RFC 5905 §6


@dataclass(frozen=True, slots=True)
class FastQuery:
    """What to play: [start, end) of a camera, `rate` times as fast. Without `skips_gaps` gaps keep their (drawn
    together) length, so that several cameras started together stay in step."""

    camera: CameraId
    start: datetime
    end: datetime
    rate: float
    skips_gaps: bool = True


@dataclass(frozen=True, slots=True)
class FastStream:
    """media_type: with the codec, as a `SourceBuffer` wants it. chunks: the stream, made while it is read."""

    media_type: str
    chunks: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class _Key:
    """A keyframe: its bytes, when it is shown, when its group is over, and when the group before it (None: the first),
    which may be one that was left out, was."""

    head: VideoTrack
    at: datetime
    until: datetime
    before: datetime | None
    data: bytes


def fast(recordings: Recordings, query: FastQuery) -> FastStream:
    """The stream; a not-found fault when nothing was recorded there. Where the recording's codec or picture size
    changes, a new head (`ftyp`, `moov`) stands in the stream."""
    if not LEAST_RATE <= query.rate <= MOST_RATE:
        raise invalid(f"rate: {query.rate:g} times; choose {LEAST_RATE:g} to {MOST_RATE:g}")
    if query.end <= query.start:
        raise invalid(f"camera {query.camera}: a range that ends at {query.end.isoformat()}, before it starts")
    keys = _keyframes(recordings, query)
    first = next(keys, None)
    if first is None:
        span = f"{query.start.isoformat()} to {query.end.isoformat()}"
        raise Fault(FaultKind.NOT_FOUND, f"camera {query.camera}: no footage from {span}")
    return FastStream(mime(first.head), _stream(query, first, keys))


def _stream(query: FastQuery, first: _Key, rest: Iterator[_Key]) -> Iterator[bytes]:
    head: VideoTrack | None = None
    key, sequence, ticks = first, 1, 0
    if not query.skips_gaps:
        ticks = _drawn(first.at - query.start, query.rate)
    while True:
        if key.head != head:
            head = key.head
            yield init_segment(head)
        after = next(rest, None)
        until = key.until
        if after is not None:
            over_at = max(key.until, after.before or after.at)
            until = over_at if after.at - over_at > SEAM else after.at
        length = max(1, _drawn(until - key.at, query.rate))
        sample = Sample(length, 0, True, key.data)
        yield _reference_time(key.at, ticks) + fragment(sequence, Run(VIDEO, ticks, [sample]))
        if after is None:
            return
        ticks = ticks + length if query.skips_gaps else _drawn(after.at - query.start, query.rate)
        key, sequence = after, sequence + 1


def _keyframes(recordings: Recordings, query: FastQuery) -> Iterator[_Key]:
    step = timedelta(seconds=_LEAST_FRAME_S * query.rate * 0.99)
    due, before = query.start - timedelta(days=1), None
    for segment in _segments(recordings, query):
        try:
            groups = recordings.groups(segment)
            with opened(recordings.path(segment)) as handle:
                head = head_of(segment, handle)
                for group in groups:
                    last = group.fragments[-1]
                    until = segment.started_at + _length(last.decode_ticks + last.duration_ticks)
                    if until <= query.start:
                        continue
                    over_at, before = before, until
                    if until < due:
                        continue
                    sample = stored_samples(handle, group.fragments[0])[0]
                    at = shown_at(segment, sample)
                    if at >= query.end:
                        return
                    if at >= due:
                        due = at + step
                        yield _Key(head, at, max(until, at), over_at, _data(handle, sample))
        except Fault as fault:
            if fault.kind is not FaultKind.NOT_FOUND:  # a file that went meanwhile is a gap
                raise


def _segments(recordings: Recordings, query: FastQuery) -> Iterator[Segment]:
    start, last = query.start, ""
    while start < query.end:
        end = min(start + _PAGE, query.end)
        for segment in recordings.catalog.segments(query.camera, start, end):
            if segment.id != last:
                yield segment
            last = segment.id
        start = end


def _reference_time(at: datetime, ticks: int) -> bytes:
    us = to_us(at)
    ntp = (us // 1_000_000 + _NTP_EPOCH_S) << 32 | (us % 1_000_000 << 32) // 1_000_000
    return full_box(b"prft", 1, 0, struct.pack(">IQQ", VIDEO, ntp, ticks))


def _data(handle: int, sample: StoredSample) -> bytes:
    return os.pread(handle, sample.size_bytes, sample.offset)


def _drawn(length: timedelta, rate: float) -> int:
    return round(max(0.0, length.total_seconds()) / rate * TIMESCALE)


def _length(ticks: int) -> timedelta:
    return timedelta(microseconds=ticks * 1_000_000 // TIMESCALE)
