"""Objects as blobs: connected foreground, put together where it is one object, weighed and classed by shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import cv2
import numpy as np
from numpy.typing import NDArray

from analytics.detection import Detection
from analytics.detectors.hold import Holds
from analytics.detectors.shade import Shades
from analytics.detectors.shape import Shape, evidence
from analytics.ground import GroundPlane
from analytics.motion import Background, Foreground, Mask, pixels, reduced
from analytics.settings import BlobSettings, MotionSettings
from analytics.track import Track
from kernel.frame import Frame
from kernel.geometry import Box

IntArray = NDArray[np.intp]

_CLOSE = np.ones((5, 3), np.uint8)  # people are taller than wide: join what lies above one another
_FRAGMENT = 0.06  # smaller pieces beside an object are noise
_REACH = 0.12  # of the object's size: pieces farther apart than this are not one object
_FAR_REACH = 0.6  # the same for pieces above one another that both move, or both do not
_GHOST_AFTER_S = 1.5
_GHOST_PAUSE_S = 0.5
_GHOST_ACTIVITY = 0.03


@dataclass(slots=True)
class _Blob:
    """Foreground that belongs together, in pixels of the reduced picture; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int
    area: int
    strong: int
    moved: int
    labels: tuple[int, ...]

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def gap(self, other: "_Blob") -> int:
        """Pixels between the two boxes, in the axis where they are farther apart; 0 where they touch."""
        across = max(self.left, other.left) - min(self.right, other.right)
        along = max(self.top, other.top) - min(self.bottom, other.bottom)
        return max(across, along, 0)

    def is_above(self, other: "_Blob") -> bool:
        """Whether one is above the other and both move, or neither does."""
        shared = min(self.right, other.right) - max(self.left, other.left)
        alike = (self.moved > _GHOST_ACTIVITY * self.area) == (other.moved > _GHOST_ACTIVITY * other.area)
        return alike and shared >= 0.5 * min(self.width, other.width)

    def joined(self, other: "_Blob") -> "_Blob":
        return _Blob(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
            self.area + other.area,
            self.strong + other.strong,
            self.moved + other.moved,
            self.labels + other.labels,
        )


class BlobDetector:
    """Finds objects by what stands out of the background. One thread."""

    def __init__(self, motion: MotionSettings, blob: BlobSettings, ground: GroundPlane | None = None) -> None:
        self._motion = motion
        self._settings = blob
        self._ground = ground
        self._background = Background(motion)
        self._holds = Holds()
        self._shades = Shades()
        self._at: datetime | None = None
        self._ghosts_at: datetime | None = None
        self._holes_at: datetime | None = None

    def detect(self, frame: Frame, tracks: Sequence[Track]) -> list[Detection]:
        """The objects in `frame`; see `Detector`."""
        dt_s = 0.0 if self._at is None else max(0.0, (frame.at - self._at).total_seconds())
        self._at = frame.at
        picture = reduced(frame.luma, self._motion.width_px)
        holds = self._holds.update(tracks, min(dt_s, 1.0))
        seen = self._background.observe(picture, min(dt_s, 1.0), [hold.box for hold in holds])
        if not seen.is_settled or not cv2.countNonZero(seen.core):
            return []
        mask = _whole(seen, [hold.box for hold in holds if hold.is_slow])
        labels, blobs = _blobs(seen, mask, self._settings, self._shades)
        blobs = self._without_holes(blobs, picture.shape)
        blobs = _joined_by_tracks(blobs, tracks, picture.shape)
        blobs = _joined_upright(blobs)
        return self._detections(blobs, labels, picture.shape)

    def learn(self, frame: Frame) -> None:
        """Keep the background warm; see `Detector`."""
        dt_s = 0.0 if self._at is None else max(0.0, (frame.at - self._at).total_seconds())
        self._at = frame.at
        self._background.observe(reduced(frame.luma, self._motion.width_px), min(dt_s, 1.0), ())

    def release(self, tracks: Sequence[Track]) -> set[int]:
        """Tracks that are holes in the background, or that have not stirred for so long that they are scenery."""
        if self._at is None:
            return set()
        gone = {t.id for t in tracks if t.still_s >= self._motion.still_limit_s and not t.is_coasting}
        if self._is_due(self._ghosts_at):
            self._ghosts_at = self._at
            still = [t for t in tracks if t.still_s >= _GHOST_AFTER_S and not t.is_coasting]
            gone |= {t.id for t in still if self._background.is_ghost(t.box)}
        for track in tracks:
            if track.id in gone:
                self._background.absorb(track.box)
        return gone

    def reset(self) -> None:
        """Time is not continuous here: the background stays, as the scene most likely did."""
        self._at = None

    def _without_holes(self, blobs: list[_Blob], shape: tuple[int, ...]) -> list[_Blob]:
        """The blobs that are not holes: what stood there when the background was learnt, and has left since."""
        if self._at is None or not self._is_due(self._holes_at):
            return blobs
        height, width = shape[:2]
        least = self._settings.start_area * height * width
        kept = []
        for blob in blobs:
            box = Box(blob.left / width, blob.top / height, blob.right / width, blob.bottom / height)
            if blob.area >= least and blob.moved < _GHOST_ACTIVITY * blob.area:
                self._holes_at = self._at
                if self._background.is_ghost(box):
                    self._background.absorb(box)
                    continue
            kept.append(blob)
        return kept

    def _is_due(self, last: datetime | None) -> bool:
        return last is None or self._at is None or (self._at - last).total_seconds() >= _GHOST_PAUSE_S

    def _detections(self, blobs: list[_Blob], labels: NDArray[np.int32], shape: tuple[int, ...]) -> list[Detection]:
        height, width = shape[:2]
        settings, pixels = self._settings, width * height
        found = []
        for blob in sorted(blobs, key=lambda b: -b.area)[: settings.max_objects]:
            if not settings.min_area * pixels <= blob.area <= settings.max_area * pixels:
                continue
            box = Box(blob.left / width, blob.top / height, blob.right / width, blob.bottom / height)
            is_cut = blob.left <= 1 or blob.top <= 1 or blob.right >= width - 1 or blob.bottom >= height - 1
            shape_ = Shape.of(labels[blob.top : blob.bottom, blob.left : blob.right], blob.labels, blob.area)
            size = blob.area / (settings.start_area * pixels)
            confidence = min(0.99, 0.4 + 0.3 * min(1.0, size / 4) + 0.3 * min(1.0, blob.strong / blob.area))
            activity = blob.moved / blob.area
            found.append(
                Detection(
                    box=box,
                    confidence=confidence,
                    evidence=evidence(shape_, box, width / height, self._ground),
                    activity=activity,
                    can_start=size >= 1 and activity > 0.02,
                    is_cut=is_cut,
                )
            )
        return found


def _whole(seen: Foreground, slow: Sequence[Box]) -> Mask:
    """The core and, where a known object stands, all that stands out: what looks like light there is most likely it."""
    if not slow:
        return seen.core
    mask = seen.core.copy()
    for box in slow:
        part = pixels(box, mask.shape)
        mask[part] |= seen.weak[part]
    return mask


def _blobs(
    seen: Foreground, core: Mask, settings: BlobSettings, shades: Shades
) -> tuple[NDArray[np.int32], list[_Blob]]:
    """Connected foreground with enough of it strong; single pixels of noise are gone."""
    left, top, width, height = cv2.boundingRect(core)
    labels = np.zeros(core.shape, dtype=np.int32)
    part = np.s_[max(0, top - 3) : top + height + 3, max(0, left - 3) : left + width + 3]
    mask = cv2.medianBlur(np.ascontiguousarray(core[part]), 3)
    mask = _filled(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _CLOSE))
    mask = shades.removed(mask, seen.dim[part])
    count, labels[part], stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    stats[:, cv2.CC_STAT_LEFT] += max(0, left - 3)
    stats[:, cv2.CC_STAT_TOP] += max(0, top - 3)
    least = max(6, round(settings.min_area * core.size / 3))
    wanted = [i for i in range(1, count) if stats[i, cv2.CC_STAT_AREA] >= least]
    blobs = []
    for label in wanted:
        left, top, width, height, area = (int(value) for value in stats[label])
        inside = np.s_[top : top + height, left : left + width]
        own = labels[inside] == label
        strong = int(np.count_nonzero(own & (seen.strong[inside] > 0)))
        if strong < max(4, 0.1 * area):
            continue
        moved = int(np.count_nonzero(own & (seen.moved[inside] > 0)))
        blobs.append(_Blob(left, top, left + width, top + height, area, strong, moved, (label,)))
    return labels, blobs


def _filled(mask: cv2.typing.MatLike) -> NDArray[np.uint8]:
    """The mask with the inside of every closed outline."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return np.asarray(cv2.drawContours(mask, outlines, -1, 255, cv2.FILLED), dtype=np.uint8)


def _joined_by_tracks(blobs: list[_Blob], tracks: Sequence[Track], shape: tuple[int, ...]) -> list[_Blob]:
    """Fragments inside the box of one known object are that object."""
    height, width = shape[:2]
    rest = list(blobs)
    for track in sorted(tracks, key=lambda t: -t.box.area):
        box = track.box
        x, y = 0.08 * box.width + 0.01, 0.08 * box.height + 0.01
        inside = [b for b in rest if _is_inside(b, box, (x, y), (width, height))]
        if len(inside) > 1:
            whole, parts = _gathered(inside)
            rest = [b for b in rest if b not in parts] + [whole]
    return rest


def _gathered(pieces: list[_Blob]) -> tuple[_Blob, list[_Blob]]:
    """The largest piece and all that belongs to it: not too small and not too far off; and which pieces those are."""
    waiting = sorted(pieces, key=lambda b: -b.area)
    whole = waiting.pop(0)
    parts = [whole]
    for piece in sorted(waiting, key=whole.gap):
        reach = (_FAR_REACH if whole.is_above(piece) else _REACH) * max(whole.height, whole.width) + 2
        if piece.area >= _FRAGMENT * whole.area and whole.gap(piece) <= reach:
            whole = whole.joined(piece)
            parts.append(piece)
    return whole, parts


def _is_inside(blob: _Blob, box: Box, margin: tuple[float, float], size: tuple[int, int]) -> bool:
    width, height = size
    return (
        blob.left >= (box.left - margin[0]) * width
        and blob.right <= (box.right + margin[0]) * width
        and blob.top >= (box.top - margin[1]) * height
        and blob.bottom <= (box.bottom + margin[1]) * height
    )


def _joined_upright(blobs: list[_Blob]) -> list[_Blob]:
    """Fragments close above one another are one upright object (a belt the colour of the wall cuts it in two)."""
    rest = sorted(blobs, key=lambda b: -b.area)
    i = 0
    while i < len(rest):
        j = i + 1
        while j < len(rest):
            if _is_upright_pair(rest[i], rest[j]):
                rest[i] = rest[i].joined(rest.pop(j))
                j = i + 1
            else:
                j += 1
        i += 1
    return rest


def _is_upright_pair(a: _Blob, b: _Blob) -> bool:
    shared = min(a.right, b.right) - max(a.left, b.left)
    if min(a.area, b.area) < _FRAGMENT * max(a.area, b.area):
        return False
    gap = max(a.top, b.top) - min(a.bottom, b.bottom)
    reach = 0.2 * max(a.height, b.height) + 1
    return shared >= 0.6 * min(a.width, b.width) and gap <= reach
