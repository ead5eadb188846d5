"""Fragmented MP4 (ISO/IEC 14496-12 §8.8) for one video track: a head made by PyAV, fragments of one frame by hand.

By hand because FFmpeg's muxer holds each frame back until the next one comes.
"""

import io
import struct
from dataclasses import dataclass

import av

from ingest.nal import annexb, is_delimiter, is_parameter_set, nal_units, parameter_sets
from kernel.errors import Fault, FaultKind

TICKS_PER_S = 90_000
_NEEDED_SETS = {"h264": 2, "hevc": 3}
# Sample flags, ISO/IEC 14496-12 §8.8.3.1: depends on nobody; depends on others and is no sync sample.
_SYNC_SAMPLE, _OTHER_SAMPLE = 0x02000000, 0x01010000


@dataclass(frozen=True, slots=True)
class Sample:
    """One frame in its place, in ticks: when to decode, how much later to show, how long."""

    decode_ticks: int
    offset_ticks: int
    duration_ticks: int
    is_keyframe: bool
    data: bytes


def init_segment(codec: str, keyframe: bytes) -> bytes:
    """`ftyp` and `moov` for the stream that `keyframe` (Annex B with its parameter sets) belongs to.

    Raises a corrupt fault when the parameter sets are missing or cannot be read.
    """
    sets = parameter_sets(codec, nal_units(keyframe)) if codec in _NEEDED_SETS else ()
    if len(sets) != _NEEDED_SETS.get(codec):
        raise Fault(FaultKind.CORRUPT, f"a {codec} stream without the parameter sets a player needs")
    sink = io.BytesIO()
    options = {"movflags": "empty_moov+default_base_moof", "video_track_timescale": str(TICKS_PER_S)}
    try:
        with av.open(io.BytesIO(keyframe), format=codec, options={"probesize": "32"}) as source:
            out = av.open(sink, "w", format="mp4", options=options)
            stream = out.add_stream_from_template(source.streams.video[0])
            stream.codec_context.codec_tag = "hvc1" if codec == "hevc" else "avc1"
            out.start_encoding()
            # Taken before the file is closed: closing adds an index of fragments that are not in it.
            return sink.getvalue()
    except (av.FFmpegError, IndexError) as error:
        raise Fault(FaultKind.CORRUPT, f"a {codec} stream whose parameter sets cannot be read: {error}") from error


def mime(init: bytes) -> str:
    """The media type with the codec's parameters (RFC 6381 §3.3; ISO/IEC 14496-15 annex E) of an init segment."""
    at = init.find(b"avcC")
    if at >= 0:
        return f'video/mp4; codecs="avc1.{init[at + 5 : at + 8].hex()}"'
    at = init.find(b"hvcC")
    if at < 0:
        raise Fault(FaultKind.CORRUPT, "an init segment without a video codec")
    record = init[at + 4 :]
    space, tier, profile = ("", "A", "B", "C")[record[1] >> 6], "LH"[record[1] >> 5 & 1], record[1] & 31
    compatibility = int(f"{int.from_bytes(record[2:6], 'big'):032b}"[::-1], 2)
    constraints = "".join(f".{byte:X}" for byte in record[6:12].rstrip(b"\0"))
    return f'video/mp4; codecs="hvc1.{space}{profile}.{compatibility:X}.{tier}{record[12]}{constraints}"'


def sample_data(codec: str, data: bytes) -> bytes:
    """The access unit as a sample: lengths instead of start codes, without what the head already says."""
    units = (u for u in nal_units(data) if not is_parameter_set(codec, u) and not is_delimiter(codec, u))
    return b"".join(struct.pack(">I", len(unit)) + unit for unit in units)


def fragment(sequence: int, sample: Sample) -> bytes:
    """`moof` and `mdat` of one sample; `sequence` counts the fragments from 1."""
    flags = _SYNC_SAMPLE if sample.is_keyframe else _OTHER_SAMPLE
    mfhd = struct.pack(">I4sII", 16, b"mfhd", 0, sequence & 0xFFFFFFFF)
    tfhd = struct.pack(">I4sII", 16, b"tfhd", 0x020000, 1)
    tfdt = struct.pack(">I4sIQ", 20, b"tfdt", 0x01000000, sample.decode_ticks)
    traf_size = 8 + len(tfhd) + len(tfdt) + 36
    moof_size = 8 + len(mfhd) + traf_size
    trun = struct.pack(
        ">I4sIIiIIIi",
        36,
        b"trun",
        0x01000F01,
        1,
        moof_size + 8,
        sample.duration_ticks,
        len(sample.data),
        flags,
        sample.offset_ticks,
    )
    moof = struct.pack(">I4s", moof_size, b"moof") + mfhd + struct.pack(">I4s", traf_size, b"traf") + tfhd + tfdt + trun
    return moof + struct.pack(">I4s", 8 + len(sample.data), b"mdat") + sample.data


def head_key(codec: str, keyframe: bytes) -> bytes:
    """What a stream's head depends on: its parameter sets."""
    return annexb(parameter_sets(codec, nal_units(keyframe)))
