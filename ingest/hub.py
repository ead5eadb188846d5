"""One thread that reads many cameras: what came of them since the last turn is taken together, while the code is warm.

A thread per camera would be woken for every picture, each time to cold caches; measured, that doubles the cost. What
nobody watches as it happens has time: it is read more rarely, several pictures in one go, which halves it again.
"""

import select
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from ingest.packet import Unit

_TURN_S = 0.02
_REST_S = 0.25  # the same for what is recorded and analysed only
_LOOK_S = 0.25


@runtime_checkable
class Readable(Protocol):
    """A source that can be read without waiting."""

    def fileno(self) -> int: ...

    def ready(self) -> list[Unit] | None:
        """The units of what has come; None when the other side has closed; raises a fault."""
        ...

    def idle(self) -> None:
        """Called some times a second; raises a fault when the source has stalled."""
        ...


@dataclass(slots=True, eq=False)
class Job:
    """Hand the units of `source` to `take`, as they come together, until it ends or `stop` is set.

    is_watched: whether to hurry.
    """

    source: Readable
    take: Callable[[list[Unit]], None]
    stop: threading.Event
    is_watched: Callable[[], bool] = lambda: True
    done: threading.Event = field(default_factory=threading.Event)
    error: BaseException | None = None


class Hub:
    """Any thread may call `serve`; sources and `take` are called on the hub's own thread, begun with the first."""

    def __init__(self) -> None:
        self._watched, self._rest = select.epoll(), select.epoll()
        self._jobs: dict[int, Job] = {}
        self._hurried: set[int] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def serve(self, job: Job) -> None:
        """Do the job; raises what its source, or its `take`, raised."""
        with self._lock:
            number = job.source.fileno()
            self._jobs[number] = job
            self._rest.register(number, select.EPOLLIN)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="pull hub", daemon=True)
                self._thread.start()
        job.done.wait()
        if job.error is not None:
            raise job.error

    def _run(self) -> None:
        read_at = looked_at = 0.0
        while True:
            # Not woken by what comes: what comes meanwhile is to be taken together.
            time.sleep(_TURN_S if self._hurried else _REST_S)
            self._read_all(self._watched)
            now = time.monotonic()
            if now - read_at >= _REST_S - _TURN_S / 2:
                read_at = now
                self._read_all(self._rest)
            if now - looked_at >= _LOOK_S:
                looked_at = now
                for job in list(self._jobs.values()):
                    self._look_after(job)

    def _read_all(self, poll: select.epoll) -> None:
        for number, _ in poll.poll(0):
            job = self._jobs.get(number)
            if job is not None:
                self._read(job)

    def _read(self, job: Job) -> None:
        try:
            units = job.source.ready()
            if units:
                job.take(units)
        except BaseException as error:  # noqa: BLE001  # it is raised again, on the thread that waits for it
            self._end(job, error)
            return
        if units is None:
            self._end(job)

    def _look_after(self, job: Job) -> None:
        if job.stop.is_set():
            self._end(job)
            return
        try:
            job.source.idle()
        except BaseException as error:  # noqa: BLE001  # as above
            self._end(job, error)
            return
        number = job.source.fileno()
        if job.is_watched() != (number in self._hurried):
            self._move(number)

    def _move(self, number: int) -> None:
        """Hurry with it, or no longer."""
        with self._lock:
            self._poll_of(number).unregister(number)
            self._hurried ^= {number}
            self._poll_of(number).register(number, select.EPOLLIN)

    def _poll_of(self, number: int) -> select.epoll:
        return self._watched if number in self._hurried else self._rest

    def _end(self, job: Job, error: BaseException | None = None) -> None:
        """The source is left to the thread that waits: it may close it then."""
        with self._lock:
            number = job.source.fileno()
            self._poll_of(number).unregister(number)
            self._hurried.discard(number)
            del self._jobs[number]
        job.error = error
        job.done.set()
