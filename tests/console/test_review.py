"""Review over HTTP: activity, search, pictures, jumps, fast playback, and playlists about an instant."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import cv2
import httpx
import numpy as np
import pytest

from analytics.activity.days import DayFile
from analytics.activity.grid import CELLS, record
from ingest.packet import StreamInfo
from ingest.record.writer import SegmentWriter
from kernel.sql.journal import read_after
from tests.console.conftest import Room
from tests.ingest.live.source import SIZE, film, named, shade

START_S = 8 * 3600  # the film begins at 08:00
AT = "2026-01-01T08:00:{:06.3f}Z"


def at(seconds: float) -> str:
    return AT.format(seconds)


@pytest.fixture
def filmed(room: Room) -> Room:
    """The room with twelve seconds of footage of the gate, a minute ago."""
    packets = named(film(120), room.gate.id)
    writer = SegmentWriter(room.house.settings.ingest.footage_dir, packets[0], StreamInfo("h264", *SIZE, b""), 300_000)
    for packet in packets[1:]:
        writer.add(packet)
    room.house.catalog.save_segment(writer.close())
    room.clock.advance(60)  # type: ignore[attr-defined]
    return room


def moved(room: Room, camera: str, seconds: dict[int, tuple[int, ...]], known: range) -> None:
    """Write the motion index: seconds after the film's start."""
    records = []
    for second in known:
        levels = np.zeros(CELLS, np.uint8)
        levels[list(seconds.get(second, ()))] = 3
        records.append((START_S + second, record(1, float(levels.any()) / 4, levels)))
    DayFile(room.house.settings.activity_dir / camera, room.clock.now().date()).write(records)


def lines(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def grey(jpeg: bytes) -> float:
    return float(np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)).mean())


async def test_activity_tells_still_from_unknown(room: Room, dispatcher: httpx.AsyncClient) -> None:
    moved(room, room.gate.id, {3: (5,)}, range(8))
    path = f"/api/cameras/{room.gate.id}/activity"
    answer = await dispatcher.get(path, params={"start": at(0), "end": at(12), "buckets": 6})

    assert answer.json()["levels"] == [0, 0.502, 0, 0, None, None]
    refused = await dispatcher.get(path, params={"start": at(12), "end": at(0)})
    assert refused.status_code == 422


async def test_search_streams_hits_unknowns_progress_and_an_end(room: Room, dispatcher: httpx.AsyncClient) -> None:
    moved(room, room.gate.id, {3: (0,), 4: (0,), 9: (143,)}, range(20))
    corner = [{"x": 0, "y": 0}, {"x": 0.06, "y": 0}, {"x": 0.06, "y": 0.1}, {"x": 0, "y": 0.1}]
    wanted = {"camera_ids": [room.gate.id], "start": at(0), "end": at(30), "region": corner}
    found = lines(await dispatcher.post("/api/search/motion", json=wanted))

    assert [line for line in found if line["kind"] == "hit"] == [
        {
            "kind": "hit",
            "camera_id": room.gate.id,
            "start": "2026-01-01T08:00:03Z",
            "end": "2026-01-01T08:00:05Z",
            "strength": 1.0,
        }
    ]
    assert [line["start"] for line in found if line["kind"] == "unknown"] == ["2026-01-01T08:00:20Z"]
    assert found[-1] == {"kind": "done", "hits": 1, "is_cut": False}
    whole = lines(await dispatcher.post("/api/search/motion", json={**wanted, "region": None, "limit": 1}))
    assert whole[-1] == {"kind": "done", "hits": 1, "is_cut": True}


@pytest.mark.parametrize(
    "change",
    [
        {"cells": [144]},
        {"cells": [1], "region": [{"x": 0, "y": 0}] * 3},
        {"end": "2025-01-01T00:00:00Z"},
        {"camera_ids": []},
    ],
    ids=["no such cell", "two regions", "backwards", "no camera"],
)
async def test_search_that_cannot_be_right_is_refused(
    room: Room, dispatcher: httpx.AsyncClient, change: dict[str, object]
) -> None:
    wanted = {"camera_ids": [room.gate.id], "start": at(0), "end": at(30), **change}
    assert (await dispatcher.post("/api/search/motion", json=wanted)).status_code == 422


async def test_search_of_a_camera_that_one_may_not_see_finds_nothing_at_all(room: Room) -> None:
    moved(room, room.vault.id, {3: (0,)}, range(20))
    wanted = {"camera_ids": [room.gate.id, room.vault.id], "start": at(0), "end": at(30)}
    async with room.signed_in("operator-limited") as client:
        answer = await client.post("/api/search/motion", json=wanted)
    assert answer.status_code == 404


async def test_exact_picture_nearest_keyframe_and_a_second_look_without_bytes(filmed: Room) -> None:
    path = f"/api/cameras/{filmed.gate.id}/frame.jpg"
    async with filmed.signed_in("operator") as client:
        exact = await client.get(path, params={"at": at(3.35)})
        near = await client.get(path, params={"at": at(3.35), "exact": "false", "width": 80})
        again = await client.get(path, params={"at": at(3.3)}, headers={"If-None-Match": exact.headers["etag"]})
        gone = await client.get(path, params={"at": at(40)})

    assert abs(grey(exact.content) - shade(33)) <= 6
    assert exact.headers["watchroom-at"] == "2026-01-01T08:00:03.300000+00:00"
    assert exact.headers["cache-control"] == "private, max-age=3600"
    assert abs(grey(near.content) - shade(35)) <= 6
    assert again.status_code == 304
    assert again.content == b""
    assert gone.status_code == 404
    assert "no footage was written" in gone.json()["detail"]


async def test_a_look_at_a_picture_is_journalled(filmed: Room) -> None:
    async with filmed.signed_in("operator") as client:
        await client.get(f"/api/cameras/{filmed.gate.id}/frame.jpg", params={"at": at(3.35)})
    with filmed.database.read() as session:
        (look,) = (entry for entry in read_after(session, 0) if entry.kind == "footage.viewed")
    assert (look.actor.name, look.data["look"], look.data["start"]) == (
        "Operator", "playback", "2026-01-01T08:00:03.300000+00:00",
    )  # fmt: skip


async def test_frame_times_for_steps(filmed: Room) -> None:
    async with filmed.signed_in("operator") as client:
        answer = await client.get(
            f"/api/cameras/{filmed.gate.id}/frames", params={"around": at(5.05), "before": 1, "after": 1}
        )
    assert [(frame["at"][17:22], frame["is_keyframe"]) for frame in answer.json()["frames"]] == [
        ("04.90", False), ("05Z", True), ("05.10", False),
    ]  # fmt: skip


async def test_jumps_to_events_and_movements_both_ways(room: Room, dispatcher: httpx.AsyncClient) -> None:
    now = room.clock.now()
    first = room.add_event(room.gate.id, opened_at=now + timedelta(seconds=5))
    second = room.add_event(room.gate.id, opened_at=now + timedelta(seconds=15))
    room.add_event(room.vault.id, opened_at=now + timedelta(seconds=10))
    moved(room, room.gate.id, dict.fromkeys((3, 4, 20, 21, 22, 40), (5,)), range(60))
    room.clock.advance(60)  # type: ignore[attr-defined]

    async def jump(**wanted: str) -> dict[str, Any] | None:
        answer = await dispatcher.get(f"/api/cameras/{room.gate.id}/moments", params=wanted)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] | None = answer.json()["moment"]
        return found

    async def event(**wanted: str) -> str | None:
        found = await jump(kind="event", **wanted)
        return found["event_id"] if found else None

    async def movement(**wanted: str) -> str | None:
        found = await jump(kind="motion", **wanted)
        return found["at"][17:19] if found else None

    assert [await event(after=at(s)) for s in (0, 5, 15)] == [first.id, second.id, None]
    assert [await event(before=at(s)) for s in (5, 6, 30)] == [None, first.id, second.id]
    assert [await movement(after=at(s)) for s in (0, 10, 30)] == ["03", "20", None]
    assert [await movement(before=at(s)) for s in (3, 20, 59)] == [None, "03", "20"]
    both = {"kind": "event", "after": at(0), "before": at(1)}
    assert (await dispatcher.get(f"/api/cameras/{room.gate.id}/moments", params=both)).status_code == 422


async def test_fast_playback_is_an_mp4_stream(filmed: Room) -> None:
    async with filmed.signed_in("operator") as client:
        path = f"/api/cameras/{filmed.gate.id}/fast.mp4"
        answer = await client.get(path, params={"start": at(0), "end": at(12), "rate": 8})
        nothing = await client.get(path, params={"start": at(30), "end": at(40)})
        forbidden = await client.get(path, params={"start": at(0), "end": at(12), "rate": 1000})

    assert answer.headers["content-type"].startswith("video/mp4; codecs=")
    assert answer.content.count(b"moof") == 24
    assert nothing.status_code == 404
    assert forbidden.status_code == 422


async def test_playlist_about_an_instant_says_where_the_next_begins(filmed: Room) -> None:
    segment = filmed.house.catalog.segments(
        filmed.gate.id, filmed.clock.now() - timedelta(hours=1), filmed.clock.now()
    )[0]
    later = timedelta(hours=2)
    filmed.house.catalog.save_segment(
        replace(segment, id=f"{segment.id}x", started_at=segment.started_at + later, ended_at=segment.ended_at + later)  # type: ignore[arg-type]
    )
    async with filmed.signed_in("operator") as client:
        path = f"/api/cameras/{filmed.gate.id}/playlist.m3u8"
        answer = await client.get(path, params={"at": at(5)})
        following = await client.get(path, params={"at": answer.headers["watchroom-next"]})
        naive = await client.get(path, params={"at": "2026-01-01T08:00:05"})

    assert answer.text.count("#EXTINF") == 3
    assert answer.headers["watchroom-next"].startswith("2026-01-01T10:00:00")
    assert "watchroom-next" not in following.headers
    assert naive.status_code == 422
