"""Reading what this package wrote: where the whole fragments of a file lie, and what its head says."""

import struct
from dataclasses import dataclass
from typing import BinaryIO

from ingest.mp4.fragment import SYNC_FLAGS

_HEAD_LIMIT = 8192
_AHEAD_BYTES = 1024
_PICTURES = ((b"avc1", "h264"), (b"hvc1", "hevc"))
_SOUNDS = ((b"mp4a", "aac"), (b"Opus", "opus"))


@dataclass(frozen=True, slots=True)
class Fragment:
    """Where a moof + mdat pair lies in its file, and what pictures it holds. Times in ticks of 1/90000 s."""

    offset: int
    size_bytes: int
    decode_ticks: int
    duration_ticks: int
    samples: int
    is_keyframe: bool

    @property
    def end(self) -> int:
        return self.offset + self.size_bytes


@dataclass(frozen=True, slots=True)
class Track:
    """What a file's head says: of its pictures, and the codec of its sound if it has any."""

    codec: str
    width: int
    height: int
    sound: str | None = None


def read_fragments(file: BinaryIO) -> tuple[list[Fragment], int]:
    """The whole fragments of a file written by this package, and where the last of them ends.

    A torn tail, or anything after it, is left out; a file without a whole head has no fragments and ends at 0.
    """
    size = file.seek(0, 2)
    fragments: list[Fragment] = []
    offset = end = 0
    has_header = False
    while (found := _box_at(file, offset, size)) is not None:
        kind, box_size, head = found
        if kind == b"moof":
            whole = _whole(file, offset, size, head, box_size)
            if whole is None:
                break
            fragments.append(whole)
            offset = end = whole.end
            continue
        if kind not in (b"ftyp", b"moov"):
            break
        offset += box_size
        if kind == b"moov":
            has_header, end = True, offset
    return (fragments, end) if has_header else ([], 0)


def read_track(file: BinaryIO) -> Track | None:
    """What the head of a file written by this package says; None when it is not whole."""
    file.seek(0)
    head = file.read(_HEAD_LIMIT)
    described = head.find(b"stsd")
    sound = next((codec for kind, codec in _SOUNDS if head.find(kind, described) > 0), None)
    for kind, codec in _PICTURES:
        at = head.find(kind, described)
        if at > 0 and at + 32 <= len(head):
            width, height = struct.unpack_from(">HH", head, at + 28)
            return Track(codec, width, height, sound)
    return None


def _box_at(file: BinaryIO, offset: int, size: int) -> tuple[bytes, int, bytes] | None:
    """The box's kind and size, and its first bytes with what follows: mostly a whole `moof`."""
    file.seek(offset)
    head = file.read(_AHEAD_BYTES)
    if len(head) < 8:
        return None
    box_size, kind = struct.unpack_from(">I4s", head)
    return (kind, box_size, head) if 8 <= box_size <= size - offset else None


def _whole(file: BinaryIO, offset: int, size: int, head: bytes, moof_size: int) -> Fragment | None:
    if len(head) < moof_size + 8:
        file.seek(offset)
        head = file.read(moof_size + 8)
    if len(head) < moof_size + 8:
        return None
    mdat_size, kind = struct.unpack_from(">I4s", head, moof_size)
    if kind != b"mdat" or not 8 <= mdat_size <= size - offset - moof_size:
        return None
    return _fragment(offset, moof_size + mdat_size, head[:moof_size])


def _fragment(offset: int, size_bytes: int, moof: bytes) -> Fragment | None:
    """Our own layout only: moof, mfhd, traf, tfhd, tfdt (48), trun (68), then the rows of the pictures (88)."""
    if moof[52:56] != b"tfdt" or moof[72:76] != b"trun":
        return None
    decode_ticks, count = struct.unpack_from(">Q12xI", moof, 60)
    if not 0 < count <= (len(moof) - 88) // 16:
        return None
    rows = struct.unpack_from(f">{4 * count}I", moof, 88)
    return Fragment(offset, size_bytes, decode_ticks, sum(rows[::4]), count, rows[2] == SYNC_FLAGS)
