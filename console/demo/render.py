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
from numpy.typing import NDArray

from console.demo.backdrop import Still, draw_still
from console.demo.cameras import Site, site, sites
from console.demo.courses import PERIOD_S, Pose
from console.demo.figures import Brush, Window, draw, draw_shadow, window_of
from console.demo.lens import HEIGHT_PX, WIDTH_PX
from console.demo.life import actors
from ingest.encode import LoopFormat, encode
from kernel.frame import Bgr

FPS = 10
_FORMAT = LoopFormat(fps=FPS, gop_s=1.0, size=(WIDTH_PX, HEIGHT_PX), preset="ultrafast", crf=27)
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

    def picture(self, t: float) -> Bgr:
        """The (360, 640, 3) picture at second `t`; a fresh array."""
        return self._painted(round(t * FPS), _seen(self, np.array([t]))[0])

    def pictures(self) -> Iterator[Bgr]:
        """Every frame of one period."""
        times = np.arange(round(PERIOD_S * FPS)) / FPS
        for number, figures in enumerate(_seen(self, times)):
            yield self._painted(number, figures)

    def _painted(self, number: int, figures: list[_Seen]) -> Bgr:
        frame = self._plates[number % _NOISES].copy()
        for seen in sorted(figures, key=lambda s: -s.depth):
            self._put(frame, seen)
        return frame

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


_NOT_PICTURES = frozenset(
    {"play", "cli", "settle", "crew", "desk", "door", "beats", "drive", "basemap", "accounts", "scenes"}
)


def film_path(folder: Path, key: str) -> Path:
    """Where the film of a camera is kept."""
    return folder / f"{key}-{version()}.mp4"


def render_all(folder: Path, ready: Callable[[str, Path], None], say: Callable[[str], None]) -> None:
    """Make the films that are not there yet, on all cores; `ready` is told of each as it can be played."""
    folder.mkdir(parents=True, exist_ok=True)
    films = {of.key: film_path(folder, of.key) for of in sites()}
    missing = [key for key, path in films.items() if not path.exists()]
    for key in films.keys() - missing:
        ready(key, films[key])
    if not missing:
        return
    _forget_old(folder)
    done = len(films) - len(missing)
    with ProcessPoolExecutor(os.cpu_count() or 2, mp_context=get_context("spawn")) as pool:
        jobs = {pool.submit(render, key, films[key]): key for key in missing}
        for job in as_completed(jobs):
            job.result()
            done += 1
            say(f"rendering the demo town: camera {done} of {len(films)}")
            ready(jobs[job], films[jobs[job]])


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


def _seen(scene: Scene, times: NDArray[np.float64]) -> list[list[_Seen]]:
    """Who is in the picture at each of `times`."""
    lens, air = scene.site.lens, scene.still.air
    frames: list[list[_Seen]] = [[] for _ in times]
    for actor in actors():
        places = actor.course.track(times)
        foot, depth = lens.project(np.hstack([places, np.zeros((len(times), 1))]))
        with np.errstate(invalid="ignore"):
            chosen = np.nonzero((depth > 2.0) & (depth < _SEEN_M) & (np.abs(foot[:, 0] - WIDTH_PX / 2) < WIDTH_PX))[0]
        if not len(chosen):
            continue
        light = air.light(places[chosen, 0].astype(np.float32), places[chosen, 1].astype(np.float32)).tolist()
        poses = actor.course.poses(actor.look, times[chosen])
        for index, pose, (blue, green, red) in zip(chosen.tolist(), poses, light, strict=True):
            found = window_of(lens, pose) if pose is not None else None
            if pose is not None and found is not None:
                brush = Brush(lens, (blue, green, red), 1, air.mood.is_infrared)
                frames[index].append(_Seen(found[0], found[1], brush, pose))
    return frames


def _forget_old(folder: Path) -> None:
    for path in folder.glob("*.mp4"):
        if not path.stem.endswith(version()):
            path.unlink(missing_ok=True)
