"""The cameras' scenes in the shape that the product takes: calibration, zones, tripwires and rules. Pure."""

from console.demo.cameras import Guard, Site
from console.demo.lens import Lens, calibration
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
    """The guard's corners in the picture, normalised, kept inside it."""
    spots = [lens.picture(*bend_point(*corner)) for corner in guard.corners]
    return [(min(1.0, max(0.0, spot[0])), min(1.0, max(0.0, spot[1]))) for spot in spots if spot is not None]


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
