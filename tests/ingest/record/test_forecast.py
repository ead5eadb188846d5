"""How long footage will be kept."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.record.footage import FootageStore
from ingest.record.forecast import Usage, forecast
from ingest.record.storage import StorageDesk
from kernel.ids import CameraId
from kernel.sql.database import Database
from tests.ingest.record.files import GATE, YARD, Footage

GB = 10**9
OLDEST = datetime(2026, 1, 1, tzinfo=UTC)


def usage(name: str, daily_gb: float, days: int | None, held_gb: float = 0, limit_gb: float | None = None) -> Usage:
    return Usage(
        CameraId(name), 0, 0, round(held_gb * GB), 0, OLDEST, round(daily_gb * 7 * GB), 7.0, days,
        None if limit_gb is None else round(limit_gb * GB),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("usages", "capacity_gb", "needed_gb", "reach", "days"),
    [
        pytest.param([usage("a", 10, 14)], 200, 140, None, [14], id="all that is wanted fits"),
        pytest.param([usage("a", 10, 14)], 90, 140, 9, [9], id="the disk holds nine days of fourteen"),
        pytest.param([usage("a", 10, 14), usage("b", 10, 2)], 80, 160, 6, [6, 2], id="the short one leaves room"),
        pytest.param([usage("a", 10, 14), usage("b", 30, 14)], 80, 560, 2, [2, 2], id="oldest go first, whoever's"),
        pytest.param([usage("a", 10, 14, held_gb=50)], 90, 140, 4, [4], id="what is held takes room"),
        pytest.param([usage("a", 10, 14, held_gb=99)], 90, 140, 0, [0], id="nothing but what is held"),
        pytest.param([usage("a", 10, 14, limit_gb=30)], 90, 30, None, [3], id="its own limit"),
        pytest.param([usage("a", 10, None)], 90, None, 9, [9], id="kept for ever, as long as it fits"),
        pytest.param([usage("a", 10, 14)], None, 140, None, [14], id="a store without an end"),
        pytest.param([usage("a", 0, 14)], 90, 0, None, [14], id="records nothing"),
        pytest.param([], 90, 0, None, [], id="no footage at all"),
    ],
)
def test_forecast(
    usages: list[Usage], capacity_gb: float | None, needed_gb: float | None, reach: float | None, days: list[float]
) -> None:
    told = forecast(usages, None if capacity_gb is None else round(capacity_gb * GB))

    assert told.needed_bytes == (None if needed_gb is None else pytest.approx(needed_gb * GB))
    assert told.days == (None if reach is None else pytest.approx(reach))
    assert [outlook.days for outlook in told.cameras] == pytest.approx(days)


def test_nothing_is_foretold_from_a_few_minutes() -> None:
    few = Usage(GATE, 10**6, 0, 0, 0, OLDEST, 10**6, 0.01, 14)

    assert few.daily_bytes is None
    assert forecast([few], 10**12).cameras[0].needed_bytes is None


def test_storage_is_summed_per_camera_and_tier(tmp_path: Path, database: Database) -> None:
    footage = Footage(tmp_path / "footage", database)
    for minute in range(0, 2880, 60):
        footage.add(minute, size=1000)
    footage.add(0, YARD, size=500)
    footage.hold(0, 0.5)
    footage.clock.advance(2 * 86_400)
    desk = StorageDesk(database, footage.clock, FootageStore(footage.folder), footage.settings)
    state = desk.look({GATE: 14, YARD: 14})
    gate, yard = state.forecast.cameras

    assert (gate.usage.size_bytes, gate.usage.held_bytes, gate.usage.daily_bytes) == (48_000, 1000, 24_000)
    assert gate.needed_bytes == 14 * 24_000
    assert (yard.usage.size_bytes, yard.usage.held_bytes) == (500, 0)
    assert [(disk.footage_bytes, disk.held_bytes) for disk in state.disks] == [(48_500, 1000)]
    assert (state.disks[0].free_bytes or 0) > 0

    footage.add(5000)
    assert desk.look({GATE: 14, YARD: 14}) is state, "asked again at once"
    footage.clock.advance(31)
    assert desk.look({GATE: 14, YARD: 14}).disks[0].footage_bytes == 49_500
