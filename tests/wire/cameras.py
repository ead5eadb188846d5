"""Real RTSP cameras for the tests: the shared simulator, playing real footage, in a process that can be killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.conftest import SHARED

TOOL = SHARED / "tools" / "rtsp_source.py"


def free_port() -> int:
    """A TCP port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class CameraRack:
    """Some cameras behind one RTSP port. `plug` and `pull_plug` may alternate; the addresses stay the same."""

    def __init__(self, clips: dict[str, Path], offsets_s: dict[str, float] | None = None) -> None:
        if not TOOL.is_file():
            pytest.skip(f"the shared RTSP source is not here: {TOOL}")
        self.port = free_port()
        self.loops: dict[str, list[float]] = {name: [] for name in clips}  # Unix seconds of each loop's frame 0
        self._clips = clips
        self._offsets_s = offsets_s or {}
        self._process: subprocess.Popen[str] | None = None

    def url(self, name: str) -> str:
        """The camera's address."""
        return f"rtsp://127.0.0.1:{self.port}/{name}"

    def plug(self) -> None:
        """Start serving; returns when the port answers."""
        mounts = [f"{name}={path}@{self._offsets_s.get(name, 0)}" for name, path in self._clips.items()]
        script = Path(__file__).with_name("camera_process.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script), str(TOOL), str(self.port), *mounts], stdout=subprocess.PIPE, text=True
        )
        ready = threading.Event()
        threading.Thread(target=self._listen, args=(self._process, ready), daemon=True).start()
        assert ready.wait(20), "the camera simulator did not start"

    def pull_plug(self) -> None:
        """Kill the server: every connection ends at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Stop it without ending its connections, as a hung camera does."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGCONT)

    def _listen(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("{"):
                loop = json.loads(line)
                self.loops[loop["camera"]].append(loop["at"])
            elif line.strip() == "ready":
                ready.set()
