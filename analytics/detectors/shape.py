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
        hull = cv2.convexHull(_outline(mask))
        covered = cv2.contourArea(hull) + 0.5 * cv2.arcLength(hull, closed=True) + 1
        return cls(area / labels.size, min(1.0, area / covered))


def _outline(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The first and last pixel of every row: all that the convex hull needs. (n, 2), x and y."""
    rows = np.flatnonzero(mask.any(axis=1))
    first = mask[rows].argmax(axis=1)
    last = mask.shape[1] - 1 - mask[rows, ::-1].argmax(axis=1)
    return np.column_stack([np.concatenate([first, last]), np.concatenate([rows, rows])]).astype(np.int32)


def evidence(shape: Shape, box: Box, aspect: float, ground: GroundPlane | None) -> float:
    """Log-likelihood ratio of person against vehicle for one view of an object, in [-1.5, 1.5].

    A person is twice as tall as wide, or more, and has limbs; a vehicle fills its outline and is at most so tall when
    seen from above as it drives up or down the picture. Where the ground is
    known, metres say more than shape: nobody is 1.5 m wide.
    """
    tall = box.height / max(box.width * aspect, 1e-6)
    value = 1.2 * float(np.tanh(2.2 * (tall - 1.95))) + 5.0 * (0.86 - shape.solidity)
    if ground is not None:
        value = 0.4 * value + _by_size(box, ground)
    return float(np.clip(value, -1.5, 1.5))


def _by_size(box: Box, ground: GroundPlane) -> float:
    """What the metres say; 0 where the ground is not known."""
    width_m, person = ground.width_m(box.foot, box.width), ground.person_height(box.foot)
    if width_m is None or not person or person <= 0:
        return 0.0
    by_width = 1.2 * float(np.tanh(3.0 * (1.35 - width_m)))
    return by_width - (0.6 if box.height > 1.5 * person else 0.0)
