"""The motion index of all cameras: reading stretches of it, and letting old days go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
import structlog

from analytics.activity.days import DAY_S, DayFile, camera_days, cameras, stretches
from analytics.activity.grid import RECORD_BYTES, Records
from kernel.errors import Fault
from kernel.ids import CameraId

log = structlog.get_logger()

_SHARE_DAYS = 64


@dataclass(frozen=True, slots=True)
class Stretch:
    """Records of consecutive seconds; the first is that of `start`."""

    start: datetime
    records: Records


class ActivityIndex:
    """Reads the index below `folder`. Any thread, any process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def stretch(self, camera: CameraId, start: datetime, end: datetime) -> Stretch:
        """The records of all seconds that [start, end) touches; zeros where nothing is known."""
        parts = [
            _read(DayFile(self.folder / camera, day), first, last)
            for day, first, last in stretches(start, end)
            if last > first
        ]
        whole = start.astimezone(UTC).replace(microsecond=0)
        return Stretch(whole, np.concatenate(parts) if parts else np.zeros((0, RECORD_BYTES), np.uint8))

    def activity(self, camera: CameraId, start: datetime, end: datetime, buckets: int) -> list[float | None]:
        """How much moved in each of `buckets` equal parts of [start, end): 0 to 1, None where nothing is known.

        The level is the root of the largest share of the picture that moved within a second of the part.
        """
        columns = [
            _shares(DayFile(self.folder / camera, day), first, last) for day, first, last in stretches(start, end)
        ]
        seconds = np.concatenate(columns) if columns else np.zeros(0, np.int16)
        if not len(seconds):
            return [None] * buckets
        offset_s = start.microsecond / 1e6
        edges = offset_s + np.arange(buckets + 1) * ((end - start).total_seconds() / buckets)
        first = np.minimum(edges[:-1].astype(np.int64), len(seconds) - 1)
        last = np.maximum(first + 1, np.minimum(np.ceil(edges[1:]).astype(np.int64), len(seconds)))
        # reduceat takes pairs; what lies between a pair's end and the next one's start is left out again.
        pairs = np.column_stack((first, np.minimum(last, len(seconds)))).ravel()
        levels = np.maximum.reduceat(np.append(seconds, np.int16(-1)), pairs)[::2]
        return [None if level < 0 else round(float(level) / 255, 3) for level in levels]

    def sweep(
        self,
        now: datetime,
        retention_days: Mapping[CameraId, int],
        has_footage: Callable[[CameraId, datetime, datetime], bool],
    ) -> int:
        """Deflate days that are over; remove those older than the camera's retention of which no footage is left.

        A camera that is not in `retention_days` keeps an index only while it has footage. Returns how many went.
        """
        gone = 0
        for camera in cameras(self.folder):
            for file in camera_days(self.folder, camera):
                midnight = datetime(file.day.year, file.day.month, file.day.day, tzinfo=UTC)
                oldest = now - timedelta(days=retention_days.get(camera, 0) + 1)
                if midnight < oldest and not has_footage(camera, midnight, midnight + timedelta(days=1)):
                    file.remove()
                    gone += 1
                elif now - midnight > timedelta(days=1, hours=1):
                    file.deflate()
            _remove_if_empty(self.folder / camera)
        return gone

    def bytes_of(self, camera: CameraId) -> dict[date, int]:
        """What each of the camera's days takes on disk."""
        return {file.day: file.size_bytes() for file in camera_days(self.folder, camera)}


def _shares(file: DayFile, first: int, last: int) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    """What moved in each second, 0 to 255, -1 where it is not known."""
    if not file.plain.exists() and file.deflated.exists():
        return _shares_of_closed(file, file.deflated.stat().st_mtime_ns)[first:last]
    return _share_column(_read(file, first, last))


@lru_cache(maxsize=_SHARE_DAYS)
def _shares_of_closed(file: DayFile, _version: int) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    return _share_column(_read(file, 0, DAY_S))


def _read(file: DayFile, first: int, last: int) -> Records:
    """The records of a stretch; a day that cannot be read is not known."""
    try:
        return file.read(first, last)
    except Fault as fault:
        log.warning("motion index cannot be read", reason=fault.message)
        return np.zeros((last - first, RECORD_BYTES), np.uint8)


def _share_column(records: Records) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    return np.where(records[:, 0] > 0, records[:, 1].astype(np.int16), np.int16(-1))


def _remove_if_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()
