"""What moves is seen, and noise, light and a shaking mast are not: rendered scenes and labelled footage."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest

from analytics.activity.grid import CELLS
from analytics.activity.movement import Look, Movement
from kernel.frame import Luma
from tests.analytics.scenes import START
from tests.analytics.test_footage import CHANGES, PEOPLE, PRESENT, frames

Still = Callable[[int], Luma]


def textured(seed: int = 4) -> Luma:
    """A place with edges of all kinds, 640 by 360."""
    coarse = np.random.default_rng(seed).integers(40, 200, (18, 32))
    sharp = np.kron(coarse, np.ones((20, 20))).astype(np.uint8)
    return np.asarray(cv2.GaussianBlur(sharp, (0, 0), 2), np.uint8)


def with_square(place: Luma, x: float, y: float, size: int = 40) -> Luma:
    picture = place.copy()
    row, column = round(y * place.shape[0]), round(x * place.shape[1])
    picture[row : row + size, column : column + size] = 250
    return picture


def looks(pictures: Iterator[Luma], step_s: float) -> list[Look]:
    movement = Movement()
    found = (movement.look(p, START + timedelta(seconds=i * step_s)) for i, p in enumerate(pictures))
    return [look for look in found if look is not None]


def test_a_thing_that_moves_is_seen_in_the_cells_where_it_was_and_is() -> None:
    place = textured()
    (look,) = looks(iter([with_square(place, 0.1, 0.1), with_square(place, 0.8, 0.6)]), 2.0)

    rows, columns = np.nonzero(look.levels)
    assert set(zip(rows.tolist(), columns.tolist(), strict=True)) <= {
        (row, column) for row in (0, 1, 2) for column in (1, 2)
    } | {(row, column) for row in (5, 6) for column in (12, 13, 14)}
    assert {1, 2} & set(rows.tolist())
    assert {5, 6} & set(rows.tolist())
    assert look.since == START


@pytest.mark.parametrize(
    "change",
    [
        lambda place, i: np.clip(place + np.random.default_rng(i).normal(0, 8, place.shape), 0, 255),
        lambda place, i: np.clip(place * (1.0 if i < 10 else 1.25), 0, 255),
        lambda place, i: np.clip(place * (0.6 + 0.01 * i), 0, 255),
        lambda place, i: place if i < 10 else 255 - place,
        lambda place, i: np.roll(place, (i * 7919) % 5 - 2, axis=1),
    ],
    ids=["noise", "a lamp goes on", "dawn", "the whole picture turns over", "the mast shakes"],
)
def test_a_still_place_stays_still(change: Callable[[Luma, int], Luma]) -> None:
    place = textured()
    found = looks((change(place, i).astype(np.uint8) for i in range(40)), 0.5)

    assert len(found) >= 37
    assert sum(int((look.levels > 0).sum()) for look in found) <= 0.002 * CELLS * len(found)


def test_the_first_picture_and_one_after_a_long_pause_say_nothing() -> None:
    movement, place = Movement(), textured()
    assert movement.look(place, START) is None
    assert movement.look(with_square(place, 0.5, 0.5), START + timedelta(seconds=11)) is None
    assert movement.look(place, START + timedelta(seconds=12)) is not None
    assert movement.look(place, START + timedelta(seconds=5)) is None


def test_pictures_that_come_too_fast_are_passed_over() -> None:
    assert len(looks((textured() for _ in range(50)), 0.04)) == 6


def test_another_picture_size_begins_anew() -> None:
    movement = Movement()
    movement.look(textured(), START)
    assert movement.look(textured()[:200], START + timedelta(seconds=1)) is None


def watched(path: Path, change: str, every: int) -> list[Look]:
    """What is seen of every so many frames of a clip of ten a second, spoilt in this way."""
    movement, spoil, found = Movement(), CHANGES[change](), list[Look]()
    for i, frame in enumerate(frames(path, 10)):
        if i % every == 0:
            look = movement.look(spoil(frame.luma, i) if spoil else frame.luma, frame.at)
            found += [look] if look else []
    return found


@pytest.mark.footage
@pytest.mark.parametrize(
    ("change", "every"),
    [("as it is", 3), ("noise", 20), ("shaken", 4)],
    ids=["three a second", "keyframes, noise", "shaken"],
)
def test_people_who_come_are_seen_and_the_empty_place_is_not(footage: Path, change: str, every: int) -> None:
    found = watched(footage / PEOPLE, change, every)

    moved = [((look.at - START).total_seconds() * 10, bool(look.levels.any())) for look in found]
    for start, end in PRESENT:
        inside = [is_moving for at, is_moving in moved if start <= at <= end]
        assert sum(inside) > 0.4 * len(inside)  # some stand quite still for a while
        assert any(is_moving and start - 1 <= at <= start + every + 10 for at, is_moving in moved)
    # A picture remembers for three seconds what has gone.
    empty = [
        is_moving
        for at, is_moving in moved
        if not any(start - every <= at <= end + 35 + every for start, end in PRESENT)
    ]
    assert empty
    assert sum(empty) <= 0.1 * len(moved)
