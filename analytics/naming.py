"""What the looks of a model at one object add up to: its class, and how sure that is. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from analytics.detection import Look, ObjectClass

MISSES = 3  # so many looks in a row that find nothing make an object doubtful
DOUBTED = 0.6  # of its confidence is left then
_LEAST, _MOST = 0.3, 3.0  # what one look can weigh, log-odds
_LIMIT = 12.0  # so that a wrong start can still be outvoted
_FADE = 0.7  # what a look leaves of the votes for other classes, and a miss of all
_HEARD = 0.25  # votes below this are forgotten


@dataclass(frozen=True, slots=True)
class Naming:
    """The looks at one object so far. votes: log-odds by class. misses: looks in a row that found nothing."""

    votes: Mapping[ObjectClass, float] = field(default_factory=dict)
    misses: int = 0
    silenced: frozenset[ObjectClass] = frozenset()

    @property
    def is_doubted(self) -> bool:
        return self.misses >= MISSES and not self.votes

    def heard(self, look: Look) -> "Naming":
        """After one more look."""
        faded = {kind: vote * _FADE for kind, vote in self.votes.items() if vote * _FADE >= _HEARD}
        if look.object_class is None:
            return Naming(faded, self.misses + 1, look.silences)
        chance = min(0.99, max(0.01, look.confidence))
        weight = min(_MOST, max(_LEAST, math.log(chance / (1 - chance)) + 1))
        before = self.votes.get(look.object_class, 0.0)
        return Naming({**faded, look.object_class: min(_LIMIT, before + weight)}, 0, look.silences)

    def named(self, by_shape: ObjectClass, sure: float) -> tuple[ObjectClass, float]:
        """The class and how sure it is, in [0.5, 1]; by_shape: what shape and motion say, `sure` of it."""
        if self.votes:
            (best, vote), *others = sorted(self.votes.items(), key=lambda each: -each[1])
            return best, 1 / (1 + math.exp(-(vote - (others[0][1] if others else 0.0))))
        if self.is_doubted and by_shape in self.silenced:
            return ObjectClass.UNKNOWN, 0.5
        return by_shape, sure
