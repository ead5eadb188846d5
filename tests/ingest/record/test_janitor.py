"""After a crash the catalogue and the disk agree again."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.packet import Packet, StreamInfo
from ingest.record.catalog import Catalog
from ingest.record.expiry import Expiry
from ingest.record.footage import FootageStore
from ingest.record.hold import Holds
from ingest.record.janitor import HOST_DOWN, Janitor
from ingest.record.reconcile import FILE_LOST
from ingest.record.segment import ExpiryRule, Segment, SegmentState
from ingest.record.writer import SegmentWriter
from kernel.clock import ManualClock
from kernel.errors import Fault
from kernel.sql.database import Database
from tests.ingest.packets import CAMERA, real_packets, shifted

T0 = datetime(2026, 3, 1, 8, tzinfo=UTC)


class House:
    """A footage folder and its catalogue, an hour after T0."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.clock = ManualClock(T0 + timedelta(hours=1))
        self.catalog = Catalog(database, self.clock)
        self.expiry = Expiry(database, self.clock)
        self.holds = Holds(database, self.clock)
        self.info, self.packets = real_packets("pattern:street?width=320&height=180&gop_s=1", 30)

    def janitor(self) -> Janitor:
        return Janitor(self.catalog, FootageStore(self.folder), self.holds, self.clock)

    def write(self, start: datetime, packets: list[Packet] | None = None) -> SegmentWriter:
        parts = shifted(packets or self.packets, start, 1)
        writer = SegmentWriter(self.folder, parts[0], StreamInfo("h264", 320, 180, b""), 500_000)
        for part in parts[1:]:
            writer.add(part)
        return writer

    def closed(self, start: datetime) -> Segment:
        segment = self.write(start).close()
        self.catalog.save_segment(segment)
        return segment

    def ledger(self) -> list[tuple[float, str, str | None]]:
        spans = self.catalog.spans(CAMERA, T0, self.clock.now())
        return [(round((s.end - s.start).total_seconds(), 1), s.state.value, s.reason) for s in spans]


@pytest.fixture
def house(tmp_path: Path, database: Database) -> House:
    return House(tmp_path / "footage", database)


def test_file_left_open_is_closed_where_its_footage_ends(house: House) -> None:
    writer = house.write(T0)
    house.catalog.save_segment(writer.segment)
    path = house.folder / writer.segment.path
    whole = path.stat().st_size
    with path.open("ab") as file:
        file.write(b"\0\0\4\0moof torn")
    gaps = house.janitor().recover()
    segment = house.catalog.segment(writer.segment.id)

    assert path.stat().st_size == whole == segment.size_bytes
    assert segment.state is SegmentState.CLOSED
    assert (segment.ended_at - segment.started_at).total_seconds() == pytest.approx(2.5)
    assert gaps[CAMERA].reason == HOST_DOWN
    assert house.ledger() == [(2.5, "recorded", None), (3597.5, "gap", HOST_DOWN)]


def test_second_recovery_changes_nothing(house: House) -> None:
    house.catalog.save_segment(house.write(T0).segment)
    first = house.janitor().recover()
    ledger = house.ledger()

    assert house.janitor().recover() == first
    assert house.ledger() == ledger


def test_row_whose_file_never_held_footage_is_forgotten(house: House) -> None:
    writer = house.write(T0, house.packets[:2])
    house.catalog.save_segment(writer.segment)
    house.janitor().recover()

    assert not (house.folder / writer.segment.path).exists()
    with pytest.raises(Fault, match="not found"):
        house.catalog.segment(writer.segment.id)


def test_fresh_file_without_a_row_is_adopted_at_start(house: House) -> None:
    segment = house.write(T0).close()
    janitor = house.janitor()
    janitor.recover()
    found = house.catalog.segment(segment.id)

    assert janitor.adopted == 1
    assert (found.camera, found.codec, found.width, found.height) == (CAMERA, "h264", 320, 180)
    assert (found.started_at, found.ended_at) == (segment.started_at, segment.ended_at)


def test_old_file_without_a_row_is_adopted_later_and_new_ones_left_alone(house: House) -> None:
    old = house.write(T0 - timedelta(days=30)).close()
    new = house.write(T0 + timedelta(hours=2)).close()
    house.janitor().reconcile(house.clock.now(), threading.Event())

    assert house.catalog.segment(old.id).id == old.id
    assert house.catalog.known([new.id]) == {}


def test_row_without_its_file_becomes_a_gap(house: House) -> None:
    kept, gone = house.closed(T0), house.closed(T0 + timedelta(seconds=3))
    (house.folder / gone.path).unlink()
    house.janitor().reconcile(house.clock.now(), threading.Event())

    known = house.catalog.known([kept.id, gone.id])
    assert [known[s.id].state for s in (kept, gone)] == [SegmentState.CLOSED, SegmentState.LOST]
    assert house.ledger()[:2] == [(3.0, "recorded", None), (3.0, "gap", FILE_LOST)]


def test_disk_that_is_not_mounted_costs_no_rows(house: House) -> None:
    segments = [house.closed(T0 + timedelta(seconds=3 * turn)) for turn in range(12)]
    for segment in segments:
        (house.folder / segment.path).unlink()
    house.janitor().reconcile(house.clock.now(), threading.Event())

    assert len(house.catalog.known([segment.id for segment in segments])) == 12


def test_expired_file_that_outlived_its_row_is_deleted(house: House) -> None:
    segment = house.closed(T0)
    house.expiry.expire([segment.id], ExpiryRule.DAYS)
    house.janitor().reconcile(house.clock.now(), threading.Event())

    assert not (house.folder / segment.path).exists()
