"""From the picture to the ground: a homography from pairs of picture points and places on the map."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from analytics.lens import FloatArray, Lens, find_lens, normaliser
from kernel.errors import invalid
from kernel.geo import LatLon, LocalPlane
from kernel.geometry import Point

PERSON_M = 1.7
DEFAULT_ASPECT = 16 / 9
_MOST_PAIRS = 100
_FLATTEST = 1e-3  # the least spread across the points, relative to their spread along
_RANGE_M = 300.0  # farther than this from the pairs nothing is believed
_LEAST_DEPTH = 0.02  # of the depth at the pairs: nearer to the horizon than this nothing is believed


@dataclass(frozen=True, slots=True)
class PlacePair:
    """One point of the picture and the place it shows."""

    picture: Point
    place: LatLon


@dataclass(frozen=True, slots=True)
class GroundPlane:
    """The flat ground before one camera.

    to_ground: (3, 3), picture point (x * aspect, y, 1), straightened by the lens, to local metres, scaled so that the
    third coordinate is 1 at the middle of the pairs and positive before the horizon. projection: metres to the same
    straightened points, when the homography tells it. error_m: root mean square over the pairs; left_out_m: over pairs
    that the fit did not know, None with too few to leave one out.
    """

    plane: LocalPlane
    to_ground: FloatArray
    lens: Lens
    error_m: float
    left_out_m: float | None
    range_m: float
    projection: FloatArray | None

    @property
    def aspect(self) -> float:
        """Width for height of the picture."""
        return self.lens.aspect

    def metres_of(self, foot: Point) -> tuple[float, float] | None:
        """(east, north) of the ground at the picture point; None at or above the horizon and beyond the range."""
        x, y, depth = self.to_ground @ (*self.lens.straight_one(foot.x * self.aspect, foot.y), 1.0)
        if depth < _LEAST_DEPTH or math.hypot(x / depth, y / depth) > self.range_m:
            return None
        return float(x / depth), float(y / depth)

    def place_of(self, foot: Point) -> LatLon | None:
        """The place on the map where the picture shows `foot`; None where `metres_of` is."""
        metres = self.metres_of(foot)
        return None if metres is None else self.plane.place(*metres)

    def width_m(self, foot: Point, width: float) -> float | None:
        """How many metres on the ground `width` (normalised) is, level with `foot`."""
        left = self.metres_of(Point(foot.x - width / 2, foot.y))
        right = self.metres_of(Point(foot.x + width / 2, foot.y))
        return None if left is None or right is None else math.dist(left, right)

    def person_height(self, foot: Point, tall_m: float = PERSON_M) -> float | None:
        """The height in the picture (share of its height) of a person who stands at `foot`; None beyond the range."""
        metres = self.metres_of(foot)
        if metres is None:
            return None
        if self.projection is None:
            breadth = self.width_m(foot, 0.01)
            return None if not breadth else tall_m / breadth * 0.01 * self.aspect
        head = self.projection @ (*metres, tall_m, 1.0)
        if head[2] <= 0:
            return None
        return float(foot.y - self.lens.bent(np.array([head[:2] / head[2]]))[0, 1])

    def points_of(self, metres: FloatArray) -> FloatArray:
        """(n, 3) homogeneous points (x * aspect, y, 1) of the straightened picture, of (n, 2) metres on the ground; the
        third coordinate is positive before the horizon."""
        return np.asarray(np.column_stack([metres, np.ones(len(metres))]) @ np.linalg.inv(self.to_ground).T)

    def ground_view(self, samples: int = 8) -> list[LatLon]:
        """The ground the picture shows, as a polygon, cut at the horizon and at the range; empty when it shows none."""
        outline = [(float(x), float(y)) for x, y in self.lens.straight(np.array(_outline(self.aspect, samples)))]
        visible = _cut(outline, self.to_ground[2], _LEAST_DEPTH)
        places = []
        for x, y in visible:
            east, north, depth = self.to_ground @ (x, y, 1.0)
            far = max(1.0, math.hypot(east / depth, north / depth) / self.range_m)
            places.append(self.plane.place(east / depth / far, north / depth / far))
        return places


def fit(pairs: Sequence[PlacePair], aspect: float = DEFAULT_ASPECT, lens_k1: float | None = None) -> GroundPlane:
    """The ground plane through four or more pairs, by the normalised direct linear transform (Hartley 1997).

    lens_k1: the lens's coefficient where it is known (`analytics.lens`), 0: straight; None: what the pairs say. Raises
    an invalid fault when there are too few pairs, when they coincide or lie on one line, in the picture or on the map,
    or when no camera can see them so (a pair behind the horizon of the others).
    """
    return _fit(tuple(pairs), aspect, lens_k1)


@lru_cache(maxsize=256)
def _fit(pairs: tuple[PlacePair, ...], aspect: float, lens_k1: float | None) -> GroundPlane:
    if not 4 <= len(pairs) <= _MOST_PAIRS:
        raise invalid(f"calibration: {len(pairs)} pairs; give 4 to {_MOST_PAIRS}")
    plane = LocalPlane(_middle([pair.place for pair in pairs]))
    picture = np.array([(pair.picture.x * aspect, pair.picture.y) for pair in pairs])
    ground = np.array([plane.metres(pair.place) for pair in pairs])
    _refuse_flat(picture, "in the picture")
    _refuse_flat(ground, "on the map")
    guess = find_lens(picture, ground, aspect, lens_k1)
    picture = guess.lens.straight(picture)
    matrix = _homography(picture, ground)
    depth = np.column_stack([picture, np.ones(len(pairs))]) @ matrix[2]
    if not (np.all(depth > 1e-9) or np.all(depth < -1e-9)):
        raise invalid("calibration: a point lies beyond the horizon of the others; check which point is which place")
    matrix = matrix / depth.mean()
    mapped = np.column_stack([picture, np.ones(len(pairs))]) @ matrix.T
    misses = mapped[:, :2] / mapped[:, 2:] - ground
    error_m = float(np.sqrt((misses**2).sum(axis=1).mean()))
    range_m = max(_RANGE_M, 3 * float(np.hypot(*ground.T).max()))
    projection = _projection(matrix, aspect)
    return GroundPlane(plane, matrix, guess.lens, error_m, guess.left_out_m, range_m, projection)


def _middle(places: Sequence[LatLon]) -> LatLon:
    return LatLon(sum(p.lat for p in places) / len(places), sum(p.lon for p in places) / len(places))


def _refuse_flat(points: FloatArray, where: str) -> None:
    """Some four of the points must span the plane: no three of them on one line."""
    spread = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)
    if spread[0] < 1e-6 or spread[1] < _FLATTEST * spread[0]:
        raise invalid(f"calibration: the points lie on one line {where}; spread them over the ground")
    apart = np.unique(np.round(points / spread[0], 6), axis=0)
    if len(apart) < 4:
        raise invalid(f"calibration: only {len(apart)} different points {where}; give at least 4")
    if len(apart) == 4 and min(_triangle(np.delete(apart, i, axis=0)) for i in range(4)) < _FLATTEST:
        raise invalid(f"calibration: three of the four points lie on one line {where}; move one or add another")


def _triangle(corners: FloatArray) -> float:
    (ax, ay), (bx, by) = corners[1] - corners[0], corners[2] - corners[0]
    return abs(float(ax * by - ay * bx)) / 2


def _homography(source: FloatArray, target: FloatArray) -> FloatArray:
    from_source, from_target = normaliser(source), normaliser(target)
    a = source @ from_source[:2, :2].T + from_source[:2, 2]
    b = target @ from_target[:2, :2].T + from_target[:2, 2]
    rows = []
    for (x, y), (u, v) in zip(a, b, strict=True):
        rows.append([-x, -y, -1, 0, 0, 0, u * x, u * y, u])
        rows.append([0, 0, 0, -x, -y, -1, v * x, v * y, v])
    _, singular, basis = np.linalg.svd(np.array(rows))
    if singular[7] < 1e-7 * singular[0]:
        raise invalid("calibration: the points do not determine the ground; spread them out")
    return np.asarray(np.linalg.inv(from_target) @ basis[8].reshape(3, 3) @ from_source)


def _projection(to_ground: FloatArray, aspect: float) -> FloatArray | None:
    """(3, 4), metres east, north, up to (x * aspect, y, 1) in the picture; None where the homography does not tell it.

    Square pixels and a centred principal point leave the focal length as the only unknown (Zhang 2000, section 3.1);
    a camera that looks straight down, or at a slant that hides it, gives none.
    """
    centred = np.array([[1, 0, -aspect / 2], [0, 1, -0.5], [0, 0, 1]]) @ np.linalg.inv(to_ground)
    (a, b), (c, d), (e, f) = centred[0, :2], centred[1, :2], centred[2, :2]
    squares = [-(a * b + c * d) / (e * f)] if abs(e * f) > 1e-12 else []
    if abs(e * e - f * f) > 1e-12:
        squares.append((b * b + d * d - a * a - c * c) / (e * e - f * f))
    plausible = [s for s in squares if 0.2**2 < s < 20**2]
    if not plausible:
        return None
    lens = np.diag([math.sqrt(float(np.median(plausible)))] * 2 + [1.0])
    pose = np.linalg.inv(lens) @ centred
    pose = pose / math.sqrt(float(np.linalg.norm(pose[:, 0]) * np.linalg.norm(pose[:, 1])))
    if pose[2, 2] < 0:  # the middle of the pairs lies before the camera
        pose = -pose
    up = np.cross(pose[:, 0], pose[:, 1])
    if up[1] > 0:  # up in the world is up in the picture, where y points down
        up = -up
    centring = np.array([[1, 0, aspect / 2], [0, 1, 0.5], [0, 0, 1]])
    return np.asarray(centring @ lens @ np.column_stack([pose[:, 0], pose[:, 1], up, pose[:, 2]]))


def _outline(aspect: float, samples: int) -> list[tuple[float, float]]:
    corners = [(0.0, 1.0), (aspect, 1.0), (aspect, 0.0), (0.0, 0.0)]
    points = []
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
        points += [(ax + (bx - ax) * i / samples, ay + (by - ay) * i / samples) for i in range(samples)]
    return points


def _cut(polygon: list[tuple[float, float]], line: FloatArray, least: float) -> list[tuple[float, float]]:
    """The part of the polygon where `line` . (x, y, 1) is at least `least` (Sutherland and Hodgman)."""
    kept: list[tuple[float, float]] = []
    for (ax, ay), (bx, by) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        a = float(line @ (ax, ay, 1.0)) - least
        b = float(line @ (bx, by, 1.0)) - least
        if a >= 0:
            kept.append((ax, ay))
        if (a >= 0) != (b >= 0):
            t = a / (a - b)
            kept.append((ax + (bx - ax) * t, ay + (by - ay) * t))
    return kept
