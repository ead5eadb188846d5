"""OpenCV's HOG person detector on moving regions: it hints at people in blobs, and at two in one."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime

import cv2
import numpy as np

from analytics.detection import ObjectClass
from analytics.settings import HogSettings
from analytics.sighting import Answer, Sighting
from kernel.frame import Frame, Luma
from kernel.geometry import Box, iou

_WINDOW = (64, 128)
_PERSON_PX = 100  # so high a person is in the crop; the window wants 96 and a margin around
_MARGIN = 0.3  # of the blob, on each side: the detector looks at the surroundings too
_LARGEST_PX = 480  # of a crop's side: a wider blob is looked at smaller
_TIGHT_X, _TIGHT_Y = 0.2, 0.1  # of the window is margin, on each side
_SAME = 0.45


class HogLooker:
    """Looks at a few blobs a second, those first that were not looked at for longest. One thread, at once."""

    knows: frozenset[ObjectClass] = frozenset()

    def __init__(self, settings: HogSettings) -> None:
        self._settings = settings
        self._hog = cv2.HOGDescriptor(_WINDOW, (16, 16), (8, 8), (8, 8), 9)
        self._hog.setSVMDetector(np.asarray(cv2.HOGDescriptor.getDefaultPeopleDetector(), dtype=np.float32))
        self._looks: deque[datetime] = deque()
        self._answers: list[Answer] = []

    def ask(self, frame: Frame, regions: Sequence[Box]) -> None:
        """See `Looker`; regions beyond what this second still allows are left out."""
        while self._looks and not 0 <= (frame.at - self._looks[0]).total_seconds() < 1:
            self._looks.popleft()
        left = self._settings.looks_per_s - len(self._looks)
        for region in regions[: max(0, left)]:
            self._looks.append(frame.at)
            seen = tuple(self.people(frame.luma, region))
            self._answers.append(Answer(frame.at, region, seen, float(frame.height)))

    def answers(self) -> list[Answer]:
        answers, self._answers = self._answers, []
        return answers

    def close(self) -> None:
        self._answers.clear()

    def people(self, luma: Luma, blob: Box) -> list[Sighting]:
        """The people in and about one blob, the surest first; boxes tight, in shares of the whole picture."""
        height, width = luma.shape[:2]
        left, right = (round(x * width) for x in (blob.left - _MARGIN * blob.width, blob.right + _MARGIN * blob.width))
        top, bottom = (round(y * height) for y in (blob.top - 0.2 * blob.height, blob.bottom + 0.2 * blob.height))
        left, top, right, bottom = max(0, left), max(0, top), min(width, right), min(height, bottom)
        tall = blob.height * height
        if tall < self._settings.least_px or right - left < 8 or bottom - top < 8:
            return []
        scale = min(_PERSON_PX / tall, _LARGEST_PX / max(right - left, bottom - top))
        crop = cv2.resize(luma[top:bottom, left:right], None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
        across, down = max(0, _WINDOW[0] - crop.shape[1]), max(0, _WINDOW[1] - crop.shape[0])
        pad = (down + 1) // 2, (across + 1) // 2
        if across or down:
            crop = cv2.copyMakeBorder(crop, pad[0], pad[0], pad[1], pad[1], cv2.BORDER_REPLICATE)
        boxes, weights = self._hog.detectMultiScale(
            crop, hitThreshold=self._settings.threshold, winStride=(8, 8), padding=(8, 8), scale=1.08, groupThreshold=0
        )
        found = []
        for (x, y, w, h), weight in zip(np.reshape(boxes, (-1, 4)), np.reshape(weights, -1), strict=True):
            corners = np.array([[x + _TIGHT_X * w, y + _TIGHT_Y * h], [x + w - _TIGHT_X * w, y + h - _TIGHT_Y * h]])
            corners = ((corners - [pad[1], pad[0]]) / scale + [left, top]) / [width, height]
            box = Box(*corners.ravel().tolist())
            found.append(Sighting(box, ObjectClass.PERSON, float(1 / (1 + np.exp(-2 * weight))), "person"))
        return _apart(found)


def _apart(found: Sequence[Sighting]) -> list[Sighting]:
    """One sighting for each person."""
    kept: list[Sighting] = []
    for one in sorted(found, key=lambda each: -each.confidence):
        if all(iou(one.box, other.box) < _SAME and _shared(one.box, other.box) < 0.5 for other in kept):
            kept.append(one)
    return kept


def _shared(a: Box, b: Box) -> float:
    """Of the narrower box, the share of its width that both have."""
    across = min(a.right, b.right) - max(a.left, b.left)
    return max(0.0, across) / max(1e-6, min(a.width, b.width))
