"""One file's access units, cut into RTP payloads once and shared by all mounts that play it."""

import base64
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from ingest.nal import nal_units, parameter_sets
from kernel.errors import invalid, not_found

TICKS_PER_S = 90_000  # the RTP clock of video, RFC 6184 §8.2.1
_PAYLOAD_BYTES = 1400
_TO_ANNEXB = {"h264": "h264_mp4toannexb", "hevc": "hevc_mp4toannexb"}


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """One frame, ready to be sent. Times in ticks from the clip's start: when to send, and when it is to be seen."""

    due_ticks: int
    shown_ticks: int
    is_keyframe: bool
    payloads: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Clip:
    """A looped clip. `units` are in the order of sending, the first is a keyframe; `length_ticks` is one loop."""

    name: str
    codec: str
    units: tuple[AccessUnit, ...]
    length_ticks: int
    parameter_sets: tuple[bytes, ...]
    fps: float

    def due(self, place: int) -> int:
        """When the unit `place` is due, in ticks; places count on over the loops: `place // len(units)` is the loop."""
        loop, index = divmod(place, len(self.units))
        return loop * self.length_ticks + self.units[index].due_ticks

    def unit(self, place: int) -> AccessUnit:
        """The unit at `place`."""
        return self.units[place % len(self.units)]

    def place_at(self, ticks: int) -> int:
        """The first place that is due at `ticks` or later."""
        loop, position = divmod(ticks, self.length_ticks)
        return loop * len(self.units) + bisect_left(self.units, position, key=lambda unit: unit.due_ticks)

    def keyframe_from(self, place: int) -> int:
        """The first place from `place` on that is a keyframe."""
        while not self.unit(place).is_keyframe:
            place += 1
        return place

    def sdp(self) -> str:
        """The session description (RFC 8866; formats by RFC 6184 §8.2.1 and RFC 7798 §7.2.1)."""
        sets = [base64.b64encode(unit).decode() for unit in self.parameter_sets]
        if self.codec == "hevc":
            name, fmtp = "H265", f"sprop-vps={sets[0]};sprop-sps={sets[1]};sprop-pps={sets[2]}"
        else:
            profile = self.parameter_sets[0][1:4].hex()
            name, fmtp = (
                "H264",
                f"packetization-mode=1;profile-level-id={profile};sprop-parameter-sets={','.join(sets)}",
            )
        lines = (
            "v=0",
            "o=- 1 1 IN IP4 127.0.0.1",
            f"s={self.name}",
            "c=IN IP4 0.0.0.0",
            "t=0 0",
            "a=control:*",
            "m=video 0 RTP/AVP 96",
            f"a=rtpmap:96 {name}/{TICKS_PER_S}",
            f"a=fmtp:96 {fmtp}",
            f"a=framerate:{self.fps:g}",
            "a=control:track0",
        )
        return "\r\n".join(lines) + "\r\n"


def read_clip(path: Path) -> Clip:
    """The clip in the video file `path` (H.264 or H.265).

    Raises a not-found fault when there is no such file and an invalid one that says why it cannot be played.
    """
    if not path.is_file():
        raise not_found("clip", path.name)
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise invalid(f"clip {path.name}: there is no video in it")
            stream = container.streams.video[0]
            codec = stream.codec_context.name
            if codec not in _TO_ANNEXB:
                raise invalid(f"clip {path.name}: {codec} cannot be played; encode it as H.264 or H.265")
            return _clip(path.stem, codec, _packets(container, stream, codec), stream)
    except av.FFmpegError as error:
        raise invalid(f"clip {path.name}: not a video file that can be read ({error.strerror})") from error


def _packets(container: InputContainer, stream: VideoStream, codec: str) -> "list[Packet[VideoStream]]":
    to_annexb = BitStreamFilterContext(_TO_ANNEXB[codec], stream)
    found: list[Packet[VideoStream]] = []
    for packet in container.demux(stream):
        found += to_annexb.filter(packet if packet.size else None)
    return [packet for packet in found if packet.dts is not None]


def _clip(name: str, codec: str, packets: "Sequence[Packet[VideoStream]]", stream: VideoStream) -> Clip:
    first_key = next((i for i, packet in enumerate(packets) if packet.is_keyframe), None)
    if first_key is None:
        raise invalid(f"clip {name}: there is no keyframe in it")
    packets = packets[first_key:]
    base, seconds = packets[0].dts or 0, Fraction(stream.time_base or 1)
    sets: tuple[bytes, ...] = ()
    units: list[AccessUnit] = []
    for packet in packets:
        nals = nal_units(bytes(packet))
        if packet.is_keyframe:
            found = parameter_sets(codec, nals)
            sets, nals = (sets or found), (nals if found else [*sets, *nals])
        due, shown = ((at - base) * seconds * TICKS_PER_S for at in (packet.dts or 0, packet.pts or packet.dts or 0))
        units.append(AccessUnit(round(due), round(shown), packet.is_keyframe, tuple(payloads(codec, nals))))
    if len(sets) != (3 if codec == "hevc" else 2):
        raise invalid(f"clip {name}: its parameter sets are missing; encode it anew")
    last = packets[-1]
    step = (last.duration or 0) or ((last.dts or 0) - base) / max(1, len(packets) - 1)
    length = round(((last.dts or 0) - base + Fraction(step)) * seconds * TICKS_PER_S)
    if length <= units[-1].due_ticks:
        raise invalid(f"clip {name}: a single frame without a duration cannot be looped")
    return Clip(name, codec, tuple(units), length, sets, fps=len(units) * TICKS_PER_S / length)


def payloads(codec: str, nals: Sequence[bytes]) -> Iterator[bytes]:
    """RTP payloads: single NAL units, or fragmentation units for what is too long (RFC 6184 §5.8, RFC 7798 §4.4.3)."""
    for nal in nals:
        if len(nal) <= _PAYLOAD_BYTES:
            yield nal
            continue
        if codec == "hevc":
            indicator, kind, body = bytes(((nal[0] & 0x81) | (49 << 1), nal[1])), (nal[0] >> 1) & 0x3F, nal[2:]
        else:
            indicator, kind, body = bytes(((nal[0] & 0xE0) | 28,)), nal[0] & 0x1F, nal[1:]
        for start in range(0, len(body), _PAYLOAD_BYTES):
            is_last = start + _PAYLOAD_BYTES >= len(body)
            header = (0x80 if start == 0 else 0) | (0x40 if is_last else 0) | kind
            yield indicator + bytes((header,)) + body[start : start + _PAYLOAD_BYTES]
