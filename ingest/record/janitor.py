"""Makes catalogue and disk agree after a crash."""

import contextlib
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import structlog

from ingest.mp4.box import TIMESCALE
from ingest.mp4.file import read_fragments, read_track
from ingest.record.catalog import Catalog
from ingest.record.gaplog import GapLog
from ingest.record.segment import Gap, Segment, SegmentState, parse_segment_path
from kernel.clock import Clock
from kernel.ids import CameraId, SegmentId

log = structlog.get_logger()

HOST_DOWN = "host down"
FILE_LOST = "the file is missing from the disk"
_BATCH = 500


class Janitor:
    """Works on one footage folder. `recover` before any recorder starts; the rest at any time, from one thread."""

    def __init__(self, catalog: Catalog, footage_dir: Path, clock: Clock) -> None:
        self._catalog = catalog
        self._folder = footage_dir
        self._clock = clock
        self.recovered = 0
        self.adopted = 0
        self.lost = 0

    def recover(self) -> dict[CameraId, Gap]:
        """Close what a crash left open, adopt fresh files without rows; returns the gap that each camera is in now."""
        for segment in self._catalog.unclosed():
            self._recover(segment)
        now = self._clock.now()
        recent = {f"{now - timedelta(days=days):%Y-%m-%d}" for days in (0, 1)}
        self._adopt(path for path in self._files() if path.split("/")[1] in recent)
        gaps = self._catalog.open_gaps()
        for camera, ended_at in self._catalog.last_ends().items():
            if camera not in gaps:
                gap_log = GapLog(camera, self._catalog.save_gap)
                gap_log.interrupt(min(ended_at, now), HOST_DOWN)
                if gap_log.gap is not None:
                    gaps[camera] = gap_log.gap
        return gaps

    def reconcile(self, started_before: datetime, stop: threading.Event) -> None:
        """Compare all of the catalogue with all of the disk, but for what is recorded since `started_before`."""
        self._adopt(self._files_before(started_before, stop))
        self._report_lost(stop)

    def _recover(self, segment: Segment) -> None:
        path = self._folder / segment.path
        repaired = _repair(path, segment)
        if repaired is None:
            path.unlink(missing_ok=True)
            self._catalog.forget([segment.id])
            return
        self._catalog.save_segment(repaired)
        self.recovered += 1
        log.info("segment recovered", segment=segment.id, camera=segment.camera, size_bytes=repaired.size_bytes)

    def _adopt(self, paths: Iterator[str]) -> None:
        while batch := list(islice(paths, _BATCH)):
            named = {ids[2]: path for path in batch if (ids := parse_segment_path(path)) is not None}
            known = self._catalog.known(list(named))
            for segment_id, path in named.items():
                state = known.get(segment_id)
                if state is SegmentState.EXPIRED:
                    self._unlink(path)
                elif state is None:
                    self._adopt_one(segment_id, path)

    def _adopt_one(self, segment_id: SegmentId, path: str) -> None:
        ids = parse_segment_path(path)
        if ids is None:
            return
        camera, started_at, _ = ids
        blank = Segment(
            segment_id, camera, "main", path, "", 0, 0, started_at, started_at, 0, None, SegmentState.CLOSED
        )
        repaired = _repair(self._folder / path, blank)
        if repaired is None:
            self._unlink(path)
            return
        self._catalog.save_segment(repaired)
        self.adopted += 1
        log.warning("footage without a row adopted", segment=segment_id, camera=camera)

    def _report_lost(self, stop: threading.Event) -> None:
        last, rows, lost = "", 0, list[Segment]()
        while (page := self._catalog.closed_after(last)) and not stop.is_set():
            last, rows = page[-1].id, rows + len(page)
            lost += [segment for segment in page if not (self._folder / segment.path).exists()]
        if not lost:
            return
        if len(lost) * 2 > rows > 10:
            # Most likely the disk is not mounted: forgetting the rows would make the loss real.
            log.error("most footage is missing; is the footage disk mounted?", missing=len(lost), rows=rows)
            return
        for segment in lost:
            gap_log = GapLog(segment.camera, self._catalog.save_gap)
            gap_log.interrupt(segment.started_at, FILE_LOST)
            gap_log.resume(segment.ended_at)
        self._catalog.forget([segment.id for segment in lost])
        self.lost += len(lost)
        log.error("footage is missing from the disk", segments=len(lost))

    def _unlink(self, path: str) -> None:
        file = self._folder / path
        file.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            file.parent.rmdir()

    def _files_before(self, started_before: datetime, stop: threading.Event) -> Iterator[str]:
        for path in self._files():
            if stop.is_set():
                return
            ids = parse_segment_path(path)
            if ids is not None and ids[1] < started_before:
                yield path

    def _files(self) -> Iterator[str]:
        """Paths below the footage folder in the form `camera/day/name.mp4`."""
        for camera in _folders(self._folder):
            for day in _folders(camera):
                for file in sorted(day.glob("*.mp4")):
                    yield f"{camera.name}/{day.name}/{file.name}"


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _repair(path: Path, segment: Segment) -> Segment | None:
    """The segment as its file truly is, the torn tail cut off; None when the file is gone or holds no footage."""
    try:
        with path.open("r+b") as file:
            fragments, end = read_fragments(file)
            track = read_track(file)
            if not fragments or track is None:
                return None
            if file.seek(0, os.SEEK_END) > end:
                file.truncate(end)
    except FileNotFoundError:
        return None
    last = fragments[-1]
    length = timedelta(seconds=(last.decode_ticks + last.duration_ticks) / TIMESCALE)
    return replace(
        segment,
        codec=track.codec,
        width=track.width,
        height=track.height,
        ended_at=segment.started_at + length,
        size_bytes=end,
        sha256=None,
        state=SegmentState.CLOSED,
    )
