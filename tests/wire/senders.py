"""Programs that send as cameras do and are not ours: Debian's ffmpeg, GStreamer's RTSP server, Python's web server."""

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.wire.cameras import free_port

GST_SERVER = Path(__file__).with_name("gst_rtsp.py")
GST_LOGIN = ("guard", "p@ss word")


def need_ffmpeg() -> None:
    """Skip where the ffmpeg program is not installed."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("the ffmpeg program is not installed")


def make_clip(path: Path, *more: str, codec: str = "libx264", seconds: int = 4) -> Path:
    """A test picture, 15 a second, with a tone in AAC; `more`: further arguments of the encoder."""
    need_ffmpeg()
    pictures = ["-f", "lavfi", "-i", "testsrc2=s=320x240:r=15", "-f", "lavfi", "-i", "sine=f=440:r=48000"]
    encoding = [
        "-t",
        str(seconds),
        "-c:v",
        codec,
        "-g",
        "15",
        "-pix_fmt",
        "yuv420p",
        *more,
        "-c:a",
        "aac",
        "-b:a",
        "64k",
    ]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *pictures, *encoding, str(path)], check=True, timeout=120)
    return path


@contextmanager
def running(command: Sequence[str], cwd: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """The program for the length of the block."""
    process = subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def ffmpeg(*arguments: str, cwd: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """ffmpeg, sending in real time."""
    need_ffmpeg()
    with running(["ffmpeg", "-v", "error", "-re", *arguments], cwd) as process:
        yield process


@contextmanager
def gst_rtsp(
    clip: Path, sound: str = "none", login: str = "none", loudspeaker: tuple[str, Path] | None = None
) -> Iterator[str]:
    """The address of GStreamer's RTSP server; see `gst_rtsp.py`. loudspeaker: its coding, and where it writes."""
    if subprocess.run(["/usr/bin/python3", "-c", _HAS_GST], check=False, capture_output=True).returncode:
        pytest.skip("GStreamer's RTSP server is not installed; run tests/system-packages")
    more = [loudspeaker[0], str(loudspeaker[1])] if loudspeaker else []
    with running(["/usr/bin/python3", str(GST_SERVER), str(clip), sound, login, *more]) as process:
        assert process.stdout is not None
        yield f"rtsp://127.0.0.1:{process.stdout.readline().strip()}/cam"


@contextmanager
def web_server(folder: Path) -> Iterator[str]:
    """The address of Python's web server over `folder`."""
    port = free_port()
    with running(["/usr/bin/python3", "-m", "http.server", str(port), "--bind", "127.0.0.1"], folder):
        wait_for_port(port)
        yield f"http://127.0.0.1:{port}"


def wait_for_port(port: int) -> None:
    """Return when the TCP port is listened on; looks into the kernel's table, so that nobody is connected to."""
    wanted = f":{port:04X} "
    for _ in range(400):
        lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()
        if any(wanted in line and line.split()[3] == "0A" for line in lines):
            return
        time.sleep(0.05)
    raise AssertionError(f"nobody listens on port {port}")


def wait_for_file(path: Path) -> None:
    """Return when the file is there."""
    for _ in range(600):
        if path.is_file():
            return
        time.sleep(0.05)
    raise AssertionError(f"{path.name} was not written")


_HAS_GST = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import Gst, GstRtspServer"
