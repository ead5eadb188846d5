"""Packets for tests: made up, or from a file."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ingest.camera import parse_address
from ingest.packet import Packet, StreamInfo, Unit
from ingest.settings import IngestSettings
from ingest.sources.registry import open_source
from ingest.timeline import Timeline
from kernel.clock import ManualClock, to_us
from kernel.ids import CameraId

CAMERA = CameraId("gate")


def packet(number: int, is_keyframe: bool = False, session: int = 1, camera: CameraId = CAMERA) -> Packet:
    """A packet whose content means nothing, 40 ms after the one before."""
    at_us = 1_790_000_000_000_000 + number * 40_000
    return Packet(camera, "main", session, number, "h264", at_us, at_us, 40_000, is_keyframe, b"data")


def real_packets(url: str, count: int, media_dir: Path = Path("media")) -> tuple[StreamInfo, list[Packet]]:
    """The first packets of a `file:` or `pattern:` camera on a clock of their own."""
    clock = ManualClock()
    address, _ = parse_address(url)
    source = open_source(address, None, IngestSettings(media_dir=media_dir), clock)
    made = list(_take(source.units(threading.Event()), count, source.info.codec, clock))
    source.close()
    return source.info, made


def shifted(packets: list[Packet], start: datetime, session: int, first_number: int = 0) -> list[Packet]:
    """The same packets in another session that begins at `start`."""
    shift_us = to_us(start) - packets[0].at_us
    return [
        replace(
            part,
            session=session,
            number=first_number + i,
            at_us=part.at_us + shift_us,
            dts_us=part.dts_us + shift_us,
        )
        for i, part in enumerate(packets)
    ]


def _take(units: Iterator[Unit], count: int, codec: str, clock: ManualClock) -> Iterator[Packet]:
    timeline = Timeline()
    for number in range(count):
        part = next(units)
        stamp = timeline.stamp(part, to_us(clock.now()))
        yield Packet(
            CAMERA,
            "main",
            1,
            number,
            codec,
            stamp.at_us,
            stamp.dts_us,
            part.duration_us,
            part.is_keyframe,
            part.data,
        )
