"""The files of the motion index: one a camera and day (UTC), one record a second, addressed by the second.

`<folder>/<camera>/<YYYY-MM-DD>.grid`: a head of 40 bytes, then a record of 40 bytes for each second from midnight on. A
second that nobody wrote is a hole of zeros, which reads as not known; so is whatever a crash tore off the end. A day
that is over is kept deflated as `.grid.z`; a late record brings the plain file back.
"""

import contextlib
import os
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from analytics.activity.grid import COLUMNS, RECORD_BYTES, ROWS, Records
from kernel.errors import Fault, FaultKind
from kernel.ids import CameraId

DAY_S = 86_400
HEAD = b"WRGRID1\n" + bytes((COLUMNS, ROWS, 2)) + bytes(RECORD_BYTES - 11)
_PLAIN, _DEFLATED, _PART = ".grid", ".grid.z", ".part"
_FULL_BYTES = RECORD_BYTES * (DAY_S + 1)


@dataclass(frozen=True, slots=True)
class DayFile:
    """One camera's day. One process writes it; any may read, also while it is written."""

    folder: Path
    day: date

    @property
    def plain(self) -> Path:
        return self.folder / f"{self.day:%Y-%m-%d}{_PLAIN}"

    @property
    def deflated(self) -> Path:
        return self.folder / f"{self.day:%Y-%m-%d}{_DEFLATED}"

    def read(self, first: int, end: int) -> Records:
        """(end - first, RECORD_BYTES) the records of the seconds [first, end); zeros where none was written."""
        found = np.zeros((end - first, RECORD_BYTES), np.uint8)
        data = self._bytes(RECORD_BYTES * (first + 1), RECORD_BYTES * (end - first))
        whole = len(data) // RECORD_BYTES
        found[:whole] = np.frombuffer(data, np.uint8, whole * RECORD_BYTES).reshape(whole, RECORD_BYTES)
        return found

    def write(self, records: Sequence[tuple[int, bytes]]) -> None:
        """Put records at their seconds; the later of two wins, unless the earlier knew of more looks."""
        if not self._is_begun():
            self._begin()
        with self.plain.open("r+b") as file:
            for second, data in records:
                offset = RECORD_BYTES * (second + 1)
                before = os.pread(file.fileno(), 1, offset)
                if not before or before[0] <= data[0]:
                    os.pwrite(file.fileno(), data, offset)

    def deflate(self) -> bool:
        """Keep the day deflated from now on; returns whether there was anything to do."""
        if not self.plain.exists():
            return False
        _replace(self.deflated, zlib.compress(self.plain.read_bytes(), 6))
        self.plain.unlink()
        return True

    def remove(self) -> None:
        for path in (self.plain, self.deflated):
            path.unlink(missing_ok=True)

    def size_bytes(self) -> int:
        """What the day takes on disk; holes take nothing."""
        return sum(path.stat().st_blocks * 512 for path in (self.plain, self.deflated) if path.exists())

    def _is_begun(self) -> bool:
        try:
            with self.plain.open("rb") as file:
                return file.read(len(HEAD)) == HEAD
        except FileNotFoundError:
            return False

    def _begin(self) -> None:
        """Bring a closed day back, or begin one; what is there and cannot be read is given up."""
        self.folder.mkdir(parents=True, exist_ok=True)
        data = HEAD
        if self.deflated.exists():
            with contextlib.suppress(Fault):
                data = self._inflated()
        _replace(self.plain, data)

    def _bytes(self, offset: int, size: int) -> bytes:
        # The day may be deflated, or brought back, between two of these looks.
        for _ in range(2):
            with contextlib.suppress(FileNotFoundError), self.plain.open("rb") as file:
                if os.pread(file.fileno(), len(HEAD), 0) != HEAD:
                    raise Fault(FaultKind.CORRUPT, f"motion index {self.plain}: not a file of this version; remove it")
                return os.pread(file.fileno(), size, offset)
            with contextlib.suppress(FileNotFoundError):
                return self._inflated()[offset : offset + size]
        return b""

    def _inflated(self) -> bytes:
        data = self.deflated.read_bytes()
        try:
            whole = zlib.decompressobj().decompress(data, _FULL_BYTES)
        except zlib.error as error:
            raise Fault(FaultKind.CORRUPT, f"motion index {self.deflated}: {error}; remove it") from error
        if not whole.startswith(HEAD):
            raise Fault(FaultKind.CORRUPT, f"motion index {self.deflated}: not a file of this version; remove it")
        return whole


def camera_days(folder: Path, camera: CameraId) -> list[DayFile]:
    """The days that are there of a camera, oldest first."""
    here = folder / camera
    names = {path.name.partition(".")[0] for path in here.glob(f"*{_PLAIN}*")} if here.is_dir() else set()
    return [DayFile(here, day) for name in sorted(names) if (day := _day(name)) is not None]


def cameras(folder: Path) -> list[CameraId]:
    """The cameras that have an index."""
    return sorted(CameraId(path.name) for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def stretches(start: datetime, end: datetime) -> Iterator[tuple[date, int, int]]:
    """The days in [start, end), each with its first second and the second it ends before; seconds that it touches."""
    start = start.astimezone(UTC)
    end = end.astimezone(UTC)
    day = start.date()
    while (midnight := datetime(day.year, day.month, day.day, tzinfo=UTC)) < end:
        first = max(0, (start - midnight) // timedelta(seconds=1))
        last = min(DAY_S, -((midnight - end) // timedelta(seconds=1)))
        yield day, first, last
        day += timedelta(days=1)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def _replace(path: Path, data: bytes) -> None:
    part = path.with_name(path.name + _PART)
    part.write_bytes(data)
    part.replace(path)
