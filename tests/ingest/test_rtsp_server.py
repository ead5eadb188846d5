"""The server that plays files as cameras, seen by independent clients: PyAV, the ffmpeg program and bare sockets."""

import asyncio
import shutil
import socket
import struct
import subprocess
import time
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from ingest.rtsp_server import Login, Mount, RtspServer, serving
from ingest.rtsp_server.login import Challenge
from kernel.errors import Fault, FaultKind
from tests.ingest.rtsp_clip import FPS, LENGTH_S, bars, clip_path

__all__ = ["clip_path"]

OPTIONS = {"rtsp_transport": "tcp", "analyzeduration": "0", "probesize": "32"}


def pull(url: str, count: int) -> list[tuple[float, bool, float]]:
    """(pts in seconds, is_keyframe, wall clock on arrival) of the first `count` packets with a time."""
    got = []
    with av.open(url, options=OPTIONS, timeout=5) as container:
        for packet in container.demux(video=0):
            if packet.pts is not None:
                got.append((float(packet.pts * packet.time_base), packet.is_keyframe, time.time()))
            if len(got) == count:
                break
    return got


def test_pyav_gets_an_even_stream_over_the_seam_of_the_loop(clip_path: Path) -> None:
    server = RtspServer()
    server.mount("gate", clip_path)
    with serving(server):
        got = pull(server.url("gate"), int(1.5 * FPS * LENGTH_S))
    steps = [round(after[0] - before[0], 3) for before, after in pairwise(got)]
    assert set(steps) == {0.1}
    keyframes = [i for i, packet in enumerate(got) if packet[1]]
    assert {after - before for before, after in pairwise(keyframes)} == {5}


def test_picture_shown_is_the_one_of_the_wall_clock(clip_path: Path) -> None:
    server = RtspServer()
    server.mount("gate", clip_path)
    shades = []
    with serving(server), av.open(server.url("gate"), options=OPTIONS, timeout=5) as container:
        for frame in container.decode(video=0):
            shades.append((time.time(), float(frame.to_ndarray(format="gray").mean())))
            if len(shades) == 12:
                break
    # The shade tells the number; FFmpeg's demuxer hands over each frame when the next one arrives.
    numbers = [round((shade - shades_of(clip_path)[0]) / 8) for _, shade in shades]
    behind = [(at - number / FPS) % LENGTH_S for (at, _), number in zip(shades, numbers, strict=True)]
    # None before its time; a busy machine may read some of them late, not all.
    assert all(0.05 < late < LENGTH_S / 2 for late in behind)
    assert min(behind) < 0.35


def shades_of(path: Path) -> list[float]:
    """The mean shade of every frame of the file."""
    with av.open(str(path)) as container:
        return [float(frame.to_ndarray(format="gray").mean()) for frame in container.decode(video=0)]


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="the ffmpeg program is not installed")
def test_ffmpeg_copies_three_seconds_over_the_seam_without_a_complaint(clip_path: Path, tmp_path: Path) -> None:
    server = RtspServer(login=Login("viewer", "s3cret"))
    server.mount("gate", clip_path)
    with serving(server):
        url = server.url("gate").replace("rtsp://", "rtsp://viewer:s3cret@")
        command = ["ffmpeg", "-v", "warning", "-rtsp_transport", "tcp", "-i", url, "-t", "3", "-c", "copy"]
        done = subprocess.run(
            [*command, str(tmp_path / "out.mp4")], check=False, capture_output=True, text=True, timeout=60
        )
    # FFmpeg gives the very first access unit of any RTSP stream no time; nothing else may be odd.
    first = ("Timestamps are unset", "previous: 0, current: 0;")
    odd = [line for line in done.stderr.splitlines() if not any(words in line for words in first)]
    assert (done.returncode, odd) == (0, [])
    assert len(shades_of(tmp_path / "out.mp4")) in (29, 30, 31)


@pytest.mark.parametrize(
    ("userinfo", "is_let_in"),
    [("viewer:s3cret@", True), ("viewer:wrong@", False), ("other:s3cret@", False), ("", False)],
    ids=["right", "wrong password", "wrong user", "no login"],
)
def test_digest_login(clip_path: Path, userinfo: str, is_let_in: bool) -> None:
    server = RtspServer(login=Login("viewer", "s3cret"))
    server.mount("gate", clip_path)
    with serving(server):
        url = server.url("gate").replace("rtsp://", f"rtsp://{userinfo}")
        if is_let_in:
            assert len(pull(url, 3)) == 3
        else:
            with pytest.raises(av.HTTPUnauthorizedError):
                pull(url, 3)


def test_proof_for_another_address_or_an_old_nonce_is_not_accepted() -> None:
    challenge, other = Challenge(Login("viewer", "s3cret"), "aa"), Challenge(Login("viewer", "s3cret"), "bb")
    # Computed by hand from RFC 2617 §3.2.2 with md5sum.
    proof = (
        'Digest username="viewer", realm="Watchroom", nonce="aa", uri="rtsp://h/gate", '
        'response="' + _rfc_2617("viewer", "s3cret", "aa", "DESCRIBE", "rtsp://h/gate") + '"'
    )
    assert challenge.accepts("DESCRIBE", "rtsp://h/gate", proof)
    assert not challenge.accepts("DESCRIBE", "rtsp://h/vault", proof)
    assert not challenge.accepts("SETUP", "rtsp://h/gate", proof)
    assert not other.accepts("DESCRIBE", "rtsp://h/gate", proof)
    assert not challenge.accepts("DESCRIBE", "rtsp://h/gate", "Basic dmlld2VyOnMzY3JldA==")


def _rfc_2617(user: str, password: str, nonce: str, method: str, uri: str) -> str:
    from hashlib import md5

    first = md5(f"{user}:Watchroom:{password}".encode()).hexdigest()
    second = md5(f"{method}:{uri}".encode()).hexdigest()
    return md5(f"{first}:{nonce}:{second}".encode()).hexdigest()


class Wire:
    """A bare RTSP client: sends text, takes apart what comes back."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self._file = self._socket.makefile("rb")

    def ask(self, method: str, url: str, *headers: str) -> str:
        """The head and body of the answer."""
        self.send("\r\n".join([f"{method} {url} RTSP/1.0", "CSeq: 7", *headers, "", ""]).encode())
        return self.answer()

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def answer(self) -> str:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = self._file.read(1)
            if not byte:
                break
            head += byte
        text = head.decode()
        length = next((int(line.split(":")[1]) for line in text.split("\r\n") if line.startswith("Content-Length")), 0)
        return text + self._file.read(length).decode()

    def interleaved(self) -> tuple[int, bytes]:
        """(channel, packet) of the next interleaved packet."""
        mark, channel, size = struct.unpack(">BBH", self._file.read(4))
        assert mark == 0x24
        return channel, self._file.read(size)

    def close(self) -> None:
        self._file.close()
        self._socket.close()


def test_refusals_say_what_is_wrong(clip_path: Path) -> None:
    server = RtspServer()
    server.mount("gate", clip_path)
    with serving(server):
        wire, url = Wire(server.port), server.url("gate")
        cast, tcp = (
            "Transport: RTP/AVP;multicast;client_port=5000-5001",
            "Transport: RTP/AVP/TCP;unicast;interleaved=2-3",
        )
        assert wire.ask("DESCRIBE", server.url("nowhere")).startswith("RTSP/1.0 404 ")
        assert wire.ask("PLAY", url).startswith("RTSP/1.0 455 ")
        assert wire.ask("SETUP", url + "/track0", cast).startswith("RTSP/1.0 461 ")
        assert wire.ask("RECORD", url).startswith("RTSP/1.0 405 ")
        assert "interleaved=2-3" in wire.ask("SETUP", url + "/track0", tcp)
        wire.close()
        wire = Wire(server.port)
        wire.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert wire.answer().startswith("RTSP/1.0 400 ")
        wire.close()


def test_sender_report_tells_the_wall_clock_of_an_rtp_time(clip_path: Path) -> None:
    server = RtspServer()
    server.mount("gate", clip_path)
    with serving(server):
        wire, url = Wire(server.port), server.url("gate")
        wire.ask("SETUP", url + "/track0", "Transport: RTP/AVP/TCP;unicast;interleaved=4-5")
        assert wire.ask("PLAY", url).startswith("RTSP/1.0 200 ")
        channel, report = wire.interleaved()
        assert (channel, report[1]) == (5, 200)
        channel, first = wire.interleaved()
        assert (channel, first[1] & 0x7F) == (4, 96)
        assert first[12] & 0x1F in (6, 7)  # it begins with the SPS, or with the encoder's note before it
        wire.close()
    ntp_s, ntp_fraction, rtp = struct.unpack(">III", report[8:20])
    at = ntp_s - 2_208_988_800 + ntp_fraction / 2**32
    assert abs(at - time.time()) < 5
    shown = at + (struct.unpack(">I", first[4:8])[0] - rtp + (1 << 31)) % (1 << 32) / 90_000 - (1 << 31) / 90_000
    # Keyframes stand at every half second since 1970.
    assert abs(shown * 2 - round(shown * 2)) < 0.001
    assert 0 <= at - shown < 0.2


def test_client_that_does_not_read_is_dropped_and_the_others_go_on(clip_path: Path) -> None:
    server = RtspServer()
    server.limit_bytes = 20_000
    mount = server.mount("gate", clip_path)
    with serving(server) as loop:
        lazy = socket.socket()
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lazy.connect(("127.0.0.1", server.port))
        url = server.url("gate")
        for method, header in (("SETUP", "Transport: RTP/AVP/TCP;interleaved=0-1\r\n"), ("PLAY", "")):
            lazy.sendall(f"{method} {url} RTSP/1.0\r\nCSeq: 1\r\n{header}\r\n".encode())
        asyncio.run_coroutine_threadsafe(_shrink(mount), loop).result(5)
        got = pull(url, 40)
        assert mount.dropped_viewers == 1
        lazy.close()
    assert len(got) == 40


async def _shrink(mount: Mount) -> None:
    """Make the kernel's own buffer small for every viewer, as on a slow line."""
    while not mount.viewers:
        await asyncio.sleep(0.01)
    for viewer in mount._viewers:
        assert isinstance(viewer.transport, asyncio.WriteTransport)
        viewer.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)


def test_h265_is_played_too(tmp_path: Path) -> None:
    path = tmp_path / "gate.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx265", rate=Fraction(10), options={"x265-params": "keyint=5:log-level=0:bframes=0"})
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for picture in bars(10):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        out.mux(stream.encode(None))
    server = RtspServer()
    server.mount("gate", path)
    with serving(server), av.open(server.url("gate"), options=OPTIONS, timeout=5) as container:
        assert container.streams.video[0].codec_context.name == "hevc"
        frames = [frame for _, frame in zip(range(12), container.decode(video=0), strict=False)]
    assert {(frame.width, frame.height) for frame in frames} == {(160, 120)}


def test_files_that_cannot_be_played_say_why(tmp_path: Path, clip_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("not a film")
    with av.open(str(tmp_path / "sound.mp4"), "w") as out:
        sound = out.add_stream("aac", rate=48_000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 48_000
        out.mux(sound.encode(frame))
        out.mux(sound.encode(None))
    expected = {
        "missing.mp4": (FaultKind.NOT_FOUND, "not found"),
        "empty.mp4": (FaultKind.INVALID, "not a video file"),
        "text.mp4": (FaultKind.INVALID, "not a video file"),
        "sound.mp4": (FaultKind.INVALID, "no video in it"),
    }
    server = RtspServer()
    for name, (kind, words) in expected.items():
        with pytest.raises(Fault, match=words) as caught:
            server.mount("gate", tmp_path / name)
        assert caught.value.kind is kind
    with serving(RtspServer()) as loop:
        assert loop.is_running()


def test_port_that_is_taken_is_a_fault(clip_path: Path) -> None:
    first = RtspServer()
    first.mount("gate", clip_path)
    with serving(first), pytest.raises(Fault, match="cannot listen") as caught, serving(RtspServer(port=first.port)):
        pass
    assert caught.value.kind is FaultKind.UNAVAILABLE


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="the ffmpeg program is not installed")
def test_ffmpeg_copies_over_udp_what_it_copies_over_tcp(clip_path: Path, tmp_path: Path) -> None:
    server = RtspServer(login=Login("viewer", "s3cret"))
    server.mount("gate", clip_path)
    with serving(server):
        url = server.url("gate").replace("rtsp://", "rtsp://viewer:s3cret@")
        command = ["ffmpeg", "-v", "error", "-rtsp_transport", "udp", "-i", url, "-t", "2", "-c", "copy"]
        done = subprocess.run(
            [*command, str(tmp_path / "out.mp4")], check=False, capture_output=True, text=True, timeout=60
        )
    assert (done.returncode, done.stderr) == (0, "")
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) >= 2 * FPS - 2


def test_datagrams_go_only_to_who_asked_for_them(clip_path: Path) -> None:
    server = RtspServer()
    server.mount("gate", clip_path)
    with (
        serving(server),
        socket.create_connection(("127.0.0.1", server.port)) as peer,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear,
    ):
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(5)
        port = ear.getsockname()[1]
        url = server.url("gate")
        for method, header in (
            ("SETUP", f"Transport: RTP/AVP;unicast;destination=127.0.0.9;client_port={port}-{port}"),
            ("PLAY", "Range: npt=0-"),
        ):
            peer.sendall(f"{method} {url}/track0 RTSP/1.0\r\nCSeq: 1\r\n{header}\r\n\r\n".encode())
            assert b"200 OK" in peer.recv(4096)
        data, sender = ear.recvfrom(4096)
    assert data[0] >> 6 == 2
    assert sender[0] == "127.0.0.1"
