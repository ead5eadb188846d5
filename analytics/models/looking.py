"""How a camera looks through a model: which part of the picture it shows, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from analytics.detection import ObjectClass
from analytics.models.card import Input
from analytics.models.network import Network
from analytics.sighting import Answer, Sighting
from kernel.frame import Bgr, Frame
from kernel.geometry import Box

_AROUND = 0.35  # of what moves, on each side: a model wants to see the surroundings
_WHOLE = 0.5  # a region this large of the picture is the whole picture
PICTURE = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Question:
    """A part of one frame to be looked at. seen_px: the height of the whole picture in the model's pixels."""

    at: datetime
    region: Box
    picture: Bgr
    seen_px: float

    def answered(self, sightings: Sequence[Sighting]) -> Answer:
        """The answer in shares of the whole picture."""
        return Answer(self.at, self.region, tuple(self._placed(each) for each in sightings), self.seen_px)

    def _placed(self, one: Sighting) -> Sighting:
        r, b = self.region, one.box
        return replace(
            one,
            box=Box(
                r.left + b.left * r.width,
                r.top + b.top * r.height,
                r.left + b.right * r.width,
                r.top + b.bottom * r.height,
            ),
        )


def question(frame: Frame, regions: Sequence[Box], wanted: Input) -> Question:
    """What of `frame` to show a model that is asked about `regions`: never enlarged beyond its pixels by much."""
    region = _region(regions, wanted, frame.width, frame.height)
    picture = frame.bgr()
    if region != PICTURE:
        left, right = round(region.left * frame.width), round(region.right * frame.width)
        top, bottom = round(region.top * frame.height), round(region.bottom * frame.height)
        picture = picture[top:bottom, left:right]
    scale = min(wanted.width / picture.shape[1], wanted.height / picture.shape[0])
    return Question(frame.at, region, picture, scale * frame.height)


def _region(regions: Sequence[Box], wanted: Input, width: int, height: int) -> Box:
    """One region about all that moves, in whole pixels; the whole picture where that is nearly as much."""
    box = Box(
        min(r.left for r in regions),
        min(r.top for r in regions),
        max(r.right for r in regions),
        max(r.bottom for r in regions),
    )
    # Half the model's pixels at least: beyond twice its size an enlarged picture shows nothing more.
    least_x, least_y = min(1.0, wanted.width / 2 / width), min(1.0, wanted.height / 2 / height)
    left, right = _stretched(box.left, box.right, least_x, width)
    top, bottom = _stretched(box.top, box.bottom, least_y, height)
    region = Box(left, top, right, bottom)
    return PICTURE if region.area >= _WHOLE else region


def _stretched(low: float, high: float, least: float, pixels: int) -> tuple[float, float]:
    length = min(1.0, max(least, (high - low) * (1 + 2 * _AROUND)))
    start = min(max(0.0, (low + high - length) / 2), 1 - length)
    first = int(start * pixels)
    return first / pixels, min(pixels, first + max(2, round(length * pixels))) / pixels


class DirectLooker:
    """Looks at once, in the caller's thread: for analyses that must come out the same each time."""

    def __init__(self, network: Network, floor: float) -> None:
        self._network = network
        self._floor = floor
        self._answers: list[Answer] = []

    @property
    def knows(self) -> frozenset[ObjectClass]:
        return self._network.card.knows

    def ask(self, frame: Frame, regions: Sequence[Box]) -> None:
        asked = question(frame, regions, self._network.card.input)
        self._answers.append(asked.answered(self._network.see([asked.picture], self._floor)[0]))

    def answers(self) -> list[Answer]:
        answers, self._answers = self._answers, []
        return answers

    def close(self) -> None:
        self._answers.clear()
