"""Many cameras at once, and the past: tiles, playback in step, single frames, gaps, search, holds, cases."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

from tests.e2e.browser import launch, sign_in
from tests.e2e.room import Room, ask, eventually
from tests.e2e.test_whole_loop import shoot
from tests.wire.cameras import CameraRack

pytestmark = [pytest.mark.e2e, pytest.mark.footage, pytest.mark.timeout(400)]

DESK = ViewportSize(width=1440, height=900)
NAMES = ("hall", "car-park")


@pytest.fixture(scope="module")
def rack(footage: Path) -> Iterator[CameraRack]:
    clips = {"people": footage / "one-by-one-person-detection.mp4", "cars": footage / "car-detection.mp4"}
    rack = CameraRack(clips, {"people": 40.0, "cars": 2.0})
    rack.plug()
    yield rack
    rack.pull_plug()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, rack: CameraRack) -> Iterator[Room]:
    """A room that has recorded two cameras for half a minute, with a hole of some seconds in it."""
    room = Room(tmp_path_factory.mktemp("review") / "data")
    room.start()
    room.run("camera", "add", "--name", "Hall", "--url", rack.url("people"))
    room.run("camera", "add", "--name", "Car park", "--url", rack.url("cars"))
    with room.client() as client:
        eventually(
            "both cameras are recorded", lambda: all(recorded_s(client, name) > 14 for name in NAMES), within_s=60
        )
        rack.pull_plug()
        time.sleep(6)
        rack.plug()
        eventually("and again", lambda: all(recorded_s(client, name) > 26 for name in NAMES), within_s=60)
    yield room
    assert room.stop() == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def spans(client: httpx.Client, camera: str) -> list[dict[str, str]]:
    now = datetime.now(UTC)
    query = {"start": (now - timedelta(minutes=10)).isoformat(), "end": now.isoformat()}
    found: list[dict[str, str]] = ask(client, f"/api/cameras/{camera}/timeline", **query)["spans"]
    return found


def length_s(span: dict[str, str]) -> float:
    return (datetime.fromisoformat(span["end"]) - datetime.fromisoformat(span["start"])).total_seconds()


def recorded_s(client: httpx.Client, camera: str) -> float:
    return sum(length_s(span) for span in spans(client, camera) if span["state"] == "recorded")


def first_recorded(room: Room) -> datetime:
    with room.client() as client:
        starts = [next(s["start"] for s in spans(client, name) if s["state"] == "recorded") for name in NAMES]
    return max(datetime.fromisoformat(start) for start in starts)


def plays(video: Locator) -> None:
    eventually("a tile has a picture", lambda: video.evaluate("v => v.videoWidth") > 0, within_s=20)
    before = video.evaluate("v => v.currentTime")
    eventually("and it moves", lambda: video.evaluate("v => v.currentTime") > before + 0.5, within_s=20)


def open_review(browser: Browser, room: Room, at: datetime) -> Page:
    page = browser.new_page(viewport=DESK)
    moment = at.isoformat().replace("+00:00", "Z")
    sign_in(page, room, path=f"/review?cameras={','.join(NAMES)}&at={moment}")
    expect(page.locator(".review-tile[data-phase=shown]")).to_have_count(2, timeout=20_000)
    return page


def shown_ms(page: Page) -> list[int]:
    """The moments that the pictures show."""
    videos = page.locator(".review-tile video")
    return [int(ms) for ms in videos.evaluate_all("videos => videos.map(v => v.dataset.shownMs)")]


def test_the_wall_plays_all_tiles_and_one_alone_while_looked_at_closely(room: Room, browser: Browser) -> None:
    page = browser.new_page(viewport=DESK)
    sign_in(page, room, path="/wall")
    tiles = page.locator(".tile video")
    expect(tiles).to_have_count(2)
    for number in range(2):
        plays(tiles.nth(number))
    shoot(page, "wall")

    page.get_by_role("button", name="Look closely at Hall").click()
    plays(page.locator(".focus video").first)
    expect(tiles).to_have_count(0)  # what is covered stops

    page.keyboard.press("Escape")
    plays(tiles.first)


def test_two_cameras_play_in_step_and_stop_at_single_frames(room: Room, browser: Browser) -> None:
    page = open_review(browser, room, first_recorded(room) + timedelta(seconds=3))

    page.keyboard.press(" ")
    time.sleep(4)
    first, second = shown_ms(page)
    page.keyboard.press(" ")
    assert abs(first - second) < 150, f"{first - second} ms apart"
    expect(page.locator(".review-tile[data-phase=shown]")).to_have_count(2, timeout=20_000)
    time.sleep(0.5)
    before = shown_ms(page)[0]

    seen: list[int] = []
    for key in (".", ".", ",", ","):
        page.keyboard.press(key)
        eventually("another frame is shown", lambda: shown_ms(page)[0] != ([before, *seen])[-1], within_s=15)
        time.sleep(0.2)
        seen.append(shown_ms(page)[0])
    assert 0 < seen[0] - before < 300
    assert seen[0] < seen[1]
    assert abs(seen[2] - seen[0]) < 60, "back on the same frame"
    shoot(page, "review")


def test_a_gap_is_shown_as_a_gap_with_its_reason(room: Room, browser: Browser) -> None:
    with room.client() as client:
        gap = next(s for s in spans(client, "hall") if s["state"] == "gap" and length_s(s) > 3)
    page = open_review(browser, room, first_recorded(room) + timedelta(seconds=3))

    moment = datetime.fromisoformat(gap["start"]) + timedelta(seconds=2)
    page.goto(f"{room.url}/review?cameras=hall&at={moment.isoformat().replace('+00:00', 'Z')}")

    cover = page.locator(".review-tile .picture-lost")
    expect(cover).to_contain_text("Not recorded", timeout=15_000)
    expect(cover).to_contain_text(gap["reason"])


def test_searching_here_finds_the_walkers_and_leads_to_them(room: Room, browser: Browser) -> None:
    page = open_review(browser, room, first_recorded(room) + timedelta(seconds=3))

    page.get_by_role("button", name="Search here").click()

    hits = page.locator(".side-hit")
    expect(hits.first).to_be_visible(timeout=20_000)
    clock = page.locator(".transport-time")
    before = clock.get_attribute("datetime")
    hits.first.click()
    expect(page.locator(".range-actions")).to_be_visible()
    eventually("the clock goes there", lambda: clock.get_attribute("datetime") != before, within_s=10)
    expect(page.locator(".review-tile[data-phase=loading]")).to_have_count(0, timeout=15_000)


def test_a_marked_stretch_is_held_and_put_into_a_case(room: Room, browser: Browser) -> None:
    start = first_recorded(room) + timedelta(seconds=3)
    page = open_review(browser, room, start)
    page.keyboard.press("[")

    page.get_by_role("button", name="Hold", exact=True).click()
    page.get_by_label("Why").fill("asked for by the harbour police")
    page.locator(".mantine-Modal-content button[type=submit]").click()
    expect(page.locator(".mantine-Modal-content")).to_have_count(0)
    with room.client() as client:
        assert any(span["state"] == "held" for span in spans(client, "hall"))

    page.get_by_role("button", name="Add to case").click()
    page.get_by_label(re.compile("What it is about")).fill("Bicycle at the car park")
    page.locator(".mantine-Modal-content button[type=submit]").click()
    expect(page.locator(".mantine-Modal-content")).to_have_count(0)
    page.get_by_role("tab", name="Cases").click()
    page.get_by_text("Bicycle at the car park").click()
    expect(page.locator(".case .side-item-row")).to_have_count(2)
    page.get_by_text("Who did and saw what").click()
    expect(page.locator(".custody")).to_contain_text("added something")
    shoot(page, "review-case")
