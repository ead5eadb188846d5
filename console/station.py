"""`watchroom run`: the parent of the house's processes. It starts them, restarts what dies and stops all together."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

import structlog

from console.heartbeat import RESTARTS_ENV
from kernel.errors import conflict
from kernel.supervise import Backoff

log = structlog.get_logger()

FOLLOW_ENV = "WATCHROOM_FOLLOW_PARENT"
STOP_WITHIN_S = 4.0
HEALTHY_AFTER_S = 30.0
_LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class ChildPlan:
    """A process to keep alive. command: its arguments, the program first."""

    name: str
    command: tuple[str, ...]


class Lock:
    """Holds `path` for one process; raises a conflict that names the holder when it is taken."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[str] = path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            self._file.close()
            raise conflict(
                f"data folder {path.parent.parent}: another watchroom runs on it (process {holder}); "
                "stop that one, or choose another folder with --data-dir"
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        self._file.close()


@dataclass(slots=True)
class Child:
    """One planned process and its present incarnation. Used from the station's thread only."""

    plan: ChildPlan
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    started: float = 0.0
    start_at: float = 0.0
    backoff: Backoff = field(default_factory=lambda: Backoff(first_s=0.5, limit_s=15.0))

    def start(self, environment: Mapping[str, str]) -> None:
        # The child reads its standard input: when this process dies, however it dies, the pipe ends and so does it.
        self.process = subprocess.Popen(  # noqa: S603  # our own program, no shell
            self.plan.command,
            stdin=subprocess.PIPE,
            env={**environment, RESTARTS_ENV: str(self.restarts)},
            start_new_session=True,
        )
        self.started = time.monotonic()

    def signal_group(self, number: signal.Signals) -> None:
        """Signal the child and all that it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


class Station:
    """Keeps the children of one house alive until it is told to stop.

    A child that dies is started again: at once after a healthy time, then after growing pauses.
    lost: told the name and exit status of every child that died uncalled.
    """

    def __init__(
        self, plans: list[ChildPlan], environment: Mapping[str, str], lost: Callable[[str, int], None] | None = None
    ) -> None:
        self.children = [Child(plan) for plan in plans]
        self._environment = environment
        self._lost = lost
        self._stop = threading.Event()

    def run(self) -> None:
        """Start all; returns after `stop` when all have ended."""
        try:
            for child in self.children:
                self._start(child)
            while not self._stop.wait(_LOOK_S):
                for child in self.children:
                    self._look_after(child)
        finally:
            self._end_all()

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ask `run` to end; usable as a signal handler."""
        self._stop.set()

    def _start(self, child: Child) -> None:
        child.start(self._environment)
        assert child.process is not None
        log.info("process started", process=child.plan.name, pid=child.process.pid, restarts=child.restarts)

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_at:
                self._start(child)
            return
        status = child.process.poll()
        if status is None:
            return
        child.signal_group(signal.SIGKILL)  # what it started goes with it
        _close_pipe(child)
        if now - child.started >= HEALTHY_AFTER_S:
            child.backoff.reset()
        first = child.restarts == 0
        pause_s = 0.0 if first else child.backoff.next_s()
        child.restarts += 1
        child.process, child.start_at = None, now + pause_s
        log.error("process died", process=child.plan.name, status=status, again_in_s=round(pause_s, 1))
        if self._lost is not None:
            self._lost(child.plan.name, status)

    def _end_all(self) -> None:
        # The console first sees its own viewers off while the cameras still close their files: all at the same time.
        for child in self.children:
            child.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN_S
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("process had to be killed", process=child.plan.name)
                child.signal_group(signal.SIGKILL)
                child.process.wait()
            _close_pipe(child)
        log.info("all processes ended")


def house_plans(analysis_hosts: int, with_demo: bool) -> list[ChildPlan]:
    """The processes of a house on one machine."""
    program = (sys.executable, "-m", "console")
    plans = [ChildPlan("pull", (*program, "host", "pull"))]
    for shard in range(analysis_hosts):
        share = f"{shard}/{analysis_hosts}"
        command = (*program, "host", "analysis", "--shard", share)
        plans.append(ChildPlan(f"analysis-{shard}", command))
    plans.append(ChildPlan("media", (*program, "host", "media")))
    plans.append(ChildPlan("export", (*program, "host", "export")))
    plans.append(ChildPlan("console", (*program, "host", "console")))
    if with_demo:
        plans.append(ChildPlan("demo", (*program, "demo", "play")))
    return plans


def follow_parent_if_told() -> None:
    """In a child of a station: end when standard input does, which is when the parent dies."""
    if not os.environ.pop(FOLLOW_ENV, ""):
        return

    def watch() -> None:
        while os.read(0, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_WITHIN_S)
        os._exit(1)

    threading.Thread(target=watch, name="follow parent", daemon=True).start()


def _close_pipe(child: Child) -> None:
    if child.process is not None and child.process.stdin is not None:
        child.process.stdin.close()
