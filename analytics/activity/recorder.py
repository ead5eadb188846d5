"""From looks to seconds on disk: each second of a camera gathers what the looks that cover it saw."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from analytics.activity.days import DAY_S, DayFile
from analytics.activity.grid import CELLS, Levels, record
from analytics.activity.movement import Look
from kernel.clock import to_us
from kernel.ids import CameraId

COVER_S = 5.0  # what lies further back than this before a look is not known from it
_SPAN_S = 0.6  # a look that reaches further back than this also speaks for the second it reaches into
_EPOCH = date(1970, 1, 1)


@dataclass(slots=True)
class _Second:
    looks: int = 0
    share: float = 0.0
    levels: Levels = field(default_factory=lambda: np.zeros(CELLS, np.uint8))


class ActivityRecorder:
    """Writes one camera's index. One thread. A second is on disk when the look after its end has come."""

    def __init__(self, folder: Path, camera: CameraId) -> None:
        self._folder = folder / camera
        self._pending: dict[int, _Second] = {}
        self.written = 0

    def add(self, look: Look) -> None:
        """Take in one look; raises OSError when the disk refuses."""
        first, last = _covered(look)
        if self._pending and last < min(self._pending):
            self.flush()  # the clock was set back
        for number in range(first, last + 1):
            second = self._pending.setdefault(number, _Second())
            second.looks += 1
            second.share = max(second.share, look.share)
            np.maximum(second.levels, look.levels.ravel(), out=second.levels)
        self._write([number for number in self._pending if number < last])

    def flush(self) -> None:
        """Write what waits: the camera is gone."""
        self._write(list(self._pending))

    def _write(self, numbers: list[int]) -> None:
        days: dict[int, list[tuple[int, bytes]]] = {}
        for number in sorted(numbers):
            second = self._pending.pop(number)
            data = record(second.looks, second.share, second.levels)
            days.setdefault(number // DAY_S, []).append((number % DAY_S, data))
        for day, records in days.items():
            DayFile(self._folder, _EPOCH + timedelta(days=day)).write(records)
            self.written += len(records)


def _covered(look: Look) -> tuple[int, int]:
    """The first and the last second, counted from 1970, that a look speaks for."""
    last, since = _second(look.at), _second(look.since)
    reach_s = (look.at - look.since).total_seconds()
    if not 0 < reach_s <= COVER_S:
        return last, last
    return (since if reach_s > _SPAN_S else min(since + 1, last)), last


def _second(at: datetime) -> int:
    return to_us(at.astimezone(UTC)) // 1_000_000
