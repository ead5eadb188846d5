"""What the analysis knows of one camera: where its points lie on the map, where to look and what to report."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from zoneinfo import ZoneInfo, available_timezones

from pydantic import TypeAdapter, ValidationError

from analytics.ground import DEFAULT_ASPECT, GroundPlane, PlacePair, fit
from analytics.lens import LEAST_K1, MOST_K1
from analytics.mapdrawn import area_m2, tripwire_in_picture, zone_in_picture
from analytics.rule import Lookout, Rule, RuleKind
from analytics.rulecheck import check_rule
from analytics.zone import Tripwire, Zone
from kernel.errors import Fault, invalid
from kernel.geo import LatLon, bearing_deg
from kernel.geometry import Point, polygon_area
from kernel.ids import RuleId
from kernel.journal import Json


@dataclass(frozen=True, slots=True)
class Scene:
    """One camera's scene. An empty one reports nothing and places nothing.

    time_zone: whose wall clock the rules' schedules follow; None: the house's. is_always_decoded: every picture is
    looked at, whatever it costs; else keyframes while nothing moves. lens_k1: how the lens bends straight lines
    (`analytics.lens`), below 0: bulging; 0: not at all; None: what the pairs say.
    """

    calibration: tuple[PlacePair, ...] = ()
    zones: tuple[Zone, ...] = ()
    tripwires: tuple[Tripwire, ...] = ()
    rules: tuple[Rule, ...] = ()
    time_zone: str | None = None
    is_always_decoded: bool = False
    lens_k1: float | None = None

    @property
    def wall_clock(self) -> ZoneInfo:
        """The time zone of the schedules; UTC where none is set."""
        return ZoneInfo(self.time_zone or "UTC")

    def ground(self, aspect: float = DEFAULT_ASPECT) -> GroundPlane | None:
        """The ground plane from the calibration; None without one. Raises an invalid fault when it is degenerate."""
        return fit(self.calibration, aspect, self.lens_k1) if self.calibration else None

    def ground_view(self, aspect: float = DEFAULT_ASPECT) -> list[LatLon]:
        """The ground the camera sees; empty without a calibration, or where it is degenerate."""
        try:
            ground = self.ground(aspect)
        except Fault:
            return []
        return ground.ground_view() if ground else []

    def lookouts(self, ground: GroundPlane | None = None, aspect: float = DEFAULT_ASPECT) -> list[Lookout]:
        """The enabled rules with what they look at; `ground` is that of the calibration."""
        zones = {zone.id: zone for zone in self.zones}
        wires = {wire.id: wire for wire in self.tripwires}
        lookouts = []
        for rule in self.rules:
            if rule.is_enabled:
                zone, wire = zones.get(rule.zone_id or ""), wires.get(rule.tripwire_id or "")
                area = area_m2(zone.polygon, ground) if zone and ground else None
                lookouts.append(Lookout(rule, zone, wire, aspect, _course_deg(rule, ground), area))
        return lookouts


def starting_scene(reports_intrusion: bool) -> Scene:
    """The scene of a new camera: nothing, or one rule that reports whoever enters the picture."""
    # Of any class: waiting for the class would cost half a second, and a miss weighs more than a dog.
    return Scene(rules=(Rule(RuleId("intrusion"), RuleKind.INTRUSION, "Intrusion"),)) if reports_intrusion else Scene()


def check(scene: Scene) -> None:
    """Raise an invalid fault when the scene cannot be right: double ids, missing zones, no area, bad calibration,
    a rule that is switched on without what it needs. What is drawn on the map must be `settled` before.
    """
    for what, ids in (
        ("zone", [zone.id for zone in scene.zones]),
        ("tripwire", [wire.id for wire in scene.tripwires]),
        ("rule", [rule.id for rule in scene.rules]),
    ):
        for id_, count in Counter(ids).items():
            if count > 1:
                raise invalid(f"{what} {id_}: used {count} times; give each its own id")
    if scene.time_zone is not None and scene.time_zone not in available_timezones():
        raise invalid(f"scene: no time zone is called {scene.time_zone!r}; use a name such as Asia/Shanghai")
    for zone in scene.zones:
        if len(zone.polygon) < 3 or polygon_area(zone.polygon) < 1e-6:
            raise invalid(f"zone {zone.id}: has no area; give three or more corners that are not on one line")
    for wire in scene.tripwires:
        if wire.length < 1e-3:
            raise invalid(f"tripwire {wire.id}: start and end are the same point")
    zones, wires = {zone.id for zone in scene.zones}, {wire.id for wire in scene.tripwires}
    for rule in scene.rules:
        check_rule(rule, zones, wires, is_calibrated=bool(scene.calibration))
    _check_points(scene)
    _check_lens(scene.lens_k1)
    scene.ground()


def settled(scene: Scene) -> Scene:
    """The scene with what is drawn on the map brought into the picture by its calibration; raises an invalid fault."""
    ground = scene.ground()
    return replace(
        scene,
        zones=tuple(zone_in_picture(zone, ground) for zone in scene.zones),
        tripwires=tuple(tripwire_in_picture(wire, ground) for wire in scene.tripwires),
    )


def scene_data(scene: Scene) -> dict[str, Json]:
    """The scene in the shape of SceneView."""
    try:
        ground = scene.ground()
    except Fault:
        ground = None
    return {
        "calibration": [{"picture": _point(p.picture), "place": place_data(p.place)} for p in scene.calibration],
        "calibration_error_m": None if ground is None else round(ground.error_m, 3),
        "calibration_left_out_m": _rounded(ground.left_out_m) if ground else None,
        "calibration_lens_k1": ground.lens.k1 if ground else None,
        "zones": [
            {
                "id": z.id,
                "name": z.name,
                "polygon": [_point(p) for p in z.polygon],
                "places": [place_data(p) for p in z.places],
            }
            for z in scene.zones
        ],
        "tripwires": [
            {
                "id": w.id,
                "name": w.name,
                "start": _point(w.start),
                "end": _point(w.end),
                "places": [place_data(p) for p in w.places],
            }
            for w in scene.tripwires
        ],
        "rules": [_rule_data(rule) for rule in scene.rules],
        "time_zone": scene.time_zone,
        "is_always_decoded": scene.is_always_decoded,
        "lens_k1": scene.lens_k1,
    }


def scene_from_data(data: Mapping[str, object]) -> Scene:
    """The inverse of `scene_data`; what the calibration came to is ignored. Raises an invalid fault on a wrong
    shape."""
    try:
        return _SCENE.validate_python(dict(data))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise invalid(f"scene: {where}: {first['msg'].lower()}") from error


def place_data(place: LatLon) -> dict[str, Json]:
    """The place in the shape of Place."""
    return {"lat": place.lat, "lon": place.lon}


def _course_deg(rule: Rule, ground: GroundPlane | None) -> float | None:
    """The allowed way on the map; None where there is none, or no calibration to tell."""
    if ground is None or rule.kind is not RuleKind.WRONG_WAY:
        return None
    if rule.arrow is None:
        return rule.heading_deg
    start, end = ground.place_of(rule.arrow.start), ground.place_of(rule.arrow.end)
    return None if start is None or end is None else bearing_deg(start, end)


def _rule_data(rule: Rule) -> dict[str, Json]:
    return {
        "id": rule.id,
        "kind": rule.kind.value,
        "name": rule.name,
        "is_enabled": rule.is_enabled,
        "severity": rule.severity.value,
        "zone_id": rule.zone_id,
        "tripwire_id": rule.tripwire_id,
        "direction": rule.direction.value,
        "classes": [c.value for c in rule.classes],
        "dwell_s": rule.dwell_s,
        "schedule": [
            {"days": list(s.days), "start_minute": s.start_minute, "end_minute": s.end_minute} for s in rule.schedule
        ],
        "size": dict(asdict(rule.size)),
        "count": rule.count,
        "density_per_m2": rule.density_per_m2,
        "arrow": None if rule.arrow is None else {"start": _point(rule.arrow.start), "end": _point(rule.arrow.end)},
        "heading_deg": rule.heading_deg,
        "min_travel_m": rule.min_travel_m,
        "limit_kmh": rule.limit_kmh,
        "limit_mps": rule.limit_mps,
        "away_m": rule.away_m,
        "never_quiet": rule.never_quiet,
    }


def _check_lens(k1: float | None) -> None:
    if k1 is not None and not LEAST_K1 <= k1 <= MOST_K1:
        raise invalid(f"scene: lens_k1 {k1:g} is no lens; give {LEAST_K1:g} to {MOST_K1:g}, or leave it out")


def _check_points(scene: Scene) -> None:
    points = [pair.picture for pair in scene.calibration]
    points += [corner for zone in scene.zones for corner in zone.polygon]
    points += [end for wire in scene.tripwires for end in (wire.start, wire.end)]
    points += [end for rule in scene.rules if rule.arrow for end in (rule.arrow.start, rule.arrow.end)]
    for point in points:
        if not (0 <= point.x <= 1 and 0 <= point.y <= 1):
            raise invalid(f"scene: the point {point.x}, {point.y} is outside the picture")


def _rounded(metres: float | None) -> float | None:
    return None if metres is None else round(metres, 3)


def _point(point: Point) -> dict[str, Json]:
    return {"x": point.x, "y": point.y}


_SCENE = TypeAdapter(Scene)
