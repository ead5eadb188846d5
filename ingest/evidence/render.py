"""An export whose pictures were touched up: every frame decoded, changed and encoded anew."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame

from ingest.evidence.cut import Tick, decoded, give_sound
from ingest.evidence.encode import Encoder, Quality, whole_encoder
from ingest.evidence.mux import Facts, Layout, Mp4Writer
from ingest.evidence.reel import Coded, Reel, Sound
from ingest.evidence.retouch import Planes, Retouch
from kernel.clock import from_us
from kernel.frame import Bgr, Frame
from kernel.ids import CameraId


class Render:
    """[start_us, end_us) of one reel into one H.264 file. `run` once; gives None when no frame lies in the range."""

    def __init__(
        self, reel: Reel, window_us: tuple[int, int], path: Path, title: str, retouch: Retouch, with_sound: bool = False
    ) -> None:
        self._reel = reel
        self._start_us, self._end_us = window_us
        self._path = path
        self._title = title
        self._retouch = retouch
        self._sound = reel.sound_source() if with_sound else None
        self._heard: list[Sound] = []
        self._quality = Quality()
        self._encoder: Encoder | None = None
        self._writer: Mp4Writer | None = None

    def run(self, tick: Tick) -> Facts | None:
        try:
            hear = self._heard.append if self._sound else None
            for picture, source in pictures(self._reel, self._start_us, self._end_us, hear):
                self._take(picture, source)
                give_sound(self._heard, self._writer, self._end_us)
                tick(source.at_us)
            if self._encoder is not None:
                self._write(self._encoder.finish())
        finally:
            facts = self._writer.close() if self._writer else None
        return facts

    def _take(self, picture: VideoFrame, source: Coded) -> None:
        changed = touched(picture, source.at_us, self._retouch)
        if self._encoder is None:
            self._encoder = whole_encoder(changed, self._quality, 1_000_000 / max(1, source.duration_us))
            layout = Layout("h264", changed.width, changed.height, self._encoder.sets, 0, self._title, self._sound)
            self._writer = Mp4Writer(self._path, layout, source.at_us)
        self._write(self._encoder.encode(changed, source))

    def _write(self, units: Iterator[Coded]) -> None:
        assert self._writer is not None
        for unit in units:
            self._writer.write(unit, is_copied=False)


def pictures(
    reel: Reel, start_us: int, end_us: int, hear: Callable[[Sound], None] | None = None
) -> Iterator[tuple[VideoFrame, Coded]]:
    """The frames shown in [start_us, end_us) with what each was decoded from; `pts` is its UTC microseconds."""
    for group in reel.groups(start_us, end_us, hear):
        yield from _wanted(reel, group, start_us, end_us)


def _wanted(reel: Reel, group: Sequence[Coded], start_us: int, end_us: int) -> Iterator[tuple[VideoFrame, Coded]]:
    wanted = {unit.at_us: unit for unit in group if start_us <= unit.at_us < end_us}
    if not wanted:
        return
    last_us = max(wanted)
    for picture in decoded(reel.format, group):
        if picture.pts is not None and picture.pts in wanted:
            yield picture, wanted[picture.pts]
        if picture.pts is not None and picture.pts >= last_us:
            return


def frames(reel: Reel, camera: CameraId, window_us: tuple[int, int], fps: float) -> Iterator[Frame]:
    """At most `fps` frames a second of those shown in the window, as the analysis takes them."""
    due_us, step_us = 0, round(1_000_000 / fps)
    for number, (picture, _) in enumerate(pictures(reel, *window_us)):
        at_us = picture.pts or 0
        if at_us >= due_us:
            due_us = max(due_us + step_us, at_us + step_us // 2)
            luma = np.asarray(picture.to_ndarray(format="gray"), np.uint8)
            yield Frame(camera, from_us(at_us), number, luma, partial(_bgr, picture))


def touched(picture: VideoFrame, at_us: int, retouch: Retouch) -> VideoFrame:
    """The picture in YUV 4:2:0, of even size, changed."""
    wide, high = picture.width & ~1, picture.height & ~1
    if picture.format.name not in ("yuv420p", "yuvj420p") or (wide, high) != (picture.width, picture.height):
        picture = picture.reformat(wide, high, "yuv420p")
    array = np.ascontiguousarray(picture.to_ndarray(), np.uint8)
    retouch(_planes(array, wide, high), at_us)
    changed = VideoFrame.from_ndarray(array, format="yuv420p")
    changed.color_range, changed.colorspace = picture.color_range, picture.colorspace
    return changed


def _bgr(picture: VideoFrame) -> Bgr:
    return np.asarray(picture.to_ndarray(format="bgr24"), np.uint8)


def _planes(array: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], wide: int, high: int) -> Planes:
    """Views of luma and chromas in the array that PyAV makes of a 4:2:0 picture."""
    flat = array.reshape(-1)
    size, half = wide * high, (wide // 2) * (high // 2)
    luma = flat[:size].reshape(high, wide)
    blue = flat[size : size + half].reshape(high // 2, wide // 2)
    red = flat[size + half : size + 2 * half].reshape(high // 2, wide // 2)
    return luma, blue, red
