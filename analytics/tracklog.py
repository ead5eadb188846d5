"""Where tracked objects were at every analysed moment: small append-only files, an hour of a camera each.

The analysis writes it; what is exported is blurred by it. A moment without objects is written too, once a second at
most, so that "nothing was there" differs from "nobody looked".
"""

import os
import shutil
import struct
import threading
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from analytics.detection import ObjectClass
from kernel.clock import from_us, to_us
from kernel.geometry import Box
from kernel.ids import CameraId

SILENCE_S = 1.0
COVER_S = 2.5  # analysed moments no farther apart than this cover the time between them
_MAGIC = b"WTL1"
_HEAD = struct.Struct("<QHI")  # microseconds since 1970, boxes, CRC-32 of both and of the boxes
_BOX = struct.Struct("<IBHHHH")  # track, class, left, top, right, bottom in 1/65535 of the picture
# By place: what is on disk stays readable, so new classes go to the end.
_CLASSES = (
    ObjectClass.UNKNOWN,
    ObjectClass.PERSON,
    ObjectClass.VEHICLE,
    ObjectClass.BICYCLE,
    ObjectClass.ANIMAL,
    ObjectClass.OBJECT,
)
_FULL = 65_535
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TrackBox:
    """One tracked object at one moment; `track` is unique within one run of the analysis."""

    track: int
    object_class: ObjectClass
    box: Box


@dataclass(frozen=True, slots=True)
class Moment:
    """One analysed moment and what was tracked in it, maybe nothing."""

    at: datetime
    boxes: tuple[TrackBox, ...]


class TrackLog:
    """The track log in `folder`. Thread-safe; one process writes a given camera, any may read.

    A crash costs at most the record it interrupted: reading leaves a torn tail out, the next writing cuts it off.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[CameraId, _Hour] = {}
        self._lock = threading.Lock()

    def append(self, camera: CameraId, at: datetime, boxes: Sequence[TrackBox]) -> None:
        """Note what was tracked at `at`; OSError when the disk refuses."""
        with self._lock:
            path = self._path(camera, at)
            hour = self._open.get(camera)
            if hour is None or hour.path != path:
                if hour is not None:
                    hour.close()
                hour = self._open[camera] = _Hour(path)
            hour.append(at, boxes)

    def close(self) -> None:
        """Let go of all files; `append` opens them again."""
        with self._lock:
            for hour in self._open.values():
                hour.close()
            self._open.clear()

    def read(self, camera: CameraId, start: datetime, end: datetime) -> Iterator[Moment]:
        """The moments in [start, end), in the order they were written: of time, but where a clock was set back."""
        hour = start.replace(minute=0, second=0, microsecond=0)
        while hour < end:
            for moment in _moments(self._path(camera, hour)):
                if start <= moment.at < end:
                    yield moment
            hour += _HOUR

    def covered(self, camera: CameraId, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The spans of [start, end) that were analysed, in order of time."""
        reach = timedelta(seconds=COVER_S)
        spans: list[tuple[datetime, datetime]] = []
        for at in sorted(moment.at for moment in self.read(camera, start - reach, end + reach)):
            if spans and at - spans[-1][1] <= reach:
                spans[-1] = (spans[-1][0], at)
            else:
                spans.append((at, at))
        clipped = [(max(a, start), min(b, end)) for a, b in spans]
        return [(a, b) for a, b in clipped if a < b]

    def expire(self, camera: CameraId, before: datetime) -> int:
        """Delete the camera's whole hours that ended before a time; returns how many."""
        gone = 0
        for path in sorted((self._folder / camera).glob("*/*.trk")):
            ended_at = _hour_of(path)
            if ended_at is not None and ended_at + _HOUR <= before:
                path.unlink(missing_ok=True)
                gone += 1
        for day in (self._folder / camera).glob("*"):
            if day.is_dir() and not any(day.iterdir()):
                day.rmdir()
        return gone

    def cameras(self) -> list[CameraId]:
        """Every camera that has a log, removed ones too."""
        return [CameraId(path.name) for path in sorted(self._folder.glob("*")) if path.is_dir()]

    def forget(self, camera: CameraId) -> None:
        """Delete all that there is of a camera."""
        shutil.rmtree(self._folder / camera, ignore_errors=True)

    def _path(self, camera: CameraId, at: datetime) -> Path:
        return self._folder / camera / f"{at:%Y-%m-%d}" / f"{at:%H}.trk"


class _Hour:
    """One file, open for writing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        end = _whole_end(path.read_bytes())
        os.ftruncate(self._handle, end)
        os.lseek(self._handle, end, os.SEEK_SET)
        if end == 0:
            os.write(self._handle, _MAGIC)
        self._silent_since: datetime | None = None

    def append(self, at: datetime, boxes: Sequence[TrackBox]) -> None:
        if boxes:
            self._silent_since = None
        elif self._silent_since is not None and timedelta() <= at - self._silent_since < timedelta(seconds=SILENCE_S):
            return
        else:
            self._silent_since = at
        os.write(self._handle, _record(at, boxes))

    def close(self) -> None:
        os.close(self._handle)


def _record(at: datetime, boxes: Sequence[TrackBox]) -> bytes:
    body = b"".join(_packed(box) for box in boxes)
    at_us = to_us(at)
    return _HEAD.pack(at_us, len(boxes), _crc(at_us, len(boxes), body)) + body


def _crc(at_us: int, count: int, body: bytes) -> int:
    return zlib.crc32(body, zlib.crc32(struct.pack("<QH", at_us, count)))


def _packed(one: TrackBox) -> bytes:
    sides = (one.box.left, one.box.top, one.box.right, one.box.bottom)
    whole = (min(_FULL, max(0, round(side * _FULL))) for side in sides)
    return _BOX.pack(one.track & 0xFFFF_FFFF, _CLASSES.index(one.object_class), *whole)


def _moments(path: Path) -> Iterator[Moment]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return
    for at_us, first, end in _records(data):
        boxes = []
        for offset in range(first, end, _BOX.size):
            track, kind, *sides = _BOX.unpack_from(data, offset)
            boxes.append(TrackBox(track, _CLASSES[kind], Box(*(side / _FULL for side in sides))))
        yield Moment(from_us(at_us), tuple(boxes))


def _records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Time, begin of the boxes and end of each whole record."""
    offset = len(_MAGIC)
    if data[:offset] != _MAGIC:
        return
    while offset + _HEAD.size <= len(data):
        at_us, count, crc = _HEAD.unpack_from(data, offset)
        first = offset + _HEAD.size
        end = first + count * _BOX.size
        if end > len(data) or _crc(at_us, count, data[first:end]) != crc:
            return
        yield at_us, first, end
        offset = end


def _whole_end(data: bytes) -> int:
    header = len(_MAGIC) if data[: len(_MAGIC)] == _MAGIC else 0
    return max((end for _, _, end in _records(data)), default=header)


def _hour_of(path: Path) -> datetime | None:
    try:
        return datetime.strptime(f"{path.parent.name} {path.stem} +0000", "%Y-%m-%d %H %z")
    except ValueError:
        return None
