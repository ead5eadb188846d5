"""Chromium plays a playlist with the page's own HLS player, over a gap."""

import shutil
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.ingest.live.source import again, film
from tests.ingest.playback.recording import Archive, archive
from tests.ingest.playback.test_playlist import Shop, listed

CHROMIUM = shutil.which("chromium")
HLS = Path(__file__).resolve().parents[3] / "console/web/node_modules/hls.js/dist/hls.min.js"
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(not HLS.is_file(), reason="the page's packages are not installed"),
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--autoplay-policy=no-user-gesture-required",
]
PAGE = b"""<video id=v muted></video><script src=/hls.js></script><script>
window.faults = []; const hls = new Hls(); window.hls = hls
hls.on(Hls.Events.ERROR, (_, data) => data.fatal && faults.push(data.details))
v.ontimeupdate = () => { if (v.currentTime > 0 && hls.playingDate) window.began ??= hls.playingDate.toISOString() }
hls.loadSource('/list.m3u8'); hls.attachMedia(v); v.playbackRate = 4; v.play()
</script>"""


class PageShop(Shop):
    """The shop with a page and a player in front."""

    def do_GET(self) -> None:  # noqa: N802  # the name is the base class's
        if self.path == "/":
            self._send(200, PAGE, "text/html")
        elif self.path == "/favicon.ico":
            self._send(404, b"", "text/plain")
        elif self.path == "/hls.js":
            self._send(200, HLS.read_bytes(), "text/javascript")
        else:
            super().do_GET()


@pytest.fixture
def footage(tmp_path: Path) -> Archive:
    found = archive(tmp_path)
    found.record(film(100))
    found.record(again(film(45), 2, 60_000_000))
    return found


@pytest.fixture
def address(footage: Archive) -> Iterator[str]:
    text = listed(footage, 5, 1000)
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *args: PageShop(footage, text, *args))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


async def test_playback_starts_at_the_moment_asked_for_and_goes_on_behind_the_gap(address: str) -> None:
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()
        await page.goto(address)
        # Taken by the page at the first step of the player's clock: before that it has not sought its start.
        await page.wait_for_function("v.videoWidth > 0 && window.began", timeout=15_000)
        began = await page.evaluate("window.began")
        await page.wait_for_function("v.ended || faults.length", timeout=20_000)
        ended = await page.evaluate("[hls.playingDate.toISOString(), v.currentTime, faults]")
        await browser.close()
    # From 08:00:05 to the end of the second file at 08:01:04.5; the piece that shows the 5th second begins at the 4th.
    assert "2026-01-01T08:00:04.9" <= began < "2026-01-01T08:00:07"
    assert ended[2] == []
    assert ended[0] >= "2026-01-01T08:01:04.3"
    assert ended[1] == pytest.approx(10.5, abs=0.3)
