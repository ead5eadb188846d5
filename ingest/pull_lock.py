"""The right to pull: one host at a time for one footage folder and one database, on whatever machine.

Cameras often serve one client only, and two recorders would write two truths. A second host waits, and takes over when
the first one is gone.
"""

import fcntl
import os
import threading
from pathlib import Path

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from kernel.clock import Clock
from kernel.sql.database import Database

log = structlog.get_logger()

_KEY = 0x50554C4C  # "PULL"
_TRY_S = 0.5
_LOOK_S = 2.0


class PullLock:
    """Ends with the process, however that ends. `acquire` and `release` once each; `is_kept` from one thread."""

    def __init__(self, database: Database, footage_dir: Path, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._paths = [footage_dir / ".pull.lock"]
        if database.is_sqlite and database.url.database:
            self._paths.append(Path(f"{database.url.database}.pull.lock"))
        self._handles: list[int] = []
        self._connection: Connection | None = None
        self._looked_at = 0.0

    def acquire(self, stop: threading.Event) -> bool:
        """Wait for the right to pull; returns whether it came before `stop`."""
        is_told = False
        while not self._try():
            if not is_told:
                log.warning("another pull host is at work on this footage or database: standing by")
                is_told = True
            if self._clock.wait(_TRY_S, stop):
                return False
        return True

    def is_kept(self) -> bool:
        """Whether no other host has taken over; while the database is away nobody can."""
        now = self._clock.monotonic()
        if self._database.is_sqlite or now - self._looked_at < _LOOK_S:
            return True
        self._looked_at = now
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return True
        except SQLAlchemyError:
            self._disconnect()
        try:
            return self._try_database()
        except SQLAlchemyError:
            return True

    def release(self) -> None:
        """Let another host pull."""
        self._disconnect()
        for handle in self._handles:
            os.close(handle)
        self._handles = []

    def _try(self) -> bool:
        try:
            is_mine = self._try_files() and (self._database.is_sqlite or self._try_database())
        except SQLAlchemyError:
            is_mine = False
        if not is_mine:
            self.release()
        return is_mine

    def _try_files(self) -> bool:
        for path in self._paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
            self._handles.append(handle)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def _try_database(self) -> bool:
        connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}):
            self._connection = connection
            return True
        connection.close()
        return False

    def _disconnect(self) -> None:
        if self._connection is not None:
            # Not back into the pool: the lock ends with the connection.
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
