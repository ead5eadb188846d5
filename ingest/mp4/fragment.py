"""Fragments: `moof` and `mdat` with the samples of one or both tracks. Pure."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.mp4.box import box, full_box
from ingest.nal import is_delimiter, is_parameter_set, nal_spans

# ISO/IEC 14496-12 §8.8.3.1: depends on no other; depends on others and is no sync sample.
SYNC_FLAGS, OTHER_FLAGS = 0x0200_0000, 0x0101_0000
_TRUN_FIELDS = 0x000F01  # data offset; per sample: duration, size, flags, composition offset


@dataclass(frozen=True, slots=True)
class Sample:
    """One access unit in its file form. In its track's ticks; offset_ticks: presentation minus decoding, may be < 0."""

    duration_ticks: int
    offset_ticks: int
    is_keyframe: bool
    data: bytes


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive samples of a track, the first decoded at `decode_ticks`."""

    track: int
    decode_ticks: int
    samples: Sequence[Sample]


def fragment(sequence: int, *runs: Run) -> bytes:
    """The samples of `runs`, one after the other; where there are pictures their run comes first.

    sequence: counts the fragments of a file or a stream from 1.
    """
    samples = [sample.data for run in runs for sample in run.samples]
    head = full_box(b"mfhd", 0, 0, struct.pack(">I", sequence & 0xFFFF_FFFF))
    offset = 8 + len(head) + sum(_TRAF_BYTES + 16 * len(run.samples) for run in runs) + 8
    tracks = []
    for run in runs:
        tracks.append(_traf(run, offset))
        offset += sum(len(sample.data) for sample in run.samples)
    return b"".join((box(b"moof", head, *tracks), struct.pack(">I4s", 8 + sum(map(len, samples)), b"mdat"), *samples))


_TRAF_BYTES = 8 + 16 + 20 + 20


def _traf(run: Run, data_offset: int) -> bytes:
    rows = b"".join(
        struct.pack(
            ">IIIi",
            sample.duration_ticks,
            len(sample.data),
            SYNC_FLAGS if sample.is_keyframe else OTHER_FLAGS,
            sample.offset_ticks,
        )
        for sample in run.samples
    )
    return box(
        b"traf",
        full_box(b"tfhd", 0, 0x020000, struct.pack(">I", run.track)),
        full_box(b"tfdt", 1, 0, struct.pack(">Q", run.decode_ticks)),
        full_box(b"trun", 1, _TRUN_FIELDS, struct.pack(">Ii", len(run.samples), data_offset), rows),
    )


def sample_data(codec: str, sets: Sequence[bytes], annexb: bytes, starts: Sequence[int] = ()) -> bytes:
    """An Annex B access unit as a sample: lengths for start codes, without delimiters and what the head says already.

    sets: the parameter sets in the head. starts: as in `ingest.packet.Unit`.
    """
    view, table = memoryview(annexb), _LEFT_OUT[codec]
    parts: list[bytes | memoryview] = []
    for start, end in nal_spans(annexb, starts):
        reason = table[annexb[start]]
        if reason and (reason == _ALWAYS or annexb[start:end] in sets):
            continue
        parts.append(_LENGTH.pack(end - start))
        parts.append(view[start:end])
    return b"".join(parts)


def _left_out(codec: str) -> bytes:
    firsts = [bytes((first,)) for first in range(256)]
    return bytes(
        _ALWAYS if is_delimiter(codec, first) else _KNOWN if is_parameter_set(codec, first) else 0 for first in firsts
    )


_LENGTH = struct.Struct(">I")
_ALWAYS, _KNOWN = 1, 2  # left out; left out if it stands in the head
_LEFT_OUT = {codec: _left_out(codec) for codec in ("h264", "hevc")}  # by a unit's first byte
