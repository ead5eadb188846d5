"""Units in the streets, and what their crews do."""

import math
import random

import numpy as np
import pytest

from console.demo.crew import Crew, Deed, Task
from console.demo.roads import build_roads
from console.demo.roster import UNITS, UnitPlan
from console.demo.rover import Rover
from console.demo.town import build_town

ALL = [pytest.param(plan, id=plan.callsign) for plan in UNITS]


def rover_of(plan: UnitPlan, seed: int = 1) -> Rover:
    return Rover(plan, build_roads(), random.Random(seed))


@pytest.mark.parametrize("plan", ALL)
def test_unit_on_its_beat_stays_on_the_streets_and_does_not_leap(plan: UnitPlan) -> None:
    rover = rover_of(plan)
    streets = [(s.points, s.half_width) for s in build_town().streets]
    last = rover.step(0.5)
    gone = 0.0
    for _ in range(1200):
        spot = rover.step(0.5)
        gap = min(float(np.hypot(*(p - (spot.x, spot.y)).T).min()) - half for p, half in streets)
        assert gap < 5.0  # the points of a street's line are 9 m apart
        step = math.hypot(spot.x - last.x, spot.y - last.y)
        assert step < 0.5 * 14 + 1
        gone, last = gone + step, spot
    assert gone > 600


@pytest.mark.parametrize("plan", ALL)
def test_unit_sent_somewhere_arrives_there_and_waits(plan: UnitPlan) -> None:
    rover = rover_of(plan)
    rover.step(30)
    rover.go_to(430.0, -350.0)

    seconds = 0
    while not rover.has_arrived and seconds < 900:
        rover.step(1.0)
        seconds += 1

    assert rover.has_arrived
    spot = rover.spot()
    assert math.hypot(spot.x - 430, spot.y + 350) < 45
    assert rover.step(10).speed_mps == 0


def test_unit_released_from_its_task_walks_on() -> None:
    rover = rover_of(UNITS[0])
    rover.go_to(-200.0, 100.0)
    while not rover.has_arrived:
        rover.step(1.0)
    before = rover.spot()

    rover.resume()
    after = rover.step(20)

    assert rover.goal is None
    assert math.hypot(after.x - before.x, after.y - before.y) > 20


def test_car_never_drives_the_one_way_bridge_westwards() -> None:
    rover = rover_of(UNITS[1], seed=3)
    used = set()
    for _ in range(4000):
        rover.step(0.5)
        stretch = rover.way[0] if rover.way else None
        if stretch is not None and stretch.street == "Old Bridge":
            used.add(stretch.is_against)

    assert used <= {False}


def run(crew: Crew, state: str, limit_s: int = 120, has_arrived: bool = True) -> tuple[int, list[Deed]]:
    """When the crew first does something about an order in `state`, and what."""
    for now_s in range(limit_s):
        deeds = crew.decide(float(now_s), [Task("o-1", state, (0.0, 0.0))], has_arrived)
        if deeds:
            return now_s, deeds
    return limit_s, []


@pytest.mark.parametrize(
    ("state", "act"),
    [("sent", "deliver"), ("signed", "depart"), ("en_route", "arrive"), ("on_scene", "handle"), ("handled", "report")],
)
def test_crew_takes_the_next_step_after_a_while(state: str, act: str) -> None:
    _, deeds = run(Crew(random.Random(2)), state)

    assert [d.act for d in deeds] == [act]
    assert bool(deeds[0].text) == (act == "report")


def test_crew_under_way_does_not_say_it_arrived_before_it_did() -> None:
    _, deeds = run(Crew(random.Random(2)), "en_route", has_arrived=False)

    assert deeds == []


def test_most_orders_are_signed_soon_some_late_and_few_refused() -> None:
    found = [run(Crew(random.Random(seed)), "delivered") for seed in range(300)]
    signed = [at for at, deeds in found if deeds[0].act == "sign"]

    assert 0.7 < sum(at <= 30 for at in signed) / 300 < 0.92
    assert 0.08 < sum(at > 30 for at in signed) / 300 < 0.26
    assert 0.01 < 1 - len(signed) / 300 < 0.1


def test_second_order_is_received_but_waits_for_the_first() -> None:
    crew = Crew(random.Random(1))
    tasks = [Task("o-1", "en_route", (0.0, 0.0)), Task("o-2", "sent", (9.0, 9.0)), Task("o-3", "delivered", (9.0, 9.0))]

    deeds = [deed for now_s in range(200) for deed in crew.decide(float(now_s), tasks, has_arrived=False)]

    assert {d.order for d in deeds} == {"o-2"}
    assert crew.destination(tasks) == (0.0, 0.0)


def test_report_that_is_owed_is_written_on_the_way_to_the_next_task() -> None:
    crew = Crew(random.Random(1))
    tasks = [Task("o-2", "en_route", (9.0, 9.0)), Task("o-1", "handled", (0.0, 0.0))]

    deeds = [deed for now_s in range(40) for deed in crew.decide(float(now_s), tasks, has_arrived=False)]

    assert {(d.act, d.order) for d in deeds} == {("report", "o-1")}
    assert crew.destination(tasks) == (9.0, 9.0)
    assert crew.destination(tasks[1:]) is None


def test_step_that_did_not_get_through_is_pressed_again() -> None:
    crew = Crew(random.Random(1))
    tasks = [Task("o-1", "sent", None)]

    times = [now_s for now_s in range(12) if crew.decide(float(now_s), tasks, has_arrived=False)]

    assert len(times) == 2 or len(times) == 3
