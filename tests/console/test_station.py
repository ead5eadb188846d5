"""The parent of the processes: restarts, one house per folder, nobody left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from console.station import ChildPlan, Lock, Station
from kernel.errors import Fault

FAITHFUL = "import os\nwhile os.read(0, 1): pass\n"
SLEEPER = "import time\ntime.sleep(600)\n"
STUBBORN = (
    "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('deaf', flush=True)\ntime.sleep(600)\n"
)


def plan(name: str, program: str) -> ChildPlan:
    return ChildPlan(name, (sys.executable, "-c", program))


def eventually(condition: Callable[[], bool], within_s: float = 20) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        threading.Event().wait(0.02)


@contextmanager
def running(*plans: ChildPlan, lost: list[tuple[str, int]] | None = None) -> Iterator[Station]:
    station = Station(
        list(plans), os.environ, None if lost is None else lambda name, status: lost.append((name, status))
    )
    thread = threading.Thread(target=station.run)
    thread.start()
    try:
        eventually(lambda: all(child.process is not None for child in station.children))
        yield station
    finally:
        station.stop()
        thread.join(20)
        assert not thread.is_alive()


def pid(station: Station, number: int = 0) -> int:
    process = station.children[number].process
    return process.pid if process is not None else 0


def is_alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_killed_child_is_started_again_and_told_of_while_the_others_go_on() -> None:
    lost: list[tuple[str, int]] = []
    with running(plan("a", SLEEPER), plan("b", SLEEPER), lost=lost) as station:
        first, other = pid(station), pid(station, 1)
        os.kill(first, signal.SIGKILL)
        eventually(lambda: pid(station) not in (0, first))

        assert pid(station, 1) == other
        assert station.children[0].restarts == 1
    assert lost == [("a", -signal.SIGKILL)]


def test_a_child_that_dies_at_once_again_and_again_waits_longer_each_time() -> None:
    with running(plan("a", "raise SystemExit(3)")) as station:
        eventually(lambda: station.children[0].restarts >= 3)
        now = time.monotonic()
        eventually(lambda: station.children[0].process is None)

        assert station.children[0].start_at > now


def test_all_children_end_with_the_station() -> None:
    with running(plan("a", SLEEPER), plan("b", FAITHFUL)) as station:
        children = [pid(station, 0), pid(station, 1)]

    assert [is_alive(child) for child in children] == [False, False]


def test_a_child_that_does_not_listen_is_killed_within_five_seconds() -> None:
    with running(plan("a", STUBBORN)) as station:
        child = pid(station)
        eventually(lambda: b"deaf" in _caught_signals(child))
        started = time.monotonic()

    assert time.monotonic() - started < 6
    assert not is_alive(child)


def _caught_signals(number: int) -> bytes:
    status = Path(f"/proc/{number}/status").read_text()
    ignored = int(next(line for line in status.splitlines() if line.startswith("SigIgn")).split()[1], 16)
    return b"deaf" if ignored & (1 << (signal.SIGTERM - 1)) else b""


def test_children_end_when_the_parent_is_killed(tmp_path: Path) -> None:
    child = "from console.station import follow_parent_if_told; follow_parent_if_told(); import time; time.sleep(600)"
    parent = (
        "import os, sys\n"
        "from console.station import FOLLOW_ENV, ChildPlan, Station\n"
        f"Station([ChildPlan('a', (sys.executable, '-c', {child!r}))], {{**os.environ, FOLLOW_ENV: '1'}}).run()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", parent])
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    eventually(lambda: bool(children.read_text().split()))
    number = int(children.read_text().split()[0])
    # Killed only once the child listens to its pipe; before that it would end by reading at its first breath.
    process.kill()
    process.wait()

    eventually(lambda: not is_alive(number))


def test_a_second_station_on_the_same_folder_is_refused_by_name(tmp_path: Path) -> None:
    held = Lock(tmp_path / "run" / "station.lock")

    with pytest.raises(Fault, match=rf"another watchroom runs on it \(process {os.getpid()}\)"):
        Lock(tmp_path / "run" / "station.lock")
    held.release()
    Lock(tmp_path / "run" / "station.lock").release()
