"""Debian's Chromium plays what the live view sends, over WebRTC and over Media Source Extensions."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser, Page, async_playwright

from ingest.live.mse import mse_messages
from ingest.live.peers import Holder
from ingest.live.relay import LiveRelay
from ingest.live.whep import WhepServer
from tests.ingest.live.source import GATE, feed, film, keep_publishing

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--autoplay-policy=no-user-gesture-required",
]
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

WHEP_PAGE = """<video id=v autoplay muted playsinline></video><script>
(async () => {
  const pc = new RTCPeerConnection(); window.pc = pc
  pc.addTransceiver('video', {direction: 'recvonly'})
  pc.ontrack = e => { v.srcObject = new MediaStream([e.track]) }
  v.requestVideoFrameCallback(() => { window.firstPictureMs = performance.now() })
  await pc.setLocalDescription()
  if (pc.iceGatheringState !== 'complete')
    await new Promise(done => { pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && done() })
  const answer = await fetch('/whep', {method: 'POST', body: pc.localDescription.sdp})
  await pc.setRemoteDescription({type: 'answer', sdp: await answer.text()})
})()</script>"""

MSE_PAGE = """<video id=v autoplay muted playsinline></video><script>
const source = new MediaSource(); v.src = URL.createObjectURL(source)
v.requestVideoFrameCallback(() => { window.firstPictureMs = performance.now() })
source.onsourceopen = () => {
  const socket = new WebSocket('ws://' + location.host + '/mse'); socket.binaryType = 'arraybuffer'
  const waiting = []; let buffer
  const feed = () => { if (buffer && !buffer.updating && waiting.length) buffer.appendBuffer(waiting.shift()) }
  socket.onmessage = e => {
    if (typeof e.data === 'string') {
      window.head = JSON.parse(e.data)
      if (!buffer) { buffer = source.addSourceBuffer(head.mime); buffer.onupdateend = () => {
        const b = v.buffered
        if (b.length && v.currentTime < b.end(b.length - 1) - 1.5) v.currentTime = b.end(b.length - 1) - 0.3
        feed() } }
    } else { waiting.push(e.data); feed() }
  }
}</script>"""


def app(relay: LiveRelay, whep: WhepServer) -> FastAPI:
    """The least server that a page needs."""
    api = FastAPI()

    @api.get("/{page}.html")
    async def page(page: str) -> HTMLResponse:
        return HTMLResponse({"whep": WHEP_PAGE, "mse": MSE_PAGE}[page])

    @api.post("/whep")
    async def offer(request: Request) -> Response:
        sdp = (await request.body()).decode()
        _, answer = await whep.answer(GATE, sdp, lambda: relay.watch(GATE), Holder("usr_1"))
        return Response(answer, 201, media_type="application/sdp")

    @api.websocket("/mse")
    async def mse(socket: WebSocket) -> None:
        await socket.accept()
        with contextlib.suppress(WebSocketDisconnect):
            async with contextlib.aclosing(mse_messages(relay, GATE)) as messages:
                async for message in messages:
                    await (socket.send_text(message) if isinstance(message, str) else socket.send_bytes(message))

    return api


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[tuple[str, WhepServer]]:
    """(address of the served pages, the WHEP server), with a camera that sends ten frames a second."""
    with feed(tmp_path) as publisher:
        relay = LiveRelay(publisher.endpoint)
        whep = WhepServer()
        server = uvicorn.Server(
            uvicorn.Config(app(relay, whep), port=0, log_level="warning", ws_per_message_deflate=False)
        )
        camera = asyncio.create_task(keep_publishing(publisher, film(40, size=(320, 240)), 0.1))
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", whep
        await whep.peers.close_all()
        server.should_exit = True
        await serving
        camera.cancel()
        await relay.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


async def state(page: Page) -> tuple[float, int, int]:
    """(currentTime, videoWidth, frames shown)."""
    time, width, frames = await page.evaluate(
        "[v.currentTime, v.videoWidth, v.getVideoPlaybackQuality().totalVideoFrames]"
    )
    return float(time), int(width), int(frames)


@pytest.mark.parametrize("way", ["whep", "mse"])
async def test_chromium_shows_a_moving_picture(house: tuple[str, WhepServer], browser: Browser, way: str) -> None:
    page = await browser.new_page()
    await page.goto(f"{house[0]}/{way}.html")
    await page.wait_for_function("window.firstPictureMs && v.videoWidth > 0", timeout=20_000)
    before = await state(page)
    await page.wait_for_function(f"v.currentTime > {before[0]} + 2", timeout=10_000)
    after = await state(page)
    print(way, "first picture after", await page.evaluate("window.firstPictureMs"), before, after)  # noqa: T201
    assert after[1] == 320
    assert 10 <= after[2] - before[2] <= 40


async def test_peer_whose_page_vanished_is_closed_within_five_seconds(
    house: tuple[str, WhepServer], browser: Browser
) -> None:
    page = await browser.new_page()
    await page.goto(f"{house[0]}/whep.html")
    await page.wait_for_function("window.firstPictureMs", timeout=20_000)
    assert len(house[1].peers) == 1
    await page.close()
    async with asyncio.timeout(5):
        while len(house[1].peers):
            await asyncio.sleep(0.05)
