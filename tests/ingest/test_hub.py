"""What many cameras send is read by one thread: at once where somebody watches, in turns where nobody does."""

import queue
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from ingest.hub import Hub, Job
from ingest.packet import Unit
from kernel.errors import Fault, unavailable

LONG_S = 5.0


class Line:
    """A source at one end of a pair of sockets: each byte is a unit."""

    def __init__(self, *, is_watched: bool) -> None:
        self.far, self._near = socket.socketpair()
        self.came: queue.SimpleQueue[tuple[float, list[Unit]]] = queue.SimpleQueue()
        self.stop, self.is_watched, self.fault = threading.Event(), is_watched, ""
        self._job = Job(self, self._take, self.stop, lambda: self.is_watched)
        self.ended: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()

    def serve(self, hub: Hub) -> None:
        threading.Thread(target=self._serve, args=(hub,), daemon=True).start()

    def fileno(self) -> int:
        return self._near.fileno()

    def ready(self) -> list[Unit] | None:
        return [Unit(None, None, 0, True, bytes((one,))) for one in self._near.recv(100)] or None

    def idle(self) -> None:
        if self.fault:
            raise unavailable(self.fault)

    def takes_s(self) -> float:
        """How long one byte waits, at the worst of ten."""
        worst_s = 0.0
        for _ in range(10):
            sent_at = time.monotonic()
            self.far.send(b"a")
            worst_s = max(worst_s, self.came.get(timeout=LONG_S)[0] - sent_at)
        return worst_s

    def _take(self, units: list[Unit]) -> None:
        self.came.put((time.monotonic(), units))

    def _serve(self, hub: Hub) -> None:
        try:
            hub.serve(self._job)
        except Fault as fault:
            self.ended.put(fault)
        else:
            self.ended.put(None)


@pytest.fixture
def lines() -> Iterator[list[Line]]:
    hub = Hub()
    made = [Line(is_watched=False), Line(is_watched=True)]
    for line in made:
        line.serve(hub)
    yield made
    for line in made:
        line.stop.set()


def test_what_nobody_watches_comes_several_units_at_once(lines: list[Line]) -> None:
    quiet, _ = lines
    for _ in range(20):
        quiet.far.send(b"a")
        time.sleep(0.02)
    batches, units = 0, 0
    while units < 20:
        units += len(quiet.came.get(timeout=LONG_S)[1])
        batches += 1

    assert batches <= 5


def test_what_is_watched_waits_less_than_what_is_not_and_that_changes_while_it_runs(lines: list[Line]) -> None:
    quiet, watched = lines
    time.sleep(0.6)  # who watches is looked up some times a second

    assert watched.takes_s() < quiet.takes_s()
    quiet.is_watched, watched.is_watched = True, False
    time.sleep(0.6)
    assert quiet.takes_s() < watched.takes_s()


def test_end_of_a_stream_ends_its_job_and_no_other(lines: list[Line]) -> None:
    quiet, watched = lines
    quiet.far.close()

    assert quiet.ended.get(timeout=LONG_S) is None
    assert watched.takes_s() < LONG_S


def test_fault_found_while_idle_is_raised_where_the_job_was_given(lines: list[Line]) -> None:
    quiet, _ = lines
    quiet.fault = "no packets for 3 s"

    assert str(quiet.ended.get(timeout=LONG_S)) == "no packets for 3 s"
