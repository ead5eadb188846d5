"""Tries an address before it is added: what it carries and how it looks, or exactly what is wrong."""

import threading
from dataclasses import dataclass

from ingest.camera import Credentials, PullOptions, SourceAddress
from ingest.decode import jpeg
from ingest.packet import Packet, Unit
from ingest.settings import IngestSettings
from ingest.sources.registry import Source, open_source
from kernel.clock import Clock, SystemClock
from kernel.errors import Fault, unavailable
from kernel.ids import CameraId

_WITH_SOUND = PullOptions(wants_audio=True)


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What an address carries; picture_jpeg: its first keyframe, at most 640 pixels wide, None when undecodable.

    codec: as it will be recorded. is_encoded: whether that is made here, of the camera's MJPEG. sound: `aac` or
    `opus`, as it would be recorded; None when there is none.
    """

    codec: str
    width: int
    height: int
    picture_jpeg: bytes | None
    is_encoded: bool = False
    sound: str | None = None


def probe(
    address: SourceAddress,
    credentials: Credentials | None,
    timeout_s: float = 8.0,
    settings: IngestSettings | None = None,
    options: PullOptions = _WITH_SOUND,
) -> ProbeResult:
    """Connect, wait for one keyframe, disconnect. Blocks up to about `timeout_s`; raises a fault that says what is
    wrong: unknown host, refused connection, wrong login, no such stream, no video, empty file, no keyframe."""
    clock = SystemClock()
    settings = settings or IngestSettings()
    limits = {"open_timeout_s": min(timeout_s, settings.open_timeout_s)}
    source = open_source(address, credentials, settings.model_copy(update=limits), clock, options)
    try:
        unit = _keyframe(source, address, timeout_s, clock)
    finally:
        source.close()
    info = source.info
    packet = Packet(
        CameraId("probe"), "main", 0, 0, info.codec, 0, 0, unit.duration_us, is_keyframe=True, data=unit.data
    )
    try:
        picture = jpeg(packet, 640)
    except Fault:
        picture = None
    sound = source.audio.codec if source.audio else None
    return ProbeResult(info.codec, info.width, info.height, picture, source.tally.encoded > 0, sound)


def _keyframe(source: Source, address: SourceAddress, timeout_s: float, clock: Clock) -> Unit:
    started = clock.monotonic()
    for unit in source.units(threading.Event()):
        if unit.track == "video" and unit.is_keyframe:
            return unit
        if clock.monotonic() - started > timeout_s:
            raise unavailable(f"{address}: no keyframe in {timeout_s:g} s; check the encoder's GOP length")
    raise unavailable(f"{address}: the camera ended the stream before a keyframe came")
