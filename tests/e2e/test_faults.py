"""What happens when plugs are pulled and processes killed: restarted, said, and nothing acknowledged is lost."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.room import Room, ask, eventually
from tests.wire.cameras import CameraRack

pytestmark = [pytest.mark.e2e, pytest.mark.footage, pytest.mark.timeout(240)]

Json = dict[str, Any]
MAY_LOSE_S = 2.0


@pytest.fixture
def rack(footage: Path) -> Iterator[CameraRack]:
    rack = CameraRack({"people": footage / "one-by-one-person-detection.mp4"})
    rack.plug()
    yield rack
    rack.pull_plug()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path / "data")
    room.start()
    yield room
    assert room.stop() == 0


def add_camera(client: httpx.Client, url: str) -> str:
    camera = client.post("/api/cameras", json={"name": "People", "url": url}).raise_for_status().json()
    eventually("the camera is online", lambda: state(client, camera["id"]) == "online", within_s=5)
    return str(camera["id"])


def state(client: httpx.Client, camera: str) -> str:
    return str(ask(client, f"/api/cameras/{camera}")["status"]["state"])


def spans(client: httpx.Client, camera: str, since: datetime) -> list[Json]:
    until = datetime.now(UTC) + timedelta(seconds=1)
    found = ask(client, f"/api/cameras/{camera}/timeline", start=since.isoformat(), end=until.isoformat())
    return list(found["spans"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def recorded_s(client: httpx.Client, camera: str, since: datetime) -> float:
    return sum(
        (at(span["end"]) - at(span["start"])).total_seconds()
        for span in spans(client, camera, since)
        if span["state"] == "recorded"
    )


def test_pulled_plug_shows_within_5_s_leaves_a_gap_with_its_reason_and_heals_by_itself(
    room: Room, rack: CameraRack
) -> None:
    since = datetime.now(UTC)
    with room.client() as client:
        camera = add_camera(client, rack.url("people"))
        eventually("some footage", lambda: recorded_s(client, camera, since) > 4)

        rack.pull_plug()
        pulled = datetime.now(UTC)
        eventually("the camera is offline", lambda: state(client, camera) == "offline", within_s=5)
        assert ask(client, f"/api/cameras/{camera}")["status"]["reason"]
        time.sleep(max(0.0, 10 - (datetime.now(UTC) - pulled).total_seconds()))
        rack.plug()
        plugged = datetime.now(UTC)
        eventually("the camera is online again", lambda: state(client, camera) == "online", within_s=15)
        eventually("footage again", lambda: recorded_s(client, camera, plugged) > 3, within_s=25)

        gaps = [span for span in spans(client, camera, since) if span["state"] == "gap" and at(span["end"]) > pulled]
        assert gaps
        assert all(gap["reason"] for gap in gaps)
        assert all(one["end"] == after["start"] for one, after in pairwise(gaps)), "one stretch, whatever its reasons"
        assert abs((at(gaps[0]["start"]) - pulled).total_seconds()) < MAY_LOSE_S
        assert (at(gaps[-1]["end"]) - at(gaps[0]["start"])).total_seconds() > 9
        assert client.get(f"/api/cameras/{camera}/picture.jpg").content[:2] == b"\xff\xd8"


@pytest.mark.faults
def test_hung_camera_is_shown_offline_within_5_s(room: Room, rack: CameraRack) -> None:
    with room.client() as client:
        camera = add_camera(client, rack.url("people"))

        rack.freeze()
        eventually("the camera is offline", lambda: state(client, camera) == "offline", within_s=5)
        rack.thaw()

        eventually("the camera is online again", lambda: state(client, camera) == "online", within_s=20)


def killed(room: Room, name: str) -> datetime:
    before = room.processes()[name]
    os.kill(before, signal.SIGKILL)
    when = datetime.now(UTC)
    eventually(f"{name} is running again", lambda: room.processes().get(name, before) != before, within_s=10)
    return when


def test_killed_pull_host_loses_at_most_2_s_of_what_it_had_received(room: Room, rack: CameraRack) -> None:
    since = datetime.now(UTC)
    with room.client() as client:
        camera = add_camera(client, rack.url("people"))
        eventually("some footage", lambda: recorded_s(client, camera, since) > 6)

        when = killed(room, "pull")
        eventually("footage again", lambda: recorded_s(client, camera, when + timedelta(seconds=1)) > 3, within_s=25)

        ledger = spans(client, camera, since)
        kept = max(at(span["end"]) for span in ledger if span["state"] == "recorded" and at(span["start"]) < when)
        assert (when - kept).total_seconds() <= MAY_LOSE_S, ledger
        lost = [span for span in ledger if span["state"] == "gap" and at(span["end"]) > when]
        assert [bool(span["reason"]) for span in lost] == [True], ledger
        for span, after in pairwise(ledger):
            assert span["end"] == after["start"], "the ledger accounts for every instant"


@pytest.mark.faults
def test_killed_analysis_host_costs_no_footage(room: Room, rack: CameraRack) -> None:
    with room.client() as client:
        camera = add_camera(client, rack.url("people"))
        eventually("some footage", lambda: recorded_s(client, camera, datetime.now(UTC) - timedelta(seconds=60)) > 3)

        when = killed(room, "analysis")
        time.sleep(8)

        assert [span["state"] for span in spans(client, camera, when)] in (["recorded"], ["recorded", "gap"])
        assert recorded_s(client, camera, when) > 6


@pytest.mark.faults
def test_killed_console_keeps_everything_it_acknowledged_and_the_stream_resumes(room: Room) -> None:
    acknowledged: list[str] = []
    with room.client() as client:
        sequence = ask(client, "/api/state")["sequence"]
        victim = room.processes()["console"]
        for number in range(200):
            if number == 60:
                os.kill(victim, signal.SIGKILL)
            try:
                answer = client.post("/api/incidents", json={"title": f"Incident {number}"})
            except httpx.HTTPError:
                break
            acknowledged.append(answer.raise_for_status().json()["id"])
        assert 0 < len(acknowledged) < 200
        eventually("the console answers again", room.answers, within_s=20)

        assert room.processes()["console"] != victim
        kept = {incident["id"] for incident in ask(client, "/api/state")["incidents"]}
        assert set(acknowledged) <= kept
        streamed = set()
        with client.stream("GET", "/api/stream", params={"after": sequence}) as stream:
            for line in stream.iter_lines():
                streamed |= {incident for incident in acknowledged if incident in line}
                if streamed == set(acknowledged):
                    break
        assert streamed == set(acknowledged)


@pytest.mark.faults
def test_killed_parent_leaves_no_process_behind_and_a_second_start_goes_on(room: Room, rack: CameraRack) -> None:
    with room.client() as client:
        camera = add_camera(client, rack.url("people"))
    children = list(room.processes().values())
    assert len(children) == 5

    room.kill()
    eventually("all children ended", lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), within_s=10)
    room.start()

    with room.client() as client:
        eventually("the camera is online", lambda: state(client, camera) == "online", within_s=15)


def test_second_house_on_the_same_data_is_refused_with_the_way_out(room: Room) -> None:
    printed = room.run("run", expect=1)

    assert "another watchroom runs on it" in printed
    assert "Traceback" not in printed
