"""Blobs and known people together: who is one person as seen, and who must be told apart from others or from a shadow.

A blob of the size of one person in its place stays as it is. Foreground that is larger, smaller or stranger is put
together by nearness and explained by upright figures (see `crowd`); nothing is done where the height of people is not
known, and to what is or looks like a vehicle.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analytics.detection import Detection, ObjectClass
from analytics.detectors.crowd import Crowd, Evidence, Figure
from analytics.detectors.foresight import Foresight
from analytics.detectors.pieces import Blob
from analytics.detectors.scale import Scale
from analytics.ground import GroundPlane
from analytics.motion import Foreground
from analytics.track import Track
from kernel.geometry import Box, Point

_ALONE = (0.85, 1.25)  # of the height at its place: one person, seen whole
_ALONE_WIDE = 0.72
_DIM, _WEAK, _GROUND = 0.55, 0.4, -0.45  # what a pixel says that is darker, that stands out a little, that does not
_NEAR = 0.12  # of a height: what is nearer by is looked at together
_SHADOW = 0.6  # of the pixels dimmed: a shadow
_LOW = 0.5  # of a person's height: lower than this a shadow is
_SOLID = (0.72, 1.6)  # share of its box filled, and height against a person's: no group is so solid and so low
_LOOSE = 0.6  # what fills its box less than this is nothing with flat sides
_LEAST_TALL = 14  # pixels: of anything smaller the outline tells nothing
_BROAD = 0.95  # of a person's height: narrower than this no vehicle is
_PERSON = 0.6  # log-likelihood ratio, person against vehicle, of a figure

_Group = tuple[list[Blob], list[Figure]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen: the foreground, and its pieces by label."""

    foreground: Foreground
    labels: NDArray[np.int32]


class People:
    """Tells people apart in one camera's pictures. One thread."""

    def __init__(self, ground: GroundPlane | None) -> None:
        self._scale = Scale(ground)
        self._foresight = Foresight(self._scale)

    def told_apart(
        self, blobs: list[Blob], seen: Seen, tracks: Sequence[Track], dt_s: float
    ) -> tuple[list[Blob], list[Detection]]:
        """The blobs to take as they are, and the people found in the others."""
        height, width = seen.labels.shape
        self._scale.learn(tracks, width / height)
        foreseen = self._foresight.foreseen(tracks, dt_s, (width, height))
        others = [t.box for t in tracks if t.object_class not in (ObjectClass.PERSON, ObjectClass.UNKNOWN)]
        plain, strange, waiting = [], [], {f.track: f for f in foreseen}
        for blob in blobs:
            tall = self._tall(blob, seen.labels.shape)
            inside = [f for f in foreseen if _cover(f, blob) >= 0.4]
            if tall is not None and blob.height < _LOW * tall and _is_dark(blob, seen):
                strange.append(blob)
            elif tall is None or _is_thing(blob, tall, others, (width, height)):
                plain.append(blob)
            elif len(inside) < 2 and _is_alone(blob, inside[0].tall if inside else tall):
                plain.append(blob)
                for figure in inside:
                    waiting.pop(figure.track, None)
                    if figure.track is not None:
                        self._foresight.saw_alone(figure.track, _box_of(blob, width, height), width / height)
            else:
                strange.append(blob)
        found: list[Detection] = []
        people_by_now = {t.id for t in tracks if t.object_class is ObjectClass.PERSON}
        for cluster, figures in _clusters(strange, list(waiting.values())):
            is_known = any(f.track in people_by_now for f in figures)
            if not is_known and self._is_broad(cluster, seen.labels.shape):
                plain += [blob for blob in cluster if not self._is_low_shade(blob, seen)]
                continue
            kept, people = self._explained(cluster, figures, seen)
            plain += kept
            found += people
        return plain, found

    def _tall(self, blob: Blob, shape: tuple[int, ...]) -> float | None:
        """A person's height at the blob's foot, pixels; None where it is not known, or too small to go by."""
        height, width = shape
        foot = Point((blob.left + blob.right) / 2 / width, blob.bottom / height)
        tall = self._scale.tall(foot)
        return None if tall is None or tall * height < _LEAST_TALL else tall * height

    def _explained(self, blobs: list[Blob], foreseen: list[Figure], seen: Seen) -> tuple[list[Blob], list[Detection]]:
        """The figures in the blobs, and those blobs in which there is nobody and that are no shadows."""
        height, width = seen.labels.shape
        reach = max([f.tall for f in foreseen] + [self._tall(b, seen.labels.shape) or b.height for b in blobs])
        left = max(0, int(min(b.left for b in blobs) - 0.3 * reach))
        right = min(width, int(max(b.right for b in blobs) + 0.3 * reach) + 1)
        top = max(0, int(min(b.top for b in blobs) - 0.3 * reach))
        bottom = min(height, int(max(b.bottom for b in blobs) + 0.3 * reach) + 1)
        part = np.s_[top:bottom, left:right]
        evidence = _evidence(seen, part, tuple(label for b in blobs for label in b.labels))
        below = int(0.7 * reach) if bottom == height else 0
        rows = np.arange(top, bottom + below)
        middle = (left + right) / 2 / width
        tall = np.array([(self._scale.tall(Point(middle, y / height)) or np.nan) * height for y in rows.tolist()])
        crowd = Crowd(np.pad(evidence, ((0, below), (0, 0))), tall)
        crowd.lay([_moved(f, -left, -top) for f in foreseen])
        crowd.search()
        figures = [_moved(f, left, top) for f in crowd.figures]
        found = [self._detection(f, seen) for f in figures]
        kept = []
        for blob in blobs:
            usual = self._tall(blob, seen.labels.shape)
            if any(_shared(f, blob) > 0.25 or _cover(f, blob) > 0.5 for f in figures):
                continue
            if (usual is None or blob.height < _LOW * usual) and _is_dark(blob, seen):
                continue
            kept.append(blob)
        return kept, found

    def _is_broad(self, blobs: Sequence[Blob], shape: tuple[int, ...]) -> bool:
        """Whether what nobody was followed into is as broad as a vehicle, which may come in pieces."""
        lowest = max(blobs, key=lambda b: b.bottom)
        tall = self._tall(lowest, shape)
        return tall is not None and max(b.right for b in blobs) - min(b.left for b in blobs) > _BROAD * tall

    def _is_low_shade(self, blob: Blob, seen: Seen) -> bool:
        tall = self._tall(blob, seen.labels.shape)
        return tall is not None and blob.height < _LOW * tall and _is_dark(blob, seen)

    def _detection(self, figure: Figure, seen: Seen) -> Detection:
        height, width = seen.labels.shape
        box = (figure.x - figure.wide / 2, figure.y - figure.tall, figure.x + figure.wide / 2, figure.y)
        left, top, right, bottom = (min(max(e, 0.0), float(m)) for e, m in zip(box, (width, height) * 2, strict=True))
        inside = np.s_[int(top) : int(bottom) + 1, int(left) : int(right) + 1]
        out = max(1, cv2.countNonZero(seen.foreground.weak[inside]))
        moved = cv2.countNonZero(cv2.bitwise_and(seen.foreground.moved[inside], seen.foreground.weak[inside]))
        return Detection(
            box=Box(left / width, top / height, right / width, bottom / height),
            confidence=min(0.95, 0.5 + 0.4 * max(0.0, figure.share)),
            evidence=_PERSON,
            activity=moved / out,
            can_start=figure.track is None and moved / out > 0.02,
            is_cut=left <= 1 or top <= 1 or right >= width - 1 or bottom >= height - 1,
        )


def _evidence(seen: Seen, part: tuple[slice, slice], labels: tuple[int, ...]) -> Evidence:
    own = np.isin(seen.labels[part], labels)
    weak, dim = seen.foreground.weak[part] > 0, seen.foreground.dim[part] > 0
    evidence = np.full(own.shape, _GROUND, np.float32)
    evidence[weak] = _WEAK
    evidence[own] = 1.0
    evidence[(own | weak) & dim] = _DIM
    return evidence


def _is_dark(blob: Blob, seen: Seen) -> bool:
    inside = np.s_[blob.top : blob.bottom, blob.left : blob.right]
    own = np.isin(seen.labels[inside], blob.labels)
    return int(np.count_nonzero(own & (seen.foreground.dim[inside] > 0))) > _SHADOW * blob.area


def _is_alone(blob: Blob, tall: float) -> bool:
    return _ALONE[0] * tall <= blob.height <= _ALONE[1] * tall and blob.width <= _ALONE_WIDE * tall


def _is_thing(blob: Blob, tall: float, others: Sequence[Box], size: tuple[int, int]) -> bool:
    """Whether it is a tracked thing that is no person, or so solid and low that no group of people is."""
    width, height = size
    filled = blob.area / (blob.width * blob.height)
    if filled < _LOOSE:
        return False
    for box in others if blob.width > _BROAD * tall else ():
        across = min(box.right * width, blob.right) - max(box.left * width, blob.left)
        along = min(box.bottom * height, blob.bottom) - max(box.top * height, blob.top)
        if across > 0 and along > 0 and across * along > 0.6 * blob.width * blob.height:
            return True
    return filled > _SOLID[0] and blob.width > tall and blob.height < _SOLID[1] * tall


def _clusters(blobs: list[Blob], figures: list[Figure]) -> list[_Group]:
    """Blobs that are near to one another or to the same figure, with these figures."""
    groups: list[_Group] = []
    for blob in blobs:
        touched = [g for g in groups if any(_are_near(blob, other) for other in g[0])]
        groups = _merged(groups, touched, ([blob], []))
    for figure in figures:
        touched = [g for g in groups if any(_is_at(figure, blob) for blob in g[0])]
        if touched:
            groups = _merged(groups, touched, ([], [figure]))
    return groups


def _merged(groups: list[_Group], touched: list[_Group], last: _Group) -> list[_Group]:
    rest = [g for g in groups if all(g is not t for t in touched)]
    joined = [*touched, last]
    return [*rest, ([b for g in joined for b in g[0]], [f for g in joined for f in g[1]])]


def _are_near(a: Blob, b: Blob) -> bool:
    """Whether one is close above the other or beside it."""
    reach = _NEAR * max(a.height, b.height)
    across = max(a.left, b.left) - min(a.right, b.right)
    along = max(a.top, b.top) - min(a.bottom, b.bottom)
    return across <= reach and along <= (2 * reach if across < 0 else reach)


def _is_at(figure: Figure, blob: Blob) -> bool:
    margin = _NEAR * figure.tall
    return (
        min(figure.x + figure.wide / 2, blob.right) - max(figure.x - figure.wide / 2, blob.left) > -margin
        and min(figure.y, blob.bottom) - max(figure.y - figure.tall, blob.top) > -margin
    )


def _shared(figure: Figure, blob: Blob) -> float:
    """The share of the blob's box that the figure's covers."""
    across = min(figure.x + figure.wide / 2, blob.right) - max(figure.x - figure.wide / 2, blob.left)
    along = min(figure.y, blob.bottom) - max(figure.y - figure.tall, blob.top)
    return across * along / (blob.width * blob.height) if across > 0 and along > 0 else 0.0


def _cover(figure: Figure, blob: Blob) -> float:
    """The share of the figure's box that the blob's covers."""
    return _shared(figure, blob) * blob.width * blob.height / max(1e-6, figure.wide * figure.tall)


def _moved(figure: Figure, x: float, y: float) -> Figure:
    return Figure(figure.x + x, figure.y + y, figure.tall, figure.wide, figure.track, figure.share)


def _box_of(blob: Blob, width: int, height: int) -> Box:
    return Box(blob.left / width, blob.top / height, blob.right / width, blob.bottom / height)
