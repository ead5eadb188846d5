"""`watchroom analyse` as somebody at a desk runs it: what comes out, that it comes out the same, and bad inputs."""

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from typer.testing import CliRunner, Result

from console.cli import app
from kernel.errors import Fault, FaultKind
from kernel.frame import Bgr
from tests.analytics.scenes import Figure, Stage, walk

SIZE = (320, 180)
CAMERA = """
[[tripwires]]
name = "Middle"
start = [0.5, 0]
end = [0.5, 1]

[[rules]]
kind = "line_crossing"
name = "Across"
tripwire = "middle"

[[rules]]
kind = "intrusion"
name = "There"
"""


def stage() -> Stage:
    """Six seconds; somebody walks from the left to the right."""
    return Stage(6.0, (Figure(walk((0.02, 0.9), (0.9, 0.9), 1.5, 5.0)),), width=SIZE[0], height=SIZE[1], noise=1.0)


def write_video(path: Path, pictures: Iterator[Bgr], codec: str = "libx264", step: int = 1) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=10, options={"preset": "veryfast", "crf": "18"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "rgb8" if codec == "gif" else "yuv420p"
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = number * step, Fraction(1, 10)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_video(tmp_path_factory.mktemp("clip") / "walk.mp4", (shot.bgr() for shot in stage().frames()))


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    path = tmp_path / "camera.toml"
    path.write_text(CAMERA, encoding="utf-8")
    return path


def run(folder: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["--data-dir", str(folder / "data"), "analyse", *map(str, arguments)])


def events_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def fault_of(result: Result) -> Fault:
    assert isinstance(result.exception, Fault), result.output
    return result.exception


def test_tracks_and_events_of_a_walk(tmp_path: Path, clip: Path, camera: Path) -> None:
    tracks, events = tmp_path / "t.txt", tmp_path / "e.jsonl"

    result = run(tmp_path, clip, "--camera", camera, "--tracks", tracks, "--events", events)

    assert result.exit_code == 0, result.output
    rows = [line.split(",") for line in tracks.read_text().splitlines()]
    assert {len(row) for row in rows} == {10}
    assert len({row[1] for row in rows}) == 1
    assert [int(row[0]) for row in rows] == sorted(int(row[0]) for row in rows)
    assert len(rows) >= 30
    opened = {event["name"]: event for event in events_of(events) if event["phase"] == "open"}
    assert set(opened) == {"Across", "There"}
    across = opened["Across"]
    assert (across["rule"], across["direction"], str(across["track"])) == ("line_crossing", "backward", rows[0][1])
    assert across["time_s"] == pytest.approx((across["frame"] - 1) / 10)
    assert 3.0 <= across["time_s"] <= 4.2
    left, top, width, height = across["box"]
    assert 130 <= left + width / 2 <= 210
    assert 0 <= top <= top + height <= SIZE[1]
    assert across["path"][0][0] < across["path"][-1][0]
    assert [event["phase"] for event in events_of(events) if event["name"] == "There"][-1] == "close"


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, clip: Path, camera: Path) -> None:
    made = []
    for name in ("a", "b"):
        tracks, events = tmp_path / f"{name}.txt", tmp_path / f"{name}.jsonl"
        assert run(tmp_path, clip, "--camera", camera, "--tracks", tracks, "--events", events).exit_code == 0
        made.append((tracks.read_bytes(), events.read_bytes()))

    assert made[0] == made[1]
    assert len(made[0][1]) > 500


def test_without_a_camera_file_whoever_enters_is_reported_and_that_is_said(tmp_path: Path, clip: Path) -> None:
    result = run(tmp_path, clip, "--events", "-")

    assert result.exit_code == 0
    assert {json.loads(line)["rule"] for line in result.stdout.splitlines()} == {"intrusion"}
    assert "intrusion over the whole picture" in result.stderr
    assert re.search(r"60 frames .* frames/s, .* × real time; 1 track, 1 × Intrusion", result.stderr)


def test_a_preview_and_a_report_hide_who_is_seen_unless_told(tmp_path: Path, clip: Path, camera: Path) -> None:
    sharp = {}
    for name, option in (("covered", []), ("clear", ["--clear"])):
        preview, report = tmp_path / f"{name}.mp4", tmp_path / f"{name}.html"
        result = run(tmp_path, clip, "--camera", camera, "--preview", preview, "--report", report, *option)
        assert result.exit_code == 0, result.output
        with av.open(str(preview)) as container:
            pictures = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
            assert container.streams.video[0].codec_context.name == "h264"
        assert len(pictures) == 60
        # Where he is in the frame of the third second: the fine grain of the ground and of him is gone, or not.
        x = round(SIZE[0] * (0.02 + 0.88 * (3.0 - 1.5) / 3.5))
        part = pictures[30][95:160, x - 8 : x + 8]
        sharp[name] = float(np.abs(cv2.Laplacian(part, cv2.CV_32F)).mean())
        page = report.read_text(encoding="utf-8")
        assert page.count("data:image/jpeg") == 3  # the view, and one of each event
        assert "http" not in re.sub(
            r'"http://www\.w3\.org/2000/svg"|\'http://www\.w3\.org/2000/svg\'|http-equiv', "", page
        )

    assert sharp["covered"] < 0.7 * sharp["clear"]


def test_an_animated_gif_is_a_video(tmp_path: Path) -> None:
    gif = write_video(tmp_path / "walk.gif", (shot.bgr() for shot in stage().frames()), "gif")

    result = run(tmp_path, gif, "--tracks", tmp_path / "t.txt", "--events", tmp_path / "e.jsonl")

    assert result.exit_code == 0, result.output
    assert [event["phase"] for event in events_of(tmp_path / "e.jsonl")].count("open") == 1


def test_fewer_frames_are_looked_at_when_told(tmp_path: Path, clip: Path) -> None:
    result = run(tmp_path, clip, "--fps", "5")

    assert "30 frames" in result.stderr


def test_a_file_that_was_cut_off_gives_what_can_be_read(tmp_path: Path, clip: Path) -> None:
    whole = tmp_path / "whole.mkv"
    write_video(whole, (shot.bgr() for shot in stage().frames()))
    broken, tracks = tmp_path / "broken.mp4", tmp_path / "t.txt"
    with av.open(str(clip)) as source, av.open(str(broken), "w", options={"movflags": "faststart"}) as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    data = broken.read_bytes()
    broken.write_bytes(data[: len(data) * 3 // 4])

    result = run(tmp_path, broken, "--tracks", tracks)

    assert result.exit_code == 3, result.output
    assert "damaged" in result.stderr
    assert len(tracks.read_text().splitlines()) > 10
    assert tracks.read_text().endswith("\n")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


def sound(path: Path) -> None:
    with av.open(str(path), "w", format="wav") as container:
        stream = container.add_stream("pcm_s16le", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (None, "no such file"),
        (Path.mkdir, "folder"),
        (empty, "0 bytes"),
        (noise, "cannot be read as video"),
        (sound, "no video"),
    ],
    ids=["not there", "a folder", "empty", "noise", "sound only"],
)
def test_what_is_no_video_is_refused_with_a_word(tmp_path: Path, make: Any, word: str) -> None:
    path = tmp_path / "input.bin"
    if make is not None:
        make(path)

    fault = fault_of(run(tmp_path, path, "--tracks", tmp_path / "t.txt"))

    assert fault.kind is FaultKind.INVALID
    assert "input.bin" in fault.message
    assert word in fault.message


def test_options_that_do_not_go_together_are_refused(tmp_path: Path, clip: Path) -> None:
    refused = partial(run, tmp_path)

    assert "either" in fault_of(refused()).message
    assert "either" in fault_of(refused(clip, "--recording", "gate")).message
    assert "--to" in fault_of(refused(clip, "--to", "2026-01-01T00:00:00Z")).message
    assert (
        "time zone"
        in fault_of(
            refused("--recording", "gate", "--from", "2026-01-01T00:00:00", "--to", "2026-01-01T01:00:00Z")
        ).message
    )
    assert "already" in fault_of(refused(clip, "--tracks", "-", "--events", "-")).message
    assert "the video itself" in fault_of(refused(clip, "--tracks", clip)).message
    assert "no folder" in fault_of(refused(clip, "--tracks", tmp_path / "gone" / "t.txt")).message
    assert clip.stat().st_size > 1000
