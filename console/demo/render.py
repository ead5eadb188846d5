"""Puts the town's life into the cameras' stills and keeps each camera as one looped film."""

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np

from console.demo.backdrop import Still, draw_still
from console.demo.cameras import Site, site, sites
from console.demo.courses import PERIOD_S, Pose
from console.demo.figures import Brush, Window, draw, draw_shadow, window_of
from console.demo.lens import HEIGHT_PX, WIDTH_PX
from console.demo.life import Actor, actors
from ingest.encode import LoopFormat, encode
from kernel.frame import Bgr

FPS = 10
_FORMAT = LoopFormat(fps=FPS, gop_s=1.0, size=(WIDTH_PX, HEIGHT_PX), preset="superfast", crf=26)
_SEEN_M = 130.0
_NOISES = 6


@dataclass(frozen=True, slots=True)
class _Seen:
    """A figure in one frame. depth: metres along the camera's axis."""

    window: Window
    depth: float
    brush: Brush
    pose: Pose


class Scene:
    """One camera's pictures at any second of the period."""

    def __init__(self, of: Site) -> None:
        self.site = of
        self.still = draw_still(of)
        self._plates = _plates(self.still)
        self._cast = tuple(a for a in actors() if _is_ever_seen(a, of))

    def picture(self, t: float) -> Bgr:
        """The (360, 640, 3) picture at second `t`; a fresh array."""
        frame = self._plates[round(t * FPS) % _NOISES].copy()
        for seen in sorted(self._seen(t), key=lambda s: -s.depth):
            self._put(frame, seen)
        return frame

    def pictures(self) -> Iterator[Bgr]:
        """Every frame of one period."""
        for number in range(round(PERIOD_S * FPS)):
            yield self.picture(number / FPS)

    def _seen(self, t: float) -> Iterator[_Seen]:
        lens, air = self.site.lens, self.still.air
        for actor in self._cast:
            pose = actor.pose(t)
            found = window_of(lens, pose) if pose is not None else None
            if pose is None or found is None or found[1] > _SEEN_M:
                continue
            brush = Brush(lens, air.light_at(pose.x, pose.y), 1, air.mood.is_infrared)
            yield _Seen(found[0], found[1], brush, pose)

    def _put(self, frame: Bgr, seen: _Seen) -> None:
        left, top, right, bottom = seen.window
        part = frame[top:bottom, left:right]
        hidden = self.still.depth[top:bottom, left:right] < seen.depth - 0.6
        before = part.copy() if hidden.any() else None
        draw_shadow(frame, seen.window, seen.brush, seen.pose)
        draw(frame, seen.brush, seen.pose)
        if before is not None:
            np.copyto(part, before, where=hidden[:, :, None])


def version() -> str:
    """Names the films: changes when anything of what makes them changes."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem not in _NOT_PICTURES:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


_NOT_PICTURES = frozenset({"play", "cli", "settle", "crew", "desk", "door", "beats", "drive", "basemap", "accounts", "scenes"})


def film_path(folder: Path, key: str) -> Path:
    """Where the film of a camera is kept."""
    return folder / f"{key}-{version()}.mp4"


def render_all(folder: Path, ready: Callable[[str, Path], None], say: Callable[[str], None]) -> None:
    """Make the films that are not there yet, on all cores; `ready` is told of each as it can be played."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = []
    for of in sites():
        path = film_path(folder, of.key)
        if path.exists():
            ready(of.key, path)
        else:
            missing.append(of.key)
    total, done = len(sites()), len(sites()) - len(missing)
    if not missing:
        return
    _forget_old(folder)
    with ProcessPoolExecutor(os.cpu_count() or 2, mp_context=get_context("spawn")) as pool:
        jobs = {pool.submit(render, key, film_path(folder, key)): key for key in missing}
        for job in as_completed(jobs):
            job.result()
            done += 1
            say(f"rendering the demo town: camera {done} of {total}")
            ready(jobs[job], film_path(folder, jobs[job]))


def render(key: str, path: Path) -> None:
    """Make one camera's film. Runs in a process of its own."""
    cv2.setNumThreads(1)
    encode(path, Scene(site(key)).pictures(), _FORMAT)


def write_stills(folder: Path, t: float | None = None) -> list[Path]:
    """A PNG of each camera, with its people at second `t` (by default: when something happens there)."""
    from console.demo.mischief import mischief

    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for of in sites():
        moments = [m.happens_s for m in mischief() if m.camera == of.key] or [30.0]
        path = folder / f"{of.key}.png"
        cv2.imwrite(str(path), Scene(of).picture(moments[0] if t is None else t))
        paths.append(path)
    return paths


def _plates(still: Still) -> tuple[Bgr, ...]:
    """The still under a few patterns of sensor noise."""
    chance = np.random.default_rng(1)
    plates = []
    for _ in range(_NOISES):
        grain = chance.normal(0, still.air.mood.noise, still.bgr.shape[:2])[:, :, None]
        plates.append(np.clip(still.bgr + grain, 0, 255).astype(np.uint8))
    return tuple(plates)


def _is_ever_seen(actor: Actor, of: Site) -> bool:
    places = actor.course.track(np.arange(0, PERIOD_S, 0.5))
    lens = of.lens
    near = np.hypot(places[:, 0] - lens.x, places[:, 1] - lens.y) < _SEEN_M
    return bool(near.any())


def _forget_old(folder: Path) -> None:
    for path in folder.glob("*.mp4"):
        if not path.stem.endswith(version()):
            path.unlink(missing_ok=True)
