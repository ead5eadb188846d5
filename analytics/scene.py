"""What the analysis knows of one camera: where its points lie on the map, where to look and what to report."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from analytics.ground import DEFAULT_ASPECT, GroundPlane, PlacePair, fit
from analytics.rule import Lookout, Rule, RuleKind
from analytics.zone import Tripwire, Zone
from kernel.errors import Fault, invalid
from kernel.geo import LatLon
from kernel.geometry import Point, polygon_area
from kernel.ids import RuleId
from kernel.journal import Json


@dataclass(frozen=True, slots=True)
class Scene:
    """One camera's scene. An empty one reports nothing and places nothing."""

    calibration: tuple[PlacePair, ...] = ()
    zones: tuple[Zone, ...] = ()
    tripwires: tuple[Tripwire, ...] = ()
    rules: tuple[Rule, ...] = ()

    def ground(self, aspect: float = DEFAULT_ASPECT) -> GroundPlane | None:
        """The ground plane from the calibration; None without one. Raises an invalid fault when it is degenerate."""
        return fit(self.calibration, aspect) if self.calibration else None

    def lookouts(self) -> list[Lookout]:
        """The enabled rules with what they look at."""
        zones = {zone.id: zone for zone in self.zones}
        wires = {wire.id: wire for wire in self.tripwires}
        return [
            Lookout(rule, zones.get(rule.zone_id or ""), wires.get(rule.tripwire_id or ""))
            for rule in self.rules
            if rule.is_enabled
        ]


def starting_scene(reports_intrusion: bool) -> Scene:
    """The scene of a new camera: nothing, or one rule that reports whoever enters the picture."""
    # Of any class: waiting for the class would cost half a second, and a miss weighs more than a dog.
    return Scene(rules=(Rule(RuleId("intrusion"), RuleKind.INTRUSION, "Intrusion"),)) if reports_intrusion else Scene()


def check(scene: Scene) -> None:
    """Raise an invalid fault when the scene cannot be right: double ids, missing zones, no area, bad calibration."""
    for what, ids in (
        ("zone", [zone.id for zone in scene.zones]),
        ("tripwire", [wire.id for wire in scene.tripwires]),
        ("rule", [rule.id for rule in scene.rules]),
    ):
        for id_, count in Counter(ids).items():
            if count > 1:
                raise invalid(f"{what} {id_}: used {count} times; give each its own id")
    for zone in scene.zones:
        if len(zone.polygon) < 3 or polygon_area(zone.polygon) < 1e-6:
            raise invalid(f"zone {zone.id}: has no area; give three or more corners that are not on one line")
    for wire in scene.tripwires:
        if wire.length < 1e-3:
            raise invalid(f"tripwire {wire.id}: start and end are the same point")
    for rule in scene.rules:
        _check_rule(rule, scene)
    _check_points(scene)
    scene.ground()


def scene_data(scene: Scene) -> dict[str, Json]:
    """The scene in the shape of SceneView."""
    try:
        ground = scene.ground()
    except Fault:
        ground = None
    return {
        "calibration": [{"picture": _point(p.picture), "place": place_data(p.place)} for p in scene.calibration],
        "calibration_error_m": None if ground is None else round(ground.error_m, 3),
        "zones": [{"id": z.id, "name": z.name, "polygon": [_point(p) for p in z.polygon]} for z in scene.zones],
        "tripwires": [
            {"id": w.id, "name": w.name, "start": _point(w.start), "end": _point(w.end)} for w in scene.tripwires
        ],
        "rules": [
            {
                "id": r.id,
                "kind": r.kind.value,
                "name": r.name,
                "is_enabled": r.is_enabled,
                "severity": r.severity.value,
                "zone_id": r.zone_id,
                "tripwire_id": r.tripwire_id,
                "direction": r.direction.value,
                "classes": [c.value for c in r.classes],
                "dwell_s": r.dwell_s,
            }
            for r in scene.rules
        ],
    }


def scene_from_data(data: Mapping[str, object]) -> Scene:
    """The inverse of `scene_data`; `calibration_error_m` is ignored. Raises an invalid fault on a wrong shape."""
    try:
        return _SCENE.validate_python(dict(data))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise invalid(f"scene: {where}: {first['msg'].lower()}") from error


def place_data(place: LatLon) -> dict[str, Json]:
    """The place in the shape of Place."""
    return {"lat": place.lat, "lon": place.lon}


def _check_rule(rule: Rule, scene: Scene) -> None:
    if rule.kind is RuleKind.LINE_CROSSING:
        if rule.tripwire_id not in {wire.id for wire in scene.tripwires}:
            raise invalid(f"rule {rule.id}: tripwire {rule.tripwire_id}: not in this scene")
    elif rule.zone_id is not None and rule.zone_id not in {zone.id for zone in scene.zones}:
        raise invalid(f"rule {rule.id}: zone {rule.zone_id}: not in this scene")


def _check_points(scene: Scene) -> None:
    points = [pair.picture for pair in scene.calibration]
    points += [corner for zone in scene.zones for corner in zone.polygon]
    points += [end for wire in scene.tripwires for end in (wire.start, wire.end)]
    for point in points:
        if not (0 <= point.x <= 1 and 0 <= point.y <= 1):
            raise invalid(f"scene: the point {point.x}, {point.y} is outside the picture")


def _point(point: Point) -> dict[str, Json]:
    return {"x": point.x, "y": point.y}


_SCENE = TypeAdapter(Scene)
