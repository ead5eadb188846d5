"""An operator holds a button in the page and is heard at a camera that is not ours."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.e2e.browser import launch, sign_in
from tests.e2e.room import ROOT, Room, ask, eventually
from tests.ingest.speech import heard, is_heard_soon, level
from tests.wire.senders import GST_LOGIN, gst_rtsp, make_clip

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

SHOTS = ROOT / "test-results"
BEN, PASSWORD = "ben", "correct horse battery"
BUTTON = "Hold to talk through the camera's loudspeaker"


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Room, Path]]:
    """A room with a camera that has a loudspeaker and one that has none, and what was heard."""
    folder = tmp_path_factory.mktemp("talk")
    clip, said = make_clip(folder / "tone.mp4", "-bf", "0"), folder / "heard"
    room = Room(folder / "data", {"WATCHROOM_ROOM": "Northtown"})
    with gst_rtsp(clip, login="digest", loudspeaker=("mulaw", said)) as url, gst_rtsp(clip) as mute:
        room.start()
        with room.client() as client:
            user, password = GST_LOGIN
            login = {"username": user, "password": password}
            client.post("/api/cameras", json={"name": "Yard", "url": url, **login}).raise_for_status()
            ben = {"username": BEN, "name": "Ben", "password": PASSWORD, "roles": ["operator"]}
            client.post("/api/users", json=ben).raise_for_status()
            client.post("/api/cameras", json={"name": "Mute", "url": mute}).raise_for_status()
        yield room, said
        assert room.stop() == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
        yield browser
        browser.close()


def desk(browser: Browser, room: Room, camera: str, username: str = "admin") -> Page:
    """The room's page with the camera in focus; Ben's is a phone that speaks Chinese."""
    size, locale = (ViewportSize(width=1440, height=900), "en-GB")
    if username == BEN:
        size, locale = (ViewportSize(width=390, height=844), "zh-CN")
    page = browser.new_page(viewport=size, permissions=["microphone"], locale=locale)
    sign_in(page, room, username, PASSWORD if username == BEN else "", path="/wall")
    page.get_by_role("button", name=camera).first.click()
    page.locator(".focus-head .quiet-button").nth(2).click()
    return page


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page, to be looked at."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def test_who_holds_the_button_is_heard_at_the_camera_and_nobody_else_may_talk_meanwhile(
    yard: tuple[Room, Path], browser: Browser
) -> None:
    room, said = yard
    page, other = desk(browser, room, "Yard"), desk(browser, room, "Yard", BEN)
    button, word = page.get_by_role("button", name=BUTTON), page.locator(".talk-word")
    expect(word).to_contain_text("Hold the button", timeout=20_000)
    shoot(page, "talk-idle")
    button.hover()
    for _ in range(5):  # some sessions of this camera are deaf
        page.mouse.down()
        expect(word).to_contain_text("You are live", timeout=20_000)
        if is_heard_soon(said, 1.0):
            break
        page.mouse.up()
        expect(word).to_contain_text("Hold the button", timeout=20_000)
    samples = heard(said, 3.0)
    shoot(page, "talk-live")
    expect(other.locator(".talk-word")).to_contain_text("正在通过此摄像机喊话")
    expect(other.locator(".talk-button")).to_be_disabled()
    shoot(other, "talk-other-zh-phone")
    page.mouse.up()
    expect(word).to_contain_text("Hold the button")

    assert level(samples) > 0.005  # Chromium's made microphone beeps once a second
    eventually("the talk is over", lambda: talks(room) == 0)
    expect(other.locator(".talk-word")).to_contain_text("按住")
    shoot(other, "talk-idle-zh-phone")
    other.close()
    page.close()


def test_the_space_bar_talks_and_a_camera_without_a_loudspeaker_has_no_button(
    yard: tuple[Room, Path], browser: Browser
) -> None:
    room, _ = yard
    page = desk(browser, room, "Yard")
    page.get_by_role("button", name=BUTTON).focus()
    page.keyboard.down(" ")
    expect(page.locator(".talk-word")).to_contain_text("You are live", timeout=20_000)
    page.keyboard.up(" ")
    expect(page.locator(".talk-word")).to_contain_text("Hold the button")
    page.close()
    page = desk(browser, room, "Mute")
    expect(page.locator(".facts")).to_be_visible()
    expect(page.locator(".talk")).to_have_count(0)
    page.close()


def talks(room: Room) -> float:
    with room.client() as client:
        hosts = {host["role"]: host for host in ask(client, "/api/system")["hosts"]}
    return float(hosts["media"]["figures"]["talk_sessions"])
