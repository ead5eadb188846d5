"""What a second look at moving regions brought: a model's, or that of the HOG person detector."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from analytics.detection import ObjectClass
from kernel.frame import Frame
from kernel.geometry import Box


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing that was recognised as a kind of thing; never as somebody.

    box: normalised to the whole picture. confidence: in [0, 1], how surely it is of that class. label: the
    model's own word.
    """

    box: Box
    object_class: ObjectClass
    confidence: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was seen in the frame of time `at`; `seen_px` is how many of the looker's pixels the picture's height was.

    region: the part of the picture that was looked at.
    """

    at: datetime
    region: Box
    sightings: tuple[Sighting, ...]
    seen_px: float


class Looker(Protocol):
    """Looks again where something moved. `ask` never waits for others; answers come when they come. One thread."""

    @property
    def knows(self) -> frozenset[ObjectClass]:
        """The classes that it can tell; of others its silence says nothing."""
        ...

    def ask(self, frame: Frame, regions: Sequence[Box]) -> None:
        """Look at these moving regions of `frame`, most wanted first; an older question that waits is dropped."""
        ...

    def answers(self) -> list[Answer]:
        """What has been answered since the last call, oldest first."""
        ...

    def close(self) -> None:
        """Nobody asks any more."""
        ...
