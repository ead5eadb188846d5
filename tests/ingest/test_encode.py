"""Loops of pictures become H.264 files."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from ingest.encode import LoopFormat, encode, encode_loop
from kernel.errors import Fault, FaultKind
from kernel.frame import Bgr

SIZE = (64, 48)


def greys(count: int) -> Iterator[Bgr]:
    """Plain pictures, each a little lighter than the one before."""
    for i in range(count):
        yield np.full((SIZE[1], SIZE[0], 3), 40 + 4 * i, np.uint8)


def test_loop_holds_every_frame_with_keyframes_at_the_gop_length_and_no_reordering(tmp_path: Path) -> None:
    path = tmp_path / "loops" / "gate.mp4"
    assert encode_loop(path, greys(25), fps=10, gop_s=1.0, size=SIZE) == 25
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        packets = [p for p in container.demux(stream) if p.size]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert stream.time_base is not None
        times = [(p.pts or 0) * stream.time_base for p in packets]
    assert [i for i, p in enumerate(packets) if p.is_keyframe] == [0, 10, 20]
    assert all(p.pts == p.dts for p in packets)
    assert times == [Fraction(i, 10) for i in range(25)]


def test_pictures_come_back_in_order_and_shade(tmp_path: Path) -> None:
    path = tmp_path / "gate.mp4"
    encode(path, greys(12), LoopFormat(fps=10, gop_s=0.5, size=SIZE, crf=12))
    with av.open(str(path)) as container:
        shades = [float(f.to_ndarray(format="gray").mean()) for f in container.decode(video=0)]
    assert len(shades) == 12
    assert shades == pytest.approx([40 + 4 * i for i in range(12)], abs=3)


def test_a_failure_midway_leaves_neither_the_file_nor_a_part(tmp_path: Path) -> None:
    def broken() -> Iterator[Bgr]:
        yield from greys(3)
        raise RuntimeError("the renderer failed")

    with pytest.raises(RuntimeError):
        encode_loop(tmp_path / "gate.mp4", broken(), fps=10, gop_s=1.0, size=SIZE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("size", "count", "words"),
    [((63, 48), 1, "must be even"), (SIZE, 0, "no frames"), ((128, 96), 1, "shape")],
    ids=["odd size", "no frames", "frame of another size"],
)
def test_what_cannot_be_encoded_is_refused_with_the_reason(
    tmp_path: Path, size: tuple[int, int], count: int, words: str
) -> None:
    with pytest.raises(Fault, match=words) as caught:
        encode_loop(tmp_path / "gate.mp4", greys(count), fps=10, gop_s=1.0, size=size)
    assert caught.value.kind is FaultKind.INVALID
    assert not (tmp_path / "gate.mp4").exists()
