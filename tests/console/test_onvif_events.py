"""What ONVIF cameras tell by themselves becomes events, against a camera on loopback."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ingest.onvif.notice import NoticeKind
from tests.console.conftest import TESTER, Room
from tests.console.onvif_desk import CROSSED, MOTION, Desk, events, fleet, known, told, until
from tests.fakes.onvif_camera import SchemaCamera, running
from tests.fakes.onvif_schema import judge


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.steering.close()
    made.database.close()


@pytest.fixture
def device() -> Iterator[SchemaCamera]:
    with running(SchemaCamera(judge())) as camera:
        yield camera


# --- the camera's own events ---------------------------------------------------------------------


def test_a_camera_s_motion_is_one_event_with_a_picture_and_the_line_is_hung_up(
    desk: Desk, device: SchemaCamera
) -> None:
    camera = known(desk, device, NoticeKind.MOTION)
    with fleet(desk) as started:
        until(lambda: started.trouble(camera) is None and device.subscriptions)
        device.say(MOTION, {"IsMotion": "true"})
        until(lambda: events(desk, camera))
        device.say(MOTION, {"IsMotion": "true"})
        device.say(CROSSED, {"ObjectId": "4"})  # not followed
        device.say(MOTION, {"IsMotion": "false"})
        until(lambda: events(desk, camera)[0].closed_at)

    (event,) = events(desk, camera)
    assert (event.kind, event.count, event.has_snapshot) == ("camera_motion", 1, True)
    assert [len(told(desk, f"event.{verb}")) for verb in ("opened", "closed")] == [1, 1]
    assert device.subscriptions == {}


def test_an_event_goes_on_while_the_camera_goes_away_and_comes_back(desk: Desk, device: SchemaCamera) -> None:
    camera = known(desk, device, NoticeKind.MOTION)
    with fleet(desk) as started:
        until(lambda: device.subscriptions)
        device.say(MOTION, {"IsMotion": "true"})
        until(lambda: events(desk, camera))
        device.stop()
        until(lambda: started.trouble(camera) not in (None, "connecting"))
        device.start()  # it still sees motion, and says so to who asks anew
        until(lambda: device.subscriptions and started.trouble(camera) is None, within_s=15)
        device.say(MOTION, {"IsMotion": "false"})
        until(lambda: events(desk, camera)[0].closed_at)

    assert len(events(desk, camera)) == 1
    assert [len(told(desk, f"event.{verb}")) for verb in ("opened", "closed")] == [1, 1]


def test_a_new_process_takes_up_the_events_of_the_last_one(desk: Desk, device: SchemaCamera) -> None:
    camera = known(desk, device, NoticeKind.MOTION)
    with fleet(desk):
        until(lambda: device.subscriptions)
        device.say(MOTION, {"IsMotion": "true"})
        until(lambda: events(desk, camera))
    left = events(desk, camera)[0].phase
    with fleet(desk):
        until(lambda: device.subscriptions)
        device.say(MOTION, {"IsMotion": "false"})
        until(lambda: events(desk, camera)[0].closed_at)

    assert left == "open"
    assert len(events(desk, camera)) == 1


def test_to_follow_no_longer_ends_subscription_and_events(desk: Desk, device: SchemaCamera) -> None:
    camera = known(desk, device, NoticeKind.MOTION)
    store = desk.store
    with fleet(desk):
        until(lambda: device.subscriptions)
        device.say(MOTION, {"IsMotion": "true"})
        until(lambda: events(desk, camera))
        store.remove(camera, TESTER)
        until(lambda: events(desk, camera)[0].closed_at)

        assert device.subscriptions == {}


def test_a_removed_or_disabled_camera_is_left_alone(desk: Desk, device: SchemaCamera) -> None:
    camera = known(desk, device, NoticeKind.MOTION)
    assert [one.camera for one in desk.store.list()] == [camera]

    desk.cameras.remove(camera, TESTER)

    assert desk.store.list() == []


def test_a_house_without_onvif_cameras_starts_no_loops(desk: Desk) -> None:
    before = threading.active_count()
    with fleet(desk) as started:
        started.align()

        assert started.figures() == {"onvif_heard": 0, "onvif_lost": 0, "ptz_tours": 0}
        assert threading.active_count() == before + 1


async def test_what_is_known_of_a_device_holds_no_login(room: Room, device: SchemaCamera) -> None:
    camera = known(room.house, device)
    async with room.signed_in("operator") as client:
        answer: httpx.Response = await client.get(f"/api/cameras/{camera}/onvif")

    assert answer.status_code == 200
    assert "s3cret" not in answer.text
    assert "s3cret" not in json.dumps([dict(entry.data) for entry in told(room.house, "camera.onvif_changed")])
