"""The simulation: periodic, without leaps, orderly but for what is scripted."""

import itertools
import math

import numpy as np
import pytest

from console.demo.cameras import Guard, site, sites
from console.demo.courses import PERIOD_S
from console.demo.life import Actor, actors
from console.demo.lines import Points, inside
from console.demo.mischief import Mischief, mischief
from console.demo.plan import bend_point
from kernel.geometry import Point, side

FAST_MPS = {"walker": 2.3, "cyclist": 9.0, "car": 15.0, "van": 15.0}
TIMES = np.arange(0, PERIOD_S, 0.1)
SCRIPTED = [pytest.param(m, id=f"{m.camera}-{m.guard}") for m in mischief()]
ORDINARY = [a for a in actors() if not a.is_scripted]


def corners(guard: Guard) -> Points:
    return np.array([bend_point(*c) for c in guard.corners])


def test_everyday_life_goes_on_over_the_seam_without_a_leap() -> None:
    around = np.append(TIMES, TIMES[:1])
    for actor in ORDINARY:
        steps = np.hypot(*np.diff(actor.course.track(around), axis=0).T) / 0.1
        assert steps.max() < FAST_MPS[actor.look.kind]


def test_life_repeats_after_one_period() -> None:
    for actor in actors():
        now, later = actor.pose(31.4), actor.pose(31.4 + PERIOD_S)
        assert (now is None) == (later is None)
        if now and later:
            assert math.hypot(now.x - later.x, now.y - later.y) < 1e-6


@pytest.mark.parametrize("script", SCRIPTED)
def test_scripted_actor_moves_without_a_leap(script: Mischief) -> None:
    track = script.course.track(TIMES)
    present = track[~np.isnan(track[:, 0])]

    assert (np.hypot(*np.diff(present, axis=0).T) / 0.1).max() < FAST_MPS[script.look.kind]


@pytest.mark.parametrize("script", SCRIPTED)
def test_scripted_actor_comes_and_goes_where_no_camera_looks(script: Mischief) -> None:
    for t in (script.course.times[0], script.course.times[-1]):
        pose = script.course.pose(script.look, float(t))
        assert pose is not None
        assert not any(s.lens.sees(pose.x, pose.y, within_m=130) for s in sites())


@pytest.mark.parametrize("script", SCRIPTED)
def test_scripted_actor_is_in_the_guarded_place_at_the_stated_time(script: Mischief) -> None:
    camera = site(script.camera)
    guard = next(g for g in camera.guards if g.id == script.guard)
    pose = script.course.pose(script.look, script.happens_s)
    assert pose is not None

    assert camera.lens.sees(pose.x, pose.y, within_m=60)
    if guard.kind == "line_crossing":
        assert crossings(Actor(script.look, script.course), guard) == ["backward"]
    else:
        assert inside(corners(guard), pose.x, pose.y)


@pytest.mark.parametrize("script", [m for m in SCRIPTED if m.values[0].guard in ("gate", "stalls")])  # type: ignore[union-attr]
def test_who_lingers_stays_long_enough(script: Mischief) -> None:
    guard = next(g for g in site(script.camera).guards if g.id == script.guard)
    track = script.course.track(TIMES)

    within = [not math.isnan(x) and inside(corners(guard), x, y) for x, y in track]

    assert sum(within) * 0.1 > guard.dwell_s + 4


def test_passers_by_keep_out_of_every_guarded_zone() -> None:
    for camera in sites():
        for guard in (g for g in camera.guards if g.kind != "line_crossing"):
            outline = corners(guard)
            for actor in ORDINARY:
                track = actor.course.track(TIMES[::3])
                assert not any(inside(outline, x, y) for x, y in track)


def test_ordinary_traffic_obeys_the_one_way_bridge() -> None:
    guard = next(g for g in site("old-bridge").guards if g.id == "one-way")
    over = [way for a in ORDINARY if a.look.is_vehicle for way in crossings(a, guard)]

    assert len(over) >= 4
    assert set(over) == {"forward"}


def crossings(actor: Actor, guard: Guard) -> list[str]:
    """The directions in which the actor crosses the guard's line, by the map seen from above."""
    (ax, ay), (bx, by) = (bend_point(*c) for c in guard.corners)
    start, end = Point(ax, -ay), Point(bx, -by)  # the picture's y grows downwards
    track = actor.course.track(np.append(TIMES, TIMES[:1]))
    found = []
    for (px, py), (qx, qy) in itertools.pairwise(track):
        before, after = side(start, end, Point(px, -py)), side(start, end, Point(qx, -qy))
        near = math.hypot(qx - (ax + bx) / 2, qy - (ay + by) / 2) < 7
        if before * after < 0 and near:
            found.append("forward" if before < 0 else "backward")
    return found


def test_vehicles_do_not_drive_through_one_another() -> None:
    tracks = [a.course.track(TIMES[::5]) for a in actors() if a.look.is_vehicle]

    gaps = [np.nanmin(np.hypot(*(a - b).T)) for i, a in enumerate(tracks) for b in tracks[:i]]

    assert min(gaps) > 2.2
