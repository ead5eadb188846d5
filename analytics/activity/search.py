"""Search here: when did something move in a region of the picture? Over hours in milliseconds, nothing is decoded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from analytics.activity.grid import TOP_LEVEL, CellMask, Records, packed_mask, unpacked
from analytics.activity.index import ActivityIndex
from kernel.ids import CameraId

_WINDOW = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class MotionQuery:
    """What to look for in [start, end).

    cells: (CELLS,) the region. least_share: of the region's cells that must show movement in a second, at least one.
    least_level: 1 any movement, 2 or 3 only strong. least_s: how long it must last. join_s: pauses that do not end it.
    """

    cameras: Sequence[CameraId]
    start: datetime
    end: datetime
    cells: CellMask
    least_share: float = 0.0
    least_level: int = 1
    least_s: float = 1.0
    join_s: float = 3.0


@dataclass(frozen=True, slots=True)
class Hit:
    """Something moved in the region. strength: 0 to 1, how much of it and how strongly, at its strongest second."""

    camera: CameraId
    start: datetime
    end: datetime
    strength: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """Time in which the index knows nothing: it was not recorded, or not looked at."""

    camera: CameraId
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """All cameras have been searched up to here; every hit that starts earlier has been told."""

    upto: datetime


Finding = Hit | Unknown | Progress


def search(index: ActivityIndex, query: MotionQuery) -> Iterator[Finding]:
    """Hits and unknown stretches in order of their start, and how far the search is, window by window.

    Lazy: who stops asking stops the search.
    """
    seekers = [_Seeker(index, query, camera) for camera in dict.fromkeys(query.cameras)]
    waiting: list[Hit | Unknown] = []
    start = settled = query.start
    while start < query.end:
        end = min(start + _WINDOW, query.end)
        for seeker in seekers:
            waiting += seeker.window(start, end)
            yield Progress(settled)
        if end == query.end:
            waiting += [found for seeker in seekers for found in seeker.finish()]
        # What a camera is still in the middle of may begin before what another has finished.
        settled = min([end, *(seeker.open_since for seeker in seekers if seeker.open_since is not None)])
        waiting.sort(key=lambda found: (found.start, found.camera))
        ready = waiting if end == query.end else [found for found in waiting if found.start < settled]
        yield from ready
        waiting = waiting[len(ready) :]
        yield Progress(settled)
        start = end


def next_hit(index: ActivityIndex, query: MotionQuery) -> Hit | None:
    """The first hit that starts in the range."""
    found = (finding for finding in search(index, query) if isinstance(finding, Hit))
    return next((hit for hit in found if hit.start >= query.start), None)


def last_hit(index: ActivityIndex, query: MotionQuery) -> Hit | None:
    """The last hit that starts in the range; looks back window by window."""
    end = query.end
    while end > query.start:
        start = max(query.start, end - _WINDOW)
        # What was under way at the window's edge began before it.
        lead = max(query.start, start - timedelta(seconds=query.join_s + 1))
        hits = [found for found in search(index, replace(query, start=lead, end=end)) if isinstance(found, Hit)]
        begun = [hit for hit in hits if hit.start > lead or lead == query.start]
        if begun:
            return begun[-1]
        end = start
    return None


@dataclass(slots=True)
class _Run:
    start: datetime
    end: datetime
    strength: float


class _Seeker:
    """Walks through one camera's range, window after window."""

    def __init__(self, index: ActivityIndex, query: MotionQuery, camera: CameraId) -> None:
        self._index = index
        self._query = query
        self._camera = camera
        self._bits = packed_mask(query.cells)
        self._least = max(1, int(np.ceil(query.least_share * np.count_nonzero(query.cells) - 1e-9)))
        self._hit: _Run | None = None
        self._unknown: _Run | None = None

    @property
    def open_since(self) -> datetime | None:
        """When the earliest of what is not finished began."""
        return min((run.start for run in (self._hit, self._unknown) if run is not None), default=None)

    def window(self, start: datetime, end: datetime) -> list[Hit | Unknown]:
        """What is finished within the window."""
        stretch = self._index.stretch(self._camera, start, end)
        found: list[Hit | Unknown] = []
        strength = self._strengths(stretch.records)
        for first, last, top in _runs(strength > 0, strength):
            run = _Run(_at(stretch.start, first), _at(stretch.start, last), top)
            found += self._hits(run)
        for first, last, _ in _runs(stretch.records[:, 0] == 0, strength):
            run = _Run(_at(stretch.start, first), _at(stretch.start, last), 0.0)
            found += self._unknowns(run)
        if self._hit is not None and (end - self._hit.end).total_seconds() > self._query.join_s:
            found += self._hits(None)
        if self._unknown is not None and self._unknown.end < end:
            found += self._unknowns(None)
        return found

    def finish(self) -> list[Hit | Unknown]:
        return [*self._hits(None), *self._unknowns(None)]

    def _strengths(self, records: Records) -> NDArray[np.float32]:
        """How strongly the region moved in each second; 0 where not enough of it did."""
        strength = np.zeros(len(records), np.float32)
        candidates = np.flatnonzero((records & self._bits).any(axis=1))
        if candidates.size:
            levels = unpacked(records[candidates])[:, self._query.cells]
            enough = np.count_nonzero(levels >= self._query.least_level, axis=1) >= self._least
            strength[candidates] = np.where(enough, levels.mean(axis=1) / TOP_LEVEL, 0)
        return strength

    def _hits(self, run: _Run | None) -> list[Hit | Unknown]:
        before = self._hit
        if before is not None and run is not None and (run.start - before.end).total_seconds() <= self._query.join_s:
            self._hit = _Run(before.start, max(before.end, run.end), max(before.strength, run.strength))
            return []
        self._hit = run
        if before is None or (before.end - before.start).total_seconds() < self._query.least_s:
            return []
        start, end = max(before.start, self._query.start), min(before.end, self._query.end)
        return [Hit(self._camera, start, end, round(before.strength, 3))]

    def _unknowns(self, run: _Run | None) -> list[Hit | Unknown]:
        before = self._unknown
        if before is not None and run is not None and run.start <= before.end:
            self._unknown = _Run(before.start, max(before.end, run.end), 0.0)
            return []
        self._unknown = run
        if before is None:
            return []
        return [Unknown(self._camera, max(before.start, self._query.start), min(before.end, self._query.end))]


def _runs(is_in: NDArray[np.bool_], strength: NDArray[np.float32]) -> Iterator[tuple[int, int, float]]:
    """First second, the second after the last, and the greatest strength of each unbroken run."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], is_in, [False])).astype(np.int8)))
    for first, last in edges.reshape(-1, 2).tolist():
        yield first, last, float(strength[first:last].max())


def _at(start: datetime, seconds: int) -> datetime:
    return start + timedelta(seconds=seconds)
