"""ONVIF in the room: found, read, steered and toured, against cameras on loopback."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.onvif.steering import HELD_S, Hand
from ingest.camera import CameraChange, CameraDraft, Credentials, parse_address
from ingest.onvif.tour import Stop, Tour
from kernel.errors import Fault, FaultKind
from tests.console.conftest import TESTER, Room
from tests.console.onvif_desk import ANA, BEN, Desk, fleet, known, speeds, told, until
from tests.fakes.ipycam_camera import IpycamCamera, ipycam_camera
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


@pytest.fixture
def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[IpycamCamera]:
    with ipycam_camera(tmp_path, monkeypatch, is_found=True) as camera:
        yield camera


# --- finding and reading -------------------------------------------------------------------------


async def test_found_cameras_tell_which_are_here_already(
    room: Room, foreign: IpycamCamera, device: SchemaCamera
) -> None:
    async with room.signed_in("administrator") as client:
        search = {"host": "127.0.0.1", "within_s": 0.3}
        (new,) = (await client.post("/api/onvif/discover", json=search)).json()
        known(room.house, device)  # another one at the same host
        (unlike,) = (await client.post("/api/onvif/discover", json=search)).json()
        camera = known(room.house, foreign)
        (again,) = (await client.post("/api/onvif/discover", json=search)).json()

    assert (new["device_url"], new["name"], new["camera_id"]) == (foreign.url, "Yard dome", None)
    assert unlike["camera_id"] is None
    assert (again["camera_id"], again["camera_name"]) == (camera, "Dome")


async def test_a_device_is_read_without_its_login_coming_back(room: Room, device: SchemaCamera) -> None:
    login = {"device_url": device.url, "username": "admin", "password": "s3cret"}
    async with room.signed_in("administrator") as client:
        answer = await client.post("/api/onvif/read", json=login)

    (channel,) = answer.json()["channels"]
    assert channel["main"]["url"] == "rtsp://127.0.0.1:8554/main"
    assert (channel["sub"]["token"], channel["has_ptz"], answer.json()["has_events"]) == ("small", True, True)
    assert "s3cret" not in answer.text
    assert "leaked" not in answer.text


async def test_a_wrong_password_is_said_without_signing_the_person_out(room: Room, device: SchemaCamera) -> None:
    login = {"device_url": device.url, "username": "admin", "password": "wrong-one"}
    async with room.signed_in("administrator") as client:
        answer = await client.post("/api/onvif/read", json=login)

    assert answer.status_code == 422
    assert "refused the login" in answer.json()["detail"]
    assert "wrong-one" not in answer.text


async def test_a_camera_becomes_an_onvif_device_by_its_own_login(room: Room, device: SchemaCamera) -> None:
    address, _ = parse_address("rtsp://127.0.0.1/main")
    camera = room.house.cameras.add(CameraDraft("Dome", address, Credentials("admin", "s3cret")), TESTER).id
    path = f"/api/cameras/{camera}/onvif"
    async with room.signed_in("administrator") as client:
        before = (await client.get(path)).json()
        set_ = await client.put(path, json={"device_url": device.url, "follows": ["camera_tamper"]})
        asked = len(device.asked)
        again = await client.put(path, json={"device_url": device.url, "follows": []})
        removed = await client.delete(path)
        after = (await client.get(path)).json()

    assert before["device"] is None
    assert set_.json()["device"] | {"device_url": ""} == {
        "camera_id": camera, "device_url": "", "manufacturer": "Fake", "model": "Dome 1", "has_ptz": True,
        "has_events": True, "follows": ["camera_tamper"],
    }  # fmt: skip
    assert again.json()["device"]["follows"] == []
    assert len(device.asked) == asked  # a switch does not need the device
    assert (removed.status_code, after["device"]) == (204, None)
    assert [entry.data["follows"] for entry in told(room.house, "camera.onvif_changed")] == [["camera_tamper"], []]


async def test_reports_of_a_device_without_events_cannot_be_followed(room: Room, foreign: IpycamCamera) -> None:
    camera = known(room.house, foreign)
    async with room.signed_in("administrator") as client:
        body = {"device_url": foreign.url, "follows": ["camera_motion"]}
        answer = await client.put(f"/api/cameras/{camera}/onvif", json=body)

    assert answer.status_code == 422
    assert "no event service" in answer.json()["detail"]


async def test_a_camera_that_is_no_onvif_device_cannot_be_steered(room: Room) -> None:
    async with room.signed_in("operator") as client:
        answer = await client.post(f"/api/cameras/{room.gate.id}/ptz/move", json={"grip": "a", "pan": 1})

    assert answer.status_code == 404


# --- steering ------------------------------------------------------------------------------------


def test_a_camera_stops_a_second_after_the_last_move_though_it_heeds_no_timeout(
    desk: Desk, foreign: IpycamCamera
) -> None:
    camera, steering = known(desk, foreign), desk.steering
    hand = Hand(ANA, "one")
    steering.move(camera, hand, 0.2, 0, 0)
    time.sleep(0.6)
    steering.move(camera, hand, 0.2, 0, 0)
    renewed = time.monotonic()
    time.sleep(0.7)  # more than a second after the first, less than a second after the last
    was_moving = foreign.is_moving
    until(lambda: not foreign.is_moving, within_s=2)

    assert was_moving
    assert HELD_S - 0.1 <= time.monotonic() - renewed < HELD_S + 0.5


def test_the_camera_is_told_to_stop_by_itself_should_this_process_die(desk: Desk, device: SchemaCamera) -> None:
    camera = known(desk, device)
    before = time.monotonic()
    desk.steering.move(camera, Hand(ANA, "one"), 0, 0.5, -1)

    assert speeds(device) == (0, 0.5, -1)
    assert device.moving_until <= before + HELD_S + 0.5
    desk.steering.close()
    assert not device.is_moving


def test_letting_go_stops_at_once_and_a_late_move_does_not_start_again(desk: Desk, device: SchemaCamera) -> None:
    camera, steering, hand = known(desk, device), desk.steering, Hand(ANA, "one")
    steering.move(camera, hand, 1, 0, 0)
    steering.stop(camera, hand)
    stopped = not device.is_moving

    with pytest.raises(Fault):
        steering.move(camera, hand, 1, 0, 0)
    assert stopped
    assert not device.is_moving


def test_the_newest_hand_wins_until_the_other_presses_again(desk: Desk, device: SchemaCamera) -> None:
    camera, steering = known(desk, device), desk.steering
    ana, ben = Hand(ANA, "a1"), Hand(BEN, "b1")
    steering.move(camera, ana, 1, 0, 0)
    steering.move(camera, ben, -1, 0, 0)
    with pytest.raises(Fault) as refused:
        steering.move(camera, ana, 1, 0, 0)
    steering.stop(camera, ana)
    still = speeds(device)
    steering.move(camera, Hand(ANA, "a2"), 0, 1, 0)

    assert (still, speeds(device)) == ((-1, 0, 0), (0, 1, 0))
    assert refused.value.kind is FaultKind.CONFLICT
    assert "Ben steers it now" in refused.value.message


def test_who_steers_is_journalled_now_and_then_and_at_each_change(desk: Desk, device: SchemaCamera) -> None:
    camera, steering = known(desk, device), desk.steering
    for _ in range(5):
        steering.move(camera, Hand(ANA, "a1"), 1, 0, 0)
    steering.go_to(camera, "1", BEN)
    steering.move(camera, Hand(ANA, "a2"), 1, 0, 0)

    assert [entry.data["by"] for entry in told(desk, "camera.steered")] == ["Ana", "Ben", "Ana"]
    assert told(desk, "camera.steered")[0].subject == f"camera:{camera}"


def test_a_changed_login_is_used_for_the_next_move(desk: Desk, device: SchemaCamera) -> None:
    camera, steering = known(desk, device), desk.steering
    device.password = "changed"
    with pytest.raises(Fault, match="refused the login"):
        steering.move(camera, Hand(ANA, "a"), 1, 0, 0)
    desk.cameras.change(camera, CameraChange(credentials=Credentials("admin", "changed")), TESTER)
    steering.move(camera, Hand(ANA, "b"), 1, 0, 0)

    assert device.is_moving


async def test_an_operator_steers_and_uses_presets_over_http(live_room: Room, device: SchemaCamera) -> None:
    base = f"/api/cameras/{known(live_room.house, device)}/ptz"
    async with live_room.signed_in("operator") as client:
        moved = await client.post(f"{base}/move", json={"grip": "a", "pan": 0.5})
        was = device.velocity
        stopped = await client.post(f"{base}/stop", json={"grip": "a"})
        saved = await client.post(f"{base}/presets", json={"name": "Door"})
        listed = await client.get(f"{base}/presets")
        gone = await client.post(f"{base}/presets/{saved.json()['token']}/go")
        removed = await client.delete(f"{base}/presets/{saved.json()['token']}")
        too_fast = await client.post(f"{base}/move", json={"grip": "a", "pan": 1.5})

    assert [each.status_code for each in (moved, stopped, saved, gone, removed)] == [204, 204, 201, 204, 204]
    assert (was, device.velocity, device.looks_at) == ((0.5, 0, 0), (0, 0, 0), "3")
    assert [preset["name"] for preset in listed.json()] == ["Gate", "Yard", "Door"]
    assert device.presets == {"1": "Gate", "2": "Yard"}
    assert too_fast.status_code == 422
    assert [entry.data["name"] for entry in told(live_room.house, "camera.preset_saved")] == ["Door"]
    live_room.house.steering.close()


# --- tours ---------------------------------------------------------------------------------------


def test_a_tour_goes_round_stands_aside_for_a_hand_and_comes_back(desk: Desk, device: SchemaCamera) -> None:
    camera = known(desk, device)
    tour = Tour((Stop("1", 0.3), Stop("gone", 0.3), Stop("2", 0.3)), resume_after_s=1.0, is_on=True)
    desk.store.save_tour(camera, tour, TESTER)
    with fleet(desk) as started:
        until(lambda: device.looks_at == "2")
        until(lambda: device.looks_at == "1")
        started._steering.move(camera, Hand(ANA, "a"), 0.1, 0, 0)
        held, asked = time.monotonic(), device.asked.count("GotoPreset")
        time.sleep(0.7)
        stood_aside = device.asked.count("GotoPreset") == asked
        until(lambda: device.asked.count("GotoPreset") > asked)
        assert time.monotonic() - held >= 0.95
    ended = device.asked.count("GotoPreset")
    with fleet(desk):  # the tour is on: the next process goes on with it
        until(lambda: device.asked.count("GotoPreset") > ended)

    assert stood_aside


async def test_a_tour_is_made_by_who_manages_and_switched_by_who_steers(room: Room, device: SchemaCamera) -> None:
    path = f"/api/cameras/{known(room.house, device)}/ptz/tour"
    stops = [{"preset": "1", "dwell_s": 10}, {"preset": "2", "dwell_s": 10}]
    async with room.signed_in("administrator") as client:
        one = await client.put(path, json={"stops": stops[:1]})
        made = await client.put(path, json={"stops": stops, "resume_after_s": 30})
    async with room.signed_in("operator") as client:
        begun = await client.post(f"{path}/start")
        again = await client.post(f"{path}/start")
        ended = await client.post(f"{path}/stop")
        refused = await client.put(path, json={"stops": []})

    assert (one.status_code, made.status_code, refused.status_code) == (422, 200, 403)
    assert "at least two" in one.json()["detail"]
    assert [each.json()["is_on"] for each in (begun, again, ended)] == [True, True, False]
    assert [entry.data["is_on"] for entry in told(room.house, "camera.tour_changed")] == [False, True, False]
