"""Live view: from the camera to the glass, from the click to the first picture, and what each viewer costs."""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Locator, Page, sync_playwright

from tests.bench import barcode
from tests.bench.clock_camera import FPS, GOP_S, SIZE
from tests.bench.figures import Figures, Row, percentile
from tests.bench.live_api import noise_film, viewers
from tests.bench.processes import cpu_s, descendants
from tests.e2e.browser import launch, sign_in
from tests.e2e.room import ROOT, Room, ask, eventually

FILMS, PICTURES = 6, 150
CLICKS = 3 * (FILMS + 1)  # three times round all cameras
SETTLE_S, FIRST_WITHIN_S = 8.0, 10.0
VIEWERS, CPU_S = {"whep": 10, "mse": 30}, 12.0
GLASS_LIMIT_MS, FIRST_LIMIT_MS = 300, 500
READ_AT_LEAST = 0.98
CARRIERS = {"whep": "WebRTC", "mse": "Fragments over WebSocket"}

# Notes each click, and of each frame of each video: its blocks, when it is on the glass, and what to add to that to get
# the wall clock. The callback comes before the frame is drawn; `expectedDisplayTime` is when it will be.
_PROBE = f"""() => {{
  const read = {barcode.READ};
  const probe = window.__probe = {{clicks: [], frames: []}};
  const follow = (video) => {{
    if (video.__followed) return;
    video.__followed = true;
    const next = (now, frame) => {{
      video.requestVideoFrameCallback(next);
      const by = video.srcObject ? 'whep' : 'mse';
      probe.frames.push([read(video), frame.expectedDisplayTime, Date.now() - performance.now(), by]);
    }};
    video.requestVideoFrameCallback(next);
  }};
  const look = () => document.querySelectorAll('video').forEach(follow);
  new MutationObserver(look).observe(document.body, {{subtree: true, childList: true}});
  document.addEventListener('click', (click) => probe.clicks.push(click.timeStamp), {{capture: true}});
  look();
}}"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture on the glass: what it says, when by the page's clock, that clock's offset from Unix time, by which
    carrier."""

    mark: barcode.Mark
    at_ms: float
    offset_ms: float
    by: str

    @property
    def age_ms(self) -> float:
        """From the picture's making to the glass."""
        return (round(self.at_ms + self.offset_ms) - self.mark.made_ms + 2**31) % 2**32 - 2**31


class Eye:
    """Looks at the pictures of one page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.unread = self.all = 0
        page.evaluate(_PROBE)

    def take(self) -> list[Shown]:
        """The pictures since the last call, without those whose blocks cannot be read."""
        frames = self._page.evaluate("window.__probe.frames.splice(0)")
        marks = [(barcode.read(bits), *told) for bits, *told in frames]
        found = [Shown(mark, *told) for mark, *told in marks if mark is not None]
        self.all, self.unread = self.all + len(frames), self.unread + len(frames) - len(found)
        return found

    def click(self, target: Locator) -> float:
        """Click and return when, by the page's clock."""
        self._page.evaluate("window.__probe.clicks.length = 0")
        target.click()
        clicks = self._page.evaluate("window.__probe.clicks")
        assert len(clicks) == 1, clicks
        return float(clicks[0])

    def first(self, camera: int, carrier: str, clicked_ms: float) -> tuple[float, float]:
        """Milliseconds from the click to the camera's first picture, and to the first by the carrier to stay with."""
        found: list[Shown] = []

        def seen() -> bool:
            found.extend(one for one in self.take() if one.mark.camera == camera)
            return any(one.by == carrier for one in found)

        eventually(f"a picture of camera {camera} by {carrier}", seen, FIRST_WITHIN_S, every_s=0.2)
        self.demand(carrier)
        stays = next(one for one in found if one.by == carrier)
        return found[0].at_ms - clicked_ms, stays.at_ms - clicked_ms

    def demand(self, carrier: str) -> None:
        """Fail when the page does not say that the picture comes by this carrier."""
        self._page.locator(f'.picture-behind[title="{CARRIERS[carrier]}"]').last.wait_for(timeout=5000)

    def ages(self, carrier: str) -> tuple[list[float], list[float]]:
        """(ages of pictures of the clock, what drawing and encoding each took), in ms; no picture counts twice."""
        time.sleep(SETTLE_S)
        self.take()
        self.all = self.unread = 0
        found: dict[int, Shown] = {}
        until = time.monotonic() + 4 * PICTURES / FPS
        while len(found) < PICTURES:
            assert time.monotonic() < until, f"{len(found)} pictures of the clock"
            time.sleep(0.5)
            for one in self.take():
                assert one.mark.camera == 0, f"camera {one.mark.camera} instead of the clock"
                found.setdefault(one.mark.number, one)
        assert self.unread <= (1 - READ_AT_LEAST) * self.all, f"{self.unread} of {self.all} pictures cannot be read"
        self.demand(carrier)
        kept = list(found.values())
        return [one.age_ms for one in kept], [float(one.mark.cost_ms) for one in kept]


def measure() -> Figures:
    """A house with a clock and some films, looked at in Chromium, then by many viewers of one camera."""
    with tempfile.TemporaryDirectory() as folder, _cameras() as port:
        room = Room(Path(folder) / "data")
        room.start()
        try:
            with room.client() as client:
                _add(client, port)
                rows = _looked(room, client)
        finally:
            room.stop()
        rows += _costs(Path(folder) / "many")
    how = (
        f"Cameras of {SIZE[0]}x{SIZE[1]}, {FPS} fps, keyframe every {GOP_S} s, over RTSP; the console in Chromium "
        "without a GPU, all on the same machine. Glass to glass: each picture carries, with a checksum, the "
        "millisecond at which its drawing began; it is read in the page and compared with `expectedDisplayTime`, so "
        f"drawing and encoding (x264, zerolatency) count; {PICTURES} pictures. First picture: {CLICKS} clicks each at "
        "random moments; `unwatched`: nobody saw it live before; in the room and closely fragments (MSE) begin, "
        "until WHEP takes their place. Per viewer: one camera of 2 Mbit/s, viewers in "
        f"another process, the slope from 1 to {VIEWERS['whep']} (WHEP) or {VIEWERS['mse']} (MSE)."
    )
    return Figures(how, rows)


@contextmanager
def _cameras() -> Iterator[int]:
    command = [sys.executable, "-m", "tests.bench.clock_camera", str(FILMS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()


def _add(client: httpx.Client, port: int) -> None:
    """The cameras by name: `0` is the clock; they stand in a row."""
    for number, name in enumerate(["clock", *(f"film-{film}" for film in range(1, FILMS + 1))]):
        place = {"lat": 50.0, "lon": 8.0 + number / 1000}
        draft = {"name": str(number), "url": f"rtsp://127.0.0.1:{port}/{name}", "position": place}
        client.post("/api/cameras", json=draft).raise_for_status()
    eventually("cameras online", lambda: _online(client), within_s=60)


def _online(client: httpx.Client) -> bool:
    return all(camera["status"]["state"] == "online" for camera in ask(client, "/api/cameras"))


def _looked(room: Room, client: httpx.Client) -> list[Row]:
    person = ask(client, "/api/session")["user"]["id"]
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        sign_in(page, room)
        page.locator(".stage").wait_for()
        kept = f"localStorage.setItem('watchroom.wall.{person}', JSON.stringify({{size: 1, cameras: [], turnS: 0}}))"
        page.evaluate(kept)
        page.goto(f"{room.url}/wall")
        page.locator(".tile video").wait_for(state="attached")
        eye, dice = Eye(page), random.Random(1)
        mse = eye.ages("mse")
        tiles = _stepped(eye, dice, "mse", page.get_by_role("button", name="Next page"))
        page.get_by_role("button", name="Look closely at 0").click()
        whep = eye.ages("whep")
        closely = _stepped(eye, dice, "whep", page.get_by_role("button", name="Next camera"))
        page.get_by_role("button", name="Open in the room").click()
        stage = _through_neighbours(page, eye, dice)
        browser.close()
    return [
        *_glass("WHEP", whep, GLASS_LIMIT_MS),
        *_glass("MSE", mse, None),
        *_first("another camera in the room", stage),
        *_first("the next camera closely, unwatched", closely),
        *_first("a tile of the wall, unwatched", tiles),
        *_over("another camera in the room", stage),
        *_over("the next camera closely, unwatched", closely),
    ]


def _stepped(eye: Eye, dice: random.Random, carrier: str, onward: Locator) -> list[tuple[float, float]]:
    """First pictures, camera by camera, round and round from the clock to the clock."""
    took = []
    for click in range(1, CLICKS + 1):
        time.sleep(dice.uniform(0.6, 2.6))
        eye.take()
        took.append(eye.first(click % (FILMS + 1), carrier, eye.click(onward)))
    return took


def _through_neighbours(page: Page, eye: Eye, dice: random.Random) -> list[tuple[float, float]]:
    """First pictures in the room, each time of a camera whose still hangs under the picture."""
    took = []
    for _ in range(CLICKS):
        time.sleep(dice.uniform(0.6, 2.6))
        near = page.locator(".neighbour")
        near.first.wait_for()  # the stills come when the picture asked for stands
        chosen = near.nth(dice.randrange(near.count()))
        camera = int(chosen.locator(".neighbour-name").inner_text())
        eye.take()
        took.append(eye.first(camera, "whep", eye.click(chosen)))
    return took


def _glass(name: str, found: tuple[list[float], list[float]], limit_ms: float | None) -> list[Row]:
    ages, costs = found
    return [
        Row(f"{name}: pictures read", len(ages), ""),
        Row(f"{name}: glass to glass, p50", percentile(ages, 0.5), "ms"),
        Row(f"{name}: glass to glass, p95", percentile(ages, 0.95), "ms", limit=limit_ms),
        Row(f"{name}: of it drawing and encoding, p50", percentile(costs, 0.5), "ms"),
    ]


def _over(name: str, clicks: list[tuple[float, float]]) -> list[Row]:
    """When WebRTC has taken the first pictures' place; nothing is dark between."""
    return [Row(f"click → by WHEP: {name}, p95", percentile([whep for _, whep in clicks], 0.95), "ms")]


def _first(name: str, clicks: list[tuple[float, float]]) -> list[Row]:
    assert len(clicks) == CLICKS
    took = [first for first, _ in clicks]
    return [
        Row(f"click → first picture: {name}, p50", percentile(took, 0.5), "ms"),
        Row(f"click → first picture: {name}, p95", percentile(took, 0.95), "ms", limit=FIRST_LIMIT_MS),
    ]


def _costs(folder: Path) -> list[Row]:
    """What one more viewer costs the process that serves him."""
    room = Room(folder / "data")
    noise_film(room.data_dir / "media" / "film.mp4")
    room.start()
    try:
        with room.client() as client:
            client.post("/api/cameras", json={"name": "Film", "url": "file:film.mp4"}).raise_for_status()
            eventually("the camera is online", lambda: _online(client), within_s=60)
        return [*_slope(room, "whep", "media"), *_slope(room, "mse", "console")]
    finally:
        room.stop()


def _slope(room: Room, way: str, host: str) -> list[Row]:
    most, used = VIEWERS[way], []
    with viewers(room, way) as watch:
        for number in (1, most):
            watch(number)
            time.sleep(2)
            before, began = _cpu_s(room, host), time.monotonic()
            time.sleep(CPU_S)
            used.append(100 * (_cpu_s(room, host) - before) / (time.monotonic() - began))
            alive = watch(number)[1]
            assert alive == number, f"{alive} of {number} {way} viewers get pictures"
    slope = (used[1] - used[0]) / (most - 1)
    return [
        Row(f"{way.upper()}: {host} host, 1 viewer", used[0], "% of a core"),
        Row(f"{way.upper()}: {host} host, {most} viewers", used[1], "% of a core"),
        Row(f"{way.upper()}: each further viewer", slope, "% of a core"),
    ]


def _cpu_s(room: Room, host: str) -> float:
    return sum(cpu_s(pid) for pid, command in descendants(room.pid).items() if f" host {host}" in command)
