"""The files of recorded footage, in whichever tier they lie."""

import contextlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest.record.near import NearCopies
from ingest.record.segment import Segment, Tier
from ingest.record.tier import DirectoryTier, SecondTier
from ingest.settings import IngestSettings, SecondTierSettings
from kernel.errors import Fault, FaultKind, not_found, unavailable
from kernel.ids import SegmentId

_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class FootageStore:
    """The files of all segments, whichever tier they lie in. Any thread."""

    footage_dir: Path
    second: SecondTier | None = None
    near: NearCopies | None = None

    def path(self, segment: Segment) -> Path:
        """The file as one of a file system here: an object of a store is copied near first. Reads, and may wait.

        The file may be gone all the same. A catalogue whose path leads out of the footage folder raises a corrupt
        fault; an object that is gone a not-found one; a second tier that is away an unavailable one.
        """
        if segment.tier is Tier.FIRST:
            path = _inside(self.footage_dir, segment.path, segment.id)
            # It may have moved since the row was read.
            if self.second is None or path.exists() or self.second.size(segment.path) is None:
                return path
        second = self.demand_second()
        local = second.local_path(segment.path)
        if local is not None:
            return local
        if self.near is None:
            raise unavailable(f"second tier {second.name}: no folder for near copies is set; set ingest.near_dir")
        return self.near.path(segment.path, segment.size_bytes, lambda: second.open(segment.path))

    def bring_near(self, segments: Sequence[Segment]) -> None:
        """Copy what lies in an object store near, several at a time; what fails is told by `path`."""
        far = [segment for segment in segments if segment.tier is Tier.SECOND]
        if len(far) < 2 or self.second is None or self.second.local_path(far[0].path) is not None:
            return
        with ThreadPoolExecutor(_AT_ONCE, "near copy") as pool:
            for future in [pool.submit(self.path, segment) for segment in far]:
                with contextlib.suppress(Fault):
                    future.result()

    def open(self, segment: Segment) -> BinaryIO:
        """A seekable reader of the file, to be closed. From an object store it reads ranges, some at a time.

        Raises a not-found fault when the file is gone, an unavailable one when the second tier is away.
        """
        if segment.tier is Tier.SECOND:
            return self.demand_second().open(segment.path)
        try:
            return _inside(self.footage_dir, segment.path, segment.id).open("rb")
        except OSError as error:
            # It may have moved since the row was read.
            if self.second is not None and self.second.size(segment.path) is not None:
                return self.second.open(segment.path)
            raise not_found("footage file of segment", segment.id) from error

    def size(self, segment: Segment) -> int | None:
        """The file's size in bytes, None when it is gone."""
        if segment.tier is Tier.SECOND:
            return self.demand_second().size(segment.path)
        try:
            return _inside(self.footage_dir, segment.path, segment.id).stat().st_size
        except FileNotFoundError:
            return None

    def delete(self, segment: Segment) -> None:
        """Delete the file; harmless when it is gone. Ask holds first."""
        if segment.tier is Tier.SECOND:
            self.demand_second().delete(segment.path)
        else:
            self.delete_first(segment.path)

    def delete_first(self, path: str) -> None:
        """Delete a file of the footage folder, and its day's folder when that is empty."""
        file = self.footage_dir / path
        file.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            file.parent.rmdir()

    def demand_second(self) -> SecondTier:
        """The second tier; raises an unavailable fault where none is set up."""
        if self.second is None:
            raise unavailable("second tier: footage lies there, but the settings name none; set ingest.second_tier")
        return self.second


def footage_store(settings: IngestSettings) -> FootageStore:
    """The tiers that the settings name; nothing is reached for yet."""
    near = NearCopies(settings.near_dir, settings.near_limit_bytes)
    return FootageStore(settings.footage_dir, _second(settings.second_tier), near)


def _second(settings: SecondTierSettings) -> SecondTier | None:
    if settings.directory is not None:
        return DirectoryTier(settings.directory)
    if settings.s3_bucket:
        # Loaded only where it is used: it is large.
        from ingest.record.s3 import S3Tier

        return S3Tier(settings)
    return None


def _inside(folder: Path, path: str, segment: SegmentId) -> Path:
    root = folder.resolve()
    file = (root / path).resolve()
    if not file.is_relative_to(root):
        raise Fault(FaultKind.CORRUPT, f"segment {segment}: its file lies outside the footage folder")
    return file
