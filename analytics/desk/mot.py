"""Tracks as MOT Challenge text, frame by frame, with what only hindsight knows. Pure.

A track's first frames, before it was believed, are written too once it is. A gap in which it was not seen is written
once it was found again; what was only foreseen at a track's end is not.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from analytics.detection import ObjectClass
from analytics.track import Track
from kernel.geometry import Box

MOT_CLASSES: Mapping[ObjectClass, int] = {
    ObjectClass.PERSON: 1,
    ObjectClass.VEHICLE: 3,
    ObjectClass.BICYCLE: 4,
    ObjectClass.ANIMAL: 14,
    ObjectClass.OBJECT: 15,
    ObjectClass.UNKNOWN: -1,
}
"""MOT Challenge's own numbers end at 13 and have none for animals and things."""

STRAIGHT_S = 2.0  # over a gap no longer than this the way between is taken as straight
_YOUNG_S = 2.0  # what was not seen for so long before it was believed never will be
_CLASS_S = 5.0  # for so long the class is waited for


@dataclass(frozen=True, slots=True)
class Shot:
    """One analysed frame: its number from 1 on, its time, its width and height in pixels."""

    number: int
    at: datetime
    size: tuple[int, int]


@dataclass(slots=True)
class _Cell:
    """A track's box in one frame."""

    story: "_Story"
    at: datetime
    box: Box
    confidence: float


@dataclass(slots=True)
class _Story:
    """What is known of one track. first, gap_first: numbers of frames. gap: its cells since it was last seen."""

    first: int
    since: datetime
    seen_at: datetime
    is_confirmed: bool = False
    object_class: ObjectClass = ObjectClass.UNKNOWN
    seen: _Cell | None = None
    gap: list[_Cell] = field(default_factory=list)
    gap_first: int = 0

    @property
    def open_since(self) -> int | None:
        """From this frame on something is not settled; None: nothing."""
        age_s = (self.seen_at - self.since).total_seconds()
        if not self.is_confirmed or (self.object_class is ObjectClass.UNKNOWN and age_s < _CLASS_S):
            return self.first  # the class is written in every line
        return self.gap_first if self.gap else None


class TrackBook:
    """Takes the tracks of frame after frame, gives lines once they are settled, in the order of the frames.

    believed: the ids of all tracks that were.
    """

    def __init__(self) -> None:
        self.believed: set[int] = set()
        self._pages: deque[tuple[Shot, dict[int, _Cell]]] = deque()
        self._stories: dict[int, _Story] = {}

    def add(self, shot: Shot, tracks: Sequence[Track], young: Sequence[Track]) -> Iterator[str]:
        """The next frame's tracks, and what was seen in it and is not believed yet; gives the lines settled now."""
        cells: dict[int, _Cell] = {}
        self._pages.append((shot, cells))
        for track in (*young, *tracks):
            cells[track.id] = self._take(shot, track)
        for track in tracks:
            self._stories[track.id].is_confirmed = True
            self.believed.add(track.id)
        for track_id, story in list(self._stories.items()):
            unseen_s = (shot.at - story.seen_at).total_seconds()
            if track_id not in cells and (story.is_confirmed or unseen_s > _YOUNG_S):
                self._end(track_id)
        return self._settled()

    def close(self) -> Iterator[str]:
        """There are no more frames: the lines that are left."""
        for track_id in list(self._stories):
            self._end(track_id)
        return self._settled()

    def _take(self, shot: Shot, track: Track) -> _Cell:
        story = self._stories.get(track.id)
        if story is None:
            story = self._stories[track.id] = _Story(shot.number, track.since, track.seen_at)
        if track.object_class is not ObjectClass.UNKNOWN:
            story.object_class = track.object_class
        cell = _Cell(story, shot.at, track.box, track.confidence)
        if track.is_coasting:
            story.gap_first = story.gap_first if story.gap else shot.number
            story.gap.append(cell)
            return cell
        if story.gap and story.seen is not None:
            _bridge(story.seen, story.gap, cell)
        story.seen, story.gap, story.seen_at = cell, [], track.seen_at
        return cell

    def _end(self, track_id: int) -> None:
        story = self._stories.pop(track_id)
        if not story.is_confirmed:
            self._erase(track_id, story.first)
        elif story.gap:
            self._erase(track_id, story.gap_first)

    def _erase(self, track_id: int, first: int) -> None:
        for shot, cells in reversed(self._pages):
            if shot.number < first:
                return
            cells.pop(track_id, None)

    def _settled(self) -> Iterator[str]:
        open_since = (story.open_since for story in self._stories.values())
        upto = min((number for number in open_since if number is not None), default=None)
        while self._pages and (upto is None or self._pages[0][0].number < upto):
            shot, cells = self._pages.popleft()
            for track_id in sorted(cells):
                yield _line(shot, track_id, cells[track_id])


def _bridge(before: _Cell, gap: Sequence[_Cell], after: _Cell) -> None:
    """Over a short gap the straight way; over a long one, hidden in a group, what was foreseen is nearer the truth."""
    whole_s = (after.at - before.at).total_seconds()
    if not 0 < whole_s <= STRAIGHT_S:
        return
    for cell in gap:
        share = (cell.at - before.at).total_seconds() / whole_s
        a, b = before.box, after.box
        cell.box = Box(
            a.left + (b.left - a.left) * share,
            a.top + (b.top - a.top) * share,
            a.right + (b.right - a.right) * share,
            a.bottom + (b.bottom - a.bottom) * share,
        )


def _line(shot: Shot, track_id: int, cell: _Cell) -> str:
    left, top, width, height = pixels(cell.box, shot.size)
    number = MOT_CLASSES[cell.story.object_class]
    box = f"{left:.2f},{top:.2f},{width:.2f},{height:.2f}"
    return f"{shot.number},{track_id},{box},{cell.confidence:.3f},{number},-1,-1"


def pixels(box: Box, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """Left, top, width, height in a picture of this size; its upper left corner is 0, 0."""
    width, height = size
    return box.left * width, box.top * height, box.width * width, box.height * height
