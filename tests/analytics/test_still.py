"""Things left and taken, in rendered scenes: what is told and what is not. Small pictures, few frames."""

from collections.abc import Sequence
from datetime import timedelta

import cv2
import numpy as np
import pytest

from analytics.detection import ObjectClass
from analytics.detectors.still import StillDetector
from analytics.track import Still, Track
from kernel.geometry import Box, Point
from tests.analytics.scenes import START, Figure, Stage, Thing, joined

BAG = Box(0.46, 0.62, 0.52, 0.70)


def person(t: float, box: Box, *, still_s: float = 0.0, origin: Point | None = None, id_: int = 1) -> Track:
    at = START + timedelta(seconds=t)
    start = origin or box.foot
    return Track(
        id_, box, box.foot, ObjectClass.PERSON, 0.9, 0.9, START, at, False, False, still_s, start, (start, box.foot)
    )


def told(stage: Stage, tracks: Sequence[Track | None] | None = None) -> list[tuple[float, Still, Box]]:
    """Each thing when it was first told."""
    detector = StillDetector(None, stage.aspect)
    known: dict[int, tuple[float, Still, Box]] = {}
    for i, (t, frame) in enumerate(zip(stage.moments(), stage.frames(), strict=True)):
        present = [one for one in [tracks[i]] if one] if tracks else []
        for thing in detector.look(frame.luma, present, frame.at):
            assert thing.still is not None
            known.setdefault(thing.id, (t, thing.still, thing.box))
    return list(known.values())


def stage(seconds: float = 24, **fields: object) -> Stage:
    return Stage(seconds=seconds, width=320, height=180, fps=2, **fields)  # type: ignore[arg-type]


def test_a_bag_that_was_put_down_is_told_within_six_seconds_and_where_it_lies() -> None:
    found = told(stage(things=(Thing(BAG, 30, since=10),)))

    assert [still for _, still, _ in found] == [Still.LEFT]
    t, _, box = found[0]
    assert 12 < t <= 16
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx(
        (BAG.left, BAG.top, BAG.right, BAG.bottom), abs=0.02
    )


def test_what_was_taken_away_is_told_as_gone() -> None:
    found = told(stage(things=(Thing(BAG, 30, since=0, until=12),)))

    assert [still for _, still, _ in found] == [Still.GONE]


def test_a_bag_that_is_taken_up_again_is_over() -> None:
    scene = stage(seconds=30, things=(Thing(BAG, 30, since=8, until=20),))
    detector = StillDetector(None, scene.aspect)

    counts = [len(detector.look(frame.luma, (), frame.at)) for frame in scene.frames()]

    assert counts[36] == 1
    assert counts[-1] == 0
    assert not detector.is_pending


def test_what_is_dismissed_becomes_part_of_the_scene() -> None:
    scene = stage(seconds=30, things=(Thing(BAG, 30, since=8),))
    detector = StillDetector(None, scene.aspect)
    counts = []
    for frame in scene.frames():
        things = detector.look(frame.luma, (), frame.at)
        counts.append(len(things))
        if len(counts) == 40:
            detector.absorb(things[0].id)

    assert counts[39] == 1
    assert sum(counts[40:]) == 0


def shade(level: float, soft: int = 9) -> Stage:
    """A soft shadow (or patch of light) falls on part of the ground at 10 s."""

    class Shaded(Stage):
        def _furnish(self, picture: np.ndarray, t: float) -> None:
            super()._furnish(picture, t)
            if t >= 10:
                ratio = np.ones(picture.shape, np.float32)
                cv2.ellipse(ratio, (150, 110), (34, 22), 0, 0, 360, level, -1)
                picture[:] = np.clip(picture * cv2.GaussianBlur(ratio, (soft, soft), 0), 0, 255)

    return Shaded(seconds=24, width=320, height=180, fps=2)


@pytest.mark.parametrize(
    "scene",
    [
        stage(),
        stage(noise=8.0),
        stage(light=lambda t: 1.0 if t < 12 else 0.7),
        stage(light=lambda t: 1.0 + 0.02 * t),
        stage(things=(Thing(BAG, 30, since=0),)),
        stage(things=(Thing(Box(0.2, 0.4, 0.5, 0.75), 30, since=10),)),
        shade(0.62),
        shade(1.4),
        stage(figures=(Figure(joined((6, 0.1, 0.8), (16, 0.9, 0.8))),)),
    ],
    ids=[
        "nothing",
        "noise",
        "a step of light",
        "the sun comes up",
        "what has always lain there",
        "as large as a car",
        "a shadow",
        "a patch of light",
        "somebody passes",
    ],
)
def test_nothing_is_told_of(scene: Stage) -> None:
    assert told(scene) == []


def test_a_person_who_stands_still_and_is_lost_to_the_tracker_is_no_bag() -> None:
    way = joined((6, 0.1, 0.8), (9, 0.5, 0.8), (40, 0.5, 0.8))
    figure = Figure(way, height=0.25)
    scene = stage(seconds=30, figures=(figure,))
    seen = [figure.box(t, scene.aspect) if t < 18 else None for t in scene.moments()]
    moments = zip(scene.moments(), seen, strict=True)
    tracks = [person(t, box, still_s=max(0.0, t - 9)) if box else None for t, box in moments]

    assert told(scene, tracks) == []
    assert [still for _, still, _ in told(scene)] == [Still.LEFT], "without the track it would be"


def test_who_stood_there_from_the_start_and_walks_off_was_not_taken_away() -> None:
    way = joined((0, 0.5, 0.8), (12, 0.5, 0.8), (15, 1.2, 0.8))
    figure = Figure(way, height=0.25)
    scene = stage(seconds=24, figures=(figure,))
    boxes = [figure.box(t, scene.aspect) if 12 < t < 15 else None for t in scene.moments()]
    origin = Point(0.5, 0.8)
    tracks = [person(t, box, origin=origin) if box else None for t, box in zip(scene.moments(), boxes, strict=True)]

    assert told(scene, tracks) == []
    assert [still for _, still, _ in told(scene)] == [Still.GONE], "without the track it would be"


def test_a_bag_hidden_for_a_while_by_who_passes_stays_the_same_bag() -> None:
    passer = Figure(joined((16, 0.2, 0.8), (24, 0.8, 0.8)), height=0.35)
    scene = stage(seconds=30, things=(Thing(BAG, 30, since=8),), figures=(passer,))
    boxes = [passer.box(t, scene.aspect) for t in scene.moments()]
    tracks = [person(t, box) if box else None for t, box in zip(scene.moments(), boxes, strict=True)]

    assert len(told(scene, tracks)) == 1
