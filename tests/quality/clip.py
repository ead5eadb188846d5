"""Scenes as H.264 clips with their truth, rendered once and kept in a folder of the temporary files."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from kernel.frame import Bgr, Frame
from kernel.ids import CameraId
from tests.quality.stage import Seen, Stage

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Clip:
    """A rendered scene. truth: for each frame what is in it."""

    stage: Stage
    path: Path
    truth: list[list[Seen]]

    def frames(self) -> Iterator[Frame]:
        """The decoded frames, as the analysis gets them."""
        with av.open(str(self.path)) as container:
            stream = container.streams.video[0]
            stream.thread_type = "NONE"
            for number, picture in enumerate(container.decode(stream)):
                plane = picture.planes[0]
                luma = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
                at = START + timedelta(seconds=number / self.stage.fps)

                def bgr(picture: av.VideoFrame = picture) -> Bgr:
                    return np.asarray(picture.to_ndarray(format="bgr24"), np.uint8)

                yield Frame(CameraId("stage"), at, number, luma[:, : plane.width], bgr)


def rendered(stage: Stage) -> Clip:
    """The scene's clip; made when it is not there yet or the renderer has changed."""
    folder = Path(os.environ.get("WATCHROOM_QUALITY_CLIPS", Path(tempfile.gettempdir()) / "watchroom-quality"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stage.name}-{stage.seed}-{_version()}.mp4"
    notes = path.with_suffix(".json")
    if not notes.exists():
        partial = path.with_suffix(f".{os.getpid()}.mp4")
        truth = _encode(stage, partial)
        partial.replace(path)
        written = notes.with_suffix(f".{os.getpid()}.tmp")
        written.write_text(json.dumps([[asdict(seen) for seen in frame] for frame in truth]))
        written.replace(notes)
    raw = json.loads(notes.read_text())
    return Clip(stage, path, [[Seen(**{**s, "box": tuple(s["box"])}) for s in frame] for frame in raw])


def _encode(stage: Stage, path: Path) -> list[list[Seen]]:
    truth = []
    with av.open(str(path), "w") as container:
        rate = Fraction(stage.fps).limit_denominator(1000)
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = stage.view.width, stage.view.height, "yuv420p"
        stream.options = {"crf": str(stage.crf), "preset": "veryfast", "tune": "zerolatency", "g": "24", "threads": "1"}
        for yuv, seen in stage.pictures():
            container.mux(stream.encode(av.VideoFrame.from_ndarray(yuv, format="yuv420p")))
            truth.append(seen)
        container.mux(stream.encode(None))
    return truth


def _version() -> str:
    """Changes with the renderer."""
    digest = hashlib.sha256()
    for name in ("canvas", "clip", "cuboid", "figure", "place", "scenes", "stage", "tree", "view", "way", "weather"):
        digest.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return digest.hexdigest()[:10]
