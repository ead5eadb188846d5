"""Writes to the database in the background, so that a database that is slow or away never stops the recording."""

import threading
from collections.abc import Callable, Iterable

import structlog
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from kernel.clock import Clock
from kernel.errors import Fault
from kernel.sql.database import Database
from kernel.sql.upsert import Upsert, write_rows
from kernel.supervise import Backoff

log = structlog.get_logger()

Write = Callable[[Session], None] | Upsert
Key = tuple[str, str]

_PAUSE_S = 1.0
_BATCH = 500


class Scribe:
    """One thread that applies writes in the order of their keys' first appearance, many in one transaction.

    A write replaces one that waits under the same key, so each write must carry the whole of what it describes.
    While the database is away up to `limit` writes wait; beyond that the oldest are lost and counted in `lost`:
    what they described is found again on disk when the host starts.
    """

    def __init__(self, database: Database, clock: Clock, limit: int = 20_000) -> None:
        self._database = database
        self._clock = clock
        self._limit = limit
        self._waiting: dict[Key, Write] = {}
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._busy = False
        self._thread = threading.Thread(target=self._run, name="scribe", daemon=True)
        self.lost = 0
        self.fault: str | None = None

    def start(self) -> None:
        self._thread.start()

    def put(self, key: Key, write: Write) -> None:
        """Apply `write` soon; never blocks. Any thread."""
        with self._changed:
            self._waiting[key] = write
            self._bound()
            self._changed.notify_all()

    def settle(self, timeout_s: float) -> bool:
        """Wait until nothing waits; returns whether that came to pass."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and not self._busy, timeout_s)

    def stop(self, timeout_s: float = 5.0) -> None:
        """Write what waits, for at most `timeout_s`, and end the thread."""
        self.settle(timeout_s)
        self._stop.set()
        with self._changed:
            self._changed.notify_all()
        self._thread.join(timeout_s)

    def __len__(self) -> int:
        return len(self._waiting)

    def _run(self) -> None:
        backoff = Backoff(first_s=0.2, limit_s=5.0)
        while (batch := self._take()) is not None:
            try:
                self._apply(batch)
            except (Fault, SQLAlchemyError) as error:
                self._keep(batch)
                self._tell(error)
                self._clock.wait(backoff.next_s(), self._stop)
                continue
            except Exception:  # the thread's top: a write that cannot work must not keep all later ones waiting
                self.lost += len(batch)
                log.exception("catalogue writes failed", writes=len(batch))
            finally:
                self._rest()
            if self.fault is not None:
                log.info("catalogue is written again")
                self.fault = None
            backoff.reset()
            # A pause, so that the writes of many cameras share one transaction.
            self._clock.wait(_PAUSE_S, self._stop)

    def _apply(self, batch: dict[Key, Write]) -> None:
        try:
            with self._database.write() as session:
                _write(session, batch.values())
        except (IntegrityError, DataError):
            self._apply_singly(batch)

    def _apply_singly(self, batch: dict[Key, Write]) -> None:
        for key, write in batch.items():
            try:
                with self._database.write() as session:
                    _write(session, [write])
            except (IntegrityError, DataError) as error:
                self.lost += 1
                log.error("catalogue refused a write", key="/".join(key), reason=type(error).__name__)

    def _tell(self, error: Exception) -> None:
        if self.fault is None:
            log.warning("catalogue cannot be written", reason=str(error))
        self.fault = str(error)

    def _take(self) -> dict[Key, Write] | None:
        with self._changed:
            while not self._waiting and not self._stop.is_set():
                self._changed.wait()
            if self._stop.is_set():
                return None
            batch = {key: self._waiting.pop(key) for key in list(self._waiting)[:_BATCH]}
            self._busy = True
            return batch

    def _keep(self, batch: dict[Key, Write]) -> None:
        with self._changed:
            self._waiting = {**batch, **self._waiting}
            self._bound()

    def _rest(self) -> None:
        with self._changed:
            self._busy = False
            self._changed.notify_all()

    def _bound(self) -> None:
        while len(self._waiting) > self._limit:
            del self._waiting[next(iter(self._waiting))]
            self.lost += 1


def _write(session: Session, writes: Iterable[Write]) -> None:
    rows = []
    for write in writes:
        if isinstance(write, Upsert):
            rows.append(write)
        else:
            write(session)
    write_rows(session, rows)
