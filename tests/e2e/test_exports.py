"""Evidence as its users make it: a real camera's recording, exported through the page, checked as a recipient would."""

import json
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import av
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.browser import launch, sign_in
from tests.e2e.room import Room, ask, eventually
from tests.ingest.evidence.verifying import GENUINE, WRONG, by_program
from tests.wire.cameras import CameraRack

pytestmark = [pytest.mark.e2e, pytest.mark.footage, pytest.mark.timeout(400)]
LENGTH_S = 4


@pytest.fixture(scope="module")
def rack(footage: Path) -> Iterator[CameraRack]:
    rack = CameraRack({"people": footage / "one-by-one-person-detection.mp4"}, {"people": 22.0})
    rack.plug()
    yield rack
    rack.pull_plug()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, rack: CameraRack) -> Iterator[Room]:
    room = Room(tmp_path_factory.mktemp("exports") / "data", {"WATCHROOM_TIME_ZONE": "Asia/Shanghai"})
    room.start()
    with room.client() as client:
        client.post("/api/cameras", json={"name": "Depot gate", "url": rack.url("people")}).raise_for_status()
    yield room
    room.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def recorded(room: Room) -> tuple[str, str]:
    """Some seconds that are recorded: from the middle of one to the middle of another."""

    def long_enough() -> tuple[str, str] | None:
        with room.client() as client:
            spans = ask(client, "/api/cameras/depot-gate/timeline")["spans"]
        for span in spans:
            start, end = (span[field] for field in ("start", "end"))
            if span["state"] == "recorded" and _seconds(start, end) > LENGTH_S + 3:
                return _later(start, 1.35), _later(start, 1.35 + LENGTH_S)
        return None

    return eventually("the camera is recorded", long_enough, within_s=90, every_s=1)


def test_footage_goes_out_blurred_signed_and_exact(room: Room, browser: Browser, tmp_path: Path) -> None:
    start, end = recorded(room)
    page = browser.new_context(locale="en-GB", accept_downloads=True).new_page()
    sign_in(page, room, path=f"/exports?cameras=depot-gate&start={start}&end={end}")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Depot gate")).to_be_visible(timeout=30_000)
    dialog.get_by_label("Why (optional)").fill("Case 2026-117")
    dialog.get_by_role("button", name="Start export").click()
    expect(page.get_by_role("link", name="Download")).to_be_visible(timeout=120_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    bundle = tmp_path / "bundle.zip"
    download.value.save_as(bundle)
    fingerprint = page.locator(".fingerprint code").inner_text()
    page.context.close()

    code, said = by_program(bundle, fingerprint)
    assert code == GENUINE, said
    assert "Case 2026-117" in said
    with zipfile.ZipFile(bundle) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        archive.extractall(tmp_path)
    (item,) = [item for item in manifest["files"] if "camera" in item]
    assert start <= item["first_frame_at"] < item["last_frame_at"] < end
    assert abs(item["frames"] - LENGTH_S * 10) <= 1
    command = ["ffmpeg", "-v", "error", "-i", str(tmp_path / item["name"]), "-f", "null", "-"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stderr == ""
    with av.open(str(tmp_path / item["name"])) as container:
        assert sum(1 for _ in container.decode(video=0)) == item["frames"]
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(data)
    assert by_program(bundle, fingerprint)[0] == WRONG


def test_export_process_is_seen_in_the_system_view(room: Room) -> None:
    with room.client() as client:

        def counted() -> bool | None:
            hosts = {host["role"]: host for host in ask(client, "/api/system")["hosts"]}
            return (hosts["export"]["is_healthy"] and hosts["export"]["figures"]["exports_made"] >= 1) or None

        assert eventually("the export stands in the host's figures", counted, within_s=30, every_s=1)


def _later(at: str, seconds: float) -> str:
    moved = datetime.fromisoformat(at) + timedelta(seconds=seconds)
    return moved.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _seconds(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
