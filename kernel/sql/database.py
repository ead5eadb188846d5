"""The database: SQLite (WAL) on one machine, PostgreSQL where several share the work. Synchronous."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import JSON, BigInteger, Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.types import TypeDecorator

from kernel.clock import from_us, to_us
from kernel.errors import unavailable
from kernel.journal import Json

WRITE_WAIT_S = 15.0
_WRITES = "watchroom_writes"


class Instant(TypeDecorator[datetime]):
    """An aware UTC time, kept as whole microseconds since 1970: exact, ordered and the same on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else to_us(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else from_us(value)


class Base(DeclarativeBase):
    """The parent of every table's class."""

    type_annotation_map = {datetime: Instant, dict[str, Json]: JSON, list[Json]: JSON}  # noqa: RUF012


class Database:
    """Sessions on one database. Thread-safe; each `with` block is one transaction, rolled back on any exception."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine = _engine(url, self.is_sqlite)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._watch = threading.local()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that sees one consistent state; nothing is committed."""
        with self._open() as session:
            try:
                yield session
            finally:
                session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits at the end of the block.

        On SQLite it takes the write lock at once, so that a read inside it cannot be overtaken. Raises an
        unavailable fault when the database does not answer or the lock is not free within 15 s.
        """
        with self._open() as session:
            session.connection(execution_options={_WRITES: True})
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    def data_version(self) -> int | None:
        """A number that changes when another connection commits (SQLite only, else None): a cheap "anything new?"."""
        return self.peek("PRAGMA data_version")

    def peek(self, question: str) -> int | None:
        """The one number that `question`, a constant, asks for, without the cost of a session (SQLite only, else None).

        Commits of others are seen at once.
        """
        if not self.is_sqlite:
            return None
        connection: PoolProxiedConnection | None = getattr(self._watch, "connection", None)
        if connection is None:
            # A raw connection: inside a transaction the number would stand still.
            connection = self._watch.connection = self.engine.raw_connection()
        cursor = connection.cursor()
        cursor.execute(question)
        answer = cursor.fetchone()
        cursor.close()
        return int(answer[0] or 0) if answer else 0

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    @contextmanager
    def _open(self) -> Iterator[Session]:
        try:
            with self._sessions() as session:
                yield session
        except OperationalError as error:
            raise unavailable(f"database {self.url.render_as_string(hide_password=True)}: {error.orig}") from error


def _engine(url: str, is_sqlite: bool) -> Engine:
    if not is_sqlite:
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(url, connect_args={"timeout": WRITE_WAIT_S, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: object, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # we begin transactions ourselves, below
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "temp_store=MEMORY"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # IMMEDIATE: a writer that first reads and then upgrades its lock would be refused instead of waiting.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
