"""From a person entering the picture to the event on the operator's screen."""

import tempfile
import time
from datetime import datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.figures import Figures, Row, percentile
from tests.conftest import SHARED
from tests.e2e.browser import launch, sign_in
from tests.e2e.room import Room, ask, eventually
from tests.wire.cameras import CameraRack

CLIP = SHARED / "data" / "footage" / "one-by-one-person-detection.mp4"
FPS = 10.0
ENTERS = (60, 227, 502, 745, 921, 1235)  # frames at which somebody enters, by the footage's README
CAMERAS = 4
LENGTH_S = 139.4
BELONGS_S = 5.0  # an event this long after an entrance belongs to it
LIMIT_S = 1.0

# Notes when the page first shows each event: the moment its picture stands in the queue.
_WATCH = """() => {
  window.__seen = {};
  const look = () => document.querySelectorAll('img[src*="/api/events/"]').forEach((img) => {
    const id = img.getAttribute('src').split('/')[3];
    if (!(id in window.__seen)) requestAnimationFrame(() => { window.__seen[id] ??= Date.now() / 1000; });
  });
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true, attributes: true});
  look();
}"""


def measure() -> Figures:
    """Four cameras play one loop of the clip out of step; each entrance is timed until its card is drawn."""
    names = [f"people{number}" for number in range(CAMERAS)]
    rack = CameraRack(dict.fromkeys(names, CLIP), {name: 5.3 * i for i, name in enumerate(names)})
    with tempfile.TemporaryDirectory() as folder:
        room = Room(Path(folder) / "data")
        rack.plug()
        room.start()
        try:
            seen, opened = _watch(room, rack, names)
        finally:
            room.stop()
            rack.pull_plug()
    to_screen, to_journal, missed = _delays(rack, opened, seen)
    how = (
        f"{CAMERAS} RTSP cameras play the labelled walk-in clip (10 fps) out of step; each labelled entrance is timed "
        "from the moment its frame leaves the camera until the event's card is drawn in Chromium, on the same machine."
    )
    return Figures(
        how,
        [
            Row("entrances timed", len(to_screen), ""),
            Row("entrances without an event", missed, "", limit=0),
            Row("entrance → journal, p50", percentile(to_journal, 0.5), "s"),
            Row("entrance → screen, p50", percentile(to_screen, 0.5), "s"),
            Row("entrance → screen, p95", percentile(to_screen, 0.95), "s", limit=LIMIT_S),
        ],
    )


def _watch(
    room: Room, rack: CameraRack, names: list[str]
) -> tuple[dict[str, float], dict[str, list[tuple[str, float]]]]:
    with room.client() as client, sync_playwright() as playwright:
        cameras = {}
        for name in names:
            draft = {"name": name, "url": rack.url(name)}
            cameras[client.post("/api/cameras", json=draft).raise_for_status().json()["id"]] = name
        eventually("cameras online", lambda: _online(ask(client, "/api/cameras")), within_s=20)
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        sign_in(page, room)
        page.evaluate(_WATCH)
        time.sleep(LENGTH_S + 15)
        seen: dict[str, float] = page.evaluate("window.__seen")
        browser.close()
        opened: dict[str, list[tuple[str, float]]] = {name: [] for name in names}
        for event in ask(client, "/api/events", limit="200")["items"]:
            journal = _unix(event["opened_at"])
            opened[cameras[event["camera_id"]]].append((event["id"], journal))
    return seen, opened


def _delays(
    rack: CameraRack, opened: dict[str, list[tuple[str, float]]], seen: dict[str, float]
) -> tuple[list[float], list[float], int]:
    to_screen, to_journal, missed = [], [], 0
    for name, events in opened.items():
        first, last = min(seen.values(), default=0.0), max(seen.values(), default=0.0)
        entrances = [start + frame / FPS for start in rack.loops[name] for frame in ENTERS]
        for entered in (at for at in entrances if first <= at <= last - BELONGS_S):
            shown = [
                (seen[event], at)
                for event, at in events
                if event in seen and -0.5 <= seen[event] - entered <= BELONGS_S
            ]
            if not shown:
                missed += 1
                continue
            to_screen.append(shown[0][0] - entered)
            to_journal.append(shown[0][1] - entered)
    return to_screen, to_journal, missed


def _online(cameras: list[dict[str, dict[str, str]]]) -> bool:
    return all(camera["status"]["state"] == "online" for camera in cameras)


def _unix(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
