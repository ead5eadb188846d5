"""Never two pull hosts at once."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from ingest.pull_lock import PullLock
from kernel.clock import ManualClock, SystemClock
from kernel.sql.database import Database

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys, threading
from pathlib import Path
from ingest.pull_lock import PullLock
from kernel.clock import SystemClock
from kernel.sql.database import Database
print(PullLock(Database(sys.argv[1]), Path(sys.argv[2]), SystemClock()).acquire(threading.Event()), flush=True)
threading.Event().wait()
"""


class Tries(ManualClock):
    """A clock whose waiting sets `stop` after some tries."""

    def __init__(self, tries: int, stop: threading.Event) -> None:
        super().__init__()
        self.left = tries
        self._stop = stop

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        self.left -= 1
        if self.left <= 0:
            self._stop.set()
        return super().wait(seconds, stop)


def tries(database: Database, folder: Path, count: int = 2) -> bool:
    """Whether another host gets the right to pull within some tries."""
    stop = threading.Event()
    lock = PullLock(database, folder, Tries(count, stop))
    got = lock.acquire(stop)
    lock.release()
    return got


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'watchroom.db'}")
    yield made
    made.close()


def test_second_host_waits_until_the_first_has_gone(tmp_path: Path, sqlite: Database) -> None:
    first = PullLock(sqlite, tmp_path / "footage", SystemClock())

    assert first.acquire(threading.Event())
    assert first.is_kept()
    assert not tries(sqlite, tmp_path / "footage")
    first.release()
    assert tries(sqlite, tmp_path / "footage")


def test_same_footage_or_same_database_is_enough_to_wait(tmp_path: Path, sqlite: Database) -> None:
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    first = PullLock(sqlite, tmp_path / "footage", SystemClock())
    first.acquire(threading.Event())

    assert not tries(other, tmp_path / "footage")
    assert not tries(sqlite, tmp_path / "elsewhere")
    assert tries(other, tmp_path / "elsewhere")
    first.release()
    other.close()


def test_host_that_is_killed_leaves_no_lock_behind(tmp_path: Path, sqlite: Database) -> None:
    url = sqlite.url.render_as_string()
    command = [sys.executable, "-c", HOLD, url, str(tmp_path / "footage")]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    assert not tries(sqlite, tmp_path / "footage")
    process.kill()
    process.wait()

    assert tries(sqlite, tmp_path / "footage")
    process.stdout.close()


def test_hosts_on_several_machines_take_turns_by_their_database(tmp_path: Path, postgres_url: str) -> None:
    mine, yours = Database(postgres_url), Database(postgres_url)
    first = PullLock(mine, tmp_path / "mine", SystemClock())

    assert first.acquire(threading.Event())
    assert not tries(yours, tmp_path / "yours")
    first.release()
    assert tries(yours, tmp_path / "yours")
    mine.close()
    yours.close()


def test_host_that_lost_its_connection_learns_whether_another_has_taken_over(tmp_path: Path, postgres_url: str) -> None:
    mine, yours, clock = Database(postgres_url), Database(postgres_url), ManualClock()
    first, second = PullLock(mine, tmp_path / "mine", clock), PullLock(yours, tmp_path / "yours", SystemClock())
    first.acquire(threading.Event())
    cut_off(yours)
    clock.advance(3)
    assert first.is_kept()  # nobody was quicker: it is ours again

    cut_off(yours)
    assert second.acquire(threading.Event())
    clock.advance(3)
    assert not first.is_kept()
    first.release()
    second.release()
    mine.close()
    yours.close()


def cut_off(database: Database) -> None:
    """End the connection that holds the lock, as a restart of the server or a network does."""
    ended = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid != pg_backend_pid()"
    with database.engine.connect() as connection:
        connection.execute(text(ended))


def test_lock_file_is_not_left_to_children(tmp_path: Path, sqlite: Database) -> None:
    first = PullLock(sqlite, tmp_path / "footage", SystemClock())
    first.acquire(threading.Event())
    links = list(Path("/proc/self/fd").iterdir())
    handles = [int(link.name) for link in links if link.exists() and link.resolve().name.endswith("pull.lock")]

    assert len(handles) == 2
    assert not any(os.get_inheritable(handle) for handle in handles)
    first.release()
