"""Writes one exported MP4 file: the header in front, times from zero, what was stored out of order kept so."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.stream import Stream

from ingest.evidence.reel import Coded, Sound
from ingest.nal import annexb
from kernel.clock import from_us

TICKS = 90_000
_BASE = Fraction(1, TICKS)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an exported file holds. first_us, last_us: presentation of its first and last frame; end_us: when that
    ends; all UTC microseconds. copied: how many of its frames are the camera's own, bit for bit. moved: how many were
    recorded with a time that another had already, and are shown up to most_moved_us later."""

    frames: int
    copied: int
    first_us: int
    last_us: int
    end_us: int
    has_sound: bool
    moved: int = 0
    most_moved_us: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """What is written. codec: h264 or hevc. sets: all parameter sets the file needs. depth: by how many places a
    frame is stored ahead of its turn at most. title: for players. sound: a file with sound like that to be written."""

    codec: str
    width: int
    height: int
    sets: Sequence[bytes]
    depth: int
    title: str
    sound: Path | None = None


class Mp4Writer:
    """One file from its first access unit on. One thread; `close` makes it whole, even after an exception elsewhere."""

    def __init__(self, path: Path, layout: Layout, first_us: int) -> None:
        self._layout = layout
        self._first_us = first_us
        self._container = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        made = from_us(first_us).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        self._container.metadata.update({"creation_time": made, "title": layout.title})
        self._video: Stream = self._container.add_mux_stream(layout.codec, None, **_kept(layout))
        self._template = av.open(str(layout.sound)) if layout.sound else None
        self._audio: AudioStream | None = None
        if self._template is not None:
            source = self._template.streams.audio[0]
            self._audio = self._container.add_stream_from_template(source)
        self._waiting: list[int] = []
        self._count = 0
        self._copied = 0
        self._moved = self._most_moved_us = 0
        self._has_sound = False
        self._last_us = self._end_us = first_us

    def write(self, unit: Coded, is_copied: bool, sets: Sequence[bytes] = ()) -> None:
        """Add the next access unit in the order of decoding, with `sets` in front of it."""
        inline = tuple(self._layout.sets) if self._count == 0 else tuple(sets)
        packet = av.Packet(annexb(inline) + unit.data)
        packet.stream, packet.time_base = self._video, _BASE
        packet.pts = self._ticks(unit.at_us)
        packet.dts = self._decode_ticks(packet.pts, unit.duration_us)
        packet.duration = max(1, unit.duration_us * TICKS // 1_000_000)
        packet.is_keyframe = unit.is_idr or self._count == 0
        self._container.mux(packet)
        self._count += 1
        self._copied += is_copied
        self._moved += unit.moved_us > 0
        self._most_moved_us = max(self._most_moved_us, unit.moved_us)
        self._last_us = max(self._last_us, unit.at_us)
        self._end_us = max(self._end_us, unit.end_us)

    def write_sound(self, sound: Sound) -> None:
        """Add sound, where the file has any; what begins before its first frame is left out."""
        if self._audio is None or sound.at_us < self._first_us:
            return
        packet = av.Packet(sound.data)
        packet.stream, packet.time_base = self._audio, _BASE
        packet.pts = packet.dts = self._ticks(sound.at_us)
        packet.duration = sound.duration_us * TICKS // 1_000_000
        packet.is_keyframe = True
        self._container.mux(packet)
        self._has_sound = True

    def close(self) -> Facts:
        """Finish the file."""
        try:
            self._container.close()
        finally:
            if self._template is not None:
                self._template.close()
        return Facts(
            self._count,
            self._copied,
            self._first_us,
            self._last_us,
            self._end_us,
            self._has_sound,
            self._moved,
            self._most_moved_us,
        )

    def _ticks(self, at_us: int) -> int:
        return (at_us - self._first_us) * TICKS // 1_000_000

    def _decode_ticks(self, pts: int, duration_us: int) -> int:
        """Decoding follows the order of presentation, `depth` places ahead: what is pushed before it is needed."""
        heapq.heappush(self._waiting, pts)
        if self._count < self._layout.depth:
            return (self._count - self._layout.depth) * max(1, duration_us * TICKS // 1_000_000)
        return heapq.heappop(self._waiting)


def _kept(layout: Layout) -> dict[str, Any]:
    """What PyAV sets on the stream; its types know of a rate only."""
    return {"width": layout.width, "height": layout.height, "time_base": _BASE}


def reorder_depth(group: Sequence[Coded]) -> int:
    """By how many places a frame of the group is stored ahead of its turn at most."""
    rank = {at_us: place for place, at_us in enumerate(sorted(unit.at_us for unit in group))}
    return max((place - rank[unit.at_us] for place, unit in enumerate(group)), default=0)
