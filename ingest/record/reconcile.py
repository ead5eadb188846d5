"""Compares catalogue and disk both ways, and mends what can be mended. Works beside a running house.

What is being written is left alone, and so is whatever a hold keeps: at worst a file is told of and stays.
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from ingest.record.catalog import Catalog
from ingest.record.chain import verify_chain
from ingest.record.finding import Finding, Tally, Trouble, Wish
from ingest.record.footage import FootageStore
from ingest.record.gaplog import GapLog
from ingest.record.hold import Holds
from ingest.record.segment import Segment, SegmentState, Tier, parse_segment_path, segment_path
from ingest.record.tier import sha256_of
from ingest.record.truth import Truth, cut_torn_tail, read_truth
from kernel.clock import Clock
from kernel.errors import Fault
from kernel.ids import CameraId, SegmentId, new_id

FILE_LOST = "the file is missing from the disk"
END_LOST = "the end of the file is missing from the disk"
FRESH = timedelta(minutes=2)
_SAME_TIME = timedelta(seconds=0.2)
_BATCH = 500
_FEW = 10


class Reconciler:
    """One run at a time, on one thread; `tally` may be read from any."""

    def __init__(self, catalog: Catalog, store: FootageStore, holds: Holds, clock: Clock) -> None:
        self._catalog = catalog
        self._store = store
        self._holds = holds
        self._clock = clock
        self._wish = Wish()
        self.tally = Tally()

    def run(self, wish: Wish, stop: threading.Event) -> Iterator[Finding]:
        """All that is wrong, as it is found; what `wish` asks to repair is repaired before it is told."""
        self._wish, self.tally = wish, Tally()
        away = self._second_is_away()
        if away:
            yield Finding(Trouble.TIER_AWAY, f"{away}; what lies there is not checked")
        yield from self._rows(stop, with_second=away is None)
        yield from self._first_files(stop)
        if self._store.second is not None and away is None:
            yield from self._second_files(stop)
        if wish.chains:
            for camera in sorted(self.tally.cameras):
                yield from self._chain(camera)

    def _rows(self, stop: threading.Event, with_second: bool) -> Iterator[Finding]:
        missing: list[Segment] = []
        rows, last = 0, ""
        states = (SegmentState.OPEN, SegmentState.CLOSED)
        while (page := self._catalog.after(last, states)) and not stop.is_set():
            last = page[-1].id
            for segment in page:
                if (segment.tier is Tier.SECOND and not with_second) or not self._is_ours(segment.started_at):
                    continue
                rows += 1
                size = self._size(segment)
                if size is None:
                    missing.append(segment)
                else:
                    yield from self._look(segment, size)
        missing = [segment for segment in missing if self._is_missing_still(segment)]
        if len(missing) * 2 > rows > _FEW:
            # Most likely a disk is not mounted: to believe it would make the loss real.
            says = f"{len(missing)} of {rows}: is the footage disk mounted? nothing was marked as lost"
            yield Finding(Trouble.MOST_MISSING, says, size_bytes=sum(segment.size_bytes for segment in missing))
            return
        for segment in missing:
            yield self._missing(segment)

    def _look(self, segment: Segment, size: int) -> Iterator[Finding]:
        self.tally.files += 1
        self.tally.size_bytes += size
        self.tally.cameras.add(segment.camera)
        if segment.state is SegmentState.OPEN:
            if self._is_fresh(segment):
                self.tally.being_written += 1
            else:
                yield self._not_closed(segment, size)
            return
        reads = self._wish.reads and segment.tier is Tier.FIRST
        try:
            if size != segment.size_bytes or reads:
                with self._store.open(segment) as file:
                    truth = read_truth(file)
                yield from self._compare(segment, size, truth)
            if self._wish.hashes and size == segment.size_bytes:
                yield from self._hash(segment)
        except (OSError, Fault) as error:
            says = error.message if isinstance(error, Fault) else str(error)
            yield self._finding(Trouble.UNREADABLE, segment, says)

    def _compare(self, segment: Segment, size: int, truth: Truth | None) -> Iterator[Finding]:
        first = self._store.footage_dir / segment.path if segment.tier is Tier.FIRST else None
        wish = self._wish.repairs
        if truth is None:
            yield self._finding(Trouble.DAMAGED, segment, f"no whole footage in {size} bytes")
        elif size > segment.size_bytes == truth.whole_bytes:
            repaired = wish and first is not None
            if repaired and first is not None:
                _truncate(first, truth.whole_bytes)
            says = f"{size - segment.size_bytes} bytes after its end"
            yield replace(self._finding(Trouble.TORN, segment, says), is_repaired=repaired)
        elif size != segment.size_bytes:
            repaired = wish and first is not None
            if repaired:
                self._keep_rest(segment, truth)
            says = f"{size} bytes instead of {segment.size_bytes}; whole up to {truth.whole_bytes}"
            yield replace(self._finding(Trouble.SIZE, segment, says), is_repaired=repaired)
        elif truth.is_torn:
            yield self._finding(Trouble.DAMAGED, segment, f"whole only up to byte {truth.whole_bytes} of {size}")
        elif abs(truth.length - (segment.ended_at - segment.started_at)) > _SAME_TIME:
            if wish:
                self._catalog.save_segment(replace(segment, ended_at=segment.started_at + truth.length))
            told = (segment.ended_at - segment.started_at).total_seconds()
            says = f"{truth.length.total_seconds():.1f} s long, not {told:.1f} s"
            yield replace(self._finding(Trouble.TIMES, segment, says), is_repaired=wish)

    def _keep_rest(self, segment: Segment, truth: Truth) -> None:
        """What is left of a file becomes a segment of its own; the row of the whole says that it was lost.

        So the chain still tells what was recorded, and the ledger what there is.
        """
        rest_id = SegmentId(new_id("seg", segment.started_at))
        path = segment_path(segment.camera, segment.started_at, rest_id)
        first = self._store.footage_dir / segment.path
        _truncate(first, truth.whole_bytes)
        first.rename(self._store.footage_dir / path)
        self._lose(segment, segment.started_at + truth.length, END_LOST)
        self._catalog.save_segment(truth.told(replace(segment, id=rest_id, path=path, link=None)))

    def _lose(self, segment: Segment, since: datetime, reason: str) -> None:
        log = GapLog(segment.camera, self._catalog.save_gap)
        log.interrupt(min(since, segment.ended_at), reason)
        log.resume(segment.ended_at)
        self._catalog.save_segment(replace(segment, state=SegmentState.LOST))

    def _hash(self, segment: Segment) -> Iterator[Finding]:
        if segment.sha256 is None:
            self.tally.not_hashed += 1
            return
        with self._store.open(segment) as file:
            found = sha256_of(file)
        self.tally.hashed_bytes += segment.size_bytes
        if found != segment.sha256:
            yield self._finding(Trouble.CONTENT, segment, f"sha256 {found[:12]}… instead of {segment.sha256[:12]}…")

    def _not_closed(self, segment: Segment, size: int) -> Finding:
        mended = cut_torn_tail(self._store.footage_dir / segment.path, segment) if self._wish.repairs else None
        if mended is not None:
            self._catalog.save_segment(mended)
        says = f"{size} bytes, left open by a recorder that ended"
        return replace(self._finding(Trouble.NOT_CLOSED, segment, says), is_repaired=mended is not None)

    def _missing(self, segment: Segment) -> Finding:
        here = replace(segment, tier=Tier.FIRST)
        if segment.tier is Tier.SECOND and self._size(here) == segment.size_bytes:
            if self._wish.repairs:
                self._catalog.save_segment(here)
            says = "gone from the second tier; its first copy is still here"
            return replace(self._finding(Trouble.MISSING, segment, says), is_repaired=self._wish.repairs)
        if self._wish.repairs:
            self._lose(segment, segment.started_at, FILE_LOST)
        length = (segment.ended_at - segment.started_at).total_seconds()
        says = f"{length:.1f} s from {segment.started_at.isoformat(timespec='seconds')} are lost"
        return replace(self._finding(Trouble.MISSING, segment, says), is_repaired=self._wish.repairs)

    def _first_files(self, stop: threading.Event) -> Iterator[Finding]:
        paths = (path for path in mp4_files(self._store.footage_dir) if not stop.is_set())
        while batch := list(islice(paths, _BATCH)):
            named = {path: parse_segment_path(path) for path in batch}
            known = self._catalog.known([ids[2] for ids in named.values() if ids is not None])
            for path, ids in named.items():
                if ids is None:
                    yield Finding(Trouble.UNKNOWN, "not a name that Watchroom gives; left alone", path=path)
                elif self._is_ours(ids[1]):
                    yield from self._file(path, known.get(ids[2]))

    def _file(self, path: str, row: Segment | None) -> Iterator[Finding]:
        """A file of the first tier whose row is `row`, as far as the row did not tell already."""
        if row is None:
            yield from self._without_row(path, Tier.FIRST)
        elif row.state is SegmentState.EXPIRED:
            yield self._left_over(path, row.camera, "its footage expired")
        elif row.state is SegmentState.LOST:
            truth = _truth_of(self._store.footage_dir / path)
            is_back = truth is not None and truth.total_bytes == row.size_bytes
            if self._wish.repairs and is_back:
                self._catalog.save_segment(replace(row, state=SegmentState.CLOSED))
            says = "it was lost and is here again" if is_back else "it was lost; what is here is not the same"
            finding = Finding(Trouble.UNKNOWN, says, row.camera, path, row.size_bytes)
            yield replace(finding, is_repaired=self._wish.repairs and is_back)
        elif row.tier is Tier.SECOND and self._store.second is not None and self._size(row) == row.size_bytes:
            yield self._left_over(path, row.camera, "it has moved to the second tier", ignores_holds=True)

    def _second_files(self, stop: threading.Event) -> Iterator[Finding]:
        files = (item for item in self._store.demand_second().files() if not stop.is_set())
        while batch := list(islice(files, _BATCH)):
            named = {path: parse_segment_path(path) for path, _ in batch}
            known = self._catalog.known([ids[2] for ids in named.values() if ids is not None])
            for path, ids in named.items():
                row = known.get(ids[2]) if ids is not None else None
                if ids is not None and row is None:
                    yield from self._without_row(path, Tier.SECOND)
                elif row is not None and row.state is SegmentState.EXPIRED:
                    yield self._left_over(path, row.camera, "its footage expired", tier=Tier.SECOND)

    def _without_row(self, path: str, tier: Tier) -> Iterator[Finding]:
        ids = parse_segment_path(path)
        if ids is None:
            return
        camera, started_at, segment_id = ids
        blank = Segment(
            segment_id, camera, "main", path, "", 0, 0, started_at, started_at, 0, None, SegmentState.CLOSED, tier
        )
        if tier is Tier.FIRST and self._is_fresh(blank):
            self.tally.being_written += 1
            return
        if self._catalog.has_expired(camera, started_at):
            yield self._left_over(path, camera, "its footage expired", tier=tier)
            return
        with self._store.open(blank) as file:
            truth = read_truth(file)
        if truth is None:
            yield self._left_over(path, camera, "it holds no footage", tier=tier)
            return
        adopted = truth.told(blank)
        if self._wish.repairs:
            mended = cut_torn_tail(self._store.footage_dir / path, blank) if tier is Tier.FIRST else adopted
            self._catalog.save_segment(mended or adopted)
        says = f"{truth.length.total_seconds():.1f} s of footage without a row"
        yield Finding(Trouble.UNKNOWN, says, camera, path, truth.total_bytes, self._wish.repairs)

    def _left_over(
        self, path: str, camera: CameraId, why: str, tier: Tier = Tier.FIRST, ignores_holds: bool = False
    ) -> Finding:
        """ignores_holds: what is deleted is a second copy."""
        ids = parse_segment_path(path)
        at = ids[1] if ids is not None else self._clock.now()
        is_held = not ignores_holds and bool(self._holds.list(camera, at, at + timedelta(hours=1)))
        deletes = self._wish.repairs and not is_held
        if deletes and tier is Tier.FIRST:
            self._store.delete_first(path)
        elif deletes:
            self._store.demand_second().delete(path)
        says = f"{why}; a hold keeps that time, so it stays" if is_held else why
        return Finding(Trouble.LEFT_OVER, says, camera, path, is_repaired=deletes)

    def _chain(self, camera: CameraId) -> Iterator[Finding]:
        for problem in verify_chain(self._catalog.chain(camera)):
            yield Finding(Trouble.CHAIN, problem, camera)

    def _size(self, segment: Segment) -> int | None:
        try:
            return self._store.size(segment)
        except Fault:
            return None

    def _is_missing_still(self, segment: Segment) -> bool:
        """It may have moved or expired while the others were looked at."""
        row = self._catalog.known([segment.id]).get(segment.id)
        if row is None or row.state not in (SegmentState.OPEN, SegmentState.CLOSED):
            return False
        return self._size(row) is None

    def _is_ours(self, started_at: datetime) -> bool:
        return self._wish.started_before is None or started_at < self._wish.started_before

    def _is_fresh(self, segment: Segment) -> bool:
        """Whether somebody wrote to the file of late."""
        try:
            changed_at = (self._store.footage_dir / segment.path).stat().st_mtime
        except OSError:
            return False
        return abs(self._clock.now() - datetime.fromtimestamp(changed_at, UTC)) < FRESH

    def _second_is_away(self) -> str | None:
        if self._store.second is None and not self._catalog.has_moved():
            return None
        try:
            self._store.demand_second().demand(is_first_use=False)
        except Fault as fault:
            if not self._catalog.has_moved():
                return ""  # nothing was ever moved there
            return fault.message
        return None

    @staticmethod
    def _finding(trouble: Trouble, segment: Segment, says: str) -> Finding:
        return Finding(trouble, says, segment.camera, segment.path, segment.size_bytes)


def mp4_files(folder: Path) -> Iterator[str]:
    """Paths below a footage folder in the form `camera/day/name.mp4`."""
    for camera in _folders(folder):
        for day in _folders(camera):
            for file in sorted(day.glob("*.mp4")):
                yield f"{camera.name}/{day.name}/{file.name}"


def _folders(folder: Path) -> Sequence[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _truth_of(path: Path) -> Truth | None:
    with path.open("rb") as file:
        return read_truth(file)


def _truncate(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.truncate(size)
