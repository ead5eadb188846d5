"""The media host beside a console: views, publications, their owners, their ends, and the host being away."""

import asyncio
import itertools
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from console.media.client import MediaClient
from console.media.host import MediaHost
from ingest.camera import CameraChange, CameraState
from ingest.feed.publisher import FeedPublisher
from ingest.pull import PullHost
from kernel.errors import Fault, FaultKind
from kernel.geo import LatLon
from patrol.position import Fix
from tests.console.conftest import TESTER, Room
from tests.console.media import media_host
from tests.console.serving import served
from tests.console.test_stream import reader
from tests.ingest.live.source import film, named
from tests.ingest.live.test_whip import FRAMES, Phone

SDP = {"Content-Type": "application/sdp"}
PEER = Path(__file__).parents[1] / "wire" / "peer_process.py"


def eventually(what: str, holds: Callable[[], object], within_s: float = 15.0) -> float:
    """Wait until it holds; returns after how many seconds it did."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < within_s, f"not within {within_s} s: {what}"
        time.sleep(0.05)
    return time.monotonic() - began


@pytest.fixture
def room(live_room: Room) -> Iterator[Room]:
    """The room; its gate sends ten small pictures a second."""
    stop = threading.Event()
    frames = named(film(20), live_room.gate.id)
    publisher = FeedPublisher(live_room.house.settings.ingest.feed_endpoint)

    def send() -> None:
        for number in itertools.count():
            if stop.wait(0.1):
                return
            later_us = number // 20 * 2_000_000
            frame = frames[number % 20]
            publisher.publish(
                replace(frame, number=number, at_us=frame.at_us + later_us, dts_us=frame.dts_us + later_us)
            )

    thread = threading.Thread(target=send)
    thread.start()
    yield live_room
    stop.set()
    thread.join()
    publisher.close()


@pytest.fixture
def recording(live_room: Room) -> Iterator[Room]:
    """The room with a pull host, its own two cameras switched off."""
    house = live_room.house
    for camera in (live_room.gate, live_room.vault):
        house.cameras.change(camera.id, CameraChange(is_enabled=False), TESTER)
    pull = PullHost(house.database, house.clock, house.settings.ingest, house.vault)
    pull.start()
    yield live_room
    pull.stop()


@pytest.fixture
def host(live_room: Room) -> Iterator[MediaHost]:
    with media_host(live_room) as host:
        yield host


@pytest.fixture
def address(room: Room, host: MediaHost) -> Iterator[str]:
    with served(room) as address:
        yield address


@contextmanager
def signed_in(address: str, username: str) -> Iterator[httpx.Client]:
    """A browser in which somebody is signed in, which sends its CSRF token."""
    with reader(address, username) as client:
        client.headers["X-CSRF-Token"] = client.get("/api/session").json()["csrf_token"]
        yield client


async def offer_to_watch() -> tuple[RTCPeerConnection, str]:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    connection.addTransceiver("video", direction="recvonly")
    await connection.setLocalDescription(await connection.createOffer())
    return connection, connection.localDescription.sdp


def an_offer_to_watch() -> str:
    async def made() -> str:
        connection, offer = await offer_to_watch()
        await connection.close()
        return offer

    return asyncio.run(made())


def views(host: MediaHost) -> int:
    return int(host.sign().figures["whep_sessions"])


def test_a_view_is_opened_and_closed_by_its_owner_only(address: str, room: Room, host: MediaHost) -> None:
    with signed_in(address, "operator") as client, signed_in(address, "reviewer") as other:
        answer = client.post(f"/api/cameras/{room.gate.id}/whep", content=an_offer_to_watch(), headers=SDP)
        assert answer.status_code == 201, answer.text
        assert answer.text.startswith("v=0")
        session = answer.headers["Location"]
        assert views(host) == 1
        assert other.delete(session).status_code == 404
        assert views(host) == 1
        assert client.delete(session).status_code == 204
        assert views(host) == 0
        assert client.delete(session).status_code == 404


def test_signing_out_ends_what_was_watched_in_that_sign_in_and_nothing_else(
    address: str, room: Room, host: MediaHost
) -> None:
    with signed_in(address, "operator") as phone, signed_in(address, "operator") as desk:
        for client in (phone, desk):
            path = f"/api/cameras/{room.gate.id}/whep"
            assert client.post(path, content=an_offer_to_watch(), headers=SDP).status_code == 201
        assert views(host) == 2
        assert phone.delete("/api/session").status_code == 204
        assert views(host) == 1


def test_a_view_ends_when_its_viewers_rights_do(address: str, room: Room, host: MediaHost) -> None:
    with signed_in(address, "operator") as client:
        path = f"/api/cameras/{room.gate.id}/whep"
        assert client.post(path, content=an_offer_to_watch(), headers=SDP).status_code == 201
        user = room.house.users.by_username("operator")
        room.house.users.change(user.id, {"camera_ids": [room.vault.id]}, TESTER)
        eventually("the view is closed", lambda: views(host) == 0, within_s=5)


def test_without_its_media_host_the_console_says_so_and_finds_the_next_one(room: Room) -> None:
    path, offer = f"/api/cameras/{room.gate.id}/whep", an_offer_to_watch()
    with served(room) as address, signed_in(address, "operator") as client:
        began = time.monotonic()
        refused = client.post(path, content=offer, headers=SDP)
        assert (refused.status_code, time.monotonic() - began < 3) == (503, True)
        assert "media host does not answer" in refused.json()["detail"]
        assert client.delete("/api/whep/none").status_code == 503
        for _ in range(2):
            with media_host(room):
                assert client.post(path, content=offer, headers=SDP).status_code == 201
        assert client.post(path, content=offer, headers=SDP).status_code == 503


@contextmanager
def viewer(address: str, room: Room) -> Iterator[subprocess.Popen[str]]:
    """A viewer of the gate in a process of its own, to whom pictures come."""
    with signed_in(address, "operator") as client:
        cookie = f"watchroom_session={client.cookies['watchroom_session']}"
        token = client.headers["X-CSRF-Token"]
    url = f"http://{address}/api/cameras/{room.gate.id}/whep"
    process = subprocess.Popen([sys.executable, str(PEER), url, cookie, token], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert any(line.startswith("packets ") and line.split()[1] != "0" for line in process.stdout)
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "frozen"])
def test_a_viewer_that_is_gone_is_forgotten_within_five_seconds(
    address: str, room: Room, host: MediaHost, how: signal.Signals
) -> None:
    with viewer(address, room) as process:
        assert views(host) == 1
        process.send_signal(how)
        assert eventually("the view is closed", lambda: views(host) == 0, within_s=5) < 5


def test_a_view_goes_on_while_the_console_is_away(room: Room, host: MediaHost) -> None:
    with ExitStack() as stack:
        with served(room) as address:
            process = stack.enter_context(viewer(address, room))
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(8)]
        assert int(lines[-1].split()[1]) > 0, lines
        assert views(host) == 1


@pytest.mark.usefixtures("host")
async def test_a_unit_publishes_and_its_camera_appears_and_is_recorded(recording: Room) -> None:
    room = recording
    fix = Fix(LatLon(54.1, 7.1), room.clock.now(), room.clock.now(), 5.0, 3.0, 90.0)
    room.house.patrol.record_fix(room.unit.id, fix)
    phone = Phone(FRAMES, has_sound=True)
    async with room.device() as client:
        assert (await client.get("/api/whip/own")).json()["camera_id"] is None
        answer = await client.post("/api/whip/own", content=await phone.offer(), headers=SDP)
        assert answer.status_code == 201, answer.text
        await phone.connection.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
        camera = room.house.publications.camera_of(room.unit.id)
        assert camera is not None
        assert (camera.name, str(camera.address), camera.position) == (
            "P-1 camera",
            f"whip:{room.unit.id}",
            LatLon(54.1, 7.1),
        )
        assert answer.headers["Location"].startswith(f"/api/whip/{camera.id}/")
        await asyncio.to_thread(
            eventually,
            "the camera is online",
            lambda: room.house.cameras.status(camera.id).state is CameraState.ONLINE,
        )
        await asyncio.to_thread(
            eventually,
            "it is recorded",
            lambda: (
                "recorded"
                in {
                    span.state.value
                    for span in room.house.catalog.spans(camera.id, camera.created_at, room.clock.now())
                }
            ),
        )
        view = (await client.get("/api/whip/own")).json()
        assert (view["is_published"], view["is_live"], view["is_recorded"]) == (True, True, True)
        assert (view["width"], view["height"]) == (160, 120)

        again = await client.patch(answer.headers["Location"], content="", headers=SDP)
        assert again.status_code == 405
        assert (await client.delete(answer.headers["Location"])).status_code == 204
        await asyncio.to_thread(
            eventually,
            "the camera is offline",
            lambda: room.house.cameras.status(camera.id).reason == "nobody is publishing",
        )
        assert (await client.get("/api/whip/own")).json()["is_published"] is False
    await phone.connection.close()
    await room.house.media.close()


async def test_a_unit_may_publish_as_itself_only_and_not_when_the_room_forbids_it(
    live_room: Room, host: MediaHost
) -> None:
    room = live_room
    phone = Phone(FRAMES)
    offer = await phone.offer()
    async with room.device() as client:
        assert (await client.post(f"/api/whip/{room.gate.id}", content=offer, headers=SDP)).status_code == 404
        assert (await client.post("/api/whip/own", content=offer)).status_code == 415
        no_h264 = await client.post("/api/whip/own", content=offer.replace("H264", "VP9"), headers=SDP)
        assert (no_h264.status_code, "H.264" in no_h264.json()["detail"]) == (422, True)
        assert room.house.publications.camera_of(room.unit.id) is None
        camera = room.house.publications.ready_camera(room.unit.id, "P-1", TESTER)

        room.house.cameras.change(camera.id, CameraChange(is_enabled=False), TESTER)
        refused = await client.post("/api/whip/own", content=offer, headers=SDP)
        assert (refused.status_code, "switched it off" in refused.json()["detail"]) == (409, True)
    async with room.signed_in("administrator") as client:
        assert (await client.post("/api/whip/own", content=offer, headers=SDP)).status_code == 403
        added = await client.post("/api/cameras", json={"name": "Mine", "url": "whip:unit_1"})
        assert (added.status_code, "publishes" in added.json()["detail"]) == (422, True)
        changed = await client.patch(f"/api/cameras/{camera.id}", json={"url": str(camera.address), "name": "Body"})
        assert changed.status_code == 200
    await phone.connection.close()
    await room.house.media.close()
    assert host.sign().figures["whip_sessions"] == 0


async def test_who_asks_nonsense_is_answered_and_the_host_goes_on(live_room: Room, host: MediaHost) -> None:
    client = MediaClient(live_room.house.settings.media_endpoint)
    with pytest.raises(Fault, match="nothing is called sing"):
        await client._ask("sing")
    with pytest.raises(Fault, match="open_whip failed"):
        await client._ask("open_whip")
    with pytest.raises(Fault) as caught:
        await client.open_whip("unit_1", "v=0 m=video H264/90000", "unit_1", "")
    assert caught.value.kind is FaultKind.INVALID
    assert await client.sessions() == []
    assert host.sign().faults == ()
    await client.close()
