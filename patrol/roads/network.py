"""The road network as arrays: stretches between junctions, their shapes, and the grid that finds them."""

from dataclasses import dataclass, fields
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from kernel.geo import EARTH_RADIUS_M
from patrol.unit import UnitKind

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

E7 = 1e7
METRES_PER_DEGREE = EARTH_RADIUS_M * np.pi / 180
CELL_DEG = 0.0003  # 33 m: a segment or two to a cell even in a dense town


class Profile(StrEnum):
    """Who travels: decides which stretches are open and how fast they are."""

    CAR = "car"
    FOOT = "foot"
    BICYCLE = "bicycle"


PROFILES = {
    UnitKind.FOOT: Profile.FOOT,
    UnitKind.BICYCLE: Profile.BICYCLE,
    UnitKind.MOTORCYCLE: Profile.CAR,
    UnitKind.CAR: Profile.CAR,
}


@dataclass(frozen=True, slots=True)
class RoadNetwork:
    """E stretches ("edges") between nodes, with P shape points in all; read-only, usually memory-mapped.

    edge_from, edge_to: nodes. car_s, car_back_s: seconds along and against the drawn direction, infinite where not
    allowed; foot_s and bicycle_s: either way. shape_start: (E + 1), where an edge's points begin in the shape arrays.
    shape_m: metres from the edge's start. cell_key, cell_start, cell_point: per occupied cell of the grid the first
    points of the segments that touch it; a key is row << 32 | column. cell_e7: height and width of a cell.
    """

    edge_from: Ints
    edge_to: Ints
    car_s: Floats
    car_back_s: Floats
    foot_s: Floats
    bicycle_s: Floats
    shape_start: Ints
    shape_lat_e7: Ints
    shape_lon_e7: Ints
    shape_m: Floats
    shape_edge: Ints
    cell_key: Longs
    cell_start: Ints
    cell_point: Ints
    cell_e7: Ints

    @property
    def edges(self) -> int:
        return len(self.edge_from)

    @property
    def nodes(self) -> int:
        return int(max(self.edge_from.max(), self.edge_to.max())) + 1 if self.edges else 0

    @property
    def length_m(self) -> float:
        """Of all roads together."""
        return float(self.shape_m[self.shape_start[1:] - 1].sum(dtype=np.float64))

    def seconds(self, profile: Profile) -> tuple[Floats, Floats]:
        """(along, against) the drawn direction of each edge; infinite where `profile` may not go."""
        if profile is Profile.CAR:
            return self.car_s, self.car_back_s
        either = self.foot_s if profile is Profile.FOOT else self.bicycle_s
        return either, either


ARRAYS = tuple(field.name for field in fields(RoadNetwork))


def cells_of(lat_e7: Ints | Longs, lon_e7: Ints | Longs, cell_e7: Ints | Longs) -> tuple[Longs, Longs]:
    """Row and column of the grid's cells in which the points lie."""
    return lat_e7.astype(np.int64) // int(cell_e7[0]), lon_e7.astype(np.int64) // int(cell_e7[1])


def key_of(row: Longs, column: Longs) -> Longs:
    """The cells' keys; every place on the earth has its own."""
    return (row << np.int64(32)) + (column + (1 << 31))


def spread(counts: Ints | Longs) -> tuple[Longs, Longs]:
    """For runs of `counts` items: the run of each item, and its number within the run."""
    run = np.repeat(np.arange(len(counts)), counts)
    before: Longs = np.cumsum(counts, dtype=np.int64) - counts
    return run, np.arange(len(run)) - np.repeat(before, counts)
