"""The boxes of a fragmented MP4 file (ISO/IEC 14496-12, -15), written and read. Pure."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from ingest.nal import is_delimiter, nal_units
from ingest.record.hevc_record import decoder_record as hevc_record

TIMESCALE = 90_000
TRACK = 1
_KEYFRAME_FLAGS = 0x0200_0000  # depends on no other
_OTHER_FLAGS = 0x0101_0000  # depends on others, is no sync sample
_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_TRUN_FIELDS = 0x000F01  # data offset; per sample: duration, size, flags, composition offset


@dataclass(frozen=True, slots=True)
class Sample:
    """One access unit in a file. Times in ticks of 1/90000 s; offset_ticks: presentation minus decoding, may be < 0."""

    duration_ticks: int
    offset_ticks: int
    is_keyframe: bool
    data: bytes


@dataclass(frozen=True, slots=True)
class Fragment:
    """Where a moof + mdat pair lies in its file, and what it holds. Times in ticks of 1/90000 s."""

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
    """What a file's header says of its video track."""

    codec: str
    width: int
    height: int


def init_segment(codec: str, sets: Sequence[bytes], width: int, height: int) -> bytes:
    """ftyp + moov of a file with one video track; sets: as `ingest.nal.parameter_sets` gives them."""
    entry = _avc_entry(sets, width, height) if codec == "h264" else _hevc_entry(sets, width, height)
    empty = b"".join(_full(kind, 0, 0, struct.pack(">I", 0)) for kind in (b"stts", b"stsc", b"stco"))
    table = _box(b"stbl", _full(b"stsd", 0, 0, struct.pack(">I", 1), entry), empty, _full(b"stsz", 0, 0, bytes(8)))
    source = _box(b"dinf", _full(b"dref", 0, 0, struct.pack(">I", 1), _full(b"url ", 0, 1)))
    media = _box(
        b"mdia",
        _full(b"mdhd", 0, 0, struct.pack(">IIIIHH", 0, 0, TIMESCALE, 0, 0x55C4, 0)),
        _full(b"hdlr", 0, 0, struct.pack(">I4s12x", 0, b"vide"), b"video\0"),
        _box(b"minf", _full(b"vmhd", 0, 1, bytes(8)), source, table),
    )
    header = struct.pack(">IIIII8xHHHH", 0, 0, TRACK, 0, 0, 0, 0, 0, 0) + _MATRIX
    track = _box(b"trak", _full(b"tkhd", 0, 3, header, struct.pack(">II", width << 16, height << 16)), media)
    movie = _full(
        b"mvhd", 0, 0, struct.pack(">IIIIIH10x", 0, 0, TIMESCALE, 0, 0x10000, 0x100), _MATRIX, bytes(24),
        struct.pack(">I", TRACK + 1),
    )  # fmt: skip
    extends = _box(b"mvex", _full(b"trex", 0, 0, struct.pack(">5I", TRACK, 1, 0, 0, 0)))
    brands = b"iso6" + struct.pack(">I", 1) + b"iso6" + b"cmfc" + b"mp41"
    return _box(b"ftyp", brands) + _box(b"moov", movie, track, extends)


def fragment(sequence: int, decode_ticks: int, samples: Sequence[Sample]) -> bytes:
    """A moof + mdat pair that starts at `decode_ticks`."""
    rows = b"".join(
        struct.pack(
            ">IIIi",
            sample.duration_ticks,
            len(sample.data),
            _KEYFRAME_FLAGS if sample.is_keyframe else _OTHER_FLAGS,
            sample.offset_ticks,
        )
        for sample in samples
    )
    head = _full(b"mfhd", 0, 0, struct.pack(">I", sequence))
    track = _full(b"tfhd", 0, 0x020000, struct.pack(">I", TRACK)) + _full(
        b"tfdt", 1, 0, struct.pack(">Q", decode_ticks)
    )
    moof_size = 8 + len(head) + 8 + len(track) + 20 + len(rows)
    run = _full(b"trun", 1, _TRUN_FIELDS, struct.pack(">Ii", len(samples), moof_size + 8), rows)
    moof = _box(b"moof", head, _box(b"traf", track, run))
    return moof + _box(b"mdat", *(sample.data for sample in samples))


def sample_data(codec: str, sets: Sequence[bytes], annexb: bytes) -> bytes:
    """An Annex B access unit as a file wants it: lengths for start codes, without what stands in the header already."""
    known = frozenset(sets)
    return b"".join(
        struct.pack(">I", len(unit)) + unit
        for unit in nal_units(annexb)
        if unit not in known and not is_delimiter(codec, unit)
    )


def read_fragments(file: BinaryIO) -> tuple[list[Fragment], int]:
    """The whole fragments of a file written by this module, and where the last of them ends.

    A torn tail, or anything after it, is left out; a file without a whole header has no fragments and ends at 0.
    """
    size = file.seek(0, 2)
    fragments: list[Fragment] = []
    offset = end = 0
    moof: tuple[int, bytes] | None = None
    has_header = False
    while (box := _box_at(file, offset, size)) is not None:
        kind, box_size = box
        if kind == b"moov":
            has_header, end = True, offset + box_size
        elif kind == b"moof":
            file.seek(offset)
            moof = (offset, file.read(box_size))
        elif kind == b"mdat" and moof is not None:
            whole = _fragment(moof[0], offset + box_size - moof[0], moof[1])
            if whole is None:
                break
            fragments.append(whole)
            end, moof = whole.end, None
        elif kind != b"ftyp":
            break
        offset += box_size
    return (fragments, end) if has_header else ([], 0)


def read_track(file: BinaryIO) -> Track | None:
    """The video track of a file written by this module; None when its header is not whole."""
    file.seek(0)
    head = file.read(4096)
    for kind, codec in ((b"avc1", "h264"), (b"hvc1", "hevc")):
        at = head.find(kind, head.find(b"stsd"))
        if at > 0 and at + 32 <= len(head):
            width, height = struct.unpack_from(">HH", head, at + 28)
            return Track(codec, width, height)
    return None


def _box_at(file: BinaryIO, offset: int, size: int) -> tuple[bytes, int] | None:
    file.seek(offset)
    head = file.read(8)
    if len(head) < 8:
        return None
    box_size, kind = struct.unpack(">I4s", head)
    return (kind, box_size) if 8 <= box_size <= size - offset else None


def _fragment(offset: int, size_bytes: int, moof: bytes) -> Fragment | None:
    """Our own layout only: moof, mfhd, traf, tfhd, tfdt (48), trun (68), then the rows of the samples (88)."""
    if moof[52:56] != b"tfdt" or moof[72:76] != b"trun":
        return None
    (decode_ticks,) = struct.unpack_from(">Q", moof, 60)
    rows = list(struct.iter_unpack(">IIIi", moof[88 : 88 + (len(moof) - 88) // 16 * 16]))
    if not rows:
        return None
    duration_ticks = sum(row[0] for row in rows)
    return Fragment(offset, size_bytes, decode_ticks, duration_ticks, len(rows), rows[0][2] == _KEYFRAME_FLAGS)


def _avc_entry(sets: Sequence[bytes], width: int, height: int) -> bytes:
    sps = next(unit for unit in sets if unit[0] & 0x1F == 7)
    pps = next(unit for unit in sets if unit[0] & 0x1F == 8)
    record = struct.pack(">B3sBBH", 1, sps[1:4], 0xFF, 0xE1, len(sps)) + sps + struct.pack(">BH", 1, len(pps)) + pps
    return _visual_entry(b"avc1", width, height, _box(b"avcC", record))


def _hevc_entry(sets: Sequence[bytes], width: int, height: int) -> bytes:
    return _visual_entry(b"hvc1", width, height, _box(b"hvcC", hevc_record(sets)))


def _visual_entry(kind: bytes, width: int, height: int, record: bytes) -> bytes:
    fields = struct.pack(">6xH16xHHIIIH32xHh", 1, width, height, 0x480000, 0x480000, 0, 1, 24, -1)
    return _box(kind, fields, record)


def _box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _full(kind: bytes, version: int, flags: int, *content: bytes) -> bytes:
    return _box(kind, struct.pack(">I", version << 24 | flags), *content)
