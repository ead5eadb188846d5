"""People who overlap: figures found in foreground, and the height of people by place."""

import cv2
import numpy as np
import pytest

from analytics.detection import ObjectClass
from analytics.detectors.crowd import Crowd, Figure
from analytics.detectors.people import People, Seen
from analytics.detectors.pieces import Blob
from analytics.detectors.scale import Scale
from analytics.motion import Foreground
from analytics.track import Track
from kernel.geometry import Box, Point
from tests.analytics.scenes import START

ROWS, COLUMNS, TALL = 90, 160, 40.0
ASPECT = COLUMNS / ROWS


def person(picture: np.ndarray, x: int, foot: int, tall: float = TALL) -> None:
    """Head, trunk and legs of somebody who stands there."""
    cv2.circle(picture, (x, round(foot - 0.93 * tall)), round(0.07 * tall), 255, -1)
    for half, top, bottom in ((0.14, 0.86, 0.45), (0.12, 0.45, 0.0)):
        a, b = (round(x - half * tall), round(foot - top * tall)), (round(x + half * tall), round(foot - bottom * tall))
        cv2.rectangle(picture, a, b, 255, -1)


def ground_of(*people: tuple[int, int]) -> np.ndarray:
    picture = np.zeros((ROWS, COLUMNS), np.uint8)
    for x, foot in people:
        person(picture, x, foot)
    return picture


def crowd_of(picture: np.ndarray) -> Crowd:
    evidence = np.where(picture > 0, 1.0, -0.45).astype(np.float32)
    return Crowd(evidence, np.full(ROWS, TALL))


def feet(crowd: Crowd) -> list[tuple[float, float]]:
    return sorted((f.x, f.y) for f in crowd.figures)


def is_at(found: tuple[float, float], x: float, y: float) -> bool:
    return abs(found[0] - x) <= 0.12 * TALL and abs(found[1] - y) <= 0.12 * TALL


def test_two_who_touch_are_two_figures() -> None:
    crowd = crowd_of(ground_of((60, 70), (74, 76)))

    crowd.search()

    assert len(crowd.figures) == 2
    assert is_at(feet(crowd)[0], 60, 70)
    assert is_at(feet(crowd)[1], 74, 76)


def test_low_shadow_beside_a_person_is_nobody() -> None:
    picture = ground_of((60, 70))
    cv2.rectangle(picture, (60, 64), (95, 71), 255, -1)
    crowd = crowd_of(picture)

    crowd.search()

    assert len(crowd.figures) == 1
    assert is_at(feet(crowd)[0], 60, 70)


def test_each_foreseen_person_of_a_pair_keeps_their_own_figure() -> None:
    crowd = crowd_of(ground_of((60, 70), (72, 78)))

    crowd.lay([Figure(61, 69, TALL, 16, track=4), Figure(70, 78, TALL, 16, track=9)])

    assert {f.track: is_at((f.x, f.y), *at) for f, at in zip(crowd.figures, ((72, 78), (60, 70)), strict=True)} == {
        9: True,
        4: True,
    }


def test_who_is_hidden_behind_another_has_no_figure() -> None:
    crowd = crowd_of(ground_of((60, 78)))

    crowd.lay([Figure(61, 74, TALL, 16, track=4), Figure(60, 78, TALL, 16, track=9)])

    assert [f.track for f in crowd.figures] == [9]


def test_person_half_behind_a_post_keeps_height_and_place() -> None:
    picture = ground_of((60, 70))
    picture[:, 58:] = 0
    crowd = crowd_of(picture)

    crowd.lay([Figure(60, 70, TALL, 16, track=4)])

    assert len(crowd.figures) == 1
    assert crowd.figures[0].tall == pytest.approx(TALL)
    assert abs(crowd.figures[0].x - 60) <= 0.16 * TALL


def walker(x: float, y: float, height: float, number: int = 1) -> Track:
    width = 0.4 * height / ASPECT
    box = Box(x - width / 2, y - height, x + width / 2, y)
    return Track(
        id=number, box=box, foot=box.foot, object_class=ObjectClass.PERSON, confidence=0.9, class_confidence=0.9,
        since=START, seen_at=START, is_coasting=False, is_cut=False, still_s=0.0, origin=Point(x - 0.4, y), path=(),
    )  # fmt: skip


def learnt() -> Scale:
    """People are half as tall as their feet are low."""
    scale = Scale(None)
    for i in range(60):
        y = 0.4 + 0.008 * i
        scale.learn([walker(0.5, y, 0.5 * y)], ASPECT)
    return scale


def test_height_by_place_is_learnt_from_people_alone() -> None:
    scale = learnt()

    for y in (0.4, 0.6, 0.85):
        assert scale.tall(Point(0.3, y)) == pytest.approx(0.5 * y, rel=0.06)
    assert scale.tall(Point(0.3, 0.02)) is None


def test_heads_do_not_teach_the_height_once_it_is_known() -> None:
    scale = learnt()

    for _ in range(200):
        scale.learn([walker(0.5, 0.3, 0.04)], ASPECT)

    assert scale.tall(Point(0.5, 0.4)) == pytest.approx(0.2, rel=0.1)


def test_people_near_one_another_teach_nothing() -> None:
    scale = Scale(None)

    for _ in range(60):
        scale.learn([walker(0.5, 0.6, 0.3), walker(0.53, 0.6, 0.3, number=2)], ASPECT)

    assert scale.tall(Point(0.5, 0.6)) is None


def seen_as(picture: np.ndarray, dim: np.ndarray | None = None) -> tuple[list[Blob], Seen]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(picture, connectivity=8, ltype=cv2.CV_32S)
    blobs = []
    for label in range(1, count):
        left, top, width, height, area = (int(v) for v in stats[label])
        blobs.append(Blob(left, top, left + width, top + height, area, area, area, (label,)))
    shade = np.zeros_like(picture) if dim is None else dim
    return blobs, Seen(Foreground(picture, picture, picture, shade, picture, True, 2.0), np.asarray(labels, np.int32))


def people_who_know(height: float) -> People:
    people = People(None)
    for i in range(40):
        people._scale.learn([walker(0.5, 0.7 + 0.006 * i, height)], ASPECT)
    return people


def test_solid_vehicle_is_left_whole_where_people_are_known() -> None:
    picture = np.zeros((ROWS, COLUMNS), np.uint8)
    cv2.rectangle(picture, (40, 45), (120, 78), 255, -1)
    blobs, seen = seen_as(picture)

    kept, found = people_who_know(TALL / ROWS).told_apart(blobs, seen, [], 0.1)

    assert kept == blobs
    assert found == []


def test_low_dark_patch_without_a_body_is_dropped() -> None:
    picture = np.zeros((ROWS, COLUMNS), np.uint8)
    cv2.ellipse(picture, (70, 70), (16, 5), 0, 0, 360, 255, -1)
    dim = np.where(picture > 0, 120, 0).astype(np.uint8)
    lit, shaded = seen_as(picture), seen_as(picture, dim)

    assert people_who_know(TALL / ROWS).told_apart(*shaded, [], 0.1) == ([], [])
    assert people_who_know(TALL / ROWS).told_apart(*lit, [], 0.1)[0] == lit[0]


def test_nothing_is_told_apart_before_the_height_is_known() -> None:
    blobs, seen = seen_as(ground_of((60, 70), (74, 76)))

    assert People(None).told_apart(blobs, seen, [], 0.1) == (blobs, [])


def test_pair_in_one_blob_gives_a_detection_for_each() -> None:
    picture = ground_of((60, 70), (78, 76))
    cv2.line(picture, (60, 52), (78, 56), 255, 3)  # arm in arm
    blobs, seen = seen_as(picture)

    kept, found = people_who_know(TALL / ROWS).told_apart(blobs, seen, [], 0.1)

    assert (len(blobs), kept, len(found)) == (1, [], 2)
    assert all(one.can_start for one in found)
