"""A lens that bends straight lines: one radial coefficient, and how it is found from the pairs of a calibration. Pure.

Points are (x * aspect, y) of the picture. The division model (Fitzgibbon 2001): straight = bent / (1 + k1 r²), measured
from the middle of the picture, r = 1 at its corners. k1 < 0: bulging outwards (barrel), as wide-angle lenses do.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

LEAST_K1, MOST_K1 = -0.7, 0.3
FEWEST_PAIRS = 6
_STEPS = 20  # of the range of k1 that are tried
# Of a straight lens's error on pairs left out, what a bent one may have: few pairs must speak clearly.
_CLEARLY, _CLEARLY_PER_PAIR, _LEAST_CLEAR = 0.45, 0.025, 0.8
_EXACT = 1e-6  # of the picture's height: there is nothing to be better at
_BEHIND = 1e6
_FINER = 24  # halvings of the step around the best
_MOST_FOLDS = 24  # more pairs than this are left out in groups


@dataclass(frozen=True, slots=True)
class Lens:
    """One camera's lens; 0: straight."""

    k1: float
    aspect: float

    def straight(self, points: FloatArray) -> FloatArray:
        """(n, 2): where a lens without bend would show what is seen at `points`, (n, 2)."""
        if self.k1 == 0:
            return points
        out = points - self._middle
        return np.asarray(out / (1 + self.k1 * self._squares(out)) + self._middle)

    def straight_one(self, x: float, y: float) -> tuple[float, float]:
        """The same for one point."""
        if self.k1 == 0:
            return x, y
        across, down = x - self.aspect / 2, y - 0.5
        by = 1 + self.k1 * (across**2 + down**2) / (self.aspect**2 / 4 + 0.25)
        return across / by + self.aspect / 2, down / by + 0.5

    def bent(self, points: FloatArray) -> FloatArray:
        """The inverse of `straight`; beyond the lens's reach the farthest it can show."""
        if self.k1 == 0:
            return points
        out = points - self._middle
        root = np.sqrt(np.maximum(0.0, 1 - 4 * self.k1 * self._squares(out)))
        return np.asarray(out * 2 / (1 + root) + self._middle)

    @property
    def _middle(self) -> FloatArray:
        return np.array([self.aspect / 2, 0.5])

    def _squares(self, out: FloatArray) -> FloatArray:
        return np.asarray((out**2).sum(axis=-1, keepdims=True) / (self.aspect**2 / 4 + 0.25))


@dataclass(frozen=True, slots=True)
class Guess:
    """What the pairs say of the lens. left_out_m: root mean square error of pairs that the fit did not know, metres;
    None with too few of them."""

    lens: Lens
    left_out_m: float | None


def find_lens(picture: FloatArray, ground: FloatArray, aspect: float, k1: float | None = None) -> Guess:
    """The lens that brings (n, 2) points of the picture onto (n, 2) metres of the ground.

    A bent one only where it foretells pairs that it did not know clearly better than a straight one. k1: it is known.
    """
    n = len(picture)
    if n < FEWEST_PAIRS or k1 is not None:
        lens = Lens(k1 or 0.0, aspect)
        known = _trials([lens], picture, ground) if n > 4 else None
        return Guess(lens, None if known is None else _rms(known.left_out[0]))
    candidates = [Lens(round(float(k), 6), aspect) for k in np.linspace(LEAST_K1, MOST_K1, _STEPS + 1)]
    trials = _trials([Lens(0.0, aspect), *candidates], picture, ground)
    best = 1 + np.argmin(trials.learnt[1:], axis=0)  # per fold, by what the fit of that fold knew
    chosen, pairs = best[trials.fold_of], np.arange(n)
    straight, bent = _rms(trials.missed[0]), _rms(trials.missed[chosen, pairs])
    clearly = min(_LEAST_CLEAR, _CLEARLY + _CLEARLY_PER_PAIR * (n - FEWEST_PAIRS))
    if straight < _EXACT or not bent < clearly * straight:
        return Guess(Lens(0.0, aspect), _rms(trials.left_out[0]))
    lens = _refined(candidates[int(np.argmin(trials.whole[1:]))], picture, ground)
    return Guess(lens, _rms(trials.left_out[chosen, pairs]))


def normaliser(points: FloatArray) -> FloatArray:
    """Moves the middle to the origin and the mean distance to the square root of two (Hartley 1997)."""
    middle = points.mean(axis=0)
    scale = math.sqrt(2) / max(float(np.hypot(*(points - middle).T).mean()), 1e-12)
    return np.array([[scale, 0, -scale * middle[0]], [0, scale, -scale * middle[1]], [0, 0, 1]])


@dataclass(frozen=True, slots=True)
class _Trials:
    """What each of k lenses does, in heights of the picture, in which people click about as well everywhere.

    whole: (k,) error of the fit to all. learnt: (k, folds) error of each fold's fit on what it knew. missed: (k, n)
    error of each pair in the fit that did not know it; left_out: the same in metres.
    """

    whole: FloatArray
    learnt: FloatArray
    missed: FloatArray
    left_out: FloatArray
    fold_of: NDArray[np.int64]


def _trials(lenses: list[Lens], picture: FloatArray, ground: FloatArray) -> _Trials:
    n = len(picture)
    folds = min(n, _MOST_FOLDS)
    fold_of = np.arange(n) % folds
    knows = np.concatenate([np.ones((1, n)), fold_of[None, :] != np.arange(folds)[:, None]])
    to_metres = normaliser(ground)
    whole, learnt, missed, left_out = [], [], [], []
    for lens in lenses:
        metres, shares = _errors(lens, picture, (ground, to_metres), knows)
        means = np.sqrt((shares**2 * knows).sum(axis=1) / knows.sum(axis=1))
        whole.append(means[0])
        learnt.append(means[1:])
        missed.append(shares[1 + fold_of, np.arange(n)])
        left_out.append(metres[1 + fold_of, np.arange(n)])
    return _Trials(np.array(whole), np.array(learnt), np.array(missed), np.array(left_out), fold_of)


def _errors(
    lens: Lens, picture: FloatArray, target: tuple[FloatArray, FloatArray], knows: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """(m, n) by how much each of m fits misses each pair, in metres and in heights of the picture; very much behind
    its horizon."""
    ground, to_metres = target
    straight = lens.straight(picture)
    to_units = normaliser(straight)
    a = straight @ to_units[:2, :2].T + to_units[:2, 2]
    b = ground @ to_metres[:2, :2].T + to_metres[:2, 2]
    fits = _homographies(knows, (a, b))
    found = fits @ np.column_stack([a, np.ones(len(a))]).T
    seen = _back(fits) @ np.column_stack([b, np.ones(len(b))]).T
    depth = found[:, 2] * np.sign(np.median(found[:, 2], axis=1, keepdims=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        miss = found[:, :2] / found[:, 2:] - b.T
        back = np.moveaxis((seen[:, :2] / seen[:, 2:]), 1, 2) / to_units[0, 0] + straight.mean(axis=0)
    is_before = depth > 1e-9
    metres = np.where(is_before, np.hypot(miss[:, 0], miss[:, 1]) / to_metres[0, 0], _BEHIND)
    shares = np.where(is_before, np.linalg.norm(lens.bent(back) - picture, axis=2), _BEHIND)
    return metres, shares


def _homographies(weights: FloatArray, normalised: tuple[FloatArray, FloatArray]) -> FloatArray:
    """(m, 3, 3) least-squares homographies between normalised points, one for each row of `weights` (m, n) of pairs."""
    (x, y), (u, v) = normalised[0].T, normalised[1].T
    zero, one = np.zeros_like(x), np.ones_like(x)
    first = np.stack([-x, -y, -one, zero, zero, zero, u * x, u * y, u], axis=1)
    second = np.stack([zero, zero, zero, -x, -y, -one, v * x, v * y, v], axis=1)
    squares = first[:, :, None] * first[:, None, :] + second[:, :, None] * second[:, None, :]
    _, basis = np.linalg.eigh(np.tensordot(weights, squares, axes=1))
    return np.asarray(basis[:, :, 0].reshape(-1, 3, 3))


def _back(fits: FloatArray) -> FloatArray:
    """(m, 3, 3) inverses, each up to its scale; of a singular one, something."""
    a, b, c = fits[:, 0], fits[:, 1], fits[:, 2]
    return np.stack([np.cross(b, c), np.cross(c, a), np.cross(a, b)], axis=2)


def _refined(lens: Lens, picture: FloatArray, ground: FloatArray) -> Lens:
    """The best coefficient near that of `lens`, to the fifth decimal."""
    k1, step = lens.k1, (MOST_K1 - LEAST_K1) / _STEPS
    knows, target = np.ones((1, len(picture))), (ground, normaliser(ground))

    def error(k: float) -> float:
        return _rms(_errors(Lens(k, lens.aspect), picture, target, knows)[1][0])

    for _ in range(_FINER):
        step /= 2
        k1 = min((k1, k1 - step, k1 + step), key=error)
    return Lens(round(min(MOST_K1, max(LEAST_K1, k1)), 5), lens.aspect)


def _rms(errors: FloatArray) -> float:
    return float(np.sqrt((errors**2).mean()))
