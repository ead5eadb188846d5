"""Live pictures and recordings of a camera that really sends, over real sockets."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from console.analysis import AnalysisHost
from ingest.pull import PullHost
from kernel.sql.journal import read_after
from tests.console.conftest import PASSWORD, Room
from tests.console.serving import served
from tests.console.test_stream import reader, stream, take


@pytest.fixture
def room(live_room: Room) -> Iterator[Room]:
    """The room with both cameras sending."""
    house = live_room.house
    pull = PullHost(house.database, house.clock, house.settings.ingest, house.vault)
    pull.start()
    yield live_room
    pull.stop()


def cookie_of(address: str, username: str) -> str:
    answer = httpx.post(f"http://{address}/api/session", json={"username": username, "password": PASSWORD})
    return f"watchroom_session={answer.cookies['watchroom_session']}"


def receive_for_ever(socket: ClientConnection) -> None:
    while True:
        socket.recv(timeout=20)


@contextmanager
def watching(address: str, camera: str, username: str, origin: str | None = None) -> Iterator[ClientConnection]:
    headers = {"Cookie": cookie_of(address, username)}
    url = f"ws://{address}/api/cameras/{camera}/mse"
    with connect(url, additional_headers=headers, origin=origin, proxy=None) as socket:  # type: ignore[arg-type]
        yield socket


def looks(room: Room) -> list[tuple[str, str, str]]:
    with room.database.read() as session:
        entries = [entry for entry in read_after(session, 0, 10_000) if entry.kind == "footage.viewed"]
    return [(entry.actor.name, str(entry.data["camera_id"]), str(entry.data["look"])) for entry in entries]


def test_live_pictures_come_over_a_websocket_and_the_look_is_journalled(room: Room) -> None:
    with served(room) as address, watching(address, room.gate.id, "operator", f"http://{address}") as socket:
        head = json.loads(socket.recv(timeout=20))
        init, *fragments = [socket.recv(timeout=20) for _ in range(6)]

    assert head["mime"].startswith('video/mp4; codecs="avc1.')
    assert isinstance(init, bytes)
    assert init[4:8] == b"ftyp"
    assert all(isinstance(fragment, bytes) and b"moof" in fragment[:16] for fragment in fragments)
    assert looks(room) == [("Operator", room.gate.id, "live")]


@pytest.mark.parametrize(
    ("username", "camera", "origin"),
    [
        pytest.param("operator-limited", "vault", None, id="another's camera"),
        pytest.param("operator", "none", None, id="no such camera"),
        pytest.param("operator", "gate", "http://elsewhere.example", id="another site's page"),
        pytest.param(None, "gate", None, id="not signed in"),
    ],
)
def test_a_websocket_is_refused_before_it_opens(
    live_room: Room, username: str | None, camera: str, origin: str | None
) -> None:
    with served(live_room) as address:
        headers = {} if username is None else {"Cookie": cookie_of(address, username)}
        url = f"ws://{address}/api/cameras/{camera}/mse"
        with pytest.raises(InvalidStatus) as caught:
            connect(url, additional_headers=headers, origin=origin, proxy=None)  # type: ignore[arg-type]

    assert caught.value.response.status_code == 403


def test_a_unit_gets_no_live_pictures(live_room: Room) -> None:
    headers = {"Authorization": f"Bearer {live_room.token}"}
    with served(live_room) as address, pytest.raises(InvalidStatus):
        connect(f"ws://{address}/api/cameras/gate/mse", additional_headers=headers, proxy=None)


def test_live_pictures_end_when_the_house_closes(room: Room) -> None:
    with served(room) as address, watching(address, room.gate.id, "operator") as socket:
        socket.recv(timeout=20)
        room.house.feed.close()
        with pytest.raises(ConnectionClosed):
            receive_for_ever(socket)


def test_recordings_are_played_by_ranges_and_the_look_is_journalled(room: Room) -> None:
    with served(room) as address, reader(address, "reviewer") as client:
        playlist = recorded_playlist(client, room)
        lines = playlist.splitlines()
        url = next(line for line in lines if line.startswith("/api/segments/"))
        size, _, offset = next(line for line in lines if "BYTERANGE:" in line).rpartition(":")[2].partition("@")
        part = client.get(url, headers={"Range": f"bytes={offset}-{int(offset) + int(size) - 1}"})
        beyond = client.get(url, headers={"Range": "bytes=999999999-"})
        timeline = client.get(f"/api/cameras/{room.gate.id}/timeline").json()

    assert (part.status_code, len(part.content)) == (206, int(size))
    assert part.content[4:8] == b"moof"
    assert beyond.status_code == 416
    assert "recorded" in [span["state"] for span in timeline["spans"]]
    assert ("Reviewer", room.gate.id, "playback") in looks(room)


def recorded_playlist(client: httpx.Client, room: Room) -> str:
    """The playlist of the camera, as soon as something is recorded."""
    deadline = time.monotonic() + 20
    while True:
        answer = client.get(f"/api/cameras/{room.gate.id}/playlist.m3u8")
        if answer.status_code == 200:
            assert answer.headers["content-type"].startswith("application/vnd.apple.mpegurl")
            return answer.text
        assert time.monotonic() < deadline, answer.text
        client.get("/api/health")


def test_the_newest_picture_comes_as_jpeg_of_the_width_asked_for(room: Room) -> None:
    with served(room) as address, reader(address, "operator") as client:
        answer = client.get(f"/api/cameras/{room.gate.id}/picture.jpg", params={"width": 160})

    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8\xff")


def test_an_offer_that_is_none_is_refused(room: Room) -> None:
    with served(room) as address, reader(address, "operator") as client:
        token = client.get("/api/session").json()["csrf_token"]
        path = f"/api/cameras/{room.gate.id}/whep"
        for content_type, status, said in (
            ("text/plain", 415, "application/sdp"),
            ("application/sdp", 503, "media host"),
        ):
            headers = {"Content-Type": content_type, "X-CSRF-Token": token}
            answer = client.post(path, content="hello", headers=headers)
            assert answer.status_code == status
            assert said in answer.json()["detail"]


def test_a_person_who_walks_by_becomes_an_event_with_boxes_and_a_snapshot(room: Room) -> None:
    host = AnalysisHost(room.database, room.clock, room.house.settings)
    host.start()
    try:
        endpoint = room.house.settings.tracks_endpoint
        with served(room, endpoint) as address, reader(address, "operator") as client, stream(client) as told:
            (opened,) = take(told, lambda one: one.name == "event.opened")
            (boxes,) = take(told, lambda one: one.name == "boxes" and bool(one.data["boxes"]))
            event = opened.data["data"]
            assert isinstance(event, dict)
            picture = client.get(f"/api/events/{event['id']}/snapshot.jpg")
    finally:
        host.stop()

    assert boxes.data["camera_id"] in {room.gate.id, room.vault.id}
    assert picture.content.startswith(b"\xff\xd8\xff")
    assert host.sign().figures["frames_analysed"] > 0
    assert room.house.events.event(event["id"]).phase == "closed"
