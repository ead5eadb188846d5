"""Both verifiers, run as a recipient runs them: from a place of their own, with nothing of ours beside them."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from ingest.evidence.bundle import TOOLS_DIR
from tests.e2e.browser import launch

GENUINE, WRONG, UNREADABLE, UNCONFIRMED = 0, 1, 2, 3
PAGE_CODES = {"genuine": GENUINE, "failed": WRONG, "unreadable": UNREADABLE, "whole": UNCONFIRMED}


def by_program(path: Path, key: str | None = None) -> tuple[int, str]:
    """Exit code and what was printed by `verify.py`."""
    command = [sys.executable, "-I", str(TOOLS_DIR / "verify.py"), str(path), *(["--key", key] if key else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=path.parent)
    assert not done.stderr
    return done.returncode, done.stdout


@contextmanager
def opened_page(folder: Path) -> Iterator[Page]:
    """`verify.html` in Chromium, opened from the disk, without any network."""
    copy = folder / "verify.html"
    shutil.copy(TOOLS_DIR / "verify.html", copy)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(locale="en-GB", offline=True)
        page.goto(copy.as_uri())
        yield page
        browser.close()


def by_page(page: Page, files: Sequence[Path], key: str, within_s: float = 10.0) -> int:
    """What the page says of the files, in the program's codes."""
    page.reload()
    page.locator("#key").fill(key)
    page.locator("#files").set_input_files([str(file) for file in files])
    shown = page.locator("[data-verdict]")
    shown.wait_for(timeout=within_s * 1000)
    return PAGE_CODES[str(shown.get_attribute("data-verdict"))]
