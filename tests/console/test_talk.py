"""Talking through a camera: who may, who talks, what the journal keeps of it, and how it ends."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from console.api.eviction import may_go_on
from console.audit import Spoken, TalkAudit
from console.media.client import MediaSession
from ingest.camera import CameraChange, CameraDraft, parse_address
from kernel.actor import Actor, ActorKind
from kernel.journal import Entry
from kernel.sql.journal import read_after
from tests.console.conftest import PASSWORD, TESTER, Room
from tests.console.media import media_host
from tests.ingest.live.test_talk import Microphone
from tests.ingest.speech import is_heard_soon
from tests.wire.cameras import free_port
from tests.wire.senders import gst_rtsp, make_clip

SDP = {"Content-Type": "application/sdp"}


@dataclass(frozen=True)
class Yard:
    """A room with a camera that can be talked through, its address, and the file of what was heard there."""

    room: Room
    camera: str
    url: str
    heard: Path


@pytest.fixture
def yard(live_room: Room, tmp_path: Path) -> Iterator[Yard]:
    clip = make_clip(tmp_path / "tone.mp4", "-bf", "0", seconds=1)
    with gst_rtsp(clip, loudspeaker=("alaw", tmp_path / "heard")) as url, media_host(live_room):
        draft = CameraDraft("Yard", parse_address(url)[0])
        yield Yard(live_room, live_room.house.cameras.add(draft, TESTER).id, url, tmp_path / "heard")


@asynccontextmanager
async def mouth() -> AsyncIterator[RTCPeerConnection]:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    connection.addTransceiver(Microphone(2500), direction="sendonly")
    await connection.setLocalDescription(await connection.createOffer())
    yield connection
    await connection.close()


async def press(client: httpx.AsyncClient, camera: str, connection: RTCPeerConnection) -> httpx.Response:
    offer = connection.localDescription.sdp
    answer = await client.post(f"/api/cameras/{camera}/talk", content=offer, headers=SDP)
    if answer.status_code == 201:
        await connection.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
    return answer


def told(room: Room) -> list[Entry]:
    with room.database.read() as session:
        return [entry for entry in read_after(session, 0, 10_000) if entry.kind.startswith("camera.talk_")]


async def until_told(room: Room, count: int, within_s: float = 5) -> list[Entry]:
    async with asyncio.timeout(within_s):
        while len(told(room)) < count:
            await asyncio.sleep(0.05)
    return told(room)


async def test_an_operator_is_heard_at_the_camera_and_the_journal_says_from_when_to_when(yard: Yard) -> None:
    async with yard.room.signed_in("operator") as client:
        for talks in range(1, 6):  # some sessions of this camera are deaf
            async with mouth() as connection:
                opened = await press(client, yard.camera, connection)
                assert opened.status_code == 201, opened.text
                is_out = await asyncio.to_thread(is_heard_soon, yard.heard, 0.5)
                assert (await client.delete(opened.headers["Location"])).status_code == 204
                assert (await client.delete(opened.headers["Location"])).status_code == 404
                *_, began, ended = await until_told(yard.room, 2 * talks)
            if is_out:
                break
    assert is_out

    assert (began.kind, began.subject, began.actor.name) == ("camera.talk_began", f"camera:{yard.camera}", "Operator")
    assert (ended.kind, ended.actor, ended.data["reason"]) == ("camera.talk_ended", began.actor, "let_go")
    assert began.at.isoformat() >= str(ended.data["began_at"]) > ""
    assert ended.at > began.at
    assert began.data["session"] == ended.data["session"] == opened.headers["Location"].rpartition("/")[2]


async def test_only_one_talks_and_the_other_hears_who(yard: Yard) -> None:
    async with (
        yard.room.signed_in("operator") as first,
        yard.room.signed_in("dispatcher") as second,
        mouth() as one,
        mouth() as other,
    ):
        opened = await press(first, yard.camera, one)
        refused = await press(second, yard.camera, other)
        not_theirs = await second.delete(opened.headers["Location"])

    assert (opened.status_code, refused.status_code, not_theirs.status_code) == (201, 409, 404)
    assert "Operator is talking" in refused.json()["detail"]


async def test_signing_out_ends_the_talk(yard: Yard) -> None:
    async with yard.room.signed_in("operator") as client, mouth() as connection:
        await press(client, yard.camera, connection)
        await until_told(yard.room, 1)
        assert (await client.delete("/api/session")).status_code == 204
        entries = await until_told(yard.room, 2)

    assert entries[1].data["reason"] == "let_go"


@pytest.mark.parametrize(
    ("url", "can_talk", "reason"),
    [
        pytest.param("pattern:street", False, "has no loudspeaker", id="no network camera"),
        pytest.param("rtsp://127.0.0.1:{free}/cam", None, "connection refused", id="camera away"),
    ],
)
async def test_the_page_learns_why_a_camera_cannot_be_talked_through(
    room: Room, url: str, can_talk: bool | None, reason: str
) -> None:
    address = parse_address(url.format(free=free_port()))[0]
    camera = room.house.cameras.add(CameraDraft("Other", address), TESTER).id
    async with room.signed_in("operator") as client:
        found = (await client.get(f"/api/cameras/{camera}/talk")).json()

    assert (found["camera_id"], found["can_talk"]) == (camera, can_talk)
    assert reason in found["reason"]


async def test_a_loudspeaker_is_asked_for_once_and_again_at_another_address(yard: Yard) -> None:
    house, path = yard.room.house, f"/api/cameras/{yard.camera}/talk"
    async with yard.room.signed_in("operator") as client:
        assert (await client.get(path)).json()["can_talk"] is True
        elsewhere = parse_address(f"rtsp://127.0.0.1:{free_port()}/cam")[0]
        house.cameras.change(yard.camera, CameraChange(address=elsewhere), TESTER)  # type: ignore[arg-type]
        assert (await client.get(path)).json()["can_talk"] is None
        house.cameras.change(yard.camera, CameraChange(address=parse_address(yard.url)[0]), TESTER)  # type: ignore[arg-type]
        assert (await client.get(path)).json()["can_talk"] is True


async def test_a_camera_without_a_loudspeaker_or_switched_off_refuses_in_words(yard: Yard) -> None:
    gate = yard.room.gate.id
    async with yard.room.signed_in("operator") as client, mouth() as connection:
        silent = await press(client, gate, connection)
        yard.room.house.cameras.change(gate, CameraChange(is_enabled=False), TESTER)
        off = await press(client, gate, connection)

    assert (silent.status_code, "no loudspeaker" in silent.json()["detail"]) == (422, True)
    assert (off.status_code, "switched off" in off.json()["detail"]) == (409, True)


@pytest.mark.parametrize("what", ["nothing", "role taken", "camera taken", "camera switched off"])
def test_a_talk_ends_when_its_right_has_ended(room: Room, what: str) -> None:
    signed = room.house.sessions.sign_in("operator", PASSWORD, "10.0.0.7")
    talk = MediaSession("talk", "t1", room.gate.id, signed.person.id, signed.login)
    match what:
        case "role taken":
            room.house.users.change(signed.person.id, {"roles": ["reviewer"]}, TESTER)
        case "camera taken":
            room.house.users.change(signed.person.id, {"camera_ids": [room.vault.id]}, TESTER)
        case "camera switched off":
            room.house.cameras.change(room.gate.id, CameraChange(is_enabled=False), TESTER)

    assert may_go_on(room.house, talk) is (what == "nothing")


def test_what_a_killed_host_left_open_is_ended_by_the_next_one(room: Room) -> None:
    lin = Actor(ActorKind.USER, "lin", "Lin")
    killed = TalkAudit(room.database, room.clock)
    killed.began(Spoken(lin, room.gate.id, "t1"))
    killed.ended(Spoken(lin, room.gate.id, "t1"), "let_go", None)
    killed.began(Spoken(lin, room.gate.id, "t2"))
    for _ in range(2):
        TalkAudit(room.database, room.clock).end_left_open()

    entries = told(room)
    assert [(entry.kind, entry.data["session"], entry.data.get("reason")) for entry in entries] == [
        ("camera.talk_began", "t1", None),
        ("camera.talk_ended", "t1", "let_go"),
        ("camera.talk_began", "t2", None),
        ("camera.talk_ended", "t2", "lost"),
    ]
    assert entries[3].data["began_at"] == entries[2].at.isoformat()
