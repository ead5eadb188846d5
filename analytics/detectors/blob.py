"""Objects as blobs: connected foreground, put together where it is one object, weighed and classed by shape."""

from collections.abc import Sequence
from datetime import datetime

import cv2
import numpy as np
from numpy.typing import NDArray

from analytics.detection import Detection
from analytics.detectors.hold import Holds
from analytics.detectors.people import People, Seen
from analytics.detectors.pieces import STIRS, Blob, joined_by_tracks, joined_upright
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
_GHOST_AFTER_S = 1.5
_GHOST_PAUSE_S = 0.5


class BlobDetector:
    """Finds objects by what stands out of the background. One thread."""

    def __init__(self, motion: MotionSettings, blob: BlobSettings, ground: GroundPlane | None = None) -> None:
        self._motion = motion
        self._settings = blob
        self._ground = ground
        self._background = Background(motion)
        self._holds = Holds()
        self._shades = Shades()
        self._people = People(ground)
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
        blobs = joined_by_tracks(blobs, tracks, picture.shape)
        blobs = joined_upright(blobs)
        blobs, people = self._people.told_apart(blobs, Seen(seen, labels), tracks, min(dt_s, 1.0))
        return self._detections(blobs, labels, picture.shape) + people

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

    def _without_holes(self, blobs: list[Blob], shape: tuple[int, ...]) -> list[Blob]:
        """The blobs that are not holes: what stood there when the background was learnt, and has left since."""
        if self._at is None or not self._is_due(self._holes_at):
            return blobs
        height, width = shape[:2]
        least = self._settings.start_area * height * width
        kept = []
        for blob in blobs:
            box = Box(blob.left / width, blob.top / height, blob.right / width, blob.bottom / height)
            if blob.area >= least and blob.moved < STIRS * blob.area:
                self._holes_at = self._at
                if self._background.is_ghost(box):
                    self._background.absorb(box)
                    continue
            kept.append(blob)
        return kept

    def _is_due(self, last: datetime | None) -> bool:
        return last is None or self._at is None or (self._at - last).total_seconds() >= _GHOST_PAUSE_S

    def _detections(self, blobs: list[Blob], labels: NDArray[np.int32], shape: tuple[int, ...]) -> list[Detection]:
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
) -> tuple[NDArray[np.int32], list[Blob]]:
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
        blobs.append(Blob(left, top, left + width, top + height, area, strong, moved, (label,)))
    return labels, blobs


def _filled(mask: cv2.typing.MatLike) -> NDArray[np.uint8]:
    """The mask with the inside of every closed outline."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return np.asarray(cv2.drawContours(mask, outlines, -1, 255, cv2.FILLED), dtype=np.uint8)
