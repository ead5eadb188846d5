"""Tracks from given detections: belief, coasting, wakes, groups, ids."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from analytics.detection import Detection, ObjectClass
from analytics.settings import TrackerSettings
from analytics.track import Track
from analytics.tracker import Tracker
from kernel.geometry import Box
from tests.analytics.scenes import START

ASPECT = 16 / 9


def seen(x: float, y: float, width: float = 0.06, height: float = 0.3, evidence: float = 1.0) -> Detection:
    return Detection(Box(x - width / 2, y - height, x + width / 2, y), 0.9, evidence)


def follow(tracker: Tracker, frames: Iterable[list[Detection]], begin_s: float = 0.0) -> list[tuple[Track, ...]]:
    return [
        tracker.update(detections, START + timedelta(seconds=begin_s + i / 10)) for i, detections in enumerate(frames)
    ]


def ids(frames: list[tuple[Track, ...]]) -> set[int]:
    return {track.id for tracks in frames for track in tracks}


def tracker() -> Tracker:
    return Tracker(TrackerSettings(), ASPECT)


def test_mover_is_believed_at_its_third_sight() -> None:
    frames = follow(tracker(), ([seen(0.2 + 0.02 * i, 0.8)] for i in range(6)))

    assert [len(tracks) for tracks in frames] == [0, 0, 1, 1, 1, 1]


def test_thing_that_flickers_in_its_place_is_never_believed() -> None:
    frames = follow(tracker(), ([seen(0.2, 0.8, height=0.3 if i % 2 else 0.2)] for i in range(30)))

    assert ids(frames) == set()


def test_known_object_is_kept_while_it_stands() -> None:
    way = [0.2 + 0.02 * i for i in range(10)] + [0.4] * 200

    frames = follow(tracker(), ([seen(x, 0.8)] for x in way))

    assert ids(frames) == {1}
    assert len(frames[-1]) == 1


@pytest.mark.parametrize(("missing", "expected"), [(10, {1}), (30, {1, 2})], ids=["briefly", "for long"])
def test_object_hidden_for_a_while_keeps_its_id_only_when_brief(missing: int, expected: set[int]) -> None:
    speed = 0.015
    hidden = range(15, 15 + missing)
    frames = follow(tracker(), ([] if i in hidden else [seen(0.1 + speed * i, 0.8)] for i in range(58)))

    assert ids(frames) == expected


@pytest.mark.parametrize(("x", "expected"), [(0.3, 1), (0.85, 2)], ids=["in the wake", "elsewhere"])
def test_small_stirring_is_doubted_only_where_an_object_has_just_left(x: float, expected: int) -> None:
    walker = [seen(0.2 + 0.02 * i, 0.8) for i in range(14)]
    stirring = [seen(x + 0.006 * (i - 9), 0.75, width=0.02, height=0.05) for i in range(14)]

    frames = follow(
        tracker(),
        ([one] if i < 9 else [one, other] for i, (one, other) in enumerate(zip(walker, stirring, strict=True))),
    )

    assert len(ids(frames)) == expected


def test_two_who_merge_into_one_blob_and_part_again_keep_their_ids() -> None:
    frames = []
    for i in range(40):
        a, b = 0.2 + 0.015 * i, 0.8 - 0.015 * i
        if abs(a - b) < 0.07:
            left, right = min(a, b) - 0.03, max(a, b) + 0.03
            frames.append([Detection(Box(left, 0.5, right, 0.8), 0.9)])
        else:
            frames.append([seen(a, 0.8), seen(b, 0.8)])

    tracks = follow(tracker(), frames)

    assert len(ids(tracks)) == 2
    assert {track.id: track.origin.x < 0.5 for track in tracks[-1]} == {
        track.id: track.foot.x > 0.5 for track in tracks[-1]
    }


def test_pause_ends_tracks_and_ids_go_on() -> None:
    one = tracker()
    before = follow(one, ([seen(0.2 + 0.02 * i, 0.8)] for i in range(6)))
    after = follow(one, ([seen(0.32 + 0.02 * i, 0.8)] for i in range(6)), begin_s=10)

    assert ids(before) == {1}
    assert ids(after) == {2}


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [(1.0, ObjectClass.PERSON), (-1.0, ObjectClass.VEHICLE), (0.0, ObjectClass.UNKNOWN)],
)
def test_evidence_adds_up_to_a_class(evidence: float, expected: ObjectClass) -> None:
    frames = follow(tracker(), ([seen(0.2 + 0.02 * i, 0.8, evidence=evidence)] for i in range(6)))

    assert frames[-1][0].object_class is expected


def test_object_that_leaves_the_picture_ends_soon() -> None:
    way = [Detection(Box(0.8 + 0.02 * i, 0.5, min(1.0, 0.86 + 0.02 * i), 0.8), 0.9, is_cut=i >= 7) for i in range(10)]
    frames = follow(tracker(), [[one] for one in way] + [[] for _ in range(10)])

    assert frames[9]
    assert frames[15] == ()


def test_two_who_stand_together_as_one_blob_for_long_are_still_two() -> None:
    meet = [[seen(0.2 + 0.015 * i, 0.8), seen(0.8 - 0.015 * i, 0.8)] for i in range(18)]
    stand = [[Detection(Box(0.44, 0.5, 0.56, 0.8), 0.9)] for _ in range(50)]
    part = [[seen(0.47 - 0.015 * i, 0.8), seen(0.53 + 0.015 * i, 0.8)] for i in range(15)]

    frames = follow(tracker(), meet + stand + part)

    assert ids(frames) == {1, 2}
    assert len(frames[-1]) == 2
