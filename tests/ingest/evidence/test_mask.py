"""What is covered when: sights over time, their padding, and that nothing shows through."""

from zoneinfo import ZoneInfo

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.evidence.mask import HOLD_US, JOIN_US, LONE_HOLD_US, Mask, Sight
from ingest.evidence.retouch import Planes, cover, stamp, write
from kernel.clock import from_us
from kernel.geometry import Box
from tests.ingest.evidence.footage import START_US

BOX, FAR = Box(0.2, 0.2, 0.3, 0.5), Box(0.6, 0.2, 0.7, 0.5)
T0 = START_US
SECOND = 1_000_000


def centres(mask: Mask, at_us: int) -> list[float]:
    return sorted(round(box.centre.x, 2) for box in mask.boxes(at_us))


def test_object_is_covered_before_its_first_sight_and_after_its_last() -> None:
    mask = Mask([Sight(T0, "a", BOX), Sight(T0 + SECOND, "a", BOX)])

    times = [T0 - HOLD_US - 1, T0 - HOLD_US, T0 + SECOND // 2, T0 + SECOND + HOLD_US, T0 + SECOND + HOLD_US + 1]
    assert [len(mask.boxes(at_us)) for at_us in times] == [0, 1, 1, 1, 0]


def test_between_two_sights_the_box_moves_with_the_object() -> None:
    mask = Mask([Sight(T0, "a", BOX), Sight(T0 + SECOND, "a", FAR)])

    assert [centres(mask, T0 + part * SECOND // 4) for part in range(5)] == [[0.25], [0.35], [0.45], [0.55], [0.65]]


def test_sights_far_apart_are_not_joined() -> None:
    mask = Mask([Sight(T0, "a", BOX), Sight(T0 + JOIN_US + 1, "a", FAR)])

    assert mask.boxes(T0 + JOIN_US // 2) == []


def test_lone_sights_are_covered_each_for_a_moment() -> None:
    mask = Mask([Sight(T0, None, BOX), Sight(T0 + SECOND, None, FAR)])

    assert centres(mask, T0 + LONE_HOLD_US) == [0.25]
    assert centres(mask, T0 + SECOND // 2) == []
    assert centres(mask, T0 + SECOND) == [0.65]


def test_padding_grows_the_box_and_stays_in_the_picture() -> None:
    (box,) = Mask([Sight(T0, "a", Box(0.0, 0.1, 0.3, 1.0))]).boxes(T0)

    assert box.left == 0.0
    assert box.bottom == 1.0
    assert box.right > 0.34
    assert box.top < 0.0 + 0.1


def noise(size: tuple[int, int] = (320, 240)) -> Planes:
    """A picture in which every pixel differs from its neighbours."""
    chance = np.random.default_rng(1)

    def plane(wide: int, high: int) -> NDArray[np.uint8]:
        return chance.integers(0, 256, (high, wide), np.uint8)

    return plane(*size), plane(size[0] // 2, size[1] // 2), plane(size[0] // 2, size[1] // 2)


def test_covered_box_keeps_next_to_nothing_of_what_was_there() -> None:
    planes, before = noise(), noise()
    cover(planes, [BOX])

    rows, columns = slice(50, 118), slice(66, 94)
    after = planes[0][rows, columns].astype(float)
    assert len(np.unique(after)) <= 16
    assert np.abs(np.diff(after, axis=1)).mean() < 4
    assert np.array_equal(planes[0][:, 110:], before[0][:, 110:])


def test_two_pictures_that_differ_finely_look_the_same_when_covered() -> None:
    first = noise()
    second = tuple(plane.copy() for plane in first)
    second[0][50:118:2, 66:94] = second[0][51:119:2, 66:94][: second[0][50:118:2].shape[0]]
    cover(first, [BOX])
    cover((second[0], second[1], second[2]), [BOX])

    differs = np.abs(first[0][50:118, 66:94].astype(int) - second[0][50:118, 66:94])
    assert differs.max() <= 32
    assert differs.mean() < 10


def test_grey_stays_grey_under_the_cover() -> None:
    luma, grey = np.full((240, 320), 90, np.uint8), np.full((120, 160), 128, np.uint8)
    planes: Planes = (luma, grey, grey.copy())
    cover(planes, [BOX])

    assert set(np.unique(planes[1])) == {128}


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Shanghai", "Gate  2026-01-01 08:00:00.040 UTC  16:00:00.040 +08:00"),
        ("America/St_Johns", "Gate  2026-01-01 08:00:00.040 UTC  04:30:00.040 -03:30"),
        ("Pacific/Kiritimati", "Gate  2026-01-01 08:00:00.040 UTC  22:00:00.040 +14:00"),
        ("Pacific/Auckland", "Gate  2026-01-01 08:00:00.040 UTC  21:00:00.040 +13:00"),
    ],
)
def test_time_in_the_picture_names_both_clocks(zone: str, text: str) -> None:
    assert stamp("Gate", from_us(START_US + 40_000), ZoneInfo(zone)) == text


def test_local_date_is_named_where_it_is_another() -> None:
    assert "2026-01-02 01:30:00.000 +08:00" in stamp(
        "Gate", from_us(START_US + 34_200_000_000), ZoneInfo("Asia/Shanghai")
    )


@pytest.mark.parametrize("size", [(160, 120), (640, 360), (1920, 1080)], ids=str)
def test_text_is_crisp_and_inside_the_picture(size: tuple[int, int]) -> None:
    planes = noise(size)
    before = planes[0].copy()
    write(planes, "Depot gate 3  2026-01-01 08:00:00.040 UTC  16:00:00.040 +08:00")

    strip = planes[0][: max(6, size[1] // 30)]
    assert (strip == 16).mean() > 0.2
    assert (strip > 200).any()
    assert np.array_equal(planes[0][size[1] // 4 :], before[size[1] // 4 :])
