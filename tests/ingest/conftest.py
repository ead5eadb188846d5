"""What tests of ingest may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import ingest.record.catalog
import ingest.store
from kernel.sql.database import Base, Database

__all__ = ["ingest"]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database with all tables."""
    made = Database(f"sqlite:///{tmp_path / 'watchroom.db'}")
    Base.metadata.create_all(made.engine)
    yield made
    made.close()
