"""Recorded files in a row: footage without a hole and of one format, which can become one exported file."""

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import av
import av.error
import structlog
from av.container.input import InputContainer

from ingest.nal import annexb, is_parameter_set, nal_type
from ingest.record.ledger import SEAM
from ingest.record.segment import Segment
from kernel.clock import from_us, to_us
from kernel.errors import Fault, FaultKind

log = structlog.get_logger()

Locate = Callable[[Segment], Path]

_OVERLAP = timedelta(milliseconds=80)
_APART_US = 1_000  # nobody sees it, and players that count in milliseconds do
_IDR = {"h264": frozenset({5}), "hevc": frozenset({19, 20})}


@dataclass(frozen=True, slots=True)
class Coded:
    """One access unit of recorded video.

    at_us: UTC microseconds of presentation. data: Annex B without parameter sets. is_idr: nothing before it is needed
    for it or for anything after it. moved_us: by how much that is later than recorded, see `set_apart`.
    """

    at_us: int
    duration_us: int
    is_idr: bool
    data: bytes
    moved_us: int = 0

    @property
    def end_us(self) -> int:
        return self.at_us + self.duration_us


@dataclass(frozen=True, slots=True)
class Sound:
    """One packet of recorded sound. at_us: UTC microseconds."""

    at_us: int
    duration_us: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Format:
    """What a file's header says of its video: codec, size, parameter sets without start codes, whether frames are
    stored in another order than they are shown."""

    codec: str
    width: int
    height: int
    sets: tuple[bytes, ...]
    is_reordered: bool


@dataclass(frozen=True, slots=True)
class Reel:
    """Segments of one format that follow one another. Reads their files anew for each walk; any thread.

    locate: gives a segment's file each time it is needed, as files may lie far away; or raises a fault.
    """

    segments: tuple[Segment, ...]
    format: Format
    locate: Locate

    @property
    def started_at(self) -> datetime:
        return self.segments[0].started_at

    @property
    def ended_at(self) -> datetime:
        return self.segments[-1].ended_at

    def sound_source(self) -> Path | None:
        """A file of the reel that holds sound, to take its parameters from."""
        for segment in self.segments:
            path = self.locate(segment)
            with av.open(str(path)) as container:
                if container.streams.audio:
                    return path
        return None

    def walk(self, start_us: int, end_us: int, with_sound: bool = False) -> Iterator[Coded | Sound]:
        """Access units in the order of decoding, and sound, from the file that holds `start_us` to that of `end_us`.

        A damaged file ends at its damage.
        """
        for segment in self.segments:
            if to_us(segment.ended_at) > start_us and to_us(segment.started_at) < end_us:
                yield from _units(segment, self.locate(segment), self.format, with_sound)

    def groups(self, start_us: int, end_us: int, hear: Callable[[Sound], None] | None = None) -> Iterator[list[Coded]]:
        """The video of `walk` in groups that can be decoded alone: each begins with an IDR picture or with the reel.

        No two pictures have one time, and a group lies behind the one before it.
        hear: told of the sound on the way, a little before the video beside it.
        """
        group: list[Coded] = []
        last_us: int | None = None
        for unit in self.walk(start_us, end_us, hear is not None):
            if isinstance(unit, Sound):
                assert hear is not None
                hear(unit)
                continue
            if unit.is_idr and group:
                group = set_apart(group, last_us)
                last_us = max(one.at_us for one in group)
                yield group
                group = []
            group.append(unit)
        if group:
            yield set_apart(group, last_us)


def set_apart(group: Sequence[Coded], after_us: int | None = None) -> list[Coded]:
    """The group with each picture shown later than the one before it, by a hair where the camera gave both one time,
    and all of it later than `after_us`. No player and no container takes two pictures at once.
    """
    times: dict[int, int] = {}
    for place in sorted(range(len(group)), key=lambda one: group[one].at_us):
        times[place] = after_us = max(
            group[place].at_us, group[place].at_us if after_us is None else after_us + _APART_US
        )
    return [
        unit if times[place] == unit.at_us else replace(unit, at_us=times[place], moved_us=times[place] - unit.at_us)
        for place, unit in enumerate(group)
    ]


def reels(
    segments: Sequence[Segment], locate: Locate, lost: Callable[[Segment, str], None] | None = None
) -> list[Reel]:
    """The segments, in order of time, as reels; `lost` is told of each whose file cannot be read, and why.

    locate: gives a segment's file, or raises a fault.
    """
    found: list[Reel] = []
    for segment in segments:
        try:
            layout = read_format(locate(segment))
        except Fault as fault:
            log.warning("segment left out of the export", segment=segment.id, reason=fault.message)
            if lost is not None:
                lost(segment, fault.message)
            continue
        last = found[-1] if found else None
        if last is not None and last.format == layout and _follows(last.segments[-1], segment):
            found[-1] = Reel((*last.segments, segment), layout, locate)
        else:
            found.append(Reel((segment,), layout, locate))
    return found


def read_format(path: Path) -> Format:
    """The format of a recorded file; raises a corrupt or not-found fault."""
    if not path.is_file():
        raise Fault(FaultKind.NOT_FOUND, f"footage file {path.name}: missing from the disk")
    try:
        with av.open(str(path)) as container:
            return _format(container, path)
    except av.error.FFmpegError as error:
        raise Fault(FaultKind.CORRUPT, f"footage file {path.name}: cannot be read ({error.strerror})") from error


def _format(container: InputContainer, path: Path) -> Format:
    if not container.streams.video:
        raise Fault(FaultKind.CORRUPT, f"footage file {path.name}: holds no video")
    context = container.streams.video[0].codec_context
    sets = header_sets(context.name, bytes(context.extradata or b""))
    return Format(context.name, context.width, context.height, sets, context.has_b_frames)


def header_sets(codec: str, record: bytes) -> tuple[bytes, ...]:
    """The parameter sets in an `avcC` or `hvcC` record (ISO/IEC 14496-15 §5.3.3, §8.3.3), in its order."""
    found: list[bytes] = []
    if codec == "h264":
        at = 5
        for mask in (0x1F, 0xFF):
            count, at = record[at] & mask, at + 1
            for _ in range(count):
                size = int.from_bytes(record[at : at + 2])
                found.append(record[at + 2 : at + 2 + size])
                at += 2 + size
        return tuple(found)
    at = 23
    for _ in range(record[22]):
        count, at = int.from_bytes(record[at + 1 : at + 3]), at + 3
        for _ in range(count):
            size = int.from_bytes(record[at : at + 2])
            found.append(record[at + 2 : at + 2 + size])
            at += 2 + size
    return tuple(unit for unit in found if is_parameter_set(codec, unit))


def _follows(last: Segment, segment: Segment) -> bool:
    return -_OVERLAP <= segment.started_at - last.ended_at <= SEAM


def _units(segment: Segment, path: Path, layout: Format, with_sound: bool) -> Iterator[Coded | Sound]:
    origin_us = to_us(segment.started_at)
    first: int | None = None
    try:
        with av.open(str(path)) as container:
            streams = [container.streams.video[0], *(container.streams.audio[:1] if with_sound else ())]
            for packet in container.demux(streams):
                if packet.pts is None or not packet.size:
                    continue
                tick_us = packet.time_base * 1_000_000
                duration_us = round((packet.duration or 0) * tick_us)
                if packet.stream.type == "audio":
                    yield Sound(origin_us + round(packet.pts * tick_us), duration_us, bytes(packet))
                    continue
                # Where frames are reordered FFmpeg shifts them all; a segment's first frame is at its beginning.
                first = packet.pts if first is None else first
                at_us = origin_us + round((packet.pts - first) * tick_us)
                yield _coded(layout.codec, at_us, duration_us, bytes(packet))
    except av.error.FFmpegError as error:
        log.warning("segment ends early", segment=segment.id, at=from_us(origin_us).isoformat(), reason=str(error))


def _coded(codec: str, at_us: int, duration_us: int, sample: bytes) -> Coded:
    units = [unit for unit in _sample_units(sample) if not is_parameter_set(codec, unit)]
    is_idr = any(nal_type(codec, unit) in _IDR[codec] for unit in units)
    return Coded(at_us, duration_us, is_idr, annexb(units))


def _sample_units(sample: bytes) -> Iterator[bytes]:
    """The NAL units of a sample: each behind its length in four bytes, as our recorder writes them."""
    at = 0
    while at + 4 <= len(sample):
        (size,) = struct.unpack_from(">I", sample, at)
        if size:
            yield sample[at + 4 : at + 4 + size]
        at += 4 + size
