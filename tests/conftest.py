"""What every test may ask for."""

from pathlib import Path

import pytest

from kernel.clock import ManualClock
from tests.fakes.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def clock() -> ManualClock:
    """A clock that the test moves."""
    return ManualClock()


@pytest.fixture(scope="session")
def footage() -> Path:
    """The folder of real footage, beside the project."""
    folder = SHARED / "data" / "footage"
    if not folder.is_dir():
        pytest.skip(f"the shared footage is not here: {folder}")
    return folder
