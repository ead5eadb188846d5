"""One thread that reads many cameras: what comes within some milliseconds is taken together, while the code is warm.

A thread per camera would be woken for every picture, each time to cold caches; measured, that doubles the cost.
"""

import select
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from ingest.packet import Unit

_GATHER_S = 0.03
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
class _Job:
    source: Readable
    take: Callable[[Unit], None]
    stop: threading.Event
    done: threading.Event = field(default_factory=threading.Event)
    error: BaseException | None = None


class Hub:
    """Any thread may call `serve`; sources and `take` are called on the hub's own thread, begun with the first."""

    def __init__(self) -> None:
        self._poll = select.epoll()
        self._jobs: dict[int, _Job] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def serve(self, source: Readable, take: Callable[[Unit], None], stop: threading.Event) -> None:
        """Hand the source's units to `take` until it ends or `stop` is set; raises what it, or `take`, raised."""
        job = _Job(source, take, stop)
        with self._lock:
            self._jobs[source.fileno()] = job
            self._poll.register(source.fileno(), select.EPOLLIN)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="pull hub", daemon=True)
                self._thread.start()
        job.done.wait()
        if job.error is not None:
            raise job.error

    def _run(self) -> None:
        looked_at = 0.0
        while True:
            if self._poll.poll(_LOOK_S):
                time.sleep(_GATHER_S)
                for number, _ in self._poll.poll(0):
                    job = self._jobs.get(number)
                    if job is not None:
                        self._read(job)
            if time.monotonic() - looked_at >= _LOOK_S:
                looked_at = time.monotonic()
                for job in list(self._jobs.values()):
                    self._look_after(job)

    def _read(self, job: _Job) -> None:
        try:
            units = job.source.ready()
            for unit in units or ():
                job.take(unit)
        except BaseException as error:  # noqa: BLE001  # it is raised again, on the thread that waits for it
            self._end(job, error)
            return
        if units is None:
            self._end(job)

    def _look_after(self, job: _Job) -> None:
        if job.stop.is_set():
            self._end(job)
            return
        try:
            job.source.idle()
        except BaseException as error:  # noqa: BLE001  # as above
            self._end(job, error)

    def _end(self, job: _Job, error: BaseException | None = None) -> None:
        """The source is left to the thread that waits: it may close it then."""
        with self._lock:
            number = job.source.fileno()
            self._poll.unregister(number)
            del self._jobs[number]
        job.error = error
        job.done.set()
