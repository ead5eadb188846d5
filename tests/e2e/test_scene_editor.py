"""Saying what to report: a zone drawn by hand, a rule with hours, tried on footage, saved, and there again."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.e2e.browser import launch, sign_in
from tests.e2e.room import Room, ask, eventually
from tests.wire.cameras import CameraRack

pytestmark = [pytest.mark.e2e, pytest.mark.footage, pytest.mark.timeout(300)]

CORNERS = ((0.1, 0.3), (0.9, 0.3), (0.9, 0.95), (0.1, 0.95))


@pytest.fixture(scope="module")
def rack(footage: Path) -> Iterator[CameraRack]:
    rack = CameraRack({"people": footage / "one-by-one-person-detection.mp4"}, {"people": 40.0})
    rack.plug()
    yield rack
    rack.pull_plug()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, rack: CameraRack) -> Iterator[Room]:
    room = Room(tmp_path_factory.mktemp("scene") / "data")
    room.start()
    room.run("camera", "add", "--name", "Hall", "--url", rack.url("people"))
    with room.client() as client:
        eventually(
            "the camera is online", lambda: ask(client, "/api/cameras/hall")["status"]["state"] == "online", within_s=60
        )
    yield room
    assert room.stop() == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


# Picture points of a camera 6 m up that looks north and 25 degrees down, with metres east and north of them.
PAIRS = (
    ((0.3321, 0.6529), (-3.2, 9.0)),
    ((0.6679, 0.6529), (3.2, 9.0)),
    ((0.3748, 0.3284), (-5.0, 22.0)),
    ((0.6502, 0.3284), (6.0, 22.0)),
    ((0.5, 0.4962), (0.0, 13.0)),
)


def calibrated(room: Room) -> None:
    pairs = [
        {"picture": {"x": x, "y": y}, "place": {"lat": 54.02 + north / 111_195, "lon": 7.6 + east / 65_330}}
        for (x, y), (east, north) in PAIRS
    ]
    with room.client() as client:
        scene = {**ask(client, "/api/cameras/hall/scene"), "calibration": pairs}
        client.put("/api/cameras/hall/scene", json=scene).raise_for_status()


def draw_zone(page: Page) -> None:
    page.get_by_role("button", name="Draw a zone").click()
    picture = page.locator(".picture svg")
    frame = picture.bounding_box()
    assert frame is not None
    for x, y in CORNERS:
        page.mouse.click(frame["x"] + x * frame["width"], frame["y"] + y * frame["height"])
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Zone 1")


def test_zone_and_a_rule_with_hours_are_tried_saved_and_there_after_a_reload(room: Room, browser: Browser) -> None:
    page = browser.new_context(viewport=ViewportSize(width=1440, height=900), locale="en-GB").new_page()
    sign_in(page, room, path="/admin/cameras/hall/scene")
    draw_zone(page)

    page.get_by_text("Rules", exact=True).click()
    page.get_by_role("button", name="Add a rule").click()
    expect(page.get_by_role("button", name=re.compile("^Speeding"))).to_be_disabled()
    page.get_by_role("button", name=re.compile("^Crowding")).click()
    page.get_by_label("At least so many").fill("1")
    page.get_by_role("button", name="Nights 22–06").click()
    page.get_by_role("button", name="Own hours").click()
    expect(page.locator(".next-day")).to_be_visible()

    page.get_by_text("Try out", exact=True).click()
    page.get_by_role("button", name="Try on the recording").click()
    expect(page.locator(".trial-result")).to_be_visible(timeout=30_000)

    page.get_by_role("button", name="Save scene").click()
    expect(page.get_by_role("button", name="Save scene")).to_be_disabled(timeout=15_000)
    page.reload()
    page.get_by_text("Rules", exact=True).click()
    row = page.locator(".rule-row").filter(has_text="Crowding")
    expect(row).to_contain_text("Zone 1 · 1 or more · after 10 s · Nights 22–06")
    with room.client() as client:
        rules = {rule["kind"]: rule for rule in ask(client, "/api/cameras/hall/scene")["rules"]}
    night = {"days": [0, 1, 2, 3, 4, 5, 6], "start_minute": 1320, "end_minute": 360}
    assert rules["occupancy"]["schedule"] == [night]


def test_zone_is_drawn_on_the_map_and_kept_as_places(room: Room, browser: Browser) -> None:
    calibrated(room)
    page = browser.new_context(viewport=ViewportSize(width=1440, height=900), locale="en-GB").new_page()
    sign_in(page, room, path="/admin/cameras/hall/scene")
    page.get_by_text("Draw on the map", exact=True).click()
    page.locator(".scene-map canvas").wait_for()
    page.get_by_role("button", name="Draw a zone").click()
    frame = page.locator(".scene-map canvas").bounding_box()
    assert frame is not None
    for right, down in ((0, 0), (60, 0), (60, -60), (0, -60)):
        page.mouse.click(frame["x"] + frame["width"] / 2 + right, frame["y"] + frame["height"] / 2 + down)
        page.wait_for_timeout(400)  # two clicks at once are a double click, which zooms
    page.get_by_role("button", name="Finish the zone").click()
    page.get_by_role("button", name="Save scene").click()
    expect(page.get_by_role("button", name="Save scene")).to_be_disabled(timeout=15_000)

    with room.client() as client:
        zone = ask(client, "/api/cameras/hall/scene")["zones"][-1]
    assert len(zone["places"]) == 4
    assert len(zone["polygon"]) >= 3
