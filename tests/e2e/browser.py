"""Debian's Chromium, headless, and the few moves that every test makes in it."""

from playwright.sync_api import Browser, Page, Playwright

from tests.e2e.room import Room

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]


def launch(playwright: Playwright, *more_flags: str) -> Browser:
    """A browser of its own."""
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*_FLAGS, *more_flags])


def sign_in(page: Page, room: Room, username: str = "admin", password: str = "", path: str = "/") -> None:
    """Open `path` and sign in through the page's own form."""
    page.goto(f"{room.url}{path}")
    page.locator("input[autocomplete=username]").fill(username)
    page.locator("input[autocomplete=current-password]").fill(password or room.password)
    page.locator("form button[type=submit]").click()
