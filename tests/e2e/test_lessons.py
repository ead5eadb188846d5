"""An operator says "false" and why: the effect is told at once, shows on the picture, and is taken back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect, sync_playwright

from console.api.app import create_app
from kernel.clock import SystemClock
from kernel.event import Event, Severity
from kernel.ids import RuleId
from tests.console.conftest import PASSWORD, TESTER, Room
from tests.console.serving import served
from tests.e2e.browser import launch, sign_in
from tests.e2e.room import ROOT
from tests.e2e.test_whole_loop import shoot

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]
DESK, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)


@dataclass(frozen=True, slots=True)
class Address:
    url: str
    password: str = PASSWORD


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A house without cameras' hosts: what they would report is put into its store."""
    made = Room(tmp_path, SystemClock())
    made.app = create_app(made.house, ROOT / "console" / "web" / "dist")
    yield made
    made.close()


@pytest.fixture
def address(room: Room) -> Iterator[Address]:
    with served(room) as host:
        yield Address(f"http://{host}")


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def picture(*, with_figure: bool) -> bytes:
    ground = np.tile(np.linspace(150, 60, 360, dtype=np.uint8)[:, None, None], (1, 640, 3))
    if with_figure:
        cv2.rectangle(ground, (64, 36), (128, 144), (40, 40, 40), -1)
    return cv2.imencode(".jpg", ground)[1].tobytes()


def report(room: Room) -> Event:
    """The camera's analysis reports somebody at the same place again."""
    seen = room.add_event(room.gate.id, rule=RuleId("intrusion"), severity=Severity.MEDIUM)
    room.house.events.snapshot_path(seen.id).write_bytes(picture(with_figure=True))
    return seen


def desk(browser: Browser, address: Address, username: str, size: ViewportSize, locale: str = "en-GB") -> Page:
    page = browser.new_context(viewport=size, locale=locale).new_page()
    body = picture(with_figure=False)

    def live(route: Route) -> None:
        route.fulfill(body=body, content_type="image/jpeg")

    page.route("**/picture.jpg*", live)
    sign_in(page, address, username)  # type: ignore[arg-type]
    return page


def test_third_dismissal_tells_its_effect_and_the_next_event_is_kept_quiet(
    room: Room, address: Address, browser: Browser
) -> None:
    for _ in range(2):
        room.house.events.dismiss(report(room).id, "shadow", "", TESTER)
    report(room)
    page = desk(browser, address, "administrator", DESK)
    expect(page.locator(".card")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("f")
    shoot(page, "lessons_reasons")
    page.keyboard.press("1")
    effect = page.locator(".lesson-effect")
    expect(effect).to_contain_text(re.compile(r"3 alike: from now on kept quiet .* between \d\d:\d\d and \d\d:\d\d"))
    expect(page.locator(".card")).to_have_count(0)
    shoot(page, "lessons_effect")
    (shown,) = room.house.lessons.of(room.gate.id)
    assert (len(shown.lesson.examples), shown.lesson.changed_by) == (3, "Administrator")


def test_kept_quiet_is_listed_explained_and_switched_off(room: Room, address: Address, browser: Browser) -> None:
    for _ in range(3):
        room.house.events.dismiss(report(room).id, "shadow", "", TESTER)
    (shown,) = room.house.lessons.of(room.gate.id)
    quiet = room.add_event(
        room.gate.id, rule=RuleId("intrusion"), severity=Severity.MEDIUM, suppressed_by=(shown.lesson.id,)
    )
    room.house.events.snapshot_path(quiet.id).write_bytes(picture(with_figure=True))
    page = desk(browser, address, "administrator", DESK)
    page.get_by_role("button", name="Kept quiet: 1").click()
    expect(page.locator(".card-quiet")).to_have_count(1)
    page.locator(".card-quiet button").click()
    expect(page.locator(".why-quiet")).to_contain_text("3 alike were marked false here between")
    shoot(page, "lessons_quiet")

    page.locator(".why-quiet a").click()
    expect(page.locator(".lesson")).to_contain_text("Keeps quiet")
    expect(page.locator(".lesson-sign")).to_have_count(1)
    shoot(page, "lessons_camera")
    page.get_by_role("switch", name="Let the lesson hold").click()
    expect(page.locator(".lesson")).to_contain_text("Switched off")
    assert room.house.lessons.quieting(quiet) == ()

    page.goto(f"{address.url}/precision")
    expect(page.locator(".precision-table")).to_contain_text("Not enough verdicts: 3 of 10")
    page.locator(".precision-open").click()
    expect(page.locator(".rule-events li")).to_have_count(4)
    shoot(page, "lessons_precision")


@pytest.mark.parametrize("path", ["/precision", "/admin/cameras/{gate}/lessons", "/"])
def test_phone_in_chinese_shows_all_of_it_without_scrolling_sideways(
    room: Room, address: Address, browser: Browser, path: str
) -> None:
    for number in range(12):
        event = report(room)
        if number % 3 == 2:
            room.house.events.acknowledge(event.id, TESTER)
        else:
            room.house.events.dismiss(event.id, "shadow" if number % 2 else "animal", "", TESTER)
    page = desk(browser, address, "administrator", PHONE, "zh-CN")
    page.goto(address.url + path.format(gate=room.gate.id))
    page.wait_for_timeout(800)
    shoot(page, f"lessons_phone_{path.count('/')}{len(path)}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
