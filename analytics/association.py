"""Which detection belongs to which track: overlaps, gated distances and an exact assignment of least cost."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
FORBIDDEN = 1e6


def iou_matrix(a: FloatArray, b: FloatArray) -> FloatArray:
    """Intersection over union of every pair.

    a: (n, 4) and b: (m, 4), xyxy in the same units. Returns (n, m) in [0, 1]; a box of zero area scores 0.
    """
    shared = overlap_matrix(a, b)
    total = _areas(a)[:, None] + _areas(b)[None, :] - shared
    return np.divide(shared, total, out=np.zeros_like(shared), where=total > 0)


def overlap_matrix(a: FloatArray, b: FloatArray) -> FloatArray:
    """The shared area of every pair, (n, m)."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    size = np.clip(high - low, 0, None)
    return np.asarray(size[..., 0] * size[..., 1])


def cover_matrix(a: FloatArray, b: FloatArray) -> FloatArray:
    """The share of each box of `a` that each box of `b` covers, (n, m) in [0, 1]."""
    shared, area = overlap_matrix(a, b), _areas(a)[:, None]
    return np.divide(shared, area, out=np.zeros_like(shared), where=area > 0)


def gated_cost(tracks: FloatArray, boxes: FloatArray, gate: FloatArray) -> FloatArray:
    """What it costs to say that a box is a track's, (n, m): below 1 where they overlap, else 1 to 2 by distance.

    gate: (n,), the farthest a track's centre or foot may have gone; beyond it, without overlap, the pair is
    forbidden (`FORBIDDEN`), as is a pair whose areas differ more than eightfold.
    """
    overlap = iou_matrix(tracks, boxes)
    reach = np.minimum(_gaps(_centres(tracks), _centres(boxes)), _gaps(_feet(tracks), _feet(boxes)))
    near = reach / np.maximum(gate, 1e-9)[:, None]
    cost = np.where(overlap > 0.05, 1 - overlap + 0.3 * np.minimum(near, 1), np.where(near < 1, 1 + near, FORBIDDEN))
    ratio = np.maximum(_areas(tracks), 1e-12)[:, None] / np.maximum(_areas(boxes), 1e-12)[None, :]
    return np.where((ratio > 8) | (ratio < 1 / 8), FORBIDDEN, cost)


def assign(cost: FloatArray, limit: float) -> list[tuple[int, int]]:
    """The pairs (row, column) of least total cost, each row and column at most once, no pair of `limit` or more.

    Exact: shortest augmenting paths (Kuhn and Munkres in the form of Jonker and Volgenant), O(n^3).
    """
    if cost.size == 0:
        return []
    rows, columns = np.nonzero(cost < limit)
    if len(set(rows.tolist())) == len(rows) and len(set(columns.tolist())) == len(columns):
        return list(zip(rows.tolist(), columns.tolist(), strict=True))  # nothing competes
    # A private "nobody" column for each row, at the limit, lets every row stay alone instead of taking a bad pair.
    n = cost.shape[0]
    padded = np.concatenate([np.minimum(cost, FORBIDDEN), np.full((n, n), FORBIDDEN)], axis=1)
    padded[np.arange(n), cost.shape[1] + np.arange(n)] = limit
    chosen = _augment(padded)
    return [(row, column) for row, column in enumerate(chosen) if column < cost.shape[1] and cost[row, column] < limit]


def _augment(cost: FloatArray) -> list[int]:
    """For each row the column it gets; needs at least as many columns as rows."""
    n, m = cost.shape
    row_price, column_price = np.zeros(n + 1), np.zeros(m + 1)
    row_of = np.zeros(m + 1, dtype=np.intp)  # 1-based; 0: free
    for row in range(1, n + 1):
        row_of[0] = row
        column, least = 0, np.full(m + 1, np.inf)
        came_from, used = np.zeros(m + 1, dtype=np.intp), np.zeros(m + 1, dtype=bool)
        while row_of[column] != 0:
            used[column] = True
            at = row_of[column]
            slack = cost[at - 1] - row_price[at] - column_price[1:]
            better = ~used[1:] & (slack < least[1:])
            least[1:][better] = slack[better]
            came_from[1:][better] = column
            following = int(np.argmin(np.where(used, np.inf, np.concatenate([[np.inf], least[1:]]))))
            step = least[following]
            row_price[row_of[used]] += step
            column_price[used] -= step
            least[~used] -= step
            column = following
        while column:
            row_of[column] = row_of[came_from[column]]
            column = int(came_from[column])
    result = [0] * n
    for column in range(1, m + 1):
        if row_of[column]:
            result[row_of[column] - 1] = column - 1
    return result


def _areas(boxes: FloatArray) -> FloatArray:
    return np.asarray((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]))


def _centres(boxes: FloatArray) -> FloatArray:
    return (boxes[:, :2] + boxes[:, 2:]) / 2


def _feet(boxes: FloatArray) -> FloatArray:
    return np.stack([(boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3]], axis=1)


def _gaps(a: FloatArray, b: FloatArray) -> FloatArray:
    difference = a[:, None, :] - b[None, :, :]
    return np.asarray(np.hypot(difference[..., 0], difference[..., 1]))
