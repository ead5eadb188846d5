"""The camera file: what it may say, the example in the docs, and a clear word for what cannot be right."""

from dataclasses import replace
from pathlib import Path

import pytest

from analytics.desk.camera_file import parse, read
from analytics.desk.export import camera_file
from analytics.detection import ObjectClass
from analytics.ground import PlacePair
from analytics.rule import Arrow, Direction, Rule, RuleKind, SizeLimits
from analytics.scene import Scene
from analytics.settings import AnalyticsSettings
from analytics.zone import Tripwire, Zone
from kernel.errors import Fault, FaultKind
from kernel.event import Severity
from kernel.geo import LatLon, distance_m
from kernel.geometry import Point
from kernel.ids import RuleId
from kernel.schedule import Stretch

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "camera.toml"
USUAL = AnalyticsSettings()


def test_the_example_in_the_docs_is_read_as_its_comments_say() -> None:
    file = read(EXAMPLE, USUAL)

    yard, loitering, gate = file.scene.rules
    assert (yard.kind, yard.zone_id, yard.classes) == (RuleKind.INTRUSION, "yard", (ObjectClass.PERSON,))
    assert (yard.severity, loitering.dwell_s, loitering.name) == (Severity.HIGH, 20, "Loitering")
    assert (gate.tripwire_id, gate.direction) == ("gate", Direction.FORWARD)
    assert file.settings.motion.width_px == 480
    assert file.settings.tracker == USUAL.tracker
    assert file.place == LatLon(54.32, 10.13)
    assert file.metre is not None


def test_the_docs_show_the_example() -> None:
    assert '--8<-- "camera.toml"' in (EXAMPLE.parents[1] / "camera-file.md").read_text(encoding="utf-8")


def test_an_empty_file_says_nothing() -> None:
    assert parse("", USUAL).scene == Scene()


def test_pixels_become_shares_of_the_picture() -> None:
    text = 'coordinates = "pixels"\nsize = [800, 400]\n[[tripwires]]\nname = "a"\nstart = [0, 200]\nend = [800, 100]'

    (wire,) = parse(text, USUAL).scene.tripwires

    assert (wire.start, wire.end) == (Point(0, 0.5), Point(1, 0.25))


def test_metres_calibrate_as_places_do() -> None:
    rows = [((0.1, 0.9), (0, 0)), ((0.9, 0.9), (6, 0)), ((0.7, 0.4), (6, 12)), ((0.3, 0.4), (0, 12))]
    text = "\n".join(f"[[calibration]]\npicture = {list(p)}\nground = {list(g)}" for p, g in rows)

    ground = parse(text, USUAL).scene.ground()

    assert ground is not None
    near, far = ground.place_of(Point(0.1, 0.9)), ground.place_of(Point(0.3, 0.4))
    assert near is not None
    assert far is not None
    assert distance_m(near, far) == pytest.approx(12, abs=0.05)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rulez = 1", ["line 1", "rulez", "did you mean rules", "zones"]),
        ('[[rules]]\nkind = "intrusion"\n\n[[rules]]\nkind = "intrusio"', ["line 5", "rules[2].kind", "loitering"]),
        ('[[rules]]\nkind = "intrusion"\ncolour = 1', ["line 3", "rules[1].colour", "severity"]),
        ('[[rules]]\nname = "a"', ["line 1", "kind is missing"]),
        ('[[rules]]\nkind = "intrusion"\nzone = "yard"', ["yard"]),
        ('[[rules]]\nkind = "loitering"\ndwell_s = "long"', ["line 3", "dwell_s", "number"]),
        ('[[rules]]\nkind = "intrusion"\nclasses = ["dog"]', ["line 3", "dog", "person"]),
        ("[[zones]]\npolygon = [[0, 0], [1]]", ["line 2", "polygon[2]", "[X, Y]"]),
        ("[[zones]]\npolygon = [[0, 0], [1, 1], [3, 2]]", ["outside the picture"]),
        ('coordinates = "pixels"', ["size"]),
        ("[analytics.motion]\nwidth = 3", ["line 2", "analytics.motion.width", "width_px"]),
        ("[analytics.motion]\nwidth_px = 3", ["line 2", "width_px", "96"]),
        ("[camera]\nplace = [91, 0]", ["camera.place"]),
        ("[[calibration]]\npicture = [0, 0]\nplace = [1, 2]\nground = [0, 0]", ["either"]),
        ("[[calibration]]\npicture = [0, 0]\nplace = [1, 2]", ["4"]),
        ("rules = [", ["not TOML"]),
    ],
)
def test_what_cannot_be_right_is_named(text: str, words: list[str]) -> None:
    with pytest.raises(Fault) as caught:
        parse(text, USUAL, "gate.toml")

    assert caught.value.kind is FaultKind.INVALID
    assert caught.value.message.startswith("gate.toml: ")
    assert [word for word in words if word not in caught.value.message] == []


@pytest.mark.parametrize("data", [b"\xff\xfe", None], ids=["not text", "not there"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "gate.toml"
    if data is not None:
        path.write_bytes(data)

    with pytest.raises(Fault, match=r"gate\.toml"):
        read(path, USUAL)


def test_a_scene_that_is_written_is_read_back_the_same() -> None:
    corners = [(0.1, 0.9), (0.9, 0.9), (0.7, 0.4), (0.3, 0.4)]
    places = [LatLon(54.0, 10.0), LatLon(54.0, 10.0001), LatLon(54.0003, 10.0001), LatLon(54.0003, 10.0)]
    pairs = tuple(PlacePair(Point(*corner), place) for corner, place in zip(corners, places, strict=True))
    zone = Zone("z-1", 'The "yard" \\ 院子', tuple(Point(*corner) for corner in corners))
    rule = Rule(
        RuleId("r"), RuleKind.WRONG_WAY, "Wrong", zone_id="z-1", is_enabled=False, classes=(ObjectClass.VEHICLE,),
        schedule=(Stretch((0, 4), 60, 300),), size=SizeLimits(min_height_m=1.0),
        arrow=Arrow(Point(0, 0), Point(0.5, 1)),
    )  # fmt: skip
    wire = Tripwire("w", "Wire", Point(0.1, 0.5), Point(0.9, 0.5))
    line = Rule(RuleId("l"), RuleKind.LINE_CROSSING, "Line", tripwire_id="w", direction=Direction.BACKWARD)
    scene = Scene(pairs, (zone,), (wire,), (rule, line), "Asia/Shanghai")

    file = parse(camera_file(scene, "Gate", LatLon(54.0, 10.0)), USUAL)

    assert file.scene == replace(scene)
    assert (file.name, file.place) == ("Gate", LatLon(54.0, 10.0))
