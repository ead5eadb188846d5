"""What rules need before they are switched on, shapes drawn on the map, and scenes from before."""

from dataclasses import replace

import pytest

from analytics.ground import PlacePair
from analytics.rule import Arrow, Rule, RuleKind, SizeLimits
from analytics.scene import Scene, check, scene_data, scene_from_data, settled
from analytics.zone import Tripwire, Zone
from kernel.errors import Fault
from kernel.geometry import Point
from kernel.ids import RuleId
from kernel.schedule import Stretch
from tests.analytics.test_ground import CORNERS, PLANE, pair, seen

PAIRS = tuple(pair(*corner) for corner in CORNERS)
ZONE = Zone("z", "Z", (Point(0.2, 0.5), Point(0.8, 0.5), Point(0.8, 0.9), Point(0.2, 0.9)))
ON_MAP = Zone("m", "M", places=tuple(PLANE.place(*at) for at in ((-2, 12), (2, 12), (2, 18), (-2, 18))))
ARROW = Arrow(Point(0.2, 0.6), Point(0.8, 0.6))


def rule(kind: RuleKind, **fields: object) -> Rule:
    return replace(Rule(RuleId("r"), kind, "R"), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "calibrated", "word"),
    [
        (rule(RuleKind.INTRUSION), False, None),
        (rule(RuleKind.INTRUSION, zone_id="gone"), False, "zone gone: not in this scene"),
        (rule(RuleKind.OCCUPANCY, count=3), False, None),
        (rule(RuleKind.OCCUPANCY), False, "needs a count"),
        (rule(RuleKind.OCCUPANCY, density_per_m2=1.0, zone_id="z"), False, "square metre needs a calibrated camera"),
        (rule(RuleKind.OCCUPANCY, density_per_m2=1.0, zone_id="z"), True, None),
        (rule(RuleKind.OCCUPANCY, density_per_m2=1.0), True, "need a zone"),
        (rule(RuleKind.WRONG_WAY), True, "needs the way that is allowed"),
        (rule(RuleKind.WRONG_WAY, arrow=ARROW), False, None),
        (rule(RuleKind.WRONG_WAY, arrow=Arrow(ARROW.start, ARROW.start)), False, "the same point"),
        (rule(RuleKind.WRONG_WAY, heading_deg=90.0), False, "a way on the map needs a calibrated camera"),
        (rule(RuleKind.WRONG_WAY, heading_deg=90.0), True, None),
        (rule(RuleKind.SPEEDING), True, "needs a limit in km/h"),
        (rule(RuleKind.SPEEDING, limit_kmh=50.0), False, "speed in km/h needs a calibrated camera; calibrate it"),
        (rule(RuleKind.SPEEDING, limit_kmh=50.0), True, None),
        (rule(RuleKind.SPEEDING, limit_kmh=50.0, is_enabled=False), False, None),
        (rule(RuleKind.STOPPED_VEHICLE), False, "needs a time"),
        (rule(RuleKind.UNATTENDED_OBJECT), False, "needs a time"),
        (rule(RuleKind.UNATTENDED_OBJECT, dwell_s=30.0), False, None),
        (rule(RuleKind.REMOVED_OBJECT), False, None),
        (rule(RuleKind.RUNNING), False, None),
        (rule(RuleKind.INTRUSION, size=SizeLimits(min_height_m=1.0)), False, "a size in metres needs a calibrated"),
        (rule(RuleKind.INTRUSION, size=SizeLimits(min_height_m=1.0)), True, None),
        (rule(RuleKind.INTRUSION, size=SizeLimits(min_width_m=2, max_width_m=1)), True, "no object has a width"),
        (rule(RuleKind.INTRUSION, schedule=(Stretch((9,), 0, 60),)), False, "schedule"),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Rule) else str(value)[:30],
)
def test_a_rule_is_refused_with_what_it_lacks(one: Rule, calibrated: bool, word: str | None) -> None:
    scene = Scene(calibration=PAIRS if calibrated else (), zones=(ZONE,), rules=(one,))

    if word is None:
        check(scene)
    else:
        with pytest.raises(Fault, match=f"rule r.*{word}"):
            check(scene)


def test_a_zone_of_the_map_is_where_the_camera_sees_it_and_moves_with_the_calibration() -> None:
    scene = settled(Scene(calibration=PAIRS, zones=(ON_MAP,)))

    expected = [seen(*at) for at in ((-2, 12), (2, 12), (2, 18), (-2, 18))]
    assert [(p.x, p.y) for p in scene.zones[0].polygon] == [pytest.approx((p.x, p.y), abs=0.002) for p in expected]

    shifted = tuple(PlacePair(Point(p.picture.x + 0.05, p.picture.y), p.place) for p in PAIRS)
    moved = settled(replace(scene, calibration=shifted))
    assert moved.zones[0].polygon[0].x == pytest.approx(expected[0].x + 0.05, abs=0.002)


def test_only_what_the_camera_sees_of_it_counts_also_beyond_the_horizon_and_behind_it() -> None:
    wide = Zone("w", "W", places=tuple(PLANE.place(*at) for at in ((-3, -50), (3, -50), (3, 20), (-3, 20))))

    (zone,) = settled(Scene(calibration=PAIRS, zones=(wide,))).zones

    assert all(0 <= p.x <= 1 and 0 <= p.y <= 1 for p in zone.polygon)
    assert zone.holds(seen(0, 15))
    assert zone.holds(Point(0.5, 0.99))
    assert not zone.holds(seen(0, 24))


def test_a_line_of_the_map_keeps_its_direction() -> None:
    line = Tripwire("l", "L", Point(0, 0), Point(0, 0), (PLANE.place(-2, 15), PLANE.place(2, 15)))

    (wire,) = settled(Scene(calibration=PAIRS, tripwires=(line,))).tripwires

    assert (wire.start.x, wire.start.y) == pytest.approx((seen(-2, 15).x, seen(-2, 15).y), abs=0.002)
    assert wire.offset(seen(0, 12)) > 0, "nearer than the line is to its right, going east"


@pytest.mark.parametrize(
    ("scene", "word"),
    [
        (Scene(zones=(ON_MAP,)), "zone m: is drawn on the map, but the camera is not calibrated"),
        (
            Scene(calibration=PAIRS, zones=(replace(ON_MAP, places=tuple(PLANE.place(x, -90) for x in (0, 1, 2))),)),
            "zone m: the camera does not see this part",
        ),
        (
            Scene(
                calibration=PAIRS,
                tripwires=(Tripwire("l", "L", Point(0, 0), Point(0, 0), (PLANE.place(0, -9), PLANE.place(1, -9))),),
            ),
            "tripwire l: the camera does not see",
        ),
        (Scene(time_zone="Mars/Olympus"), "no time zone is called 'Mars/Olympus'"),
    ],
    ids=["not calibrated", "a zone behind the camera", "a line behind it", "no such time zone"],
)
def test_what_cannot_be_is_refused_by_name(scene: Scene, word: str) -> None:
    with pytest.raises(Fault, match=word):
        check(settled(scene))


def test_a_scene_with_everything_comes_back_as_it_was() -> None:
    full = rule(
        RuleKind.WRONG_WAY,
        arrow=ARROW,
        heading_deg=90.0,
        schedule=(Stretch((0, 6), 1320, 360),),
        size=SizeLimits(min_height_m=1.0),
        count=3,
        density_per_m2=0.5,
        limit_kmh=30.0,
    )
    scene = settled(Scene(calibration=PAIRS, zones=(ZONE, ON_MAP), rules=(full,), time_zone="Asia/Shanghai"))

    assert scene_from_data(scene_data(scene)) == scene


def test_a_scene_from_before_these_fields_loads() -> None:
    old = {
        "calibration": [],
        "zones": [
            {"id": "z", "name": "Z", "polygon": [{"x": 0.1, "y": 0.1}, {"x": 0.9, "y": 0.1}, {"x": 0.5, "y": 1}]}
        ],
        "tripwires": [{"id": "t", "name": "T", "start": {"x": 0, "y": 0}, "end": {"x": 1, "y": 1}}],
        "rules": [{"id": "r", "kind": "loitering", "name": "R", "zone_id": "z", "dwell_s": 5}],
    }

    scene = scene_from_data(old)

    check(scene)
    assert scene.rules[0].schedule == ()
    assert not scene.rules[0].size.is_set
    assert scene.zones[0].places == ()
