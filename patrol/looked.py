"""When each place was last looked at, and by whom: on foot, from a car, through a camera. Pure.

The town is cut into coarse cells; of each only the newest look is kept, never who it was or whom they saw.
"""

import math
from collections.abc import Iterable
from enum import StrEnum

from kernel.geo import LatLon, LocalPlane, destination, distance_m

CELL_M = 40.0
_LAT_STEP = CELL_M / 111_195.0  # degrees
_BANDS_PER_DEGREE = 10  # rows of a tenth of a degree share the width of their cells
LONGEST_RANGE_M = 400.0

Cell = tuple[int, int]


class By(StrEnum):
    """How a place was looked at."""

    FOOT = "foot"
    CAR = "car"
    CAMERA = "camera"


def cell_of(place: LatLon) -> Cell:
    """The cell in which a place lies: row from the equator, column from Greenwich."""
    row = math.floor(place.lat / _LAT_STEP)
    return row, math.floor(place.lon / _lon_step(row))


def corners(cell: Cell) -> tuple[LatLon, LatLon]:
    """South-west and north-east of a cell."""
    row, column = cell
    step = _lon_step(row)
    south, west = row * _LAT_STEP, column * step
    return LatLon(south, west), LatLon(south + _LAT_STEP, west + step)


def centre(cell: Cell) -> LatLon:
    """The middle of a cell."""
    a, b = corners(cell)
    return LatLon((a.lat + b.lat) / 2, (a.lon + b.lon) / 2)


def along(start: LatLon, end: LatLon) -> set[Cell]:
    """The cells through which one comes on the straight way."""
    steps = max(1, math.ceil(distance_m(start, end) / (CELL_M / 3)))
    shares = (i / steps for i in range(steps + 1))
    return {
        cell_of(LatLon(start.lat + (end.lat - start.lat) * s, start.lon + (end.lon - start.lon) * s)) for s in shares
    }


def seen_by_camera(position: LatLon, bearing_deg: float, view_deg: float, range_m: float) -> set[Cell]:
    """The cells that a camera shows: those whose middle lies in its wedge, and the one that it stands in."""
    reach_m = min(range_m, LONGEST_RANGE_M)
    found = {cell_of(position)}
    plane = LocalPlane(position)
    low, high = cell_of(destination(position, 225, reach_m * 1.5)), cell_of(destination(position, 45, reach_m * 1.5))
    for row in range(low[0], high[0] + 1):
        step = _lon_step(row)
        first, last = (math.floor(destination(position, b, reach_m * 1.5).lon / step) for b in (270, 90))
        for column in range(first, last + 1):
            east, north = plane.metres(centre((row, column)))
            off = (math.degrees(math.atan2(east, north)) - bearing_deg + 180) % 360 - 180
            if math.hypot(east, north) <= reach_m and abs(off) <= view_deg / 2:
                found.add((row, column))
    return found


def within(cells: Iterable[Cell], west: float, south: float, east: float, north: float) -> list[Cell]:
    """Those whose middle lies in the frame."""
    middles = ((cell, centre(cell)) for cell in cells)
    return [cell for cell, at in middles if south <= at.lat <= north and west <= at.lon <= east]


def _lon_step(row: int) -> float:
    # The same for all cells of a band, so that columns lie under each other within a town.
    band = math.floor(row * _LAT_STEP * _BANDS_PER_DEGREE) / _BANDS_PER_DEGREE
    return _LAT_STEP / max(0.05, math.cos(math.radians(band)))
