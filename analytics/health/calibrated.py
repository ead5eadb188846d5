"""Does a calibrated camera still look where it looked when it was calibrated? Pure.

A reference is gathered of the looks after calibrating: the mean direction of the edges, in which people fade. From
then on a minute's mean is laid beside it, tile by tile, each searched for a few per cent around: tiles that lie
elsewhere vote for a view that has moved, zoomed or turned; tiles in their place against it; tiles that are nowhere
(the dark, a lorry, rain) do not vote. What has gone farther than that is `turned_away`.
"""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta

import cv2
import numpy as np
from numpy.typing import NDArray

from analytics.health.condition import Sign
from analytics.health.look import HEIGHT, WIDTH, Look, Picture
from kernel.errors import Fault, FaultKind

Field = NDArray[np.float32]

_TILE = (32, 30)  # of 160 x 90
_STEP = (16, 8)
_REACH = 11  # small pixels: 7 % of the width
_IN_PLACE = 1.0  # small pixels: 0.6 % of the width
_FOUND = 0.5  # correlation from which on a tile is recognised
_BETTER = 0.08  # elsewhere must fit so much better
_NOISE = 1.0  # grey levels per small pixel: edges weaker than this count less
_LEAST_TURN = 0.06  # of the weaker to all edges: a tile whose edges all run one way cannot say where along them it is
_LEAST_EDGES = 0.15  # mean strength of a tile that can be recognised
_LEAST_VOTES, _LEAST_SHARE = 4, 0.2
_MOVED, _IN_PLACE_SHARE = 0.5, 0.6  # of the votes; zoom leaves the middle in its place
_EVERY = timedelta(seconds=60)
_LEAST_LOOKS = 5
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Reference:
    """The edges of the view that was calibrated. of: which calibration. field: (90, 160, 2), direction and strength."""

    of: str
    field: Field

    def dump(self) -> bytes:
        """As bytes; half the precision is plenty."""
        kept = io.BytesIO()
        field = self.field.astype(np.float16)
        np.savez_compressed(kept, allow_pickle=False, format=np.array(_FORMAT), of=np.array(self.of), field=field)
        return kept.getvalue()

    @staticmethod
    def load(data: bytes) -> "Reference":
        """The inverse of `dump`; raises a corrupt fault when the bytes are none of ours."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as kept:
                if int(kept["format"]) != _FORMAT or kept["field"].shape != (HEIGHT, WIDTH, 2):
                    raise ValueError("of another version")
                return Reference(str(kept["of"]), kept["field"].astype(np.float32))
        except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise Fault(FaultKind.CORRUPT, f"calibrated view: cannot be read ({error}); it is taken anew") from error


@dataclass(frozen=True, slots=True)
class Votes:
    """Of the tiles that can be recognised: how many lie elsewhere, how many in their place."""

    telling: int
    moved: int
    in_place: int

    @property
    def sign(self) -> Sign:
        """What the majority says; unknown where too few voted."""
        voted = self.moved + self.in_place
        if voted < max(_LEAST_VOTES, _LEAST_SHARE * self.telling):
            return Sign.UNKNOWN
        if self.moved >= _MOVED * voted:
            return Sign.BAD
        return Sign.WELL if self.in_place >= _IN_PLACE_SHARE * voted else Sign.BETWEEN


class CalibratedView:
    """The watch over one calibrated view. One thread; looks in their order.

    of: names the calibration; a reference of another one is not used. reference: None until it has been gathered.
    """

    def __init__(self, of: str, reference: Reference | None = None) -> None:
        self.of = of
        self.reference = reference if reference is not None and reference.of == of else None
        self._sum = np.zeros((HEIGHT, WIDTH, 2), np.float32)
        self._looks = 0
        self._since: datetime | None = None
        self._sign = Sign.UNKNOWN

    def judge(self, look: Look, is_trusted: bool = True) -> Sign:
        """What the last whole minute said. is_trusted: nothing else is wrong with the picture, and nobody moves it."""
        if not is_trusted:
            self._start(None)
            self._sign = Sign.UNKNOWN
            return self._sign
        if self._since is None or not timedelta(0) <= look.at - self._since <= 2 * _EVERY:
            self._start(look.at)
        self._sum += direction(look.across, look.down)
        self._looks += 1
        if self._since is not None and look.at - self._since >= _EVERY and self._looks >= _LEAST_LOOKS:
            self._conclude((self._sum / self._looks).astype(np.float32))
            self._start(look.at)
        return self._sign

    def _start(self, at: datetime | None) -> None:
        self._sum[:] = 0
        self._looks, self._since = 0, at

    def _conclude(self, field: Field) -> None:
        if self.reference is not None:
            self._sign = votes(self.reference.field, field).sign
        elif len(_telling(field)) >= _LEAST_VOTES:
            self.reference = Reference(self.of, field)
            self._sign = Sign.WELL


def direction(across: Picture, down: Picture) -> Field:
    """(90, 160, 2): the edges with their strength all but taken out, so that neither light nor contrast counts."""
    strength = np.hypot(across, down)
    weight = 1 / (strength + max(_NOISE, 0.5 * float(strength.mean())))
    return np.asarray(np.dstack([across * weight, down * weight]), np.float32)


def votes(reference: Field, now: Field) -> Votes:
    """How the tiles of the reference are found again."""
    moved = in_place = 0
    tiles = _telling(reference)
    for x, y in tiles:
        left, top = max(0, x - _REACH), max(0, y - _REACH)
        around = now[top : y + _TILE[1] + _REACH, left : x + _TILE[0] + _REACH]
        fits = cv2.matchTemplate(around, reference[y : y + _TILE[1], x : x + _TILE[0]], cv2.TM_CCORR_NORMED)
        rows, columns = np.indices(fits.shape)
        is_here = np.maximum(np.abs(columns - (x - left)), np.abs(rows - (y - top))) <= _IN_PLACE
        here, best = float(fits[is_here].max()), float(fits.max())
        if best < _FOUND:
            continue
        if best > here + _BETTER:
            moved += 1
        elif here >= _FOUND:
            in_place += 1
    return Votes(len(tiles), moved, in_place)


def _telling(field: Field) -> list[tuple[int, int]]:
    """Left and top of the tiles that have edges enough, in more than one direction. Its clock does not count: the top
    and bottom tenth are in no tile."""
    margin = HEIGHT // 10
    spots = []
    for y in range(margin, HEIGHT - margin - _TILE[1] + 1, _STEP[1]):
        for x in range(0, WIDTH - _TILE[0] + 1, _STEP[0]):
            tile = field[y : y + _TILE[1], x : x + _TILE[0]].reshape(-1, 2)
            weaker, stronger = np.linalg.eigvalsh(tile.T @ tile / len(tile))
            if np.sqrt(weaker + stronger) >= _LEAST_EDGES and weaker >= _LEAST_TURN * (weaker + stronger):
                spots.append((x, y))
    return spots
