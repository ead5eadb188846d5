"""Tracks and events on rendered scenes may not get worse than they are stored."""

from dataclasses import replace

import pytest

from kernel.geometry import Box
from tests.quality.figures import CASES, Case, fallen, key, measured, stored
from tests.quality.run import measured_stage
from tests.quality.scenes import build
from tests.quality.score import Happening, event_figures, track_figures
from tests.quality.stage import Seen


@pytest.mark.quality
@pytest.mark.timeout(300)
@pytest.mark.parametrize("case", CASES, ids=key)
def test_rendered_scene_is_followed_no_worse_than_before(case: Case) -> None:
    before = stored().get(key(case))
    if before is None:
        pytest.skip("no figures are stored for it yet: python -m tests.quality --store")

    assert fallen(measured(case), before) == []


@pytest.mark.quality
def test_two_people_who_cross_are_followed() -> None:
    stage = replace(build("crossing", 1), name="short crossing", seconds=13.0, fps=8.0)

    result = measured_stage(stage)

    assert result.tracks.mota > 0.7
    assert result.tracks.idf1 > 0.8
    assert result.precision >= 0.75


def thing(number: int, left: float, *, counts: bool = True) -> Seen:
    return Seen(number, "person", (left, 0, left + 10, 30), 1.0, counts)


def box(left: float) -> Box:
    return Box(left / 100, 0, (left + 10) / 100, 0.3)


def test_ids_that_change_places_are_switches_and_cost() -> None:
    truth = [[thing(1, 0), thing(2, 50)]] * 10
    told = [[(7, box(0)), (8, box(50))]] * 5 + [[(8, box(0)), (7, box(50))]] * 5

    figures = track_figures(truth, told, (100, 100))

    assert figures.switches == 2
    assert figures.mota == pytest.approx(0.9)
    assert figures.idf1 == pytest.approx(0.5)


def test_box_on_a_thing_that_does_not_count_is_excused() -> None:
    truth = [[thing(1, 0), thing(2, 50, counts=False)]] * 4

    assert track_figures(truth, [[(7, box(0)), (8, box(50))]] * 4, (100, 100)).mota == 1.0
    assert track_figures(truth, [[(7, box(0)), (8, box(80))]] * 4, (100, 100)).false == 4


def test_event_counts_once_in_its_time_and_direction() -> None:
    wanted = [Happening("line_crossing", 5.0, "forward"), Happening("intrusion", 2.0)]
    told = [
        Happening("line_crossing", 5.4, "forward"),
        Happening("line_crossing", 5.5, "forward"),
        Happening("intrusion", 9.0),
    ]

    assert event_figures(wanted, told) == (1, 2, 3)
