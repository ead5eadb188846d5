"""Which bytes of which files show a stretch of time. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.mp4.box import TIMESCALE
from ingest.mp4.file import Fragment
from ingest.record.segment import Segment

PIECE_S = 4.0


@dataclass(frozen=True, slots=True)
class File:
    """A recorded file and what is whole in it, in order."""

    segment: Segment
    fragments: Sequence[Fragment]

    @property
    def init_bytes(self) -> int:
        """How long the init segment is, which stands in front of the first fragment."""
        return self.fragments[0].offset if self.fragments else 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive fragments of one file, the first beginning with a keyframe; played as one."""

    file: File
    offset: int
    size_bytes: int
    starts_at: datetime
    duration_s: float

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(seconds=self.duration_s)


def pieces(files: Sequence[File], start: datetime, end: datetime, piece_s: float = PIECE_S) -> list[Piece]:
    """The pieces that show any of [start, end), in order of time.

    A piece ends at the first keyframe after `piece_s`, or with its file: whatever the range, a file is always cut at
    the same places.
    """
    return [
        piece
        for file in files
        for piece in _cut(file, round(piece_s * TIMESCALE))
        if piece.starts_at < end and piece.ends_at > start
    ]


def _cut(file: File, piece_ticks: int) -> Iterator[Piece]:
    begun: Fragment | None = None
    last: Fragment | None = None
    for fragment in file.fragments:
        if begun is None or last is None:
            begun = last = fragment if fragment.is_keyframe else None
            continue
        if fragment.is_keyframe and fragment.decode_ticks - begun.decode_ticks >= piece_ticks:
            yield _piece(file, begun, last, fragment.decode_ticks)
            begun = fragment
        last = fragment
    if begun is not None and last is not None:
        yield _piece(file, begun, last, last.decode_ticks + last.duration_ticks)


def _piece(file: File, first: Fragment, last: Fragment, end_ticks: int) -> Piece:
    origin = file.fragments[0].decode_ticks
    return Piece(
        file,
        first.offset,
        last.end - first.offset,
        file.segment.started_at + timedelta(seconds=(first.decode_ticks - origin) / TIMESCALE),
        (end_ticks - first.decode_ticks) / TIMESCALE,
    )
