"""Blobs from frame to frame, before any tracker: so that an answer about an earlier frame finds its blob. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from analytics.association import iou_matrix
from analytics.detection import Detection, Look
from kernel.geometry import Box

_SAME = 0.15  # overlap of two frames' blobs that are one


@dataclass(frozen=True, slots=True)
class Part:
    """One object inside a blob: its box in shares of the blob's, and what was said of it."""

    inner: Box
    look: Look | None
    evidence: float = 0.0

    def box_in(self, blob: Box) -> Box:
        """Where it is now, cut at the picture's edges."""
        return Box(
            max(0.0, blob.left + self.inner.left * blob.width),
            max(0.0, blob.top + self.inner.top * blob.height),
            min(1.0, blob.left + self.inner.right * blob.width),
            min(1.0, blob.top + self.inner.bottom * blob.height),
        )


@dataclass(slots=True, eq=False)
class Chain:
    """One blob's way. looked_at: when each looker last saw it. parts: what it holds, as seen at `parts_at`.

    whole: the chain that this one turned out to be a piece of. certain: looks in a row that agreed.
    """

    box: Box
    since: datetime
    looked_at: dict[int, datetime] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    parts_at: datetime | None = None
    is_fresh: bool = False
    whole: "Chain | None" = None
    certain: int = 0
    misses: int = 0


class Chains:
    """The chains of one camera. One thread."""

    def __init__(self) -> None:
        self._alive: list[Chain] = []

    def follow(self, found: Sequence[Detection], at: datetime) -> list[Chain]:
        """The chain of each detection, in their order; what was not found again ends."""
        taken: dict[int, Chain] = {}
        if self._alive and found:
            overlap = iou_matrix(_rows([c.box for c in self._alive]), _rows([d.box for d in found]))
            for flat in np.argsort(-overlap, axis=None, kind="stable"):
                row, column = divmod(int(flat), len(found))
                if overlap[row, column] < _SAME:
                    break
                if column not in taken and self._alive[row] not in taken.values():
                    taken[column] = self._alive[row]
        self._alive = [taken.get(place) or Chain(one.box, at) for place, one in enumerate(found)]
        for chain, one in zip(self._alive, found, strict=True):
            chain.box = one.box
        return list(self._alive)

    def clear(self) -> None:
        self._alive = []


def inner(box: Box, blob: Box) -> Box:
    """`box` in shares of `blob`."""
    width, height = max(blob.width, 1e-6), max(blob.height, 1e-6)
    return Box(
        (box.left - blob.left) / width,
        (box.top - blob.top) / height,
        (box.right - blob.left) / width,
        (box.bottom - blob.top) / height,
    )


def _rows(boxes: Sequence[Box]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array([(b.left, b.top, b.right, b.bottom) for b in boxes], dtype=np.float64).reshape(-1, 4)
