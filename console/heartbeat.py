"""Signs of life: each process of the house writes one row every two seconds, for the system view and `check`."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, String, select
from sqlalchemy.orm import Mapped, mapped_column

from kernel.actor import system
from kernel.clock import Clock
from kernel.journal import Json, JsonObject
from kernel.sql.database import Base, Database
from kernel.sql.journal import append
from kernel.sql.upsert import Upsert, write_rows
from kernel.supervise import Supervised

EVERY_S = 2.0
LOST_AFTER = timedelta(seconds=8)
FORGOTTEN_AFTER = timedelta(hours=1)
RESTARTS_ENV = "WATCHROOM_RESTARTS"


class HostRow(Base):
    """The latest sign of life of one process."""

    __tablename__ = "host"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(32))
    pid: Mapped[int] = mapped_column(BigInteger)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    restarts: Mapped[int]
    figures: Mapped[dict[str, Json]]
    faults: Mapped[list[Json]]


@dataclass(frozen=True, slots=True)
class Host:
    """One process of the house. figures: its counters; faults: what troubles it now."""

    id: str
    role: str
    pid: int
    started_at: datetime
    seen_at: datetime
    restarts: int
    figures: dict[str, float]
    faults: tuple[str, ...]

    def is_healthy(self, now: datetime) -> bool:
        return now - self.seen_at <= LOST_AFTER and not self.faults


def host_data(host: Host, now: datetime) -> JsonObject:
    """The shape of `HostView`."""
    return {
        "id": host.id,
        "role": host.role,
        "pid": host.pid,
        "is_healthy": host.is_healthy(now),
        "started_at": host.started_at.isoformat(),
        "seen_at": host.seen_at.isoformat(),
        "restarts": host.restarts,
        "figures": dict(host.figures),
        "faults": list(host.faults),
    }


def hosts(database: Database, now: datetime) -> list[Host]:
    """Every process that gave a sign of life in the last hour."""
    with database.read() as session:
        query = select(HostRow).where(HostRow.seen_at > now - FORGOTTEN_AFTER).order_by(HostRow.id)
        return [_host(row) for row in session.scalars(query)]


@dataclass(frozen=True, slots=True)
class Sign:
    """What a process says of itself."""

    figures: dict[str, float]
    faults: tuple[str, ...] = ()


class Heartbeat:
    """Writes the row of this process until stopped; the first write journals `host.started`."""

    def __init__(self, database: Database, clock: Clock, host: str, role: str, sign: Callable[[], Sign]) -> None:
        self._database = database
        self._clock = clock
        self._id = host
        self._role = role
        self._sign = sign
        self._started_at = clock.now()
        self._loop = Supervised(f"heartbeat {host}", self._run_once, clock)

    def start(self) -> None:
        self.beat()
        with self._database.write() as session:
            data: JsonObject = {"id": self._id, "role": self._role, "pid": os.getpid()}
            append(session, self._clock.now(), system(self._role), "host.started", f"host:{self._id}", data)
        self._loop.start()

    def stop(self) -> None:
        """End the loop and take the row away: this process ends on purpose."""
        self._loop.stop()
        with self._database.write() as session:
            row = session.get(HostRow, self._id)
            if row is not None and row.pid == os.getpid():
                session.delete(row)

    def beat(self) -> None:
        """Write the row once."""
        sign = self._sign()
        values = {
            "id": self._id,
            "role": self._role,
            "pid": os.getpid(),
            "started_at": self._started_at,
            "seen_at": self._clock.now(),
            "restarts": int(os.environ.get(RESTARTS_ENV, "0")),
            "figures": dict(sign.figures),
            "faults": list(sign.faults),
        }
        with self._database.write() as session:
            write_rows(session, [Upsert(HostRow, "id", values)])

    def _run_once(self, stop: threading.Event) -> None:
        if not self._clock.wait(EVERY_S, stop):
            self.beat()


def _host(row: HostRow) -> Host:
    figures = {key: float(value) for key, value in row.figures.items() if isinstance(value, int | float)}
    faults = tuple(str(fault) for fault in row.faults)
    return Host(row.id, row.role, row.pid, row.started_at, row.seen_at, row.restarts, figures, faults)
