"""Who is where in a group: one detection is shared out among the tracks that are in it. Pure."""

import numpy as np
from numpy.typing import NDArray

from analytics.association import FloatArray

_INWARD = 0.35  # of its size: a track's edge that was foreseen this far within the group is none of the group's edges


def parted(foreseen: FloatArray, sizes: FloatArray, group: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    """A box for each of the tracks in `group`, and which of its edges were really seen.

    foreseen: (k, 4) predicted boxes; sizes: (k, 2) their usual width and height; group: (4,) the detection's box.
    An outer edge of the group is that of the track that was foreseen farthest out there; the opposite edge follows
    from the track's size. A track that has no outer edge stays where it was foreseen, within the group.
    """
    boxes = np.empty_like(foreseen)
    seen = np.zeros(foreseen.shape, bool)
    for axis in (0, 1):
        low, high = foreseen[:, axis], foreseen[:, axis + 2]
        size = np.minimum(sizes[:, axis], group[axis + 2] - group[axis])
        middle = np.clip((low + high) / 2, group[axis] + size / 2, group[axis + 2] - size / 2)
        start = middle - size / 2
        # Who reaches farthest to either side; edges that were foreseen well within the group are hidden ones.
        is_low = (low <= low.min() + 1e-9) & (low - group[axis] < _INWARD * size)
        is_high = (high >= high.max() - 1e-9) & (group[axis + 2] - high < _INWARD * size)
        start = np.where(is_low, group[axis], start)
        start = np.where(is_high, group[axis + 2] - size, start)
        start = np.where(is_low & is_high, (group[axis] + group[axis + 2] - size) / 2, start)
        boxes[:, axis], boxes[:, axis + 2] = start, start + size
        seen[:, axis], seen[:, axis + 2] = is_low, is_high
    return boxes, seen
