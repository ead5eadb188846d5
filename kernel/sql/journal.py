"""The journal in the database: written in the transaction of the change, numbered in commit order, tailed by many."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import BigInteger, Index, String, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from kernel.actor import Actor, ActorKind
from kernel.clock import Clock
from kernel.journal import GENESIS, Entry, Json, JsonObject, entry_hash
from kernel.sql.database import Base, Database

_LOCK_KEY = 0x5741544348  # "WATCH": the advisory lock that orders writers on PostgreSQL
_POLL_S = 0.04
_NEWEST = "SELECT max(sequence) FROM journal"


class JournalRow(Base):
    """One entry; rows are only ever added."""

    __tablename__ = "journal"

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(120))
    data: Mapped[dict[str, Json]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index("journal_subject", "subject", "sequence"), Index("journal_at", "at"))

    def entry(self) -> Entry:
        """The row as a value."""
        actor = Actor(ActorKind(self.actor_kind), self.actor_id, self.actor_name)
        return Entry(self.sequence, self.at, actor, self.kind, self.subject, self.data, self.previous_hash, self.hash)


class CursorRow(Base):
    """How far a named consumer has come; moved in the transaction of what the consumer did."""

    __tablename__ = "journal_cursor"

    consumer: Mapped[str] = mapped_column(String(64), primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)


def append(session: Session, at: datetime, actor: Actor, kind: str, subject: str, data: JsonObject) -> Entry:
    """Add an entry to the open write transaction of `session`; it becomes visible when that commits.

    Writers are numbered one at a time and hold their place until they commit, so sequence order is commit order.
    Call it last in the transaction: everyone else waits from here on.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
    session.flush()
    last = session.execute(
        select(JournalRow.sequence, JournalRow.hash).order_by(JournalRow.sequence.desc()).limit(1)
    ).one_or_none()
    sequence, previous_hash = (last[0] + 1, last[1]) if last else (1, GENESIS)
    entry = Entry(sequence, at, actor, kind, subject, data, previous_hash, "")
    entry = replace(entry, hash=entry_hash(entry))
    session.add(
        JournalRow(
            sequence=entry.sequence,
            at=at,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            actor_name=actor.name,
            kind=kind,
            subject=subject,
            data=dict(data),
            previous_hash=previous_hash,
            hash=entry.hash,
        )
    )
    session.flush()
    return entry


def read_after(session: Session, sequence: int, limit: int = 500) -> Sequence[Entry]:
    """At most `limit` entries with a greater sequence, in order."""
    query = select(JournalRow).where(JournalRow.sequence > sequence).order_by(JournalRow.sequence).limit(limit)
    return [row.entry() for row in session.scalars(query)]


def read_subject(session: Session, subject: str, limit: int = 500) -> Sequence[Entry]:
    """The latest `limit` entries about `subject`, oldest first."""
    query = select(JournalRow).where(JournalRow.subject == subject).order_by(JournalRow.sequence.desc()).limit(limit)
    return [row.entry() for row in session.scalars(query)][::-1]


def last_sequence(session: Session) -> int:
    """The sequence of the newest entry, 0 when there is none."""
    return session.scalar(select(func.max(JournalRow.sequence))) or 0


def read_cursor(session: Session, consumer: str) -> int | None:
    """Where `consumer` stopped, None when it never read."""
    row = session.get(CursorRow, consumer)
    return row.sequence if row else None


def move_cursor(session: Session, consumer: str, sequence: int) -> None:
    """Remember in this transaction that `consumer` has dealt with everything up to `sequence`."""
    session.merge(CursorRow(consumer=consumer, sequence=sequence))


class Tail:
    """Follows the journal from a sequence on. One thread per tail.

    On SQLite it asks cheaply whether there is anything new before it reads; on PostgreSQL it reads each time.
    """

    def __init__(self, database: Database, clock: Clock, after: int) -> None:
        self.sequence = after
        self._database = database
        self._clock = clock
        self._version: int | None = -1

    def poll(self, limit: int = 500) -> Sequence[Entry]:
        """The entries that came since the last poll, at most `limit`; does not wait."""
        version = self._database.data_version()
        if version is not None and (version == self._version or self._database.peek(_NEWEST) == self.sequence):
            self._version = version
            return []
        with self._database.read() as session:
            entries = read_after(session, self.sequence, limit)
        if entries:
            self.sequence = entries[-1].sequence
        if len(entries) < limit:
            self._version = version
        return entries

    def follow(self, deliver: Callable[[Entry], None], stop: threading.Event) -> None:
        """Deliver every entry in order until `stop` is set; a new entry is seen within some 40 ms."""
        while not stop.is_set():
            for entry in self.poll():
                deliver(entry)
            self._clock.wait(_POLL_S, stop)
