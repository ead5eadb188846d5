"""Whole scenes with exact truth: how many events, and does each object keep its id."""

import numpy as np
import pytest

from kernel.geometry import Box, Point, iou
from tests.analytics.scenes import START, Figure, Post, Stage, Thing, joined, walk
from tests.analytics.watch import WHOLE_PICTURE, tripwire_scene, watch


def test_one_walker_is_one_track_and_one_event() -> None:
    stage = Stage(9, (Figure(walk((-0.1, 0.8), (1.1, 0.85), 1.5, 7.5)),))

    report = watch(stage.frames(), WHOLE_PICTURE)

    assert len(report.ids) == 1
    assert [event.count for event in report.of("intrusion")] == [1]


def test_boxes_follow_the_truth() -> None:
    figure = Figure(walk((-0.1, 0.8), (1.1, 0.85), 1.5, 7.5))
    stage = Stage(9, (figure,))

    report = watch(stage.frames(), WHOLE_PICTURE)

    overlaps = []
    for at, tracks in report.tracks:
        truth = figure.box((at - START).total_seconds(), stage.aspect)
        if truth and truth.left > 0.02 and truth.right < 0.98:
            overlaps.append(max((iou(truth, track.box) for track in tracks), default=0.0))
    assert np.mean(overlaps) > 0.6
    assert np.mean([overlap > 0.4 for overlap in overlaps]) > 0.95


def test_event_opens_within_half_a_second_of_a_visible_object() -> None:
    figure = Figure(walk((-0.1, 0.8), (1.1, 0.85), 1.5, 7.5))
    stage = Stage(9, (figure,))
    inside = next(t for t in stage.moments() if (box := figure.box(t, stage.aspect)) and box.right > 0.03)

    report = watch(stage.frames(), WHOLE_PICTURE)

    (event,) = report.of("intrusion")
    assert 0 <= (event.opened_at - START).total_seconds() - inside < 0.5


def test_two_people_who_pass_each_other_keep_their_ids() -> None:
    stage = Stage(
        10,
        (
            Figure(walk((-0.1, 0.8), (1.1, 0.8), 1.5, 8.5), level=30),
            Figure(walk((1.1, 0.9), (-0.1, 0.9), 1.5, 8.5), height=0.46, level=230),
        ),
    )

    report = watch(stage.frames(), WHOLE_PICTURE)

    assert len(report.ids) == 2
    assert len(report.of("intrusion")) == 2
    ends = {track.id: track.foot.x for _, tracks in report.tracks for track in tracks if not track.is_coasting}
    begins = {track.id: track.origin.x for _, tracks in report.tracks for track in tracks}
    assert all((begins[i] < 0.5) == (ends[i] > 0.5) for i in report.ids)


@pytest.mark.parametrize("breadth", [0.06, 0.12, 0.2])
def test_walker_behind_a_post_stays_one_track(breadth: float) -> None:
    stage = Stage(10, (Figure(walk((-0.1, 0.8), (1.1, 0.8), 1.5, 8.5)),), (Post(0.5 - breadth / 2, 0.5 + breadth / 2),))

    report = watch(stage.frames(), WHOLE_PICTURE)

    assert len(report.ids) == 1
    assert len(report.of("intrusion")) == 1


def test_person_who_stands_quite_still_is_kept_and_loiters_once() -> None:
    way = joined((1.5, -0.1, 0.8), (4.0, 0.5, 0.8), (28.0, 0.5, 0.8), (30.5, 1.1, 0.8))
    stage = Stage(33, (Figure(way),))

    report = watch(stage.frames(), WHOLE_PICTURE)

    assert len(report.ids) == 1
    (intrusion,), (loitering,) = report.of("intrusion"), report.of("loitering")
    assert intrusion.count == loitering.count == 1
    assert (intrusion.clip_end - START).total_seconds() > 29.5
    assert 6.0 < (loitering.opened_at - START).total_seconds() < 7.5


@pytest.mark.parametrize("gain", [0.7, 1.3], ids=["darker", "brighter"])
def test_step_of_light_in_an_empty_scene_is_no_event(gain: float) -> None:
    stage = Stage(10, light=lambda t: gain if t > 5 else 1.0)

    assert watch(stage.frames(), WHOLE_PICTURE).events == {}


@pytest.mark.parametrize("gain", [0.7, 1.3], ids=["darker", "brighter"])
def test_walker_survives_a_step_of_light(gain: float) -> None:
    stage = Stage(9, (Figure(walk((-0.1, 0.8), (1.1, 0.85), 1.5, 7.5)),), light=lambda t: gain if t > 4.5 else 1.0)

    report = watch(stage.frames(), WHOLE_PICTURE)

    assert len(report.ids) == 1
    assert len(report.of("intrusion")) == 1


def test_empty_noisy_night_is_no_event() -> None:
    stage = Stage(30, noise=9, light=lambda t: 0.25 + 0.02 * np.sin(t))

    report = watch(stage.frames(), WHOLE_PICTURE)

    assert report.events == {}
    assert report.ids == set()


def test_walker_at_noisy_night_is_one_event() -> None:
    stage = Stage(9, (Figure(walk((-0.1, 0.8), (1.1, 0.85), 1.5, 7.5), level=230),), noise=7, light=lambda t: 0.35)

    report = watch(stage.frames(), WHOLE_PICTURE)

    assert len(report.ids) == 1
    assert len(report.of("intrusion")) == 1


def test_swaying_camera_without_objects_is_no_event() -> None:
    stage = Stage(15, sway=lambda t: (5 * np.sin(7 * t), 3 * np.sin(5 * t)))

    assert watch(stage.frames(), WHOLE_PICTURE).events == {}


def test_thing_put_down_becomes_scenery_without_an_event() -> None:
    stage = Stage(20, things=(Thing(Box(0.6, 0.6, 0.7, 0.8), 40, 4.0),))

    assert watch(stage.frames(), WHOLE_PICTURE).events == {}


def test_person_of_the_first_picture_leaves_no_ghost() -> None:
    way = joined((0.0, 0.5, 0.8), (3.0, 0.5, 0.8), (7.0, 1.2, 0.8))
    stage = Stage(25, (Figure(way),))

    report = watch(stage.frames(), WHOLE_PICTURE)

    assert len(report.of("intrusion")) == 1
    assert report.of("loitering") == []
    assert report.tracks[-1][1] == ()


def test_irregular_frames_change_nothing() -> None:
    chance = np.random.default_rng(5)
    times = tuple(float(t) for t in np.cumsum(chance.uniform(1 / 15, 1 / 5, 90)))
    stage = Stage(9, (Figure(walk((-0.1, 0.8), (1.1, 0.85), 1.5, 7.5)),), times=times)

    report = watch(stage.frames(), WHOLE_PICTURE)

    assert len(report.ids) == 1
    assert len(report.of("intrusion")) == 1


def test_pause_between_frames_ends_tracks_and_never_reuses_an_id() -> None:
    way = walk((-0.1, 0.8), (1.1, 0.8), 1.5, 7.5)
    stage = Stage(
        0,
        (Figure(lambda t: way(t if t < 10 else t - 12)),),
        times=tuple(t / 10 for t in range(200) if not 45 <= t < 80),
    )

    report = watch(stage.frames(), WHOLE_PICTURE)

    assert len(report.ids) == 2
    before = {track.id for at, tracks in report.tracks for track in tracks if (at - START).total_seconds() < 4.5}
    after = {track.id for at, tracks in report.tracks for track in tracks if (at - START).total_seconds() >= 8}
    assert before.isdisjoint(after)


def test_walker_crosses_a_tripwire_once_in_its_direction() -> None:
    scene = tripwire_scene(Point(0.5, 0.2), Point(0.5, 1.0))
    stage = Stage(
        14,
        (
            Figure(walk((-0.1, 0.8), (1.1, 0.8), 1.5, 6.5)),
            Figure(walk((1.1, 0.8), (-0.1, 0.8), 7.5, 12.5)),
        ),
    )

    report = watch(stage.frames(), scene)

    # Looking down the picture, from start to end, the picture's right lies to the left.
    assert [event.direction for event in report.of("line_crossing")] == ["backward", "forward"]
