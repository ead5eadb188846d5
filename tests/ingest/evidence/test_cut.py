"""Cutting exact to the frame: which frames come out, and how many of them untouched."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.evidence.cut import Cut
from ingest.evidence.mux import Facts
from ingest.evidence.reel import reels
from ingest.packet import Packet
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
    later,
    number_of,
    record,
    shown,
)

KINDS = {"h264": H264, "baseline": BASELINE, "B-frames": B_FRAMES, "open GOPs": OPEN_GOPS, "hevc": HEVC}


def cut(folder: Path, kind: Kind, start: float, end: float, frames: int = 40) -> tuple[Facts | None, Path]:
    """Frames [start, end) of a recorded file."""
    return cut_of(folder, [film(frames, kind)], (start, end))


def cut_of(folder: Path, files: list[list[Packet]], frames: tuple[float, float]) -> tuple[Facts | None, Path]:
    """Frames [start, end) of recorded files that follow one another."""
    (reel,) = reels([record(folder, packets) for packets in files], lambda segment: folder / segment.path)
    start, end = frames
    out = folder / "out.mp4"
    window = (to_us(instant(start)), to_us(instant(end)))
    return Cut(reel, window, out, "gate", with_sound=False).run(lambda _: None), out


def decodes_cleanly(path: Path) -> bool:
    # With the file's own times: those of ffmpeg's are as coarse as its guess of the frame rate.
    times = ["-fps_mode", "passthrough", "-enc_time_base", "1:90000"]
    command = ["ffmpeg", "-v", "error", "-i", str(path), *times, "-f", "null", "-"]
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


def at(packet: Packet, frames: float) -> Packet:
    """The packet with the time of another frame."""
    shift_us = round(frames * STEP_US) - (packet.at_us - START_US)
    return replace(packet, at_us=packet.at_us + shift_us, dts_us=packet.dts_us + shift_us)


@pytest.mark.parametrize("window", [(0, 40), (4, 33), (12, 14)], ids=["copied", "edges encoded", "between them"])
@pytest.mark.parametrize("kind", [H264, B_FRAMES, HEVC], ids=["h264", "B-frames", "hevc"])
def test_two_pictures_of_one_time_both_come_out_a_hair_apart(
    tmp_path: Path, kind: Kind, window: tuple[int, int]
) -> None:
    packets = film(40, kind)
    twin = next(i for i, packet in enumerate(packets) if packet.at_us == START_US + 13 * STEP_US)
    packets[twin] = replace(packets[twin], at_us=START_US + 12 * STEP_US)

    facts, path = cut_of(tmp_path, [packets], window)

    assert [number_of(luma) for luma in shown(path)] == list(range(*window))
    assert facts is not None
    assert facts.moved == 1
    assert facts.most_moved_us == 1_000
    if kind is not B_FRAMES:  # copied, its two may stand a millisecond out of order
        assert decodes_cleanly(path)


def test_file_that_begins_before_the_last_picture_of_the_one_before_goes_on_behind_it(tmp_path: Path) -> None:
    packets = film(40)
    first, second = packets[:20], later(packets[20:], -0.05)
    first[-1] = replace(at(first[-1], 19.6), duration_us=STEP_US // 4)

    facts, path = cut_of(tmp_path, [first, second], (0, 40))

    assert [number_of(luma) for luma in shown(path)] == list(range(40))
    assert facts is not None
    assert facts.moved == 1
    assert decodes_cleanly(path)
