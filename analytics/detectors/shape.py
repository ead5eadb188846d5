"""Person or vehicle: what the outline of an object says."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analytics.ground import GroundPlane
from kernel.geometry import Box


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of a blob. extent: share of its box that it fills; solidity: share of its convex hull."""

    extent: float
    solidity: float

    @classmethod
    def of(cls, labels: NDArray[np.int32], own: tuple[int, ...], area: int) -> "Shape":
        """labels: the box cut out of the label picture; own: the labels of the blob; area: its pixels."""
        mask = (labels == own[0]) if len(own) == 1 else np.isin(labels, own)
        points = np.argwhere(mask)[:, ::-1].astype(np.int32)
        if len(points) < 3:
            return cls(1.0, 1.0)
        hull = cv2.contourArea(cv2.convexHull(points)) + 0.5 * cv2.arcLength(cv2.convexHull(points), closed=True) + 1
        return cls(area / labels.size, min(1.0, area / max(hull, 1.0)))


def evidence(shape: Shape, box: Box, aspect: float, ground: GroundPlane | None) -> float:
    """Log-likelihood ratio of person against vehicle for one view of an object, about -2 to 2."""
    tall = box.height / max(box.width * aspect, 1e-6)
    value = 1.2 * np.tanh(2.0 * (tall - 1.6)) + 6.0 * (0.87 - shape.solidity)
    return float(np.clip(value, -1.5, 1.5))
