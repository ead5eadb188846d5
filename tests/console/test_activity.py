"""The motion index is kept by the analysis host, for every camera that is recorded, and goes with its footage."""

import threading
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from analytics.activity.days import DayFile
from analytics.activity.index import ActivityIndex
from analytics.scene import Scene
from console.analysis import AnalysisHost
from console.analysis.activity import ActivityJanitor, ActivityObserver
from ingest.camera import CameraChange
from ingest.feed.publisher import FeedPublisher
from ingest.packet import Packet
from kernel.clock import from_us
from kernel.frame import Frame, Luma
from kernel.ids import CameraId
from tests.analytics.activity.test_movement import textured, with_square
from tests.console.conftest import TESTER, Room
from tests.ingest.live.source import START_US, STEP_US, again, film

DAY = date(2026, 1, 1)
BEGIN = from_us(START_US)


def frame(picture: Luma, second: float) -> Frame:
    at = BEGIN + timedelta(seconds=second)
    return Frame(CameraId("gate"), at, int(second * 10), picture, lambda: np.zeros((2, 2, 3), np.uint8))


def test_what_moves_is_in_the_index_and_what_was_not_seen_is_not_known(tmp_path: Path) -> None:
    observer, place = ActivityObserver(tmp_path, CameraId("gate")), textured()
    for step in range(40):
        x = 0.1 + 0.02 * step if 10 <= step < 20 else 0.1
        observer.observe(frame(with_square(place, x, 0.5), step / 2))
    observer.close(BEGIN + timedelta(seconds=20))
    levels = ActivityIndex(tmp_path).activity(CameraId("gate"), BEGIN, BEGIN + timedelta(seconds=25), 25)

    assert [level is None for level in levels] == [False] * 20 + [True] * 5
    assert levels[:5] == [0] * 5
    assert all(level is not None and level > 0 for level in levels[5:10])


def test_a_disk_that_refuses_costs_those_seconds_only(tmp_path: Path) -> None:
    blocked = tmp_path / "gate"
    blocked.write_text("in the way")
    observer = ActivityObserver(tmp_path, CameraId("gate"))
    for step in range(5):
        observer.observe(frame(textured(), step))
    blocked.unlink()
    for step in range(5, 12):
        observer.observe(frame(textured(), step))
    observer.close(BEGIN)
    known = DayFile(blocked, DAY).read(8 * 3600, 8 * 3600 + 12)[:, 0]

    assert known[7:11].all()
    assert not known[:3].any()


def test_the_index_goes_with_the_footage_of_its_camera(room: Room) -> None:
    house = room.house
    folder = house.settings.activity_dir
    for camera in (room.gate.id, CameraId("cam_gone")):
        for day in (1, 2):
            DayFile(folder / camera, date(2025, 12, day)).write([(5, bytes(40))])
    janitor = ActivityJanitor(folder, house.cameras, house.catalog, room.clock)
    assert janitor.sweep() == 4
    DayFile(folder / room.gate.id, date(2025, 12, 31)).write([(5, bytes(40))])
    assert janitor.sweep() == 0
    assert list(house.activity.bytes_of(room.gate.id)) == [date(2025, 12, 31)]


def publish(endpoint: str, packets: list[Packet], cameras: list[CameraId], stop: threading.Event) -> None:
    """The same film of all cameras, over and over, ten times as fast as it was."""
    publisher = FeedPublisher(endpoint)
    for number in range(10_000):
        turn, index = divmod(number, len(packets))
        (packet,) = again([packets[index]], 1, turn * len(packets) * STEP_US)
        for camera in cameras:
            publisher.publish(replace(packet, camera=camera, number=number))
        if stop.wait(0.01):
            break
    publisher.close()


@pytest.mark.parametrize("has_rules", [True, False], ids=["with a rule", "keyframes only"])
def test_the_analysis_host_keeps_the_index_of_a_recorded_camera_only(live_room: Room, has_rules: bool) -> None:
    room, house = live_room, live_room.house
    if not has_rules:
        house.events.save_scene(room.gate.id, Scene(), TESTER)
    house.cameras.change(room.vault.id, CameraChange(is_recorded=False), TESTER)
    house.settings.run_dir.mkdir(parents=True, exist_ok=True)
    settings = house.settings.model_copy(
        update={"analysis": house.settings.analysis.model_copy(update={"late_s": 1e9})}
    )
    host, stop = AnalysisHost(room.database, room.clock, settings), threading.Event()
    given = settings.ingest.feed_endpoint, film(60), [room.gate.id, room.vault.id], stop
    thread = threading.Thread(target=publish, args=given)
    host.start()
    thread.start()
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            levels = house.activity.activity(room.gate.id, BEGIN, BEGIN + timedelta(seconds=60), 60)
            if sum(level is not None for level in levels) >= 3:
                break
            time.sleep(0.1)
    finally:
        stop.set()
        thread.join()
        host.stop()

    assert sum(level is not None for level in levels) >= 3
    assert house.activity.bytes_of(room.vault.id) == {}
