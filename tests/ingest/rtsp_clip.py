"""The clip that the RTSP tests play."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ingest.encode import encode_loop
from kernel.frame import Bgr

FPS, LENGTH_S = 10, 2


def bars(count: int) -> Iterator[Bgr]:
    """Pictures that tell their number by their shade, with some noise so that a frame needs several RTP packets."""
    noise = np.random.default_rng(1).integers(0, 30, (120, 160, 3), np.uint8)
    for i in range(count):
        yield noise + np.uint8(20 + 8 * i)


@pytest.fixture(scope="module")
def clip_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / "gate.mp4"
    encode_loop(path, bars(FPS * LENGTH_S), FPS, gop_s=0.5, size=(160, 120))
    return path
