"""A room that may reach servers on this machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kernel.clock import ManualClock
from tests.console.conftest import Room


@pytest.fixture
def near_room(tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setenv("WATCHROOM_OUTWARD__NETWORKS", '["127.0.0.0/8"]')
    monkeypatch.setenv("WATCHROOM_OUTWARD__TIMEOUT_S", "0.8")
    made = Room(tmp_path, clock)
    yield made
    made.close()
