"""What a recorded file truly holds, whatever the catalogue says."""

import os
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from ingest.mp4.box import TIMESCALE
from ingest.mp4.file import read_fragments, read_track
from ingest.record.segment import Segment, SegmentState


@dataclass(frozen=True, slots=True)
class Truth:
    """whole_bytes: up to the end of the last whole fragment; total_bytes: of the file."""

    codec: str
    width: int
    height: int
    length: timedelta
    whole_bytes: int
    total_bytes: int

    @property
    def is_torn(self) -> bool:
        return self.total_bytes > self.whole_bytes

    def told(self, segment: Segment) -> Segment:
        """The segment as its file is, closed, without a hash."""
        return replace(
            segment,
            codec=self.codec,
            width=self.width,
            height=self.height,
            ended_at=segment.started_at + self.length,
            size_bytes=self.whole_bytes,
            sha256=None,
            state=SegmentState.CLOSED,
        )


def read_truth(file: BinaryIO) -> Truth | None:
    """None when the file holds no whole fragment, so no footage."""
    fragments, whole = read_fragments(file)
    track = read_track(file)
    if not fragments or track is None:
        return None
    last = fragments[-1]
    length = timedelta(seconds=(last.decode_ticks + last.duration_ticks) / TIMESCALE)
    return Truth(track.codec, track.width, track.height, length, whole, file.seek(0, os.SEEK_END))


def cut_torn_tail(path: Path, segment: Segment) -> Segment | None:
    """The segment as its file is, the torn tail cut off; None when the file is gone or holds no footage."""
    try:
        with path.open("r+b") as file:
            truth = read_truth(file)
            if truth is not None and truth.is_torn:
                file.truncate(truth.whole_bytes)
    except FileNotFoundError:
        return None
    return None if truth is None else truth.told(segment)
