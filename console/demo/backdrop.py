"""The still of one camera: ground, houses, trees and lamps in their light, and how far away everything is."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from console.demo.air import MOODS, Air
from console.demo.cameras import Site
from console.demo.furniture import Furniture, build_furniture
from console.demo.ground import Sheet, paint
from console.demo.lens import HEIGHT_PX, WIDTH_PX
from console.demo.lines import Points, beside
from console.demo.plants import plant_props
from console.demo.raster import Canvas, Values
from console.demo.solids import house_pieces, rail_pieces, stall_pieces
from console.demo.town import Town, build_town
from kernel.frame import Bgr

_FAR_M = 190.0
_SHEET_SCALE = 9.0


@dataclass(frozen=True)
class Still:
    """bgr: the picture without anybody in it. depth: (360, 640) metres along the axis. air: the light for figures."""

    bgr: Bgr
    depth: NDArray[np.float32]
    air: Air


def draw_still(site: Site) -> Still:
    """Draw the camera's still; one to two seconds of work."""
    town, furniture = build_town(), build_furniture()
    lens = site.lens
    lamps = [(lamp.x, lamp.y) for lamp in furniture.lamps if _near(site, lamp.x, lamp.y, 110)]
    air = Air(MOODS[site.light], lens, np.array(lamps, dtype=np.float64).reshape(-1, 2))
    canvas = Canvas(lens)
    _ground(canvas, town, furniture, air)
    for house in town.houses:
        if _is_near_middle(site, house.outline, _FAR_M):
            for piece in house_pieces(house, (lens.x, lens.y)):
                canvas.draw(piece, air.sun)
    for rail in furniture.rails:
        if rail.kind == "stone" and _is_near_middle(site, rail.points, 130):
            for piece in rail_pieces(rail):
                canvas.draw(piece, air.sun, ambient=0.8)
    for stall in furniture.stalls:
        if _near(site, stall.x, stall.y, 110):
            for piece in stall_pieces(stall):
                canvas.draw(piece, air.sun, ambient=0.8)
    picture = _lit(canvas, air)
    _props(picture, canvas, site, furniture, air)
    small = cv2.resize(picture, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA).astype(np.float32)
    depth = canvas.depth[:: canvas.fine, :: canvas.fine]
    return Still(_graded(small, air), np.ascontiguousarray(depth), air)


def _is_near_middle(site: Site, points: Points, within_m: float) -> bool:
    x, y = points.mean(axis=0).tolist()
    return _near(site, x, y, within_m)


def _near(site: Site, x: float, y: float, within_m: float) -> bool:
    """Whether it may be in view: not too far and not behind."""
    dx, dy = x - site.lens.x, y - site.lens.y
    forward = site.lens.axes[2]
    return bool(np.hypot(dx, dy) < within_m and dx * forward[0] + dy * forward[1] > -25)


def _ground(canvas: Canvas, town: Town, furniture: Furniture, air: Air) -> None:
    lens, rays = canvas.lens, canvas.rays
    falls = rays[:, :, 2] < -1e-4
    with np.errstate(divide="ignore"):
        depth = np.where(falls, -lens.height_m / rays[:, :, 2], np.inf).astype(np.float32)
    centre = np.array([lens.x, lens.y])
    aim = lens.axes[2][:2] / np.hypot(*lens.axes[2][:2]) * _FAR_M
    side = np.array([aim[1], -aim[0]]) * 0.75
    corners = np.array([centre, centre + aim + side, centre + aim - side, centre + side * 0.2, centre - side * 0.2])
    low, high = corners.min(axis=0) - 4, corners.max(axis=0) + 4
    sheet = Sheet((float(low[0]), float(low[1])), (float(high[0]), float(high[1])), _SHEET_SCALE)
    paint(sheet, town, furniture, air.mood.shadow)
    far = np.minimum(depth, 1e4)
    x, y = rays[:, :, 0] * far + lens.x, rays[:, :, 1] * far + lens.y
    columns, rows = (x - low[0]) * _SHEET_SCALE, (high[1] - y) * _SHEET_SCALE
    # Each pixel far away covers much ground: take it from a coarser sheet, or the slabs flicker into patterns.
    covers = far * far / (lens.focal_px * canvas.fine * lens.height_m) * _SHEET_SCALE
    level, image = 0, sheet.bgr
    while level < 5:
        seen = falls & (covers >= (0 if level == 0 else 1.2 * 2**level)) & (depth < _FAR_M * 1.4)
        if seen.any():
            top = int(np.nonzero(seen.any(axis=1))[0][-1]) + 1
            scale = 1 / 2**level
            part = cv2.remap(
                image, (columns[:top] * scale).astype(np.float32), (rows[:top] * scale).astype(np.float32),
                cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT,
            )  # fmt: skip
            canvas.albedo[:top][seen[:top]] = part[seen[:top]]
        image, level = cv2.pyrDown(image).astype(np.uint8), level + 1
    canvas.albedo[falls & (depth >= _FAR_M * 1.4)] = (112, 132, 124)
    canvas.depth = depth
    _water(canvas, town, air, x, y)


def _water(canvas: Canvas, town: Town, air: Air, x: Values, y: Values) -> None:
    """Water mirrors the sky, the more so the flatter one looks at it, with ripples."""
    outlines = [a.outline for a in town.areas if a.kind == "water"]
    wet = np.zeros(x.shape, dtype=bool)
    for outline in outlines:
        wet |= _covers(canvas, outline)
    for street in town.streets:
        if "Bridge" in street.name or street.name == "North Ring":
            deck = np.vstack(
                [beside(street.points, street.half_width), beside(street.points, -street.half_width)[::-1]]
            )
            wet &= ~_covers(canvas, deck)
    if not wet.any():
        return
    slope = -canvas.rays[:, :, 2] / np.linalg.norm(canvas.rays, axis=2)
    mirror = (0.25 + 0.65 * (1 - np.clip(slope, 0, 1)) ** 3)[wet][:, None]
    swell = 1.6 * np.sin(0.31 * x + 0.17 * y) + 1.1 * np.sin(0.23 * y - 0.41 * x)
    ripple = 0.05 * np.sin(1.1 * x + 1.9 * y + swell) + 0.04 * np.sin(2.3 * y - 0.9 * x + 2 * swell)
    ripple *= np.clip(22 / np.maximum(canvas.depth, 1), 0, 1)
    sky = np.array(air.mood.sky_top, dtype=np.float32) * 0.6 + np.array(air.mood.sky_low, dtype=np.float32) * 0.16
    shade = (1 + ripple)[wet][:, None]
    deep = np.array([96, 84, 58], dtype=np.float32)
    canvas.albedo[wet] = (deep * (1 - mirror) + sky / np.maximum(0.3, np.array(air.mood.ambient)) * mirror) * shade


def _covers(canvas: Canvas, outline: Points) -> NDArray[np.bool_]:
    """Where the picture shows ground inside the outline: its corners projected, cut at the near plane."""
    lens = canvas.lens
    flat = np.hstack([outline, np.zeros((len(outline), 1))])
    depth = (flat - lens.centre) @ lens.axes[2]
    kept: list[NDArray[np.float64]] = []
    for i in range(len(flat)):
        a, b, da, db = flat[i - 1], flat[i], depth[i - 1], depth[i]
        if (da < 2.0) != (db < 2.0):
            kept.append(a + (b - a) * (2.0 - da) / (db - da))
        if db >= 2.0:
            kept.append(b)
    mask = np.zeros(canvas.depth.shape, dtype=np.uint8)
    if len(kept) >= 3:
        pixels, _ = lens.project(np.array(kept))
        fixed = np.clip(pixels * canvas.fine, -20000, 20000)
        cv2.fillPoly(mask, [np.round(fixed).astype(np.int32)], 1)
    return mask > 0


def _lit(canvas: Canvas, air: Air) -> Values:
    """Albedo in its light, the windows' glow, haze, and the sky where nothing stands."""
    mood = air.mood
    solid = np.isfinite(canvas.depth)
    places = canvas.places()
    coarse = places[::3, ::3]  # light changes softly: a ninth of the pixels tells enough
    light = air.light(coarse[:, :, 0].ravel(), coarse[:, :, 1].ravel()).reshape(coarse.shape)
    fine = cv2.resize(light, (canvas.width, canvas.height), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    light = fine[solid]
    high = np.clip(places[:, :, 2][solid] / 9.0, 0, 1)[:, None] if any(mood.lamp) else np.float32(0)
    light = light * (1 - high) + np.array(mood.ambient, dtype=np.float32) * high
    sky = _sky(canvas, air)
    picture = sky.copy()
    seen = canvas.albedo[solid] * light + canvas.glow[solid] * mood.glow
    clear = np.exp(-canvas.depth[solid] / mood.haze_m)[:, None]
    picture[solid] = np.minimum(255, seen) * clear + np.array(mood.sky_low, dtype=np.float32) * (1 - clear)
    return picture.astype(np.float32)


def _sky(canvas: Canvas, air: Air) -> Values:
    up = np.clip(canvas.rays[:, :, 2] / np.hypot(canvas.rays[:, :, 0], canvas.rays[:, :, 1]) / 0.45, 0, 1) ** 0.7
    top, low = (np.array(c, dtype=np.float32) for c in (air.mood.sky_top, air.mood.sky_low))
    sky = low * (1 - up[:, :, None]) + top * up[:, :, None]
    chance = np.random.default_rng(2)
    puffs = np.zeros(up.shape, dtype=np.float32)
    for cells in (5, 11, 23):
        coarse = chance.random((cells, cells * 2)).astype(np.float32)
        smooth = cv2.resize(coarse, (canvas.width, canvas.height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
        puffs += smooth / cells**0.5
    puffs = np.clip((puffs - 0.45) * 2.2, 0, 1) * 0.35
    result: Values = sky * (1 - puffs[:, :, None]) + np.minimum(255, low * 1.06) * puffs[:, :, None]
    return result


def _props(picture: Values, canvas: Canvas, site: Site, furniture: Furniture, air: Air) -> None:
    """Trees, lamps, fences and parked cars, the farthest first."""
    props = [p for p in plant_props(furniture, site.lens, air) if _near(site, p.x, p.y, 170)]
    forward = site.lens.axes[2]
    props.sort(key=lambda p: -((p.x - site.lens.x) * forward[0] + (p.y - site.lens.y) * forward[1]))
    for prop in props:
        prop.put(picture, canvas)


def _graded(picture: Values, air: Air) -> Bgr:
    """The camera's own hand: a little vignette, softness, and grey where it sees infrared."""
    picture = cv2.GaussianBlur(picture, (3, 3), 0.55).astype(np.float32)
    if air.mood.is_infrared:
        grey = picture @ np.array([0.2, 0.6, 0.2], dtype=np.float32)
        picture = np.repeat(grey[:, :, None], 3, axis=2)
    rows, columns = np.indices((HEIGHT_PX, WIDTH_PX), dtype=np.float32)
    away = ((columns / WIDTH_PX - 0.5) ** 2 + (rows / HEIGHT_PX - 0.5) ** 2) * 2
    shade = (1.03 - 0.22 * away)[:, :, None]
    graded: Bgr = np.clip(picture * shade, 0, 255).astype(np.uint8)
    return graded
