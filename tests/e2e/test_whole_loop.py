"""The loop as its users see it: camera → event → map → order on a phone → report → the clip from the recording."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.e2e.browser import launch, sign_in
from tests.e2e.room import ROOT, Room, ask, eventually
from tests.wire.cameras import CameraRack

pytestmark = [pytest.mark.e2e, pytest.mark.footage, pytest.mark.timeout(400)]

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
PLACE = {"lat": 54.0200, "lon": 7.6000}
SHOTS = ROOT / "test-results"

# The sum of a video's pixels: differs when the picture has moved.
_PIXELS = """video => {
  const canvas = document.createElement('canvas');
  canvas.width = 96; canvas.height = 54;
  const context = canvas.getContext('2d');
  context.drawImage(video, 0, 0, 96, 54);
  const data = context.getImageData(0, 0, 96, 54).data;
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum += data[i] * ((i / 4) % 251 + 1);
  return sum;
}"""


@pytest.fixture(scope="module")
def rack(footage: Path) -> Iterator[CameraRack]:
    clips = {"people": footage / "one-by-one-person-detection.mp4", "cars": footage / "car-detection.mp4"}
    rack = CameraRack(clips, {"people": 40.0, "cars": 2.0})
    rack.plug()
    yield rack
    rack.pull_plug()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    room = Room(tmp_path_factory.mktemp("loop") / "data", {"WATCHROOM_ROOM": "Northtown"})
    room.start()
    yield room
    assert room.stop() == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page, to be looked at."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def state_of(client: httpx.Client, name: str) -> str:
    return next((c["status"]["state"] for c in ask(client, "/api/cameras") if c["name"] == name), "absent")


def add_camera_in_page(page: Page, room: Room, url: str) -> None:
    """The wizard: address, test picture, name and place, added."""
    page.goto(f"{room.url}/admin/cameras")
    page.get_by_role("link", name="Add a camera").first.click()
    page.get_by_label("Address of the main stream").fill(url)
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("img", name="Picture of the camera")).to_be_visible(timeout=15_000)
    page.get_by_label(re.compile(r"^Name")).fill("Car park")
    page.get_by_label("Latitude").fill(str(PLACE["lat"] + 0.001))
    page.get_by_label("Longitude").fill(str(PLACE["lon"] + 0.001))
    shoot(page, "add-camera")
    page.get_by_role("button", name="Add camera").click()
    expect(page.get_by_text("Car park").first).to_be_visible()


def watch_line(client: httpx.Client) -> None:
    """One tripwire across the car park and a rule on it, instead of the first rule."""
    camera = next(c["id"] for c in ask(client, "/api/cameras") if c["name"] == "Car park")
    scene = {
        "tripwires": [
            {"id": "lane", "name": "Lane", "start": {"x": 0.05, "y": 0.55}, "end": {"x": 0.95, "y": 0.55}},
        ],
        "rules": [
            {"id": "r1", "kind": "line_crossing", "name": "Lane", "tripwire_id": "lane", "severity": "high"},
        ],
    }
    client.put(f"/api/cameras/{camera}/scene", json=scene).raise_for_status()


def moving(page: Page) -> None:
    """The stage's video plays and its pixels change."""
    video = page.locator(".picture video").first
    eventually("the video has a picture", lambda: video.evaluate("v => v.videoWidth") == 768, within_s=20)
    before_s, before = video.evaluate("v => v.currentTime"), video.evaluate(_PIXELS)
    eventually("its clock advances", lambda: video.evaluate("v => v.currentTime") > before_s + 0.5)
    eventually("its pixels change", lambda: video.evaluate(_PIXELS) != before)


def card(page: Page, kind: str, camera: str) -> None:
    """Wait for the event's card with its picture, and choose it."""
    found = page.locator("article.card", has_text=kind).filter(has_text=camera).first
    expect(found).to_be_visible(timeout=60_000)
    picture = found.locator("img").first
    eventually("the snapshot is drawn", lambda: picture.evaluate("i => i.complete && i.naturalWidth") or 0)
    found.locator(".card-body").click()


def press(phone: Page, words: str) -> None:
    button = phone.locator("button.big-button", has_text=words)
    expect(button).to_be_enabled(timeout=10_000)
    button.click()


def phone_of(browser: Browser, room: Room, path: str) -> Page:
    context = browser.new_context(
        viewport=PHONE,
        permissions=["geolocation"],
        geolocation={"latitude": PLACE["lat"] + 0.004, "longitude": PLACE["lon"], "accuracy": 8},
        has_touch=True,
        is_mobile=True,
    )
    phone = context.new_page()
    phone.goto(room.url + path)
    return phone


def test_from_a_real_stream_to_a_signed_order_and_the_clip(room: Room, rack: CameraRack, browser: Browser) -> None:
    desk = browser.new_page(viewport=DESK)
    place = ["--lat", str(PLACE["lat"]), "--lon", str(PLACE["lon"]), "--bearing", "45"]
    room.run("camera", "add", "--name", "Hall", "--url", rack.url("people"), *place)
    with room.client() as client:
        eventually("the camera of the command line is live", lambda: state_of(client, "Hall") == "online", within_s=5)
        unit = client.post("/api/units", json={"callsign": "P-12", "kind": "car", "crew": ["Chen"]}).json()["id"]
        device = client.post(f"/api/units/{unit}/device").raise_for_status().json()

        sign_in(desk, room)
        expect(desk.get_by_text("Northtown").first).to_be_visible(timeout=15_000)
        add_camera_in_page(desk, room, rack.url("cars"))
        eventually("the camera of the page is live", lambda: state_of(client, "Car park") == "online", within_s=5)
        watch_line(client)

        phone = phone_of(browser, room, device["phone_path"])
        expect(phone.get_by_text("P-12").first).to_be_visible(timeout=15_000)
        eventually("the phone's position is known", lambda: ask(client, "/api/units")[0]["fix"], within_s=20)

    desk.goto(room.url)
    card(desk, "Line crossing", "Car park")
    moving(desk)
    card(desk, "Intrusion", "Hall")
    moving(desk)
    shoot(desk, "event")

    desk.keyboard.press("i")
    expect(desk.get_by_text("Whom to send").first).to_be_visible(timeout=10_000)
    desk.keyboard.press("d")
    desk.get_by_label("Instruction (may stay empty)").fill("Look who is in the hall")
    desk.keyboard.press("Enter")

    expect(phone.get_by_text("Look who is in the hall")).to_be_visible(timeout=10_000)
    shoot(phone, "phone-order")
    for step in ("Sign", "Depart", "On scene", "Handled"):
        press(phone, step)
    press(phone, "Report")
    phone.get_by_label("What did you find, and what did you do?").fill("One person at the table, a visitor.")
    phone.get_by_role("button", name="Send report").click()

    expect(desk.get_by_text("One person at the table, a visitor.").first).to_be_visible(timeout=15_000)
    shoot(desk, "reported")
    with room.client() as client:
        (incident,) = ask(client, "/api/incidents")["items"]
        assert ask(client, f"/api/events/{incident['event_ids'][0]}")["kind"] == "intrusion"
        order = ask(client, f"/api/orders/{incident['order_ids'][0]}")
    assert order["state"] == "reported"
    assert all(step["at"] for step in order["steps"] if step["state"] not in {"declined", "recalled"})

    desk.keyboard.press("r")
    clip = desk.locator(".picture video").first
    eventually("the clip plays", lambda: clip.evaluate("v => v.videoWidth > 0 && v.currentTime") or 0, within_s=25)
    expect(desk.locator(".picture-past").first).to_be_visible()
    shoot(desk, "clip")
