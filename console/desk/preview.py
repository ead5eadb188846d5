"""The preview: the footage with what the analysis made of it drawn in."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from analytics.detection import ObjectClass
from analytics.episode import Step
from analytics.scene import Scene
from analytics.track import Track
from console.desk.cover import Shown
from ingest.video.writer import VideoWriter
from kernel.frame import Bgr
from kernel.geometry import Point

_WIDEST_PX = 1280
_TOLD_S = 3.0
_AREA, _SHADE, _LETTERS, _ALARM = (200, 160, 60), (20, 20, 20), (245, 245, 245), (60, 60, 235)
_COLOURS = {
    ObjectClass.PERSON: (40, 200, 255),
    ObjectClass.VEHICLE: (230, 170, 60),
    ObjectClass.BICYCLE: (120, 220, 90),
    ObjectClass.ANIMAL: (200, 110, 220),
}
_OTHER = (200, 200, 200)
_FONT = cv2.FONT_HERSHEY_DUPLEX

Pixels = NDArray[np.int32]


class Preview:
    """Writes frame after frame. is_clear: people stay recognisable."""

    def __init__(self, path: Path, fps: float | None, scene: Scene, is_clear: bool) -> None:
        self._writer = VideoWriter(path, fps)
        self._scene = scene
        self._names = {rule.id: rule.name for rule in scene.rules}
        self._is_clear = is_clear
        self._told: list[tuple[float, str]] = []
        self._alarmed: dict[str, int] = {}

    def write(self, shown: Shown, at_s: float) -> None:
        """Add a frame shown `at_s` seconds after the first."""
        picture = _reduced(shown.picture(self._is_clear))
        self._note(shown, at_s)
        _draw_scene(picture, self._scene)
        for track in shown.sighting.tracks:
            _draw_track(picture, track, track.id in self._alarmed.values())
        self._draw_words(picture, shown, at_s)
        self._writer.write(picture, at_s)

    def close(self) -> None:
        self._writer.close()

    def _note(self, shown: Shown, at_s: float) -> None:
        for change in shown.sighting.changes:
            event = change.event
            if change.step is Step.CLOSED:
                self._alarmed.pop(event.id, None)
                continue
            if change.track is not None:
                self._alarmed[event.id] = change.track.id
            if change.step is Step.OPENED:
                name = self._names.get(event.rule, event.kind) if event.rule else event.kind
                direction = f" ({event.direction})" if event.direction else ""
                self._told.append((at_s, f"{name if name.isascii() else event.kind}{direction}"))
        self._told = [(since_s, text) for since_s, text in self._told if at_s - since_s < _TOLD_S]

    def _draw_words(self, picture: Bgr, shown: Shown, at_s: float) -> None:
        size = max(0.4, picture.shape[0] / 900)
        step = round(34 * size)
        shot = shown.sighting.shot
        _write(picture, f"{int(at_s // 60):02d}:{at_s % 60:06.3f}   frame {shot.number}", (8, step), size, _SHADE)
        for row, (_, text) in enumerate(self._told[-5:], 2):
            _write(picture, text, (8, step * row + 4), size, _ALARM)


def _draw_scene(picture: Bgr, scene: Scene) -> None:
    thick = max(1, picture.shape[1] // 640)
    for zone in scene.zones:
        corners = _pixels(picture, zone.polygon)
        shade = picture.copy()
        cv2.fillPoly(shade, [corners], _AREA)
        cv2.addWeighted(shade, 0.15, picture, 0.85, 0, dst=picture)
        cv2.polylines(picture, [corners], True, _AREA, thick, cv2.LINE_AA)
    for wire in scene.tripwires:
        (start, end) = _pixels(picture, (wire.start, wire.end)).reshape(2, 2).tolist()
        cv2.line(picture, start, end, _SHADE, thick + 2, cv2.LINE_AA)
        cv2.line(picture, start, end, _AREA, thick, cv2.LINE_AA)
        middle = ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)
        length = max(1.0, float(np.hypot(end[0] - start[0], end[1] - start[1])))
        reach = picture.shape[0] / 24 / length  # forward: to the right of the line, where y points down
        tip = (round(middle[0] - (end[1] - start[1]) * reach), round(middle[1] + (end[0] - start[0]) * reach))
        cv2.arrowedLine(picture, middle, tip, _AREA, thick + 1, cv2.LINE_AA, tipLength=0.4)


def _draw_track(picture: Bgr, track: Track, is_alarmed: bool) -> None:
    high, wide = picture.shape[:2]
    colour = _ALARM if is_alarmed else _COLOURS.get(track.object_class, _OTHER)
    thick = max(1, wide // 640) + is_alarmed
    if len(track.path) > 1:
        cv2.polylines(picture, [_pixels(picture, track.path)], False, colour, max(1, thick - 1), cv2.LINE_AA)
    box = track.box
    left, top = round(box.left * wide), round(box.top * high)
    right, bottom = round(box.right * wide) - 1, round(box.bottom * high) - 1
    if track.is_coasting:
        thick = 1  # foreseen, not seen
    cv2.rectangle(picture, (left, top), (right, bottom), colour, thick)
    size = max(0.35, high / 1100)
    speed = f" {track.speed_mps * 3.6:.0f} km/h" if track.speed_mps is not None else ""
    name = "" if track.object_class is ObjectClass.UNKNOWN else f" {track.object_class.value}"
    _write(picture, f"{track.id}{name}{speed}", (left, max(round(26 * size), top - 2)), size, colour)


def _write(picture: Bgr, text: str, at: tuple[int, int], size: float, ground: tuple[int, int, int]) -> None:
    """One line whose lower left corner is `at`, on a ground of its own, moved into the picture."""
    (wide, high), base = cv2.getTextSize(text, _FONT, size, 1)
    x, y = max(0, min(at[0], picture.shape[1] - wide - 4)), max(high + 2, min(at[1], picture.shape[0] - base - 1))
    cv2.rectangle(picture, (x, y - high - 3), (x + wide + 4, y + base), ground, -1)
    letters = _LETTERS if sum(ground) < 420 else _SHADE
    cv2.putText(picture, text, (x + 2, y), _FONT, size, letters, 1, cv2.LINE_AA)


def _pixels(picture: Bgr, points: Sequence[Point]) -> Pixels:
    high, wide = picture.shape[:2]
    return np.array([(round(p.x * wide), round(p.y * high)) for p in points], np.int32).reshape(-1, 1, 2)


def _reduced(picture: Bgr) -> Bgr:
    high, wide = picture.shape[:2]
    if wide <= _WIDEST_PX:
        return picture
    size = (_WIDEST_PX, round(high * _WIDEST_PX / wide))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
