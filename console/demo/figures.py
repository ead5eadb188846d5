"""People, cyclists and cars, drawn into a picture: stylised, in the right size, place and light. No faces."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from console.demo.courses import Pose
from console.demo.lens import NEAR_M, Lens
from console.demo.looks import Colour
from kernel.frame import Bgr

_SHIFT = 5
_ONE = 1 << _SHIFT
Window = tuple[int, int, int, int]  # left, top, right, bottom; pixels


@dataclass(frozen=True, slots=True)
class Brush:
    """Draws with one lens into pictures `fine` times its size. light: factors (blue, green, red) for this figure."""

    lens: Lens
    light: tuple[float, float, float]
    fine: int = 1
    is_infrared: bool = False

    def tint(self, colour: Colour, factor: float = 1.0) -> Colour:
        if self.is_infrared:  # cloth of any colour is pale in infrared light
            grey = min(255, int((150 + sum(colour) / 8) * factor * self.light[1]))
            return grey, grey, grey
        b, g, r = (min(255, int(c * f * factor)) for c, f in zip(colour, self.light, strict=True))
        return b, g, r

    def fill(self, image: Bgr, points: Sequence[Sequence[float]], colour: Colour) -> None:
        scale = self.fine * _ONE
        fixed = np.array([(round(x * scale), round(y * scale)) for x, y in points], dtype=np.int32)
        cv2.fillConvexPoly(image, fixed, colour, cv2.LINE_AA, _SHIFT)

    def disc(self, image: Bgr, x: float, y: float, radius: float, colour: Colour) -> None:
        middle = round(x * self.fine * _ONE), round(y * self.fine * _ONE)
        cv2.circle(image, middle, max(_ONE, round(radius * self.fine * _ONE)), colour, -1, cv2.LINE_AA, _SHIFT)


def window_of(lens: Lens, pose: Pose, fine: int = 1) -> tuple[Window, float] | None:
    """The part of the picture that the figure may touch, and its depth; None out of view."""
    reach, tall = (3.2, 2.2) if pose.look.is_vehicle else (0.9, 2.2)
    x, y, depth = lens.spot(pose.x, pose.y, 0.0)
    if depth < 2.5:
        return None
    scale = lens.focal_px / depth
    left, right = int((x - reach * scale) * fine) - 3, int((x + reach * scale) * fine) + 4
    top, bottom = int((y - tall * scale) * fine) - 3, int((y + reach * 0.6 * scale) * fine) + 4
    if right <= 0 or left >= 640 * fine or bottom <= 0 or top >= 360 * fine:
        return None
    return (max(0, left), max(0, top), min(640 * fine, right), min(360 * fine, bottom)), depth


def draw(image: Bgr, brush: Brush, pose: Pose) -> None:
    """Draw the figure; what stands before it is the caller's business."""
    if pose.look.is_vehicle:
        _vehicle(image, brush, pose)
    elif pose.look.kind == "cyclist":
        _cyclist(image, brush, pose)
    else:
        _walker(image, brush, pose)


def draw_shadow(image: Bgr, window: Window, brush: Brush, pose: Pose) -> None:
    """A soft dark patch under the figure."""
    left, top, right, bottom = window
    pixels = _rim(brush.lens, pose) * brush.fine
    low, high = (pixels[:, 1].min(), pixels[:, 1].max()) if len(pixels) else (0, 0)
    upper, lower = max(top, int(low) - 2), min(bottom, int(high) + 3)
    if upper >= lower:
        return
    patch = image[upper:lower, left:right]
    mask = np.zeros(patch.shape[:2], dtype=np.uint8)
    fixed = np.round((pixels - (left, upper)) * _ONE).astype(np.int32)
    cv2.fillConvexPoly(mask, fixed, 255, cv2.LINE_AA, _SHIFT)
    cv2.copyTo(cv2.convertScaleAbs(patch, alpha=0.62), mask, patch)


def _rim(lens: Lens, pose: Pose) -> NDArray[np.float64]:
    """The outline of the figure's shadow in the picture, (14, 2) pixels; empty where it is too near."""
    along, across = pose.look.footprint
    if not pose.look.is_vehicle and pose.look.kind != "cyclist":
        x, y, depth = lens.spot(pose.x, pose.y, 0.0)
        unit = lens.focal_px / depth
        return np.array([x, y]) + _OVAL * (along * unit, across * unit * lens.height_m / depth * 1.3)
    cos, sin = math.cos(pose.heading), math.sin(pose.heading)
    a, b = _OVAL[:, 0] * along, _OVAL[:, 1] * across
    rim = np.stack([pose.x + a * cos - b * sin, pose.y + a * sin + b * cos, np.zeros(14)], axis=1)
    pixels, depths = lens.project(rim)
    return pixels if (depths > NEAR_M).all() else pixels[:0]


_OVAL = np.stack([np.cos(np.linspace(0, 2 * np.pi, 15)), np.sin(np.linspace(0, 2 * np.pi, 15))], axis=1)[:-1]


def _walker(image: Bgr, brush: Brush, pose: Pose) -> None:
    x, y, depth = brush.lens.spot(pose.x, pose.y, 0.0)
    unit, look = brush.lens.focal_px / depth, pose.look
    tall = look.height * unit * 0.97
    side = _sideways(brush.lens, pose)
    swing = math.sin(pose.stride * 2 * math.pi / 1.45) * (0.20 if pose.speed > 0.25 else 0.02)
    hip, neck = y - 0.50 * tall, y - 0.84 * tall
    spread = 0.05 * tall * (1 - abs(side))
    for sign in (1, -1):
        reach = sign * swing * tall * (side if abs(side) > 0.35 else 0.35)
        lift = max(0.0, sign * swing) * 0.16 * tall
        tint = brush.tint(look.legs, 1.0 if sign > 0 else 0.82)
        _limb(image, brush, ((x + sign * spread, hip), (x + sign * spread + reach, y - lift)), 0.062 * tall, tint)
    coat = brush.tint(look.coat)
    wide = (0.125 + 0.035 * (1 - abs(side))) * tall
    lean = 0.02 * tall * side
    body = (
        (x - wide * 0.72, hip + 0.05 * tall), (x + wide * 0.72, hip + 0.05 * tall),
        (x + wide + lean, neck + 0.06 * tall), (x + wide * 0.55 + lean, neck),
        (x - wide * 0.55 + lean, neck), (x - wide + lean, neck + 0.06 * tall),
    )  # fmt: skip
    for sign in (1, -1):
        hand = (x - sign * swing * tall * 0.8 * side + sign * wide * 0.9, hip + 0.02 * tall)
        shoulder = (x + sign * wide * 0.82 + lean, neck + 0.07 * tall)
        _limb(image, brush, (shoulder, hand), 0.05 * tall, brush.tint(look.coat, 0.8))
    brush.fill(image, body, coat)
    brush.disc(image, x + 1.5 * lean, y - 0.925 * tall, 0.068 * tall, brush.tint(look.skin))
    brush.disc(image, x + 1.2 * lean, y - 0.945 * tall, 0.066 * tall, brush.tint(look.hair))


def _cyclist(image: Bgr, brush: Brush, pose: Pose) -> None:
    cos, sin = math.cos(pose.heading), math.sin(pose.heading)

    def spot(along: float, up: float) -> tuple[float, float]:
        across, down, _ = brush.lens.spot(pose.x + along * cos, pose.y + along * sin, up)
        return across, down

    unit = brush.lens.focal_px / brush.lens.spot(pose.x, pose.y, 0.0)[2]
    dark, frame = brush.tint((40, 40, 42)), brush.tint(pose.look.legs, 1.3)
    for along in (-0.52, 0.52):
        ring = np.array([spot(along + 0.34 * math.cos(a), 0.34 + 0.34 * math.sin(a)) for a in np.arange(0, 6.28, 0.52)])
        fixed = np.round(ring * (brush.fine * _ONE)).astype(np.int32)
        cv2.polylines(image, [fixed], True, dark, max(1, round(0.05 * unit)), cv2.LINE_AA, _SHIFT)
    for a, b in (((-0.52, 0.34), (-0.1, 0.85)), ((-0.1, 0.85), (0.4, 0.8)), ((0.4, 0.8), (0.52, 0.34))):
        _limb(image, brush, (spot(*a), spot(*b)), 0.06 * unit, frame)
    turn = pose.stride * 2.2
    for phase in (0.0, math.pi):
        knee = spot(0.18 + 0.1 * math.cos(turn + phase), 0.62 + 0.1 * math.sin(turn + phase))
        pedal = spot(0.02 + 0.16 * math.cos(turn + phase), 0.28 + 0.16 * math.sin(turn + phase))
        _limb(image, brush, (spot(-0.18, 0.95), knee), 0.15 * unit, brush.tint(pose.look.legs))
        _limb(image, brush, (knee, pedal), 0.12 * unit, brush.tint(pose.look.legs, 0.9))
    _limb(image, brush, (spot(-0.2, 0.95), spot(0.12, 1.45)), 0.40 * unit, brush.tint(pose.look.coat))
    _limb(image, brush, (spot(0.1, 1.36), spot(0.42, 1.0)), 0.11 * unit, brush.tint(pose.look.coat, 0.85))
    head = spot(0.2, 1.66)
    brush.disc(image, *head, 0.13 * unit, brush.tint(pose.look.hair))


def _limb(
    image: Bgr, brush: Brush, ends: tuple[tuple[float, float], tuple[float, float]], width: float, colour: Colour
) -> None:
    (ax, ay), (bx, by) = ends
    length = math.hypot(bx - ax, by - ay) or 1.0
    nx, ny = (by - ay) / length * width / 2, -(bx - ax) / length * width / 2
    corners = ((ax + nx, ay + ny), (bx + nx, by + ny), (bx - nx, by - ny), (ax - nx, ay - ny))
    brush.fill(image, corners, colour)


def _sideways(lens: Lens, pose: Pose) -> float:
    """How much of the movement goes across the picture, -1 (left) to 1 (right)."""
    return math.cos(pose.heading) * float(lens.axes[0, 0]) + math.sin(pose.heading) * float(lens.axes[0, 1])


# Faces of a car in its own metres: x forward, y left, z up; unit half length and half width, scaled by the look.
_SIDES = ((0, 1), (1, 2), (2, 3), (3, 0))
_SHADE = (0.78, 0.92, 0.78, 0.88)


def _vehicle(image: Bgr, brush: Brush, pose: Pose) -> None:
    look = pose.look
    half, wide = look.footprint[0] * 0.97, look.footprint[1] * 0.94
    deck, roof = look.deck, look.height
    low = [(half, -wide), (half, wide), (-half, wide), (-half, -wide)]
    cabin = [(half * look.nose, -wide), (half * look.nose, wide), (-half * look.tail, wide), (-half * look.tail, -wide)]
    top = (
        [(a * 0.74 - 0.1 * half, b * 0.82) for a, b in cabin]
        if look.kind == "car"
        else [(a * 0.97, b * 0.96) for a, b in cabin]
    )
    rings = [(low, 0.28), (low, deck), (cabin, deck), (top, roof)]
    points = np.array([(x, y, z) for ring, z in rings for x, y in ring])
    cos, sin = math.cos(pose.heading), math.sin(pose.heading)
    world = np.stack(
        [
            pose.x + points[:, 0] * cos - points[:, 1] * sin,
            pose.y + points[:, 0] * sin + points[:, 1] * cos,
            points[:, 2],
        ],
        axis=1,
    )
    pixels, depth = brush.lens.project(world)
    if (depth < NEAR_M).any():
        return
    body, glass = brush.tint(look.coat), brush.tint((92, 80, 68))
    _wheels(image, brush, pose, (half, wide))
    for face, (a, b) in enumerate(_SIDES):
        _face(image, brush, pixels[[a, b, 4 + b, 4 + a]], brush.tint(look.coat, _SHADE[face]))
    _lamps(image, brush, pixels)
    _face(image, brush, pixels[4:8], brush.tint(look.coat, 1.05))
    for face, (a, b) in enumerate(_SIDES):
        colour = glass if look.kind == "car" or face == 0 else brush.tint(look.coat, _SHADE[face])
        _face(image, brush, pixels[[8 + a, 8 + b, 12 + b, 12 + a]], colour)
    _face(image, brush, pixels[12:16], body)


def _face(image: Bgr, brush: Brush, quad: NDArray[np.float64], colour: Colour) -> None:
    (ax, ay), (bx, by), (cx, cy) = quad[0], quad[1], quad[2]
    if (bx - ax) * (cy - ay) - (by - ay) * (cx - ax) < 0:  # counter-clockwise seen from outside, and y grows downwards
        brush.fill(image, quad.tolist(), colour)


def _wheels(image: Bgr, brush: Brush, pose: Pose, size: tuple[float, float]) -> None:
    cos, sin = math.cos(pose.heading), math.sin(pose.heading)
    for along in (size[0] * 0.62, -size[0] * 0.62):
        for across in (size[1], -size[1]):
            x, y = pose.x + along * cos - across * sin, pose.y + along * sin + across * cos
            ring = [
                (x + 0.32 * math.cos(a) * cos, y + 0.32 * math.cos(a) * sin, 0.32 + 0.32 * math.sin(a)) for a in _RING
            ]
            pixels, depth = brush.lens.project(np.array(ring))
            if depth.min() > NEAR_M:
                brush.fill(image, pixels.tolist(), brush.tint((38, 38, 40)))


def _lamps(image: Bgr, brush: Brush, pixels: NDArray[np.float64]) -> None:
    """Head and tail lamps, where that end is seen."""
    for (a, b), colour in (((0, 1), (225, 240, 250)), ((2, 3), (40, 40, 200))):
        quad = pixels[[a, b, 4 + b, 4 + a]]
        (ax, ay), (bx, by), (cx, cy) = quad[0], quad[1], quad[2]
        if (bx - ax) * (cy - ay) - (by - ay) * (cx - ax) >= 0:
            continue
        for share in (0.14, 0.86):
            spot = (
                quad[0] * (1 - share) * 0.4
                + quad[1] * share * 0.4
                + quad[3] * (1 - share) * 0.6
                + quad[2] * share * 0.6
            )
            brush.disc(image, float(spot[0]), float(spot[1]), 0.1 * float(np.hypot(ax - bx, ay - by)) * 0.7, colour)


_RING = np.arange(0, 6.28, 0.7)
