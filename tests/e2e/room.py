"""A whole Watchroom in its own processes and data folder, started by its command line as a user would."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx

from tests.wire.cameras import free_port

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".venv" / "bin" / "watchroom"
T = TypeVar("T")


def eventually(what: str, ask: Callable[[], T | None], within_s: float = 15.0, every_s: float = 0.1) -> T:
    """The first answer that is true; fails with `what` when none comes in time."""
    deadline = time.monotonic() + within_s
    while True:
        answer = ask()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"not within {within_s} s: {what}"
        time.sleep(every_s)


class Room:
    """A running house. `client()` speaks to it as the administrator that the first start made."""

    def __init__(
        self, data_dir: Path, environment: dict[str, str] | None = None, arguments: tuple[str, ...] = ("run",)
    ) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.password = ""
        self.output: list[str] = []
        self._environment = environment or {}
        self._arguments = arguments
        self._process: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What the house's processes are started with."""
        own = {"WATCHROOM_DATA_DIR": str(self.data_dir), "WATCHROOM_HTTP__PORT": str(self.port)}
        return {**os.environ, **own, **self._environment}

    def start(self) -> None:
        """Start all processes; returns when the console answers."""
        self._process = subprocess.Popen(
            [str(PROGRAM), *self._arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()
        eventually(f"the console answers\n{''.join(self.output[-30:])}", self.answers, within_s=180)

    def stop(self) -> int:
        """Ctrl-C; returns the exit status."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        status = self._process.wait(15)
        self._process = None
        return status

    def kill(self) -> None:
        """`kill -9` the parent alone."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    @property
    def pid(self) -> int:
        """The parent process."""
        assert self._process is not None
        return self._process.pid

    def answers(self) -> bool:
        """Whether the console answers just now."""
        try:
            return httpx.get(f"{self.url}/api/health", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def run(self, *arguments: str, expect: int | None = 0, stdin: str = "") -> str:
        """Run `watchroom …` on this house; returns what it printed. expect: its exit status; None: any failure."""
        done = subprocess.run(
            [str(PROGRAM), *arguments],
            env=self.environment,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        as_expected = done.returncode == expect if expect is not None else done.returncode > 0
        assert as_expected, f"{arguments}: exit status {done.returncode}\n{done.stdout}"
        return done.stdout

    def processes(self) -> dict[str, int]:
        """Process ids by name: `pull`, `analysis-0`, `console`."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                arguments = (folder / "cmdline").read_text().split("\0")
            except (OSError, ValueError):
                continue
            if parent == self.pid and "host" in arguments:
                found[arguments[arguments.index("host") + 1]] = int(folder.name)
        return found

    @contextmanager
    def client(self, username: str = "admin", password: str = "") -> Iterator[httpx.Client]:
        """A signed-in HTTP client that sends its CSRF token."""
        with httpx.Client(base_url=self.url, timeout=20, headers={"Origin": self.url}) as client:
            answer = client.post(
                "/api/session", json={"username": username, "password": password or self.password}
            ).raise_for_status()
            client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
            yield client

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.output.append(line)
            if shown := re.search(r"[Pp]assword:?\s+(\S+)", line):
                self.password = self.password or shown[1]


def ask(client: httpx.Client, path: str, **query: str) -> Any:
    """GET `path` and return its JSON; fails on anything but success."""
    return client.get(path, params=query).raise_for_status().json()
