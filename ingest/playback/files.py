"""The bytes of recorded files, by segment id: a path never comes from outside."""

import re
from dataclasses import dataclass
from pathlib import Path

from ingest.record.catalog import Catalog
from ingest.record.footage import FootageStore
from kernel.errors import invalid, not_found
from kernel.ids import SegmentId

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file: `size_bytes` bytes from `offset` on, of `total_bytes`."""

    path: Path
    offset: int
    size_bytes: int
    total_bytes: int

    @property
    def content_range(self) -> str:
        """The value of `Content-Range` (RFC 9110 §14.4)."""
        return f"bytes {self.offset}-{self.offset + self.size_bytes - 1}/{self.total_bytes}"

    def read(self) -> bytes:
        """The bytes themselves; raises a not-found fault when the file went meanwhile."""
        try:
            with self.path.open("rb") as file:
                file.seek(self.offset)
                return file.read(self.size_bytes)
        except OSError as error:
            raise not_found("footage file", self.path.name) from error


def segment_path(catalog: Catalog, store: FootageStore, segment: SegmentId) -> Path:
    """The file of a segment. Raises a not-found fault when the segment or its file is gone.

    A catalogue whose path leads out of the footage folder raises a corrupt fault.
    """
    path = store.path(catalog.segment(segment))
    if not path.is_file():
        raise not_found("footage file of segment", segment)
    return path


def segment_part(catalog: Catalog, store: FootageStore, segment: SegmentId, range_header: str | None) -> Part | None:
    """The part of a segment's file that the HTTP header `Range` asks for, or None when it asks for all of it.

    One range only (RFC 9110 §14.2). Raises what `segment_path` does, and an invalid fault for a range that no byte of
    the file lies in.
    """
    path = segment_path(catalog, store, segment)
    total = path.stat().st_size
    match = _RANGE.fullmatch(range_header.strip()) if range_header else None
    if match is None or not (match[1] or match[2]):
        return None
    if match[1]:
        first, last = int(match[1]), min(int(match[2] or total - 1), total - 1)
    else:
        first, last = max(0, total - int(match[2])), total - 1
    if first > last:
        raise invalid(f"segment {segment}: no byte of {total} lies in the range {range_header}")
    return Part(path, first, last - first + 1, total)
