"""The samples of files that this package wrote: when each is shown, and where its bytes lie."""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.mp4.file import Fragment, Track
from ingest.mp4.fragment import SYNC_FLAGS
from ingest.mp4.head import VideoTrack
from kernel.errors import Fault, FaultKind

_HEAD_LIMIT = 8192
_ROWS_AT = 88  # see ingest.mp4.file: the layout of a fragment's head


@dataclass(frozen=True, slots=True)
class StoredSample:
    """One picture in a file. Times in ticks of 1/90000 s from the start of the file's track."""

    decode_ticks: int
    offset_ticks: int
    duration_ticks: int
    is_keyframe: bool
    offset: int
    size_bytes: int

    @property
    def shown_ticks(self) -> int:
        return self.decode_ticks + self.offset_ticks


def stored_samples(handle: int, fragment: Fragment) -> list[StoredSample]:
    """The pictures of one fragment, in order of decoding. handle: of the open file."""
    rows_bytes = 16 * fragment.samples
    moof = os.pread(handle, _ROWS_AT + rows_bytes, fragment.offset)
    if len(moof) < _ROWS_AT + rows_bytes:
        return []
    (data_offset,) = struct.unpack_from(">i", moof, _ROWS_AT - 4)
    at, ticks, found = fragment.offset + data_offset, fragment.decode_ticks, []
    for duration, size, flags, offset in struct.iter_unpack(">IIIi", moof[_ROWS_AT : _ROWS_AT + rows_bytes]):
        found.append(StoredSample(ticks, offset, duration, flags == SYNC_FLAGS, at, size))
        at, ticks = at + size, ticks + duration
    return found


def stored_video(handle: int, track: Track) -> VideoTrack:
    """The pictures' track of a file, with its parameter sets, as its head has them; raises a corrupt fault."""
    head = os.pread(handle, _HEAD_LIMIT, 0)
    kind = b"avcC" if track.codec == "h264" else b"hvcC"
    at = head.find(kind)
    try:
        if at < 0:
            raise ValueError(f"no {kind.decode()}")
        record = head[at + 4 :]
        sets = tuple(_avc_sets(record) if track.codec == "h264" else _hevc_sets(record))
    except (ValueError, IndexError, struct.error) as error:
        raise Fault(FaultKind.CORRUPT, f"a recorded file whose head cannot be read: {error}") from error
    return VideoTrack(track.codec, sets, track.width, track.height)


def _avc_sets(record: bytes) -> Iterator[bytes]:
    """ISO/IEC 14496-15 §5.3.3.1.2."""
    at = 5
    for mask in (0x1F, 0xFF):
        count, at = record[at] & mask, at + 1
        for _ in range(count):
            unit, at = _unit(record, at)
            yield unit


def _hevc_sets(record: bytes) -> Iterator[bytes]:
    """ISO/IEC 14496-15 §8.3.3.1.2."""
    arrays, at = record[22], 23
    for _ in range(arrays):
        (count,) = struct.unpack_from(">H", record, at + 1)
        at += 3
        for _ in range(count):
            unit, at = _unit(record, at)
            yield unit


def _unit(record: bytes, at: int) -> tuple[bytes, int]:
    (size,) = struct.unpack_from(">H", record, at)
    unit = record[at + 2 : at + 2 + size]
    if len(unit) < size:
        raise ValueError("a parameter set is cut off")
    return unit, at + 2 + size
