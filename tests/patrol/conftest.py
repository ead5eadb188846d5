"""A patrol service on a fresh database, the people around it, and what the journal says afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kernel.clock import ManualClock
from kernel.sql.database import Base, Database
from patrol.service import PatrolService
from patrol.settings import PatrolSettings
from tests.patrol.room import Room


def make_room(url: str, clock: ManualClock, photo_dir: Path) -> Room:
    database = Database(url)
    Base.metadata.create_all(database.engine)
    service = PatrolService(database, clock, PatrolSettings(photo_dir=photo_dir, map_dir=photo_dir.parent / "map"))
    return Room(database, clock, service)


@pytest.fixture
def room(tmp_path: Path, clock: ManualClock) -> Iterator[Room]:
    made = make_room(f"sqlite:///{tmp_path / 'room.db'}", clock, tmp_path / "photos")
    yield made
    made.database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_room(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> Iterator[Room]:
    """The room on each of the two databases."""
    url = f"sqlite:///{tmp_path / 'room.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    made = make_room(url, clock, tmp_path / "photos")
    yield made
    made.database.close()
