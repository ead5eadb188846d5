"""Makes who is in a picture unrecognisable: what was seen in it, and half a second before and after it."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from analytics.desk.run import Sighting
from ingest.evidence.mask import padded
from ingest.evidence.retouch import cover_colour
from kernel.frame import Bgr, Frame
from kernel.geometry import Box

HOLD = timedelta(seconds=0.5)


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame, what was seen in it, and what must be covered in it."""

    frame: Frame
    sighting: Sighting
    covered: Sequence[Box]

    def picture(self, is_clear: bool) -> Bgr:
        """A copy of its own, covered unless `is_clear`."""
        picture = self.frame.bgr().copy()
        if not is_clear:
            cover_colour(picture, self.covered)
        return picture


class Cover:
    """Holds frames back until it is known what is in those that follow. Gives them in their order."""

    def __init__(self, hold: timedelta = HOLD) -> None:
        self._hold = hold
        self._ahead: deque[tuple[Frame, Sighting]] = deque()
        self._sights: deque[tuple[datetime, int, Box]] = deque()

    def add(self, frame: Frame, sighting: Sighting) -> Iterator[Shown]:
        """Take the next frame; gives those of which all is known."""
        self._ahead.append((frame, sighting))
        for track in (*sighting.tracks, *sighting.young):
            self._sights.append((frame.at, track.id, track.box))
        yield from self._give(lambda at: frame.at - at > self._hold)

    def close(self) -> Iterator[Shown]:
        """The frames that are left."""
        yield from self._give(lambda _: True)

    def _give(self, is_ready: Callable[[datetime], bool]) -> Iterator[Shown]:
        while self._ahead and is_ready(self._ahead[0][0].at):
            frame, sighting = self._ahead.popleft()
            while self._sights and frame.at - self._sights[0][0] > self._hold:
                self._sights.popleft()
            yield Shown(frame, sighting, self._covered(frame.at, sighting))

    def _covered(self, at: datetime, sighting: Sighting) -> list[Box]:
        """All seen now; of what is not seen now, where it was seen last or will be seen first."""
        here = {track.id: track.box for track in (*sighting.tracks, *sighting.young)}
        near: dict[int, tuple[timedelta, Box]] = {}
        for when, track, box in self._sights:
            apart = abs(when - at)
            if track not in here and apart <= self._hold and (track not in near or apart < near[track][0]):
                near[track] = (apart, box)
        return [padded(box) for box in (*here.values(), *(box for _, box in near.values()))]
