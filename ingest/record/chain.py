"""The hash chain over a camera's footage: each closed segment is bound to the one closed before it.

A changed file no longer fits its hash, a changed row no longer its link; a row that was taken out leaves a number out.
Neighbours that expired by rule become one row, which keeps the last one's link: in front of it numbers may be missing,
nowhere else.
"""

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.record.segment import ChainLink, Segment, SegmentState
from kernel.clock import to_us
from kernel.ids import CameraId

GENESIS = "0" * 64


class Chains:
    """The end of each camera's chain in this pull host. Any thread may join a segment."""

    def __init__(self, ends: Mapping[CameraId, ChainLink]) -> None:
        self._ends = dict(ends)
        self._lock = threading.Lock()

    def join(self, segment: Segment) -> Segment:
        """The closed and hashed segment as the next link of its camera's chain; one without a hash stays outside."""
        if segment.sha256 is None or segment.link is not None:
            return segment
        with self._lock:
            end = self._ends.get(segment.camera)
            number, before = (end.number + 1, end.value) if end else (1, GENESIS)
            link = self._ends[segment.camera] = ChainLink(number, before, link_value(before, segment))
        return replace(segment, link=link)

    def give_back(self, camera: CameraId, link: ChainLink) -> None:
        """Forget a link that could not be kept, if none follows it yet."""
        with self._lock:
            if self._ends.get(camera) == link:
                if link.number > 1:
                    self._ends[camera] = ChainLink(link.number - 1, "", link.before)
                else:
                    del self._ends[camera]


def link_value(before: str, segment: Segment) -> str:
    """SHA-256, hex, over: the value before, the file's hash, the id, start and end (UTC microseconds, decimal).

    The parts are ASCII, joined by line feeds, so that anyone can compute it anew.
    """
    parts = (
        before,
        segment.sha256 or "",
        segment.id,
        str(to_us(segment.started_at)),
        str(to_us(segment.ended_at)),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def verify_chain(segments: Sequence[Segment]) -> list[str]:
    """What is wrong with one camera's chain, in words; empty when it is whole.

    segments: all rows of the camera, the expired ones too, in any order. Files are not looked at.
    """
    linked = sorted((s for s in segments if s.link is not None), key=lambda s: (s.link.number if s.link else 0, s.id))
    problems = [f"segment {s.id}: its row was changed after it was closed" for s in linked if not _is_whole(s)]
    problems += [
        f"segment {s.id}: closed but not in the chain"
        for s in segments
        if s.state is SegmentState.CLOSED and s.link is None
    ]
    if linked and linked[0].link and linked[0].link.number > 1 and linked[0].state is not SegmentState.EXPIRED:
        problems.append(f"segment {linked[0].id}: what was recorded before it is missing")
    for first, second in pairwise(linked):
        problems += _seam(first, second)
    return problems


def _is_whole(segment: Segment) -> bool:
    # An expired row stands for its neighbours too: its times are no longer those of one file.
    if segment.link is None or segment.state is SegmentState.EXPIRED:
        return True
    return segment.link.value == link_value(segment.link.before, segment)


def _seam(first: Segment, second: Segment) -> list[str]:
    if first.link is None or second.link is None:
        return []
    missing = second.link.number - first.link.number - 1
    if missing < 0:
        return [f"segment {second.id}: has the same number in the chain as {first.id}"]
    if missing == 0:
        return [] if second.link.before == first.link.value else [f"segment {second.id}: does not follow {first.id}"]
    if second.state is SegmentState.EXPIRED:
        return []
    return [f"segment {second.id}: {missing} before it {'is' if missing == 1 else 'are'} missing, and not by rule"]
