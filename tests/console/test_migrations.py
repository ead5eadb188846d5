"""The steps lead to exactly the schema that the code declares."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from console.migrate import newest_revision, present_revision, upgrade
from console.tables import METADATA
from kernel.sql.database import Database


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))


def test_the_migrated_schema_is_the_declared_one_on_sqlite(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'w.db'}")
    assert present_revision(database) is None

    upgrade(database)

    assert differences(database) == []
    assert set(inspect(database.engine).get_table_names()) == {*METADATA.tables, "alembic_version"}


@pytest.mark.postgres
def test_the_migrated_schema_is_the_declared_one_on_postgresql(postgres_url: str) -> None:
    database = Database(postgres_url)

    upgrade(database)

    assert differences(database) == []
    database.close()


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'w.db'}")

    upgrade(database)
    upgrade(database)

    assert present_revision(database) == newest_revision()
