"""Rows that are written over and over: inserted or overwritten in one statement, many of a kind at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from sqlalchemy import Executable, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session


@dataclass(frozen=True, slots=True)
class Upsert:
    """A row of `kind`, its column `key` unique; columns that `values` does not name stay as they are."""

    kind: type[DeclarativeBase]
    key: str
    values: Mapping[str, object]


def write_rows(session: Session, rows: Iterable[Upsert]) -> None:
    """In the open transaction: put `rows` in the place of those with the same keys."""
    alike: defaultdict[tuple[type[DeclarativeBase], str, tuple[str, ...]], list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        alike[row.kind, row.key, tuple(row.values)].append(dict(row.values))
    connection = session.connection()
    for (kind, key, names), values in alike.items():
        connection.execute(_statement(connection.dialect.name, kind, key, names), values)


@cache
def _statement(dialect: str, kind: type[DeclarativeBase], key: str, names: tuple[str, ...]) -> Executable:
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(cast(Table, kind.__table__))
    insert = insert.values({name: bindparam(name) for name in names})
    return insert.on_conflict_do_update(
        index_elements=[key], set_={name: insert.excluded[name] for name in names if name != key}
    )
