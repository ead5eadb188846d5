"""What tags mean for who travels."""

import pytest

from console.maps.roadclass import Use, blocks_cars, maxspeed_kmh, use_of


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        pytest.param({"highway": "residential"}, Use(25, 25, 5, 15), id="a street"),
        pytest.param({"highway": "residential", "maxspeed": "50"}, Use(40, 40, 5, 15), id="permitted, less a fifth"),
        pytest.param({"highway": "primary", "maxspeed": "30 mph"}, Use(38.62, 38.62, 5, 15), id="miles"),
        pytest.param({"highway": "residential", "oneway": "yes"}, Use(25, 0, 5, 15), id="one way for cars alone"),
        pytest.param({"highway": "residential", "oneway": "-1"}, Use(0, 25, 5, 15), id="one way against the drawing"),
        pytest.param({"highway": "motorway"}, Use(90, 0, 0, 0), id="motorways are one-way and not for walkers"),
        pytest.param({"highway": "tertiary", "junction": "roundabout"}, Use(40, 0, 5, 15), id="roundabouts too"),
        pytest.param({"highway": "service", "access": "private"}, Use(0, 0, 0, 0), id="private"),
        pytest.param({"highway": "service", "access": "no", "foot": "yes"}, Use(0, 0, 5, 0), id="but open on foot"),
        pytest.param({"highway": "footway"}, Use(0, 0, 5, 7), id="a footway"),
        pytest.param({"highway": "footway", "access": "yes"}, Use(0, 0, 5, 7), id="a footway for everybody is no road"),
        pytest.param({"highway": "pedestrian", "motor_vehicle": "yes"}, Use(10, 10, 5, 7), id="unless cars are named"),
        pytest.param({"highway": "steps"}, Use(0, 0, 2.5, 0), id="steps"),
        pytest.param({"highway": "construction"}, Use(0, 0, 0, 0), id="not built yet"),
        pytest.param({"waterway": "river"}, Use(0, 0, 0, 0), id="no road at all"),
    ],
)
def test_tags_say_who_may_go_and_how_fast(tags: dict[str, str], expected: Use) -> None:
    use = use_of(tags)
    assert (use.car_kmh, use.car_back_kmh, use.foot_kmh, use.bicycle_kmh) == pytest.approx(
        (expected.car_kmh, expected.car_back_kmh, expected.foot_kmh, expected.bicycle_kmh), abs=0.01
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50", 50),
        ("30 mph", 48.28032),
        ("CH:urban", 50),
        ("none", 140),
        ("walk", 7),
        ("signals", None),
        ("", None),
        ("0", None),
        ("9999", None),
    ],
)
def test_permitted_speeds_are_read_in_all_their_spellings(text: str, expected: float | None) -> None:
    assert maxspeed_kmh(text) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"barrier": "bollard"}, True),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, False),
        ({"barrier": "gate"}, False),
        ({"barrier": "gate", "access": "private"}, True),
        ({"highway": "crossing"}, False),
    ],
)
def test_barriers_stop_cars_unless_they_may_pass(tags: dict[str, str], expected: bool) -> None:
    assert blocks_cars(tags) is expected
