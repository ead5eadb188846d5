"""Orders of rounds: quick, in time for what is due, another each night, the same for the same seed."""

import random
from dataclasses import replace
from datetime import UTC, timedelta

from kernel.geo import destination
from patrol.checkpoint import CheckpointDraft
from patrol.service.tour_watch import TourWatch
from patrol.tour import TourDraft
from patrol.tour_order import STAY_S, Legs, kept_order, varied_order
from patrol.unit import UnitKind
from tests.patrol.room import LIN, SQUARE, Room


def town(count: int = 12, side_m: float = 1000.0) -> Legs:
    """Points by chance in a square, at a walk."""
    chance = random.Random(5)
    spots = [(chance.uniform(0, side_m), chance.uniform(0, side_m)) for _ in range(count)]
    between = [[abs(complex(*a) - complex(*b)) / 1.2 for b in spots] for a in spots]
    return Legs(between, [0.0] * count, [None] * count)


def test_seed_makes_the_order_again_and_others_differ() -> None:
    legs = town()
    rounds = [varied_order(legs, seed) for seed in range(20)]
    assert varied_order(legs, 7) == rounds[7]
    assert len({found.order for found in rounds}) >= 18
    assert len({found.order[0] for found in rounds}) >= 4
    assert all(sorted(found.order) == list(range(12)) for found in rounds)


def test_round_by_chance_is_not_much_longer_than_the_quickest() -> None:
    legs = town()
    lengths = sorted(varied_order(legs, seed).reached_s[-1] for seed in range(20))
    by_chance = kept_order(legs).reached_s[-1]
    assert lengths[-1] < 1.5 * lengths[0]
    assert lengths[10] < 0.75 * by_chance


def test_what_is_due_first_is_reached_in_time_under_every_seed() -> None:
    legs = town()
    due: list[float | None] = [None] * 12
    due[3], due[9] = 600.0, 1500.0
    for seed in range(20):
        found = varied_order(replace(legs, due_s=due), seed)
        reached = dict(zip(found.order, found.reached_s, strict=True))
        assert reached[3] <= 600
        assert reached[9] <= 1500


def test_times_are_those_of_the_legs_and_the_stays() -> None:
    legs = Legs([[0, 10], [20, 0]], [5, 50], [None, None])
    assert kept_order(legs).reached_s == (5, 5 + STAY_S + 10)
    assert varied_order(Legs([[0]], [3], [None]), 1).reached_s == (3,)


def test_plan_without_a_map_walks_straight_and_tells_what_comes_too_late(room: Room) -> None:
    unit = room.unit("F-1", UnitKind.FOOT)
    room.service.record_fix(unit.id, room.fix(SQUARE))
    keep = room.service.checkpoints.keep
    points = [keep(CheckpointDraft(f"Door {i}", destination(SQUARE, 90, 600.0 * (i + 1))), LIN) for i in range(3)]
    draft = TourDraft("Night", tuple(p.id for p in points), every_s=3600.0, is_varied=False)
    tour = room.service.tours.keep(draft, LIN)
    room.clock.advance(3600 - 1200)
    TourWatch(room.service.desk, UTC).step(room.clock.now())

    plan = room.service.tour_plans.plan(tour.id, unit.id)

    assert [stop.checkpoint_id for stop in plan.stops] == [p.id for p in points]
    reached = [stop.reached_at - room.clock.now() for stop in plan.stops]
    assert [round(r.total_seconds()) for r in reached] == [500, 1060, 1620]
    assert [stop.is_late for stop in plan.stops] == [False, False, True]
    assert not plan.by_roads
    assert len(plan.line) == 4
    assert plan.stops[0].due_at == room.clock.now() + timedelta(seconds=1200)
