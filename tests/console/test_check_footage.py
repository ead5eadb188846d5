"""What `watchroom check --footage` prints and how it ends."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.cli import app
from console.migrate import upgrade
from console.settings import Settings, load
from ingest.record.catalog import Catalog
from ingest.record.segment import Segment, SegmentState
from kernel.clock import SystemClock
from kernel.ids import CameraId, SegmentId
from kernel.sql.database import Base, Database
from kernel.sql.journal import read_after

GONE = datetime(2026, 1, 1, 8, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path) -> Settings:
    """A house whose catalogue names one file that is not there."""
    settings = load(data_dir=tmp_path)
    database = Database(settings.database)
    upgrade(database)
    Base.metadata.drop_all(database.engine)
    Base.metadata.create_all(database.engine)
    upgrade_mark(database)
    segment = Segment(
        SegmentId("seg_1"), CameraId("gate"), "main", "gate/2026-01-01/080000.000_seg_1.mp4", "h264", 64, 36,
        GONE, GONE + timedelta(minutes=1), 1_500_000, None, SegmentState.CLOSED,
    )  # fmt: skip
    Catalog(database, SystemClock()).save_segment(segment)
    database.close()
    return settings


def upgrade_mark(database: Database) -> None:
    from console.migrate import newest_revision, present_revision

    assert present_revision(database) == newest_revision()


def run(settings: Settings, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["--data-dir", str(settings.data_dir), "check", *arguments])
    return result.exit_code, result.output


def test_what_disagrees_is_printed_and_mended_once(house: Settings) -> None:
    code, told = run(house, "--footage")
    assert code == 1
    assert "BAD     file missing: 1, 1.5 MB" in told
    assert "60.0 s from 2026-01-01T08:00:00+00:00 are lost" in told
    assert "--repair" in told

    code, told = run(house, "--footage", "--repair", "--hash")
    assert code == 0
    assert "mended  file missing: 1" in told
    code, told = run(house, "--footage")
    assert (code, told.splitlines()[-1]) == (0, "footage and catalogue agree")
    with Database(house.database).read() as session:
        kinds = [entry.kind for entry in read_after(session, 0)]
    assert kinds[-1] == "footage.repaired"


def test_repair_alone_says_what_is_missing(house: Settings) -> None:
    result = CliRunner().invoke(app, ["--data-dir", str(house.data_dir), "check", "--repair"])

    assert result.exit_code != 0
    assert "belong to --footage" in str(result.exception)
