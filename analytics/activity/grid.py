"""The grid of the motion index: how one second is kept, and which cells a region of the picture covers."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from kernel.errors import invalid
from kernel.geometry import Point

COLUMNS, ROWS = 16, 9
CELLS = COLUMNS * ROWS
TOP_LEVEL = 3
RECORD_BYTES = 40
CELLS_AT = 4

Levels = NDArray[np.uint8]
Records = NDArray[np.uint8]
CellMask = NDArray[np.bool_]

_SHIFTS = np.array([0, 2, 4, 6], np.uint8)
_FROM = np.array([0.01, 0.08, 0.3], np.float32)  # the share of a cell that moved, from which each level counts
_RASTER = 20  # points a cell is measured with, in each direction
_TOUCHED = 0.2  # a region covers a cell when it takes so much of it


def levels_of(shares: NDArray[np.float32]) -> Levels:
    """(ROWS, COLUMNS) levels 0 (nothing moved) to 3 (much) of the share of each cell that moved."""
    return np.digitize(shares, _FROM).astype(np.uint8)


def record(looks: int, share: float, levels: Levels) -> bytes:
    """One second: how often it was looked at (0: not known), the share of the picture that moved, the cells' levels.

    Byte 0: looks; 1: 255 times the root of the share; 2, 3: zero; from 4 on two bits a cell, row by row, lowest first.
    """
    cells = (levels.reshape(-1, 4) << _SHIFTS).sum(axis=1, dtype=np.uint8)
    head = bytes((min(looks, 255), round(255 * min(1.0, max(0.0, share)) ** 0.5), 0, 0))
    return head + bytes(cells)


def unpacked(records: Records) -> Levels:
    """(n, CELLS) levels of (n, RECORD_BYTES) records."""
    cells = records[:, CELLS_AT:, None] >> _SHIFTS & TOP_LEVEL
    return np.asarray(cells.reshape(len(records), CELLS), np.uint8)


def region_cells(polygon: Sequence[Point]) -> CellMask:
    """(CELLS,) which cells the polygon (normalised) covers: those it takes a fifth of, or takes most of.

    Raises an invalid fault for fewer than three corners or a polygon without an area inside the picture.
    """
    if len(polygon) < 3:
        raise invalid("region: a region needs at least three corners")
    size = np.array([COLUMNS * _RASTER, ROWS * _RASTER])
    corners = np.rint([[point.x * size[0] - 0.5, point.y * size[1] - 0.5] for point in polygon]).astype(np.int32)
    raster = np.zeros((ROWS * _RASTER, COLUMNS * _RASTER), np.uint8)
    cv2.fillPoly(raster, [corners], 1)
    shares = raster.reshape(ROWS, _RASTER, COLUMNS, _RASTER).mean(axis=(1, 3)).ravel()
    if shares.max() == 0:
        raise invalid("region: lies outside the picture; draw it on the picture")
    return np.asarray(shares >= min(_TOUCHED, shares.max()), np.bool_)


def listed_cells(cells: Sequence[int]) -> CellMask:
    """(CELLS,) the cells of these numbers, counted row by row from 0; an invalid fault for others or none."""
    if not cells or not all(0 <= cell < CELLS for cell in cells):
        raise invalid(f"region: cells are numbered 0 to {CELLS - 1}, row by row, {COLUMNS} in a row; name at least one")
    mask = np.zeros(CELLS, np.bool_)
    mask[list(cells)] = True
    return mask


def packed_mask(mask: CellMask) -> NDArray[np.uint8]:
    """(RECORD_BYTES,) the bits of a record that hold these cells."""
    levels = np.where(mask, TOP_LEVEL, 0).astype(np.uint8)
    return np.frombuffer(bytes(CELLS_AT) + record(0, 0, levels)[CELLS_AT:], np.uint8)
