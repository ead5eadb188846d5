"""The head of a file or a live stream: `ftyp` and `moov` for one video track and maybe a sound track. Pure."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.mp4 import avc_sps, hevc_record
from ingest.mp4.box import AUDIO, TIMESCALE, VIDEO, box, full_box
from ingest.packet import AudioInfo
from kernel.errors import Fault, FaultKind

_NEEDED_SETS = {"h264": 2, "hevc": 3}
_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_LANGUAGE = 0x55C4  # "und"
_OPUS_HZ = 48_000  # RFC 7845 §5.1: whatever was recorded


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """What the head says of the pictures. sets: as `ingest.nal.parameter_sets` gives them."""

    codec: str
    sets: tuple[bytes, ...]
    width: int
    height: int


def video_track(codec: str, sets: Sequence[bytes]) -> VideoTrack:
    """The track that parameter sets describe.

    sets: as `ingest.nal.parameter_sets` gives them. Raises a corrupt fault when some are missing or cannot be read.
    """
    if len(sets) != _NEEDED_SETS.get(codec):
        raise Fault(FaultKind.CORRUPT, f"a {codec} keyframe came without the parameter sets that a player needs")
    try:
        size = avc_sps.picture_size(sets[0]) if codec == "h264" else hevc_record.picture_size(sets)
    except ValueError as error:
        raise Fault(FaultKind.CORRUPT, f"{codec} parameter sets that cannot be read: {error}") from error
    return VideoTrack(codec, tuple(sets), *size)


def audio_timescale(audio: AudioInfo) -> int:
    """Ticks per second of the sound track."""
    return _OPUS_HZ if audio.codec == "opus" else audio.sample_rate_hz


def init_segment(video: VideoTrack, audio: AudioInfo | None = None) -> bytes:
    """`ftyp` and `moov`."""
    tracks = [_video_trak(video), *([_audio_trak(audio)] if audio else [])]
    movie = full_box(
        b"mvhd", 0, 0, struct.pack(">IIIIIH10x", 0, 0, TIMESCALE, 0, 0x10000, 0x100), _MATRIX, bytes(24),
        struct.pack(">I", len(tracks) + 1),
    )  # fmt: skip
    extends = [full_box(b"trex", 0, 0, struct.pack(">5I", 1 + at, 1, 0, 0, 0)) for at in range(len(tracks))]
    brands = b"iso6" + struct.pack(">I", 1) + b"iso6" + b"cmfc" + b"mp41"
    return box(b"ftyp", brands) + box(b"moov", movie, *tracks, box(b"mvex", *extends))


def mime(video: VideoTrack, audio: AudioInfo | None = None) -> str:
    """The media type with the codecs' parameters (RFC 6381 §3.3; ISO/IEC 14496-15 annex E)."""
    codecs = [_avc_name(video) if video.codec == "h264" else _hevc_name(video)]
    if audio is not None:
        codecs.append("opus" if audio.codec == "opus" else f"mp4a.40.{_aac_object(audio.extradata)}")
    return f'video/mp4; codecs="{",".join(codecs)}"'


def _avc_name(video: VideoTrack) -> str:
    return f"avc1.{video.sets[0][1:4].hex()}"


def _hevc_name(video: VideoTrack) -> str:
    record = hevc_record.decoder_record(video.sets)
    space, tier, profile = ("", "A", "B", "C")[record[1] >> 6], "LH"[record[1] >> 5 & 1], record[1] & 31
    compatibility = int(f"{int.from_bytes(record[2:6], 'big'):032b}"[::-1], 2)
    constraints = "".join(f".{byte:X}" for byte in record[6:12].rstrip(b"\0"))
    return f"hvc1.{space}{profile}.{compatibility:X}.{tier}{record[12]}{constraints}"


def _aac_object(config: bytes) -> int:
    kind = config[0] >> 3
    return kind if kind != 31 else 32 + ((config[0] & 7) << 3 | config[1] >> 5)


def _video_trak(video: VideoTrack) -> bytes:
    entry = _avc_entry(video) if video.codec == "h264" else _hevc_entry(video)
    media = _media(TIMESCALE, b"vide", full_box(b"vmhd", 0, 1, bytes(8)), entry)
    return _trak(VIDEO, 0, (video.width, video.height), media)


def _audio_trak(audio: AudioInfo) -> bytes:
    entry = _opus_entry(audio) if audio.codec == "opus" else _aac_entry(audio)
    media = _media(audio_timescale(audio), b"soun", full_box(b"smhd", 0, 0, bytes(4)), entry)
    return _trak(AUDIO, 0x100, (0, 0), media)


def _trak(number: int, volume: int, size: tuple[int, int], media: bytes) -> bytes:
    header = struct.pack(">IIIII8xHHHH", 0, 0, number, 0, 0, 0, 0, volume, 0) + _MATRIX
    return box(b"trak", full_box(b"tkhd", 0, 3, header, struct.pack(">II", size[0] << 16, size[1] << 16)), media)


def _media(timescale: int, handler: bytes, kind_header: bytes, entry: bytes) -> bytes:
    empty = b"".join(full_box(kind, 0, 0, struct.pack(">I", 0)) for kind in (b"stts", b"stsc", b"stco"))
    described = full_box(b"stsd", 0, 0, struct.pack(">I", 1), entry)
    table = box(b"stbl", described, empty, full_box(b"stsz", 0, 0, bytes(8)))
    source = box(b"dinf", full_box(b"dref", 0, 0, struct.pack(">I", 1), full_box(b"url ", 0, 1)))
    return box(
        b"mdia",
        full_box(b"mdhd", 0, 0, struct.pack(">IIIIHH", 0, 0, timescale, 0, _LANGUAGE, 0)),
        full_box(b"hdlr", 0, 0, struct.pack(">I4s12x", 0, handler), b"video\0" if handler == b"vide" else b"sound\0"),
        box(b"minf", kind_header, source, table),
    )


def _avc_entry(video: VideoTrack) -> bytes:
    sps, pps = _only(video.sets, 7), _only(video.sets, 8)
    record = struct.pack(">B3sBBH", 1, sps[1:4], 0xFF, 0xE1, len(sps)) + sps + struct.pack(">BH", 1, len(pps)) + pps
    return _visual_entry(b"avc1", video, box(b"avcC", record))


def _only(sets: Sequence[bytes], kind: int) -> bytes:
    return next(unit for unit in sets if unit[0] & 0x1F == kind)


def _hevc_entry(video: VideoTrack) -> bytes:
    return _visual_entry(b"hvc1", video, box(b"hvcC", hevc_record.decoder_record(video.sets)))


def _visual_entry(kind: bytes, video: VideoTrack, record: bytes) -> bytes:
    size = video.width, video.height
    fields = struct.pack(">6xH16xHHIIIH32xHh", 1, *size, 0x480000, 0x480000, 0, 1, 24, -1)
    return box(kind, fields, record)


def _aac_entry(audio: AudioInfo) -> bytes:
    """`mp4a` with its `esds` (ISO/IEC 14496-1 §7.2.6, 14496-14 §5.6)."""
    config = _descriptor(5, audio.extradata)
    decoder = _descriptor(4, struct.pack(">BB3xII", 0x40, 0x15, 0, 0), config)
    stream = _descriptor(3, struct.pack(">HB", AUDIO, 0), decoder, _descriptor(6, b"\2"))
    return _sound_entry(b"mp4a", audio, full_box(b"esds", 0, 0, stream))


def _descriptor(tag: int, *content: bytes) -> bytes:
    body = b"".join(content)
    size = len(body)
    return bytes((tag, 0x80 | size >> 21 & 127, 0x80 | size >> 14 & 127, 0x80 | size >> 7 & 127, size & 127)) + body


def _opus_entry(audio: AudioInfo) -> bytes:
    """`Opus` with its `dOps`: OpusHead (RFC 7845 §5.1) without its magic, in network order."""
    head = audio.extradata.removeprefix(b"OpusHead")
    channels, skip, rate_hz, gain, family = struct.unpack_from("<BHIhB", head, 1)
    record = struct.pack(">BBHIhB", 0, channels, skip, rate_hz, gain, family) + head[11:]
    return _sound_entry(b"Opus", audio, box(b"dOps", record))


def _sound_entry(kind: bytes, audio: AudioInfo, record: bytes) -> bytes:
    rate = min(audio_timescale(audio), 0xFFFF) << 16
    return box(kind, struct.pack(">6xH8xHHHHI", 1, audio.channels, 16, 0, 0, rate), record)
