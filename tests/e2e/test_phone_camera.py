"""A unit's phone becomes a camera of the house: seen, recorded, on the map, moving, and back after every fault."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import av
import httpx
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Geolocation,
    Locator,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.e2e.browser import launch, sign_in
from tests.e2e.room import ROOT, Room, ask, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1440, height=900)
SHOTS = ROOT / "test-results"
CAMERA = "p-12-camera"
HERE = Geolocation(latitude=54.02, longitude=7.6, accuracy=5)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    room = Room(tmp_path_factory.mktemp("phone") / "data", {"WATCHROOM_ROOM": "Northtown"})
    room.start()
    yield room
    assert room.stop() == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def link(room: Room) -> str:
    """The device link of the unit P-12."""
    with room.client() as client:
        unit = client.post("/api/units", json={"callsign": "P-12"}).raise_for_status().json()["id"]
        link: str = client.post(f"/api/units/{unit}/device").raise_for_status().json()["phone_path"]
        return link


@pytest.fixture(scope="module")
def pocket(browser: Browser) -> Iterator[BrowserContext]:
    """The phone's browser, which knows where it is."""
    context = browser.new_context(
        viewport=PHONE, permissions=["geolocation", "camera", "microphone"], geolocation=HERE, locale="en-GB"
    )
    yield context
    context.close()


@pytest.fixture(scope="module")
def phone(room: Room, pocket: BrowserContext, link: str) -> Page:
    """The unit's page, its camera started by a thumb."""
    page = pocket.new_page()
    page.goto(room.url + link)
    page.get_by_role("button", name="Camera", exact=True).click()
    shoot(page, "phone-camera-off")
    page.get_by_role("button", name="Sound: off").click()
    page.get_by_role("button", name="Start camera").click()
    expect(page.locator(".camera-badge")).to_contain_text("recorded", timeout=20_000)
    return page


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page, to be looked at."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def camera_of(client: httpx.Client) -> dict[str, object]:
    camera: dict[str, object] = ask(client, f"/api/cameras/{CAMERA}")
    return camera


def state_of(client: httpx.Client) -> tuple[str, str | None]:
    status = ask(client, f"/api/cameras/{CAMERA}")["status"]
    return status["state"], status["reason"]


def plays(video: Locator, within_s: float = 30) -> None:
    eventually("there is a picture", lambda: video.evaluate("v => v.videoWidth") > 0, within_s=within_s)
    before = video.evaluate("v => v.currentTime")
    eventually("and it moves", lambda: video.evaluate("v => v.currentTime") > before + 0.5, within_s=within_s)


def recorded(client: httpx.Client) -> list[dict[str, str]]:
    now = datetime.now(UTC)
    window = {"start": (now - timedelta(minutes=10)).isoformat(), "end": now.isoformat()}
    spans = ask(client, f"/api/cameras/{CAMERA}/timeline", **window)["spans"]
    return [span for span in spans if span["state"] == "recorded"]


def test_a_phone_publishes_and_its_crew_sees_that_it_is_live_and_recorded(room: Room, phone: Page) -> None:
    badge = phone.locator(".camera-badge")
    expect(badge).to_contain_text("Live")
    plays(phone.locator(".camera-view video"))
    shoot(phone, "phone-camera-live")
    phone.get_by_role("button", name="Close").click()
    expect(phone.locator(".camera-strip")).to_contain_text("Live")
    shoot(phone, "phone-camera-strip")
    with room.client() as client:
        camera = camera_of(client)
        assert (camera["name"], camera["position"]) == ("P-12 camera", {"lat": 54.02, "lon": 7.6})
        status = camera["status"]
        assert isinstance(status, dict)
        assert (status["state"], status["codec"], status["width"] > 0) == ("online", "h264", True)


@pytest.mark.usefixtures("phone")
def test_the_room_sees_it_live(room: Room, browser: Browser) -> None:
    desk = browser.new_page(viewport=DESK)
    sign_in(desk, room, path="/wall")
    plays(desk.locator(".tile video").first)
    shoot(desk, "phone-camera-on-the-wall")
    desk.get_by_role("button", name="Look closely at P-12 camera").click()
    plays(desk.locator(".focus video").first)
    with room.client() as client:
        hosts = {host["role"]: host for host in ask(client, "/api/system")["hosts"]}
    assert hosts["media"]["figures"]["whip_sessions"] == 1
    desk.close()


@pytest.mark.usefixtures("phone")
def test_its_recording_holds_a_keyframe_every_few_seconds_as_it_came(room: Room) -> None:
    with room.client() as client:
        eventually("ten seconds are recorded", lambda: _seconds(recorded(client)) > 10, within_s=40)
    (path, *_) = sorted((room.data_dir / "footage" / CAMERA).rglob("*.mp4"))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        times = [float(p.pts * p.time_base) for p in container.demux(stream) if p.is_keyframe and p.pts is not None]
        kinds = {stream.type for stream in container.streams}
        assert stream.codec_context.name == "h264"
    assert len(times) >= 3
    assert max(after - before for before, after in pairwise(times)) <= 4
    assert kinds == {"video", "audio"}


def _seconds(spans: list[dict[str, str]]) -> float:
    return sum(
        (datetime.fromisoformat(span["end"]) - datetime.fromisoformat(span["start"])).total_seconds() for span in spans
    )


def test_it_moves_on_the_map_with_its_unit(room: Room, phone: Page, pocket: BrowserContext) -> None:
    pocket.set_geolocation(Geolocation(latitude=54.021, longitude=7.6, accuracy=5))
    with room.client() as client:
        eventually(
            "the camera moved",
            lambda: camera_of(client)["position"] == {"lat": 54.021, "lon": 7.6},
            within_s=20,
        )
    expect(phone.locator(".camera-strip")).to_contain_text("Live")


def test_a_media_host_that_dies_is_started_again_and_everybody_comes_back_alone(
    room: Room, phone: Page, browser: Browser
) -> None:
    desk = browser.new_page(viewport=DESK)
    sign_in(desk, room, path="/wall")
    desk.get_by_role("button", name="Look closely at P-12 camera").click()
    video = desk.locator(".focus video").first
    plays(video)
    os.kill(room.processes()["media"], signal.SIGKILL)
    expect(phone.locator(".camera-strip")).not_to_contain_text("Live", timeout=10_000)
    shoot(phone, "phone-camera-lost")
    expect(phone.locator(".camera-strip")).to_contain_text("Live", timeout=30_000)
    plays(video)
    desk.close()


def test_stopping_says_so_in_the_room_and_is_no_fault(room: Room, phone: Page) -> None:
    phone.locator(".camera-strip").click()
    phone.get_by_role("button", name="Stop camera").click()
    expect(phone.get_by_role("button", name="Start camera")).to_be_visible()
    with room.client() as client:
        eventually("it is offline", lambda: state_of(client) == ("offline", "nobody is publishing"))
        events = ask(client, "/api/events")
        assert [event for event in events.get("items", []) if event["camera_id"] == CAMERA] == []
