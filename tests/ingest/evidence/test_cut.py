"""Cutting exact to the frame: which frames come out, and how many of them untouched."""

import subprocess
from pathlib import Path

import pytest

from ingest.evidence.cut import Cut
from ingest.evidence.mux import Facts
from ingest.evidence.reel import reels
from kernel.clock import to_us
from tests.ingest.evidence.footage import (
    B_FRAMES,
    BASELINE,
    H264,
    HEVC,
    OPEN_GOPS,
    START_US,
    STEP_US,
    Kind,
    film,
    instant,
    number_of,
    record,
    shown,
)

KINDS = {"h264": H264, "baseline": BASELINE, "B-frames": B_FRAMES, "open GOPs": OPEN_GOPS, "hevc": HEVC}


def cut(folder: Path, kind: Kind, start: float, end: float, frames: int = 40) -> tuple[Facts | None, Path]:
    """Frames [start, end) of two recorded files."""
    packets = film(frames, kind)
    segments = [record(folder, packets)]
    (reel,) = reels(segments, lambda segment: folder / segment.path)
    window = (to_us(instant(start)), to_us(instant(end)))
    out = folder / "out.mp4"
    return Cut(reel, window, out, "gate", with_sound=False).run(lambda _: None), out


def decodes_cleanly(path: Path) -> bool:
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == 0 and not done.stderr


@pytest.mark.parametrize(
    ("start", "end"),
    [(0, 40), (10, 30), (4, 33), (4, 7), (13, 20), (17, 38)],
    ids=["all", "on keyframes", "inside both", "inside one group", "to a keyframe", "two groups"],
)
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_cut_holds_exactly_the_frames_asked_for(tmp_path: Path, kind: Kind, start: int, end: int) -> None:
    facts, path = cut(tmp_path, kind, start, end)

    pictures = shown(path)
    assert [number_of(luma) for luma in pictures] == list(range(start, end))
    assert facts is not None
    assert facts.frames == end - start
    assert (facts.first_us, facts.last_us) == (START_US + start * STEP_US, START_US + (end - 1) * STEP_US)
    assert decodes_cleanly(path)
