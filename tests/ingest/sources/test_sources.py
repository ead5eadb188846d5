"""Each kind of source, and what it says when it cannot be had."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from ingest.camera import parse_address
from ingest.encode import encode_loop
from ingest.nal import nal_units, parameter_sets
from ingest.packet import Unit
from ingest.probe import probe
from ingest.settings import IngestSettings
from ingest.sources.registry import open_source
from ingest.sources.scene import Scene
from kernel.clock import ManualClock, SystemClock
from kernel.errors import Fault, FaultKind
from kernel.geometry import iou
from tests.wire.cameras import CameraRack, free_port

QUICK = IngestSettings(open_timeout_s=2, stall_timeout_s=1)


def refusal(url: str, settings: IngestSettings = QUICK) -> Fault:
    address, credentials = parse_address(url)
    with pytest.raises(Fault) as raised:
        open_source(address, credentials, settings, SystemClock()).close()
    return raised.value


@pytest.fixture
def answering() -> Iterator[tuple[int, list[bytes]]]:
    """A server on a port of its own that answers every request with the same line."""
    server = socket.create_server(("127.0.0.1", 0))
    answer = [b""]

    def serve() -> None:
        while True:
            try:
                peer, _ = server.accept()
            except OSError:
                return
            with peer, contextlib.suppress(ConnectionError):
                while request := peer.recv(4096):
                    number = request.split(b"CSeq: ")[1].split(b"\r")[0]
                    peer.sendall(answer[0].replace(b"#", number))

    threading.Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1], answer
    server.close()


def test_refused_connection_says_so() -> None:
    fault = refusal(f"rtsp://admin:hunter2@127.0.0.1:{free_port()}/x")

    assert "connection refused" in fault.message
    assert "hunter2" not in fault.message
    assert fault.kind is FaultKind.UNAVAILABLE


def test_unknown_host_says_so() -> None:
    assert "host camera.invalid is not known" in refusal("rtsp://admin:hunter2@camera.invalid/x").message


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (b"401 Unauthorized", FaultKind.FORBIDDEN, "wrong user name or password"),
        (b"404 Not Found", FaultKind.UNAVAILABLE, "no such stream (404)"),
        (b"503 Service Unavailable", FaultKind.UNAVAILABLE, "refused the request"),
    ],
    ids=["401", "404", "503"],
)
def test_refusal_of_the_camera_is_put_in_words(
    answering: tuple[int, list[bytes]], status: bytes, kind: FaultKind, words: str
) -> None:
    port, answer = answering
    answer[0] = b"RTSP/1.0 " + status + b"\r\nCSeq: #\r\n\r\n"
    fault = refusal(f"rtsp://admin:hunter2@127.0.0.1:{port}/x")

    assert (fault.kind, words in fault.message) == (kind, True), fault.message
    assert "hunter2" not in fault.message


def test_stream_without_video_says_so(answering: tuple[int, list[bytes]]) -> None:
    port, answer = answering
    body = b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=x\r\nt=0 0\r\n"
    head = f"RTSP/1.0 200 OK\r\nCSeq: #\r\nContent-Type: application/sdp\r\nContent-Length: {len(body)}\r\n\r\n"
    answer[0] = head.encode() + body

    assert f"rtsp://127.0.0.1:{port}/x" in refusal(f"rtsp://127.0.0.1:{port}/x").message


def test_silent_host_ends_with_a_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        fault = refusal(f"rtsp://127.0.0.1:{server.getsockname()[1]}/x", QUICK.model_copy(update={"open_timeout_s": 1}))

    assert "no packets for 1 s" in fault.message


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.mp4", b"", "empty (0 bytes)"),
        ("broken.mp4", b"this is no video at all" * 100, "no video"),
        ("missing.mp4", None, "no such file"),
    ],
)
def test_file_that_cannot_be_played_says_why(tmp_path: Path, name: str, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)

    assert words in refusal(f"file:{name}", IngestSettings(media_dir=tmp_path)).message


def test_file_outside_the_media_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.mp4").write_bytes(b"x")
    media = tmp_path / "media"
    media.mkdir()
    (media / "link.mp4").symlink_to(tmp_path / "secret.mp4")

    assert "outside" in refusal("file:link.mp4", IngestSettings(media_dir=media)).message
    assert "no such file" in refusal(f"file:{tmp_path}/secret.mp4", IngestSettings(media_dir=media)).message


def test_file_is_looped_in_real_time_and_its_clock_runs_on(tmp_path: Path) -> None:
    scene = Scene(1, 2, 160, 96)
    encode_loop(tmp_path / "clip.mp4", (scene.picture(n / 10) for n in range(20)), 10, 1.0, (160, 96))
    clock = ManualClock()
    address, _ = parse_address("file:clip.mp4")
    source = open_source(address, None, IngestSettings(media_dir=tmp_path), clock)
    units = list(islice(source.units(threading.Event()), 50))
    source.close()

    assert [unit.pts_us for unit in units] == [n * 100_000 for n in range(50)]
    assert clock.monotonic() == pytest.approx(4.9)
    assert_keyframes_stand_alone(units, "h264")


def assert_keyframes_stand_alone(units: list[Unit], codec: str) -> None:
    keyframes = [unit for unit in units if unit.is_keyframe]
    assert keyframes
    for unit in units:
        assert unit.data.startswith((b"\0\0\0\1", b"\0\0\1"))
    for unit in keyframes:
        assert len(parameter_sets(codec, nal_units(unit.data))) == (3 if codec == "hevc" else 2)


@pytest.mark.footage
def test_rtsp_camera_gives_annexb_with_parameter_sets(footage: Path) -> None:
    rack = CameraRack({"cam": footage / "one-by-one-person-detection.mp4"})
    rack.plug()
    try:
        address, _ = parse_address(rack.url("cam"))
        source = open_source(address, None, QUICK, SystemClock())
        units = list(islice(source.units(threading.Event()), 25))
        source.close()
        found = probe(address, None)
    finally:
        rack.pull_plug()

    assert (source.info.codec, source.info.width, source.info.height) == ("h264", 768, 432)
    assert_keyframes_stand_alone(units, "h264")
    assert (found.codec, found.width, found.height) == ("h264", 768, 432)
    assert found.picture_jpeg is not None
    assert found.picture_jpeg.startswith(b"\xff\xd8")


def test_pattern_is_the_same_for_the_same_seed() -> None:
    first, again, other = Scene(5, 6, 320, 180), Scene(5, 6, 320, 180), Scene(6, 6, 320, 180)

    assert (first.picture(3.7) == again.picture(3.7)).all()
    assert (first.picture(3.7) != other.picture(3.7)).any()


def test_pattern_draws_its_truth_and_nothing_else() -> None:
    scene = Scene(5, 6, 640, 360)
    seen = 0
    for second in range(40):
        difference = (scene.picture(second) != scene.ground).any(axis=2)
        drawn = difference.copy()
        for truth in scene.truth(second):
            box = truth.box
            place = np.s_[
                round(box.top * 360) : round(box.bottom * 360), round(box.left * 640) : round(box.right * 640)
            ]
            assert drawn[place].any()
            difference[place] = False
            seen += 1
        assert not difference.any()
    assert seen > 20


def test_pattern_moves_smoothly() -> None:
    scene = Scene(2, 5, 640, 360)
    for tick in range(300):
        now = {truth.mover: truth.box for truth in scene.truth(tick / 10)}
        then = {truth.mover: truth.box for truth in scene.truth(tick / 10 + 0.02)}
        for mover in now.keys() & then.keys():
            assert now[mover].width < 0.02 or iou(now[mover], then[mover]) > 0.5


@pytest.mark.parametrize("url", ["pattern:street?fps=500", "pattern:street?colour=red", "pattern:forest"])
def test_pattern_with_wrong_fields_is_refused(url: str) -> None:
    assert refusal(url).kind is FaultKind.INVALID
