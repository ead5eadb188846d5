"""Chromium plays a playlist with the page's own HLS player, over a gap."""

import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from ingest.playback.fast import FastQuery, fast
from ingest.playback.fragments import FragmentIndex
from ingest.playback.moment import Recordings
from kernel.clock import from_us
from tests.ingest.live.source import GATE, START_US, again, film
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


FAST_PAGE = b"""<video id=v muted></video><script>
window.faults = []; v.onerror = () => faults.push(v.error.message)
async function play() {
  const answer = await fetch('/fast.mp4'), source = new MediaSource()
  v.src = URL.createObjectURL(source); await new Promise(done => source.onsourceopen = done)
  const buffer = source.addSourceBuffer(answer.headers.get('content-type'))
  for (const reader = answer.body.getReader();;) {
    const {value, done} = await reader.read()
    if (done) break
    buffer.appendBuffer(value); await new Promise(ready => buffer.onupdateend = ready)
  }
  source.endOfStream(); window.length = v.duration; await v.play()
}
play().catch(error => faults.push(String(error)))
</script>"""


class PageShop(Shop):
    """The shop with a page and a player in front."""

    def do_GET(self) -> None:  # noqa: N802  # the name is the base class's
        if self.path == "/":
            self._send(200, PAGE, "text/html")
        elif self.path == "/fast":
            self._send(200, FAST_PAGE, "text/html")
        elif self.path == "/plain":
            self._send(200, b"<video id=v muted autoplay src=/fast.mp4></video>", "text/html")
        elif self.path == "/fast.mp4":
            begin = from_us(START_US)
            stream = fast(
                Recordings(self._footage.catalog, self._footage.store, FragmentIndex()),
                FastQuery(GATE, begin, begin + timedelta(seconds=1000), 4),
            )
            self._send(200, b"".join(stream.chunks), stream.media_type)
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


@pytest.mark.parametrize("way", ["fast", "plain"], ids=["media source", "plain video"])
async def test_fast_playback_runs_to_its_end_over_the_gap(address: str, way: str) -> None:
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()
        await page.goto(address + way)
        await page.wait_for_function("v.ended || window.faults?.length", timeout=20_000)
        ended = await page.evaluate("[v.currentTime, v.videoWidth, v.getVideoPlaybackQuality().totalVideoFrames]")
        faults = await page.evaluate("window.faults ?? []")
        await browser.close()
    assert faults == []
    # 14.5 s of footage without the gap, four times as fast; keyframes come every half second.
    assert ended[0] == pytest.approx(14.5 / 4, abs=0.15)  # a plain video stops at its last picture
    assert ended[1] == 160
    assert ended[2] >= 20
