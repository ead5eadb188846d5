"""The phone page in a dead spot: it opens, a call for help is kept and sent once, and stands red in the room."""

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Geolocation, Page, ViewportSize, expect, sync_playwright

from console.api.app import create_app
from console.api.pages import DIST
from kernel.clock import SystemClock
from kernel.geo import LatLon
from kernel.ids import UnitId
from patrol.position import Fix
from tests.console.conftest import PASSWORD, Room
from tests.e2e.browser import launch
from tests.e2e.room import ROOT, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

SHOTS = ROOT / "test-results"
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1440, height=900)
HERE = Geolocation(latitude=54.0004, longitude=7.0006, accuracy=6)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    made = Room(tmp_path_factory.mktemp("dead-spot"), SystemClock())
    yield made
    made.close()


@pytest.fixture(scope="module")
def url(room: Room) -> Iterator[str]:
    """The room behind a real socket, with the built page."""
    room.house.feed.start(None, room.house.positions_since)
    app = create_app(room.house, DIST)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    eventually("the server listens", lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    room.house.feed.close()
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pocket(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, permissions=["geolocation"], geolocation=HERE, locale="en-GB")
    yield context
    context.close()


@pytest.fixture(scope="module")
def phone(pocket: BrowserContext, room: Room, url: str) -> Page:
    """The unit's phone, its shell kept."""
    page = pocket.new_page()
    page.goto(f"{url}/unit#token={room.token}")
    expect(page.get_by_text("Connected")).to_be_visible(timeout=20_000)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    eventually("the worker looks after the page", lambda: page.evaluate("() => !!navigator.serviceWorker.controller"))
    return page


@pytest.fixture(scope="module")
def desk(browser: Browser, room: Room, url: str) -> Iterator[Page]:
    room.house.patrol.record_fix(room.unit.id, _fix())
    context = browser.new_context(viewport=DESK, locale="en-GB")
    page = context.new_page()
    page.goto(url)
    page.locator("input[autocomplete=username]").fill("dispatcher")
    page.locator("input[autocomplete=current-password]").fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    expect(page.locator(".queue")).to_be_visible(timeout=20_000)
    yield page
    context.close()


def _fix() -> Fix:
    now = datetime.now(UTC)
    return Fix(LatLon(HERE["latitude"], HERE["longitude"]), now, now, 6.0)


def hold(page: Page, for_s: float) -> None:
    """Press the SOS button and let go after a while."""
    box = page.get_by_role("button", name="Call for help").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(for_s * 1000)
    page.mouse.up()


def test_a_press_that_is_too_short_calls_nobody(phone: Page, room: Room) -> None:
    phone.screenshot(path=SHOTS / "phone_normal.png")
    hold(phone, 0.6)
    expect(phone.get_by_text("Hold for 1.5 s to call for help")).to_be_visible()
    assert room.house.patrol.panics.standing() == []


def test_only_the_shell_is_kept_on_the_phone(phone: Page) -> None:
    kept: list[str] = phone.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
        " (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)))).flat()"
    )
    assert "/index.html" in kept
    assert [path for path in kept if path.startswith(("/api", "/osmand"))] == []


def test_without_a_network_the_page_opens_and_keeps_the_call(
    pocket: BrowserContext, phone: Page, desk: Page, room: Room
) -> None:
    pocket.set_offline(True)
    phone.reload()
    expect(phone.get_by_text("No connection to the room")).to_be_visible(timeout=10_000)
    phone.screenshot(path=SHOTS / "phone_dead_spot.png")
    pressed = datetime.now(UTC)
    hold(phone, 2.0)
    expect(phone.get_by_text("not sent yet")).to_be_visible()
    phone.screenshot(path=SHOTS / "phone_sos_waiting.png")
    phone.reload()
    expect(phone.get_by_text("not sent yet")).to_be_visible()
    assert room.house.patrol.panics.standing() == []
    time.sleep(1)
    back = datetime.now(UTC)
    pocket.set_offline(False)
    expect(phone.get_by_text("SOS sent")).to_be_visible(timeout=20_000)
    [panic] = room.house.patrol.panics.standing()
    assert panic.presses == 1
    assert pressed <= panic.pressed_at < back <= panic.received_at
    expect(desk.locator(".panic-who")).to_contain_text("P-1")
    phone.screenshot(path=SHOTS / "phone_sos_sent.png")
    desk.wait_for_timeout(1500)
    desk.screenshot(path=SHOTS / "room_sos.png")


def test_the_room_asks_for_the_camera_takes_it_and_clears_it_with_a_reason(phone: Page, desk: Page) -> None:
    desk.get_by_role("button", name="Ask for the camera").click()
    expect(phone.get_by_role("button", name="Show the room my camera")).to_be_visible()
    phone.screenshot(path=SHOTS / "phone_camera_wanted.png")
    desk.get_by_role("button", name="I have it").click()
    expect(phone.get_by_text("has your SOS")).to_be_visible()
    desk.get_by_role("button", name="Clear…").click()
    desk.get_by_placeholder("How did it end?").fill("crew is safe")
    desk.get_by_role("button", name="Clear", exact=True).click()
    expect(desk.locator(".panic-who")).to_have_count(0)
    expect(phone.get_by_text("crew is safe")).to_be_visible()


def test_a_message_waits_for_the_network_and_is_answered(
    pocket: BrowserContext, phone: Page, desk: Page, room: Room
) -> None:
    pocket.set_offline(True)
    phone.get_by_role("button", name="Write to the room").click()
    phone.get_by_role("button", name="On my way").click()
    expect(phone.get_by_text("waits for the network")).to_be_visible()
    phone.screenshot(path=SHOTS / "phone_messages.png")
    pocket.set_offline(False)
    expect(phone.get_by_text("✓ sent")).to_be_visible(timeout=20_000)
    assert [m.text for m in room.house.patrol.messages.recent(UnitId(room.unit.id))] == ["On my way"]
    desk.locator(".message-mark").click()
    desk.locator(".message-row").click()
    expect(desk.locator(".thread")).to_contain_text("On my way")
    desk.screenshot(path=SHOTS / "room_messages.png")
    desk.get_by_role("button", name="Mark the message as read").click()
    expect(phone.get_by_text("read in the room")).to_be_visible()
    desk.get_by_placeholder("Write to this unit").fill("Take the north door")
    desk.get_by_placeholder("Write to this unit").press("Enter")
    expect(phone.locator(".talk")).to_contain_text("Take the north door")
    expect(desk.locator(".thread")).to_contain_text("✓✓ ● read")


def test_the_phone_speaks_chinese(phone: Page) -> None:
    phone.keyboard.press("Escape")
    phone.evaluate("() => localStorage.setItem('watchroom.language', 'zh')")
    phone.reload()
    expect(phone.get_by_text("给指挥室留言")).to_be_visible(timeout=15_000)
    phone.screenshot(path=SHOTS / "phone_normal_zh.png")


def test_a_part_of_the_page_lost_on_the_way_is_told_and_loaded_again(desk: Page, url: str) -> None:
    desk.route("**/assets/ReviewApp-*", lambda route: route.abort())
    desk.goto(f"{url}/review")
    expect(desk.get_by_text("This page stopped working.")).to_be_visible(timeout=15_000)
    desk.screenshot(path=SHOTS / "broken.png")
    desk.unroute("**/assets/ReviewApp-*")
    # Nobody presses anything: a screen without a person comes back by itself.
    expect(desk.locator(".review")).to_be_visible(timeout=25_000)
