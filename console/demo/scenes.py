"""The cameras' scenes in the shape that the product takes: calibration, zones, tripwires and rules. Pure."""

import numpy as np

from console.demo.cameras import Guard, Site
from console.demo.lens import HEIGHT_PX, WIDTH_PX, Floats, Lens, calibration
from console.demo.plan import bend_point
from console.demo.town import place_of
from kernel.journal import Json, JsonObject


def scene_body(site: Site) -> JsonObject:
    """The body of `PUT /api/cameras/{id}/scene`."""
    zones = [g for g in site.guards if g.kind != "line_crossing"]
    wires = [g for g in site.guards if g.kind == "line_crossing"]
    pairs: list[Json] = [
        {"picture": {"x": u, "y": v}, "place": place_body(x, y)} for (u, v), (x, y) in calibration(site.lens)
    ]
    return {
        "calibration": pairs,
        "zones": [{"id": g.id, "name": g.name, "polygon": _corners(site.lens, g)} for g in zones],
        "tripwires": [
            {"id": g.id, "name": g.name, "start": _corners(site.lens, g)[0], "end": _corners(site.lens, g)[1]}
            for g in wires
        ],
        "rules": [_rule(g) for g in site.guards],
    }


def place_body(x: float, y: float) -> dict[str, Json]:
    """A place on the earth, as HTTP writes it."""
    place = place_of(x, y)
    return {"lat": place.lat, "lon": place.lon}


def outline(lens: Lens, guard: Guard) -> list[tuple[float, float]]:
    """The guard's line, or the part of its zone that the picture shows, normalised."""
    ground = np.array([(*bend_point(*corner), 0.0) for corner in guard.corners])
    if guard.kind != "line_crossing":
        depth = (ground - lens.centre) @ lens.axes[2]
        ground = _cut(ground, depth - 1.0)
    pixels, _ = lens.project(ground)
    spots: Floats = pixels / (WIDTH_PX, HEIGHT_PX)
    if guard.kind != "line_crossing":
        for axis in (0, 1):
            spots = _cut(spots, spots[:, axis])
            spots = _cut(spots, 1 - spots[:, axis])
    return [(float(u), float(v)) for u, v in np.clip(spots, 0, 1)]


def _cut(corners: Floats, height: Floats) -> Floats:
    """The part of a polygon where `height`, given at its corners and even between them, is not negative."""
    kept = []
    for i in range(len(corners)):
        a, b, ha, hb = corners[i - 1], corners[i], height[i - 1], height[i]
        if (ha < 0) != (hb < 0):
            kept.append(a + (b - a) * ha / (ha - hb))
        if hb >= 0:
            kept.append(b)
    return np.array(kept).reshape(-1, corners.shape[1])


def _corners(lens: Lens, guard: Guard) -> list[Json]:
    return [{"x": round(x, 4), "y": round(y, 4)} for x, y in outline(lens, guard)]


def _rule(guard: Guard) -> dict[str, Json]:
    is_wire = guard.kind == "line_crossing"
    return {
        "id": guard.id,
        "kind": guard.kind,
        "name": guard.name,
        "severity": guard.severity,
        "zone_id": None if is_wire else guard.id,
        "tripwire_id": guard.id if is_wire else None,
        "direction": guard.direction,
        "classes": list(guard.classes),
        "dwell_s": guard.dwell_s,
    }
