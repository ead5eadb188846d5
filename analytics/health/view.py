"""How a camera's view usually is, learnt slowly, and how a look compares with it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.health.look import WIDTH, Blocks, Look, Picture, alignment, likeness, offset, per_block, shifted

_ALIGNED = 0.5
_UNALIGNED = 0.3
_SURE = 0.6  # share of aligned blocks from which on nobody needs to look for a shift
_HELPS = 0.2
_FLAT = 0.35  # a block with less than this share of its usual edges has lost its texture
_TELLING_EDGES = 0.7  # grey levels per small pixel: below that a block says little
_TELLING_SHARE = 0.35  # of the median block's
_LEAST_TELLING = 10  # of 60 blocks
_LEAST_FINE = 4
_SOFT = 0.2
_MOST_MOVED = 0.45 * WIDTH


@dataclass(frozen=True, slots=True)
class Match:
    """A look against a view.

    share: of the telling blocks, those whose edges are where they were. lost: those that have lost place and texture.
    moved: by how much the whole picture has shifted, share of its width. sharp: fine detail relative to the view's, 1:
    as usual; None where nothing fine can be told from noise. like: correlation of the coarse pictures.
    """

    share: float
    lost: float
    moved: float
    sharp: float | None
    like: float


@dataclass(slots=True)
class View:
    """A running mean of looks. across, down, small: (90, 160); detail, edges: (6, 10). looks: how many went in."""

    across: Picture
    down: Picture
    small: Picture
    detail: Blocks
    edges: Blocks
    floor: float
    level: float
    looks: int = 1

    @staticmethod
    def of(look: Look) -> "View":
        return View(
            look.across.copy(),
            look.down.copy(),
            look.small.copy(),
            look.detail.copy(),
            look.edges.copy(),
            float(look.detail.min()),
            look.level,
        )

    def learn(self, look: Look, weight: float) -> None:
        """Move towards `look` by `weight` (0 to 1)."""
        self.across += weight * (look.across - self.across)
        self.down += weight * (look.down - self.down)
        self.small += weight * (look.small - self.small)
        self.detail += weight * (look.detail - self.detail)
        self.edges += weight * (look.edges - self.edges)
        self.floor += weight * (float(look.detail.min()) - self.floor)
        self.level += weight * (look.level - self.level)
        self.looks += 1

    def telling(self) -> NDArray[np.bool_]:
        """(6, 10): blocks with edges enough to recognise. Those of the mean picture, in which noise has gone out."""
        edges = np.sqrt(per_block(self.across**2 + self.down**2))
        return np.asarray(edges >= max(_TELLING_EDGES, _TELLING_SHARE * float(np.median(edges))), np.bool_)

    def is_telling(self) -> bool:
        """Whether enough of the view can be recognised: not so in the dark, in fog, before a white wall."""
        return int(self.telling().sum()) >= _LEAST_TELLING

    def compare(self, look: Look) -> Match | None:
        """How `look` matches; None where the view itself says too little: the dark, fog, a white wall."""
        telling = self.telling()
        if int(telling.sum()) < _LEAST_TELLING:
            return None
        aligned = alignment(look, self.across, self.down)[telling]
        share, moved = float((aligned >= _ALIGNED).mean()), 0.0
        if share < _SURE:
            share, moved = max((share, moved), self._moved(look, share))
        is_flat = look.edges[telling] < _FLAT * self.edges[telling]
        lost = float(((aligned < _UNALIGNED) & is_flat).mean())
        return Match(share, lost, moved, self._sharpness(look, telling), likeness(look.small, self.small))

    def _moved(self, look: Look, share: float) -> tuple[float, float]:
        """The share that agrees when the whole picture is moved, and by how much; (0, 0) when moving does not help."""
        by = offset(look, self.across, self.down)
        if by == (0, 0) or max(map(abs, by)) > _MOST_MOVED:
            return 0.0, 0.0
        view = View(shifted(self.across, by), shifted(self.down, by), self.small, self.detail, self.edges, 0.0, 0.0)
        found = float((alignment(look, view.across, view.down)[view.telling()] >= _ALIGNED).mean())
        return (found, math.hypot(*by) / WIDTH) if found > share + _HELPS else (0.0, 0.0)

    def _sharpness(self, look: Look, telling: NDArray[np.bool_]) -> float | None:
        """Detail for edges, so that neither light nor fog counts, above the grain that the flattest block has, too."""
        usual = np.sqrt(np.maximum(self.detail**2 - self.floor**2, 0))
        fine = telling & (usual > np.median(usual[telling])) & (usual > self.floor)
        if int(fine.sum()) < _LEAST_FINE:
            return None
        floor = float(look.detail.min())
        now = np.sqrt(np.maximum(look.detail[fine] ** 2 - floor**2, 0))
        ratio = (now / (look.edges[fine] + _SOFT)) / (usual[fine] / (self.edges[fine] + _SOFT))
        return float(np.median(ratio))
