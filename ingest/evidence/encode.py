"""Encodes pictures of an export: edges that match what the camera sends, or whole files that were touched up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from ingest.evidence.reel import Coded, Format
from ingest.nal import annexb, is_parameter_set, nal_type, nal_units, parameter_sets
from kernel.errors import Fault, FaultKind

_BASE = Fraction(1, 1_000_000)
_IDR = {"h264": (5,), "hevc": (19, 20)}
_PROFILES = {66: "baseline", 77: "main", 88: "main", 100: "high"}
_EDGE_CRF = 12
_MOST_IDS = 32


@dataclass(frozen=True, slots=True)
class Quality:
    """x264's own: preset, crf; keyframe_s: from keyframe to keyframe at most."""

    preset: str = "veryfast"
    crf: int = 21
    keyframe_s: float = 2.0


class Encoder:
    """Pictures in, access units out, none of them reordered. One thread.

    `sets` are the parameter sets that its access units need; they are not in the units themselves.
    """

    def __init__(self, codec: str, like: VideoFrame, options: dict[str, str]) -> None:
        self._codec = codec
        self._given: dict[int, Coded] = {}
        self._context = _context("libx264" if codec == "h264" else "libx265", like)
        self._context.options = options
        self._context.open()
        self.sets = parameter_sets(codec, nal_units(bytes(self._context.extradata or b"")))

    def encode(self, picture: VideoFrame, source: Coded) -> Iterator[Coded]:
        """Take the picture, to be shown when and as long as its source is; gives what is ready."""
        picture.pts, picture.time_base = source.at_us, _BASE
        picture.pict_type = 0  # what it was in the source must not force what it becomes
        self._given[source.at_us] = source
        return self._units(picture)

    def finish(self) -> Iterator[Coded]:
        """What is left."""
        return self._units(None)

    def _units(self, picture: VideoFrame | None) -> Iterator[Coded]:
        for packet in self._context.encode(picture):
            assert packet.pts is not None
            units = [unit for unit in nal_units(bytes(packet)) if not is_parameter_set(self._codec, unit)]
            is_idr = any(nal_type(self._codec, unit) in _IDR[self._codec] for unit in units)
            yield replace(self._given.pop(packet.pts), is_idr=is_idr, data=annexb(units))


def edge_encoder(layout: Format, like: VideoFrame) -> Encoder:
    """An encoder whose access units can stand beside the camera's own in one file.

    H.264: of the camera's profile, its parameter sets under an id that the camera does not use, so that both lie in the
    file's header side by side. H.265: its sets go in front of its pictures instead.
    """
    if layout.codec == "hevc":
        return Encoder("hevc", like, {"preset": "fast", "crf": "14", "x265-params": "bframes=0:log-level=none:info=0"})
    profile = _PROFILES.get(layout.sets[0][1], "high")
    parameters = f"bframes=0:scenecut=0:keyint=infinite:sps-id={free_id(layout.sets)}"
    options = {"preset": "fast", "crf": str(_EDGE_CRF), "profile": profile, "x264-params": parameters}
    return Encoder("h264", like, options)


def whole_encoder(like: VideoFrame, quality: Quality, fps: float) -> Encoder:
    """An encoder for a file of its own: H.264, which everything plays."""
    keyint = max(1, round(quality.keyframe_s * fps))
    parameters = f"bframes=0:keyint={keyint}"
    return Encoder("h264", like, {"preset": quality.preset, "crf": str(quality.crf), "x264-params": parameters})


def free_id(sets: Sequence[bytes]) -> int:
    """The smallest id, from 1 on, that no SPS or PPS among `sets` has; x264 gives one id to both of its sets."""
    taken = {_set_id(unit) for unit in sets}
    free = next((number for number in range(1, _MOST_IDS) if number not in taken), None)
    if free is None:
        raise Fault(FaultKind.CORRUPT, "stream: uses every parameter set id there is")
    return free


def _set_id(unit: bytes) -> int:
    """ITU-T H.264 §7.3.2.1.1: an SPS's id stands behind profile, constraints and level; a PPS's comes first."""
    body = unit[4:] if unit[0] & 0x1F == 7 else unit[1:]
    bits = int.from_bytes(body[:8].ljust(8, b"\0"))
    zeros = 64 - bits.bit_length()
    return (bits >> (63 - 2 * zeros)) - 1  # Exp-Golomb, §9.1


def _context(name: str, like: VideoFrame) -> VideoCodecContext:
    context = av.CodecContext.create(name, "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height = like.width, like.height
    context.pix_fmt = like.format.name
    context.time_base = _BASE
    context.framerate = Fraction(25)
    context.color_range = like.color_range
    context.colorspace = like.colorspace
    context.color_primaries = like.color_primaries
    context.color_trc = like.color_trc
    context.thread_count = 1
    context.flags |= av.codec.context.Flags.global_header
    return context
