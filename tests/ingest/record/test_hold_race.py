"""A hold that was acknowledged keeps its footage, also when it is placed while footage is being let go."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.record.hold import exclude_deletion
from ingest.record.segment import ExpiryRule
from kernel.sql.database import Base, Database
from tests.ingest.record.files import Footage


@pytest.fixture(params=["sqlite", "postgres"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Footage]:
    sqlite = f"sqlite:///{tmp_path / 'watchroom.db'}"
    database = Database(sqlite if request.param == "sqlite" else request.getfixturevalue("postgres_url"))
    Base.metadata.create_all(database.engine)
    yield Footage(tmp_path / "footage", database)
    database.close()


@pytest.mark.postgres
def test_hold_waits_for_a_deletion_under_way_and_a_deletion_for_a_hold(house: Footage) -> None:
    segment = house.add(0)
    placed = threading.Event()

    def place() -> None:
        house.hold(0)
        placed.set()

    with house.database.write() as session:
        exclude_deletion(session)
        thread = threading.Thread(target=place)
        thread.start()
        assert not placed.wait(0.5), "what is being let go is decided first"
    thread.join(20)

    assert placed.is_set()
    assert house.expiry.expire([segment.id], ExpiryRule.DISK_FULL) == []
    house.clock.advance(60)
    assert house.told() == [(1, "held", "theft")]
