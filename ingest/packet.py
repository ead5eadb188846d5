"""Compressed pictures as they travel through the house, and their form on the wire."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import msgpack

from kernel.errors import Fault, FaultKind
from kernel.ids import CameraId

StreamName = Literal["main", "sub", "audio"]
TrackName = Literal["video", "audio"]

_WIRE_VERSION = 2


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """What a sound track carries: codec is `aac` or `opus`; extradata is its AudioSpecificConfig or OpusHead."""

    codec: str
    sample_rate_hz: int
    channels: int
    extradata: bytes


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """What a stream carries: codec is `h264` or `hevc`; extradata are its parameter sets as Annex B, maybe empty.

    audio: the sound that comes with the pictures, where it was asked for.
    """

    codec: str
    width: int
    height: int
    extradata: bytes
    audio: AudioInfo | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """One access unit as a source hands it over, before it has a place in time.

    pts_us, dts_us: the stream's own clock in microseconds, None where the source does not know it (yet).
    dts_us is given only where the source truly knows it: what FFmpeg derives for RTSP is wrong at first.
    data: Annex B, with the parameter sets in front where it is a keyframe; of sound, one raw frame. duration_us: 0 when
    unknown. sent_at_us: UTC by the sender's own clock (RTCP sender reports), None where it does not tell.
    starts: where in `data` the four-byte start codes stand, where the source knows; empty: to be looked for.
    age_us: how long before it was handed over it came, where the source had to look at it first.
    """

    pts_us: int | None
    dts_us: int | None
    duration_us: int
    is_keyframe: bool
    data: bytes
    track: TrackName = "video"
    sent_at_us: int | None = None
    starts: tuple[int, ...] = ()
    age_us: int = 0


@dataclass(frozen=True, slots=True)
class Packet:
    """One access unit of a camera's stream, placed in time.

    stream: `main`, `sub`, or `audio`, the sound that came with main; each packet of sound counts as a keyframe.
    session: rises with each connection of the camera. number: counts the packets of a session from 0 without holes.
    at_us: UTC microseconds of presentation; dts_us: of decoding, never falling within a session.
    data: Annex B, with SPS and PPS (and VPS) in front of every keyframe; of sound, one raw frame.
    starts: as in `Unit`. config: of sound, its `AudioInfo.extradata`, without which nobody can decode the frame; of a
    keyframe that sound comes with, the same, so that a player knows at once that there is some.
    """

    camera: CameraId
    stream: StreamName
    session: int
    number: int
    codec: str
    at_us: int
    dts_us: int
    duration_us: int
    is_keyframe: bool
    data: bytes
    starts: tuple[int, ...] = ()
    config: bytes = b""


WATCH = b"\0"  # begins what is subscribed to for the sake of being told only


def topic(camera: CameraId, stream: StreamName) -> bytes:
    """The feed's subject for one stream; closed by a slash, so that no topic is the beginning of another."""
    return f"{camera}/{stream}/".encode()


def watch_topic(camera: CameraId, stream: StreamName) -> bytes:
    """Nothing is sent under it: who shows the stream live subscribes to it too, so that it is read without delay."""
    return WATCH + topic(camera, stream)


class Encoder:
    """Packets as one msgpack array each, one behind the other. One thread."""

    def __init__(self) -> None:
        self._packer = msgpack.Packer(autoreset=False)

    def message(self, subject: bytes, packets: Iterable[Packet]) -> bytes:
        """`subject`, followed by the packets."""
        packer = self._packer
        packer.reset()
        for packet in packets:
            packer.pack(
                (
                    _WIRE_VERSION,
                    packet.camera,
                    packet.stream,
                    packet.session,
                    packet.number,
                    packet.codec,
                    packet.at_us,
                    packet.dts_us,
                    packet.duration_us,
                    packet.is_keyframe,
                    packet.data,
                    packet.starts,
                    packet.config,
                )
            )
        wire: bytes = subject + packer.getbuffer()
        return wire


def decode(wire: bytes | memoryview) -> list[Packet]:
    """The packets whose encodings follow one another in `wire`; raises a corrupt fault on anything else."""
    try:
        unpacker = msgpack.Unpacker(use_list=False, max_buffer_size=len(wire))
        unpacker.feed(wire)
        found = [_packet(*fields) for fields in unpacker]
        if not found or unpacker.tell() != len(wire):
            raise ValueError("they end early")
    except (ValueError, TypeError, msgpack.UnpackException) as error:
        raise Fault(FaultKind.CORRUPT, f"packet feed: bytes that are no packet: {error}") from error
    return found


def _packet(version: int, *fields: object) -> Packet:
    if version != _WIRE_VERSION:
        raise ValueError(f"wire version {version}")
    return Packet(*fields)  # type: ignore[arg-type]
