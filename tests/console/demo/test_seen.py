"""The real analysis over the made pictures: what is scripted is reported once, and nothing else is."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from analytics.scene import scene_from_data
from analytics.settings import AnalyticsSettings
from analytics.worker import CameraAnalyser
from console.demo.cameras import site
from console.demo.lens import HEIGHT_PX, WIDTH_PX
from console.demo.render import FPS, Scene
from console.demo.scenes import scene_body
from console.demo.town import place_of
from kernel.event import Event
from kernel.frame import Bgr, Frame
from kernel.ids import CameraId

START = datetime(2026, 1, 1, tzinfo=UTC)
LUMA = np.array([0.114, 0.587, 0.299], dtype=np.float32)


class Reported:
    """Keeps the events that were opened."""

    def __init__(self) -> None:
        self.opened: list[Event] = []

    def open(self, event: Event, picture: bytes | None) -> Event:
        self.opened.append(event)
        return event

    def update(self, event: Event, picture: bytes | None = None) -> Event:
        return event

    def close(self, event: Event, picture: bytes | None = None) -> Event:
        return event


def watched(key: str, start_s: float, end_s: float) -> list[Event]:
    """The events of one camera between two seconds of the period."""
    of, reported = site(key), Reported()
    scene = Scene(of)
    rules = scene_from_data(scene_body(of))
    place = place_of(of.lens.x, of.lens.y)
    analyser = CameraAnalyser(CameraId(key), rules, place, reported, AnalyticsSettings())
    for number in range(int((end_s - start_s) * FPS)):
        picture = scene.picture(start_s + number / FPS)
        analyser.analyse(frame_of(key, number, picture))
    analyser.close(START + timedelta(seconds=end_s))
    return reported.opened


def frame_of(key: str, number: int, picture: Bgr) -> Frame:
    at = START + timedelta(seconds=number / FPS)
    return Frame(CameraId(key), at, number, (picture @ LUMA).astype(np.uint8), lambda: picture)


@pytest.mark.parametrize(
    ("key", "start_s", "end_s", "kind"),
    [("depot", 25, 70, "intrusion"), ("old-bridge", 120, 150, "line_crossing"), ("school", 130, 180, "loitering")],
    ids=["climbs-in", "wrong-way", "lingers"],
)
def test_scripted_incident_is_reported_once(key: str, start_s: float, end_s: float, kind: str) -> None:
    events = watched(key, start_s, end_s)

    assert [event.kind for event in events] == [kind]
    assert events[0].position_is_measured


@pytest.mark.parametrize(("key", "start_s"), [("school", 20.0), ("old-bridge", 20.0)])
def test_ordinary_life_is_not_reported(key: str, start_s: float) -> None:
    assert watched(key, start_s, start_s + 40) == []


def test_picture_is_of_the_right_size_and_not_dull() -> None:
    picture = Scene(site("market")).picture(10.0)

    assert picture.shape == (HEIGHT_PX, WIDTH_PX, 3)
    assert picture.std() > 25
