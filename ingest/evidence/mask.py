"""Where an export must not be recognisable at a moment: sights of objects, joined over time and padded. Pure."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kernel.geometry import Box

HOLD_US = 500_000
LONE_HOLD_US = 200_000
JOIN_US = 1_500_000
_PAD_SHARE = 0.15
_PAD_LEAST = 0.008
_BUCKET_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Sight:
    """An object seen at one moment. at_us: UTC microseconds. key: the same for one object over time; None: a sight of
    its own, which nothing joins to another."""

    at_us: int
    key: str | None
    box: Box


@dataclass(slots=True)
class _Way:
    """Sights of one object, none farther from the next than `JOIN_US`."""

    hold_us: int
    times_us: list[int] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    @property
    def from_us(self) -> int:
        return self.times_us[0] - self.hold_us

    @property
    def to_us(self) -> int:
        return self.times_us[-1] + self.hold_us

    def at(self, at_us: int) -> Box:
        """Between two sights in proportion; before the first and after the last, as there."""
        after = bisect_right(self.times_us, at_us)
        if after == 0:
            return self.boxes[0]
        if after == len(self.times_us):
            return self.boxes[-1]
        first_us, last_us = self.times_us[after - 1], self.times_us[after]
        share = (at_us - first_us) / (last_us - first_us)
        return _between(self.boxes[after - 1], self.boxes[after], share)


class Mask:
    """The padded boxes of every moment. Each object is held for half a second before its first sight and after its
    last, a sight of its own for a fifth."""

    def __init__(self, sights: Iterable[Sight]) -> None:
        self._buckets: dict[int, list[_Way]] = defaultdict(list)
        for way in _ways(sights):
            for bucket in range(_bucket(way.from_us), _bucket(way.to_us) + 1):
                self._buckets[bucket].append(way)

    def boxes(self, at_us: int) -> list[Box]:
        """What to cover at this moment, inside the picture."""
        return [
            padded(way.at(at_us)) for way in self._buckets.get(_bucket(at_us), ()) if way.from_us <= at_us <= way.to_us
        ]


def padded(box: Box) -> Box:
    """The box with room for what the detection missed, cut to the picture."""
    wide, high = box.width * _PAD_SHARE + _PAD_LEAST, box.height * _PAD_SHARE + _PAD_LEAST
    return Box(
        max(0.0, box.left - wide), max(0.0, box.top - high), min(1.0, box.right + wide), min(1.0, box.bottom + high)
    )


def _ways(sights: Iterable[Sight]) -> Sequence[_Way]:
    ways: list[_Way] = []
    open_ways: dict[str, _Way] = {}
    for sight in sorted(sights, key=lambda sight: sight.at_us):
        way = open_ways.get(sight.key) if sight.key is not None else None
        if way is None or sight.at_us - way.times_us[-1] > JOIN_US:
            way = _Way(LONE_HOLD_US if sight.key is None else HOLD_US)
            ways.append(way)
            if sight.key is not None:
                open_ways[sight.key] = way
        way.times_us.append(sight.at_us)
        way.boxes.append(sight.box)
    return ways


def _between(a: Box, b: Box, share: float) -> Box:
    def mid(x: float, y: float) -> float:
        return x + (y - x) * share

    return Box(mid(a.left, b.left), mid(a.top, b.top), mid(a.right, b.right), mid(a.bottom, b.bottom))


def _bucket(at_us: int) -> int:
    return at_us // _BUCKET_US
