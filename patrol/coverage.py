"""What the free units cover, what the choice of one costs, and which move would help. Pure.

A place is covered while a free unit of its kind reaches it within its minutes. What units that are free now are worth
is told by expected coverage (Daskin's MEXCLP): each is taken to be busy, when the call comes, with the same chance `q`,
so k units that reach a place of weight w are worth w · (1 − q^k). The first unit at a place is worth much, the third
little: that is what decides who may leave.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NewType

import numpy as np
import numpy.typing as npt

from kernel.geo import LatLon
from patrol.unit import UnitKind

PlaceId = NewType("PlaceId", str)
Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """A protected place as somebody enters it. within_s: how soon a unit shall be there; kind: None for any."""

    name: str
    position: LatLon
    weight: float = 1.0
    within_s: float = 300.0
    kind: UnitKind | None = None


@dataclass(frozen=True, slots=True)
class ProtectedPlace:
    """A protected place."""

    id: PlaceId
    draft: PlaceDraft


PRIOR_DUTY_S = 40 * 3600.0  # five shifts: what the prior weighs


def busy_share(bound_s: float, duty_s: float, prior: float) -> float:
    """The chance that a unit is busy, of the time bound in the time on duty; the prior counts as `PRIOR_DUTY_S` of it.

    To a thousandth, and at most 0.95: were all always busy, no unit would be worth anything.
    """
    return min(0.95, round((bound_s + prior * PRIOR_DUTY_S) / (duty_s + PRIOR_DUTY_S), 3))


def covers(times: Doubles, within_s: Doubles) -> Bools:
    """(place, unit): whether the unit reaches the place in its time; times: seconds, infinite where no way leads."""
    reached: Bools = times <= within_s[:, None]
    return reached


def share_covered(weights: Doubles, covering: Bools) -> float:
    """The weight of the places that somebody covers, of all weight; 1 without places."""
    total = float(weights.sum())
    return float(weights[covering.any(axis=1)].sum()) / total if total > 0 else 1.0


def expected(weights: Doubles, covering: Bools, busy: float) -> float:
    """Expected coverage, of all weight."""
    total = float(weights.sum())
    worth = 1 - busy ** covering.sum(axis=1)
    return float(weights @ worth) / total if total > 0 else 1.0


def losses(weights: Doubles, covering: Bools, busy: float) -> Doubles:
    """Per unit, by how much expected coverage falls when it leaves."""
    total = float(weights.sum())
    if total <= 0:
        return np.zeros(covering.shape[1])
    counts = covering.sum(axis=1)
    # q^(k-1) − q^k of every place that it is one of k to cover
    each = weights * (1 - busy) * busy ** np.maximum(counts - 1, 0)
    lost: Doubles = (each[:, None] * covering).sum(axis=0) / total
    return lost


@dataclass(frozen=True, slots=True)
class Move:
    """Unit (column) to a place (row): expected coverage rises by `gain`, once it is there after `seconds`."""

    unit: int
    place: int
    gain: float
    seconds: float


def best_move(
    weights: Doubles,
    covering: Bools,
    there: Mapping[UnitKind, Bools],
    kinds: Sequence[UnitKind],
    times: Doubles,
    busy: float,
) -> Move | None:
    """The move to a protected place that raises expected coverage most, the shorter way of equals; None if none does.

    there: per kind of unit, (place, place): whether from the second the first is covered. times: (place, unit) seconds
    of the way; where they are infinite nobody moves.
    """
    total = float(weights.sum())
    if total <= 0 or not kinds:
        return None
    now = expected(weights, covering, busy)
    # After the move each place has as many as without the unit, and one more where the new stand covers it.
    without = busy ** (covering.sum(axis=1)[:, None] - covering)
    best: tuple[float, float, Move] | None = None
    for kind in set(kinds):
        units = np.flatnonzero(np.array([each is kind for each in kinds]))
        for place in range(len(weights)):
            left = np.where(there[kind][:, place], busy, 1.0)[:, None] * without[:, units]
            gains = np.where(np.isfinite(times[place, units]), 1 - weights @ left / total - now, -np.inf)
            order = np.lexsort((times[place, units], -np.round(gains, 9)))
            chosen = int(order[0])
            move = Move(int(units[chosen]), place, float(gains[chosen]), float(times[place, units[chosen]]))
            key = (-round(move.gain, 9), move.seconds, move)
            if best is None or key[:2] < best[:2]:
                best = key
    return best[2] if best is not None and best[2].gain > 0 else None


@dataclass(slots=True)
class VoidWatch:
    """Which places have had no unit for so long that it is told, and when that is over; holds no more than that.

    after_s: how long a place stands open before it is told. settle_s: how long it is covered before that is told, so
    that a unit at the limit of its reach does not ring again and again.
    """

    after_s: float
    settle_s: float
    told: set[PlaceId] = field(default_factory=set)
    _changed: dict[PlaceId, datetime] = field(default_factory=dict)

    def since(self, place: PlaceId) -> datetime | None:
        """Since when it has been as it is now, where that differs from what was told."""
        return self._changed.get(place)

    def step(
        self, open_places: Iterable[PlaceId], every: Iterable[PlaceId], now: datetime
    ) -> tuple[list[PlaceId], list[PlaceId]]:
        """(places newly told to be open, places newly told to be covered); places that are gone are forgotten."""
        are_open, known = set(open_places), set(every)
        self.told &= known
        self._changed = {place: at for place, at in self._changed.items() if place in known}
        opened, closed = list[PlaceId](), list[PlaceId]()
        for place in sorted(known):
            is_open, was_told = place in are_open, place in self.told
            if is_open == was_told:
                self._changed.pop(place, None)
                continue
            since = self._changed.setdefault(place, now)
            wait_s = self.after_s if is_open else self.settle_s
            if now - since >= timedelta(seconds=wait_s):
                del self._changed[place]
                (opened if is_open else closed).append(place)
        self.told = (self.told | set(opened)) - set(closed)
        return opened, closed
