"""Real footage, default settings, no calibration: exact counts after noise, light, compression and shaking.

As it is, it goes through the command line: `tests/console/desk/test_footage.py`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from analytics.detection import ObjectClass
from kernel.event import Event
from kernel.frame import Frame, Luma
from kernel.geometry import Point
from kernel.ids import CameraId
from tests.analytics.scenes import START, frame
from tests.analytics.watch import WHOLE_PICTURE, Report, tripwire_scene, watch

pytestmark = [pytest.mark.footage, pytest.mark.timeout(300)]

PEOPLE = "one-by-one-person-detection.mp4"
CARS = "car-detection.mp4"
PRESENT = ((60, 200), (227, 450), (502, 701), (745, 870), (921, 1201), (1235, 1361))
Change = Callable[[Luma, int], Luma]


def frames(path: Path, fps: float, change: Change | None = None) -> Iterator[Frame]:
    if not path.is_file():
        pytest.skip(f"the shared footage is not here: {path}")
    with av.open(str(path)) as container:
        for number, picture in enumerate(container.decode(video=0)):
            plane = picture.planes[0]
            luma = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
            yield frame(change(luma, number) if change else luma.copy(), number, number / fps, CameraId("footage"))


def second(event: Event) -> float:
    return (event.opened_at - START).total_seconds()


def noisy() -> Change:
    chance = np.random.default_rng(1)
    return lambda luma, _: np.clip(luma + chance.normal(0, 8, luma.shape), 0, 255).astype(np.uint8)


def lit(gain: float, number: int) -> Change:
    return lambda luma, n: np.clip(luma * (gain if n >= number else 1.0), 0, 255).astype(np.uint8)


def compressed() -> Change:
    def change(luma: Luma, _: int) -> Luma:
        data = cv2.imencode(".jpg", luma, [cv2.IMWRITE_JPEG_QUALITY, 25])[1]
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)

    return change


def shaken() -> Change:
    chance = np.random.default_rng(3)

    def change(luma: Luma, _: int) -> Luma:
        x, y = chance.uniform(-10, 10, 2)
        size = (luma.shape[1], luma.shape[0])
        matrix = np.array([[1, 0, x], [0, 1, y]])
        return np.asarray(cv2.warpAffine(luma, matrix, size, borderMode=cv2.BORDER_REFLECT), dtype=np.uint8)

    return change


CHANGES = {
    "as it is": lambda: None,
    "noise": noisy,
    "brighter": lambda: lit(1.3, 130),
    "darker": lambda: lit(0.7, 130),
    "compressed": compressed,
    "shaken": shaken,
}


@pytest.fixture(scope="module", params=["noise", "darker", "shaken"])
def people(request: pytest.FixtureRequest, footage: Path) -> Report:
    return watch(frames(footage / PEOPLE, 10, CHANGES[request.param]()), WHOLE_PICTURE)


def test_six_people_are_six_intrusions_within_a_second_of_entering(people: Report) -> None:
    opened = [second(event) for event in people.of("intrusion")]

    assert len(opened) == 6
    assert all(abs(at - start / 10) < 1 for at, (start, _) in zip(opened, PRESENT, strict=True))


def test_intrusions_are_held_until_people_leave(people: Report) -> None:
    for event, (_, end) in zip(people.of("intrusion"), PRESENT, strict=True):
        assert event.count == 1
        assert (event.clip_end - START).total_seconds() > end / 10 - 1


def test_six_people_who_stand_are_six_loiterings(people: Report) -> None:
    opened = [second(event) for event in people.of("loitering")]

    assert len(opened) == 6
    assert all(start / 10 + 4.7 <= at < start / 10 + 6.5 for at, (start, _) in zip(opened, PRESENT, strict=True))


def test_people_are_classed_as_persons(people: Report) -> None:
    assert {event.object_class for event in people.events.values()} == {ObjectClass.PERSON}
    assert len(people.ids) == 6


@pytest.mark.parametrize("line", [0.15, 0.3, 0.7, 0.85])
def test_four_cars_cross_a_line_anywhere_in_their_directions(footage: Path, line: float) -> None:
    report = watch(frames(footage / CARS, 12.5), tripwire_scene(Point(0, line), Point(1, line)))

    # From left to right, forward is down the picture.
    crossings = report.of("line_crossing")
    assert [event.direction for event in crossings] == ["backward", "forward", "backward", "forward"]
    assert {event.object_class for event in crossings} == {ObjectClass.VEHICLE}


@pytest.mark.parametrize("change", list(CHANGES)[1:])
def test_four_cars_cross_in_spoilt_pictures_too(footage: Path, change: str) -> None:
    scene = tripwire_scene(Point(0, 0.5), Point(1, 0.5))

    report = watch(frames(footage / CARS, 12.5, CHANGES[change]()), scene)

    assert [event.direction for event in report.of("line_crossing")] == ["backward", "forward", "backward", "forward"]
