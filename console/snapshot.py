"""One consistent look at the whole database, for answers that are made by several services."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from sqlalchemy.orm import Session

from kernel.sql.database import Database


class Snapshot(Database):
    """A database that shows one moment: every `read` is the same transaction. For one thread, inside `snapshot`."""

    def __init__(self, database: Database, session: Session) -> None:
        self.url = database.url
        self.is_sqlite = database.is_sqlite
        self.engine = database.engine
        self._session = session

    @contextmanager
    def read(self) -> Iterator[Session]:
        yield self._session

    def write(self) -> NoReturn:
        raise AssertionError("a snapshot cannot be written to")


@contextmanager
def snapshot(database: Database) -> Iterator[Snapshot]:
    """The database as it is now, unmoved by what commits meanwhile."""
    with database.read() as session:
        if not database.is_sqlite:
            # PostgreSQL's default lets each statement see what committed before it.
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield Snapshot(database, session)
