"""`watchroom check --footage`: what disagrees is found, what can be mended is mended, what is held stays."""

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ingest.packet import Packet, StreamInfo
from ingest.record.chain import Chains
from ingest.record.finding import Finding, Trouble, Wish
from ingest.record.footage import FootageStore
from ingest.record.mover import Mover
from ingest.record.reconcile import Reconciler
from ingest.record.segment import ExpiryRule, Segment, SegmentState, Tier
from ingest.record.tier import DirectoryTier
from ingest.record.writer import SegmentWriter
from ingest.settings import SecondTierSettings
from kernel.sql.database import Database
from tests.ingest.packets import CAMERA, real_packets, shifted
from tests.ingest.record.files import Footage, at

STOP = threading.Event()
ALL = Wish(hashes=True)


@pytest.fixture(scope="module")
def street() -> tuple[StreamInfo, list[Packet]]:
    return real_packets("pattern:street?width=160&height=90&gop_s=1", 30)


class House(Footage):
    """Three recorded segments of 2.5 s, hashed and chained, ten minutes ago."""

    def __init__(self, folder: Path, database: Database, street: tuple[StreamInfo, list[Packet]]) -> None:
        super().__init__(folder, database)
        self.street = street
        self.chains = Chains({})
        self.second = DirectoryTier(folder.parent / "second")
        self.store = FootageStore(folder, self.second)
        self.segments = [self.record(minute) for minute in (0, 1, 2)]
        self.clock.advance(600)

    def write(self, minute: float) -> SegmentWriter:
        parts = shifted(self.street[1], at(minute), 1)
        writer = SegmentWriter(self.folder, parts[0], self.street[0], 500_000)
        for part in parts[1:]:
            writer.add(part)
        return writer

    def record(self, minute: float) -> Segment:
        segment = self.chains.join(self.write(minute).close())
        self.catalog.save_segment(segment)
        self.age(segment)
        return segment

    def path(self, number: int) -> Path:
        return self.folder / self.segments[number].path

    def age(self, segment: Segment) -> None:
        """As written when it was recorded, not when the test ran."""
        path = self.folder / segment.path
        if path.exists():
            os.utime(path, (segment.ended_at.timestamp(),) * 2)

    def move(self, number: int) -> None:
        settings = self.settings.model_copy(
            update={"second_tier": SecondTierSettings(directory=self.folder.parent / "second", after_days=0)}
        )
        self.second.demand(is_first_use=True)
        Mover(self.database, self.clock, settings, self.store).move_some(STOP)
        assert self.row(number).tier is Tier.SECOND

    def row(self, number: int) -> Segment:
        return self.catalog.known([self.segments[number].id])[self.segments[number].id]

    def check(self, wish: Wish = ALL) -> list[Finding]:
        return list(Reconciler(self.catalog, self.store, self.holds, self.clock).run(wish, STOP))

    def troubles(self, wish: Wish = ALL) -> list[tuple[str, bool]]:
        return [(finding.trouble.value, finding.is_repaired) for finding in self.check(wish)]


REPAIR = replace(ALL, repairs=True)


@pytest.fixture
def house(tmp_path: Path, database: Database, street: tuple[StreamInfo, list[Packet]]) -> House:
    return House(tmp_path / "footage", database, street)


def torn(house: House) -> None:
    with house.path(0).open("ab") as file:
        file.write(b"\0\0\4\0moof torn")


def cut_short(house: House) -> None:
    os.truncate(house.path(0), house.path(0).stat().st_size - 100)


def gone(house: House) -> None:
    house.path(1).unlink()


def without_row(house: House) -> None:
    house.catalog.forget([house.segments[2].id])


def wrong_times(house: House) -> None:
    house.catalog.save_segment(replace(house.segments[2], ended_at=house.segments[2].ended_at + timedelta(seconds=9)))


def left_open(house: House) -> None:
    writer = house.write(5)
    house.catalog.save_segment(writer.segment)
    house.age(writer.segment)


def expired_but_there(house: House) -> None:
    house.expiry.expire([house.segments[0].id], ExpiryRule.DAYS)


def flipped(house: House) -> None:
    with house.path(0).open("r+b") as file:
        file.seek(-50, 2)
        file.write(b"\xff\x00\xff\x00")


def moved_but_there(house: House) -> None:
    before = house.path(0).read_bytes()
    house.move(0)
    house.path(0).parent.mkdir(parents=True, exist_ok=True)
    house.path(0).write_bytes(before)


def gone_from_second(house: House) -> None:
    house.move(0)
    house.second.delete(house.segments[0].path)


def without_row_in_second(house: House) -> None:
    house.move(2)
    house.catalog.forget([house.segments[2].id])


def foreign(house: House) -> None:
    (house.path(0).parent / "holiday.mp4").write_bytes(b"x")


@pytest.mark.parametrize(
    ("damage", "found", "left"),
    [
        pytest.param(lambda _house: None, [], [], id="nothing"),
        pytest.param(torn, ["torn tail"], [], id="bytes after the end"),
        pytest.param(cut_short, ["wrong size"], [], id="bytes missing"),
        pytest.param(gone, ["file missing"], [], id="file gone"),
        pytest.param(without_row, ["unknown file"], [], id="row gone"),
        pytest.param(left_open, ["not closed"], [], id="left open by a crash"),
        pytest.param(expired_but_there, ["left over"], [], id="file outlived its row"),
        pytest.param(flipped, ["content changed"], ["content changed"], id="a bit flipped"),
        pytest.param(moved_but_there, ["left over"], [], id="two copies"),
        pytest.param(gone_from_second, ["file missing"], [], id="gone from the second tier"),
        pytest.param(without_row_in_second, ["unknown file"], [], id="row of the second tier gone"),
        pytest.param(foreign, ["unknown file"], ["unknown file"], id="a file that is not ours"),
        pytest.param(wrong_times, ["wrong times", "chain broken"], [], id="row with wrong times"),
    ],
)
def test_what_disagrees_is_found_and_mended(
    house: House, damage: Callable[[House], None], found: list[str], left: list[str]
) -> None:
    damage(house)
    assert [trouble for trouble, _ in house.troubles()] == found
    assert house.troubles() == [(trouble, False) for trouble in found], "looking changes nothing"

    house.troubles(REPAIR)
    assert [trouble for trouble, _ in house.troubles()] == left


def test_lost_file_is_a_gap_in_the_ledger_and_no_gap_any_more_when_it_comes_back(house: House) -> None:
    aside = house.folder.parent / "aside.mp4"
    house.path(1).rename(aside)
    house.check(REPAIR)
    lost = [(minutes, reason) for minutes, state, reason in house.told(CAMERA) if state == "gap"]
    assert (0.05, "the file is missing from the disk") in lost

    aside.rename(house.path(1))
    assert house.troubles(REPAIR) == [("unknown file", True)]
    assert house.row(1).state is SegmentState.CLOSED
    assert house.troubles() == []


def test_rest_of_a_file_is_kept_and_what_was_recorded_stays_told(house: House) -> None:
    cut_short(house)
    house.check(REPAIR)
    told = house.told(CAMERA)

    assert (told[0][1], told[1][1:]) == ("recorded", ("gap", "the end of the file is missing from the disk"))
    assert house.row(0).state is SegmentState.LOST
    rest = house.catalog.segments(CAMERA, at(0), at(0.1))
    assert [(house.folder / part.path).stat().st_size for part in rest] == [part.size_bytes for part in rest]


def test_first_copy_is_taken_back_when_the_second_is_not_whole(house: House) -> None:
    moved_but_there(house)
    house.second.delete(house.segments[0].path)
    assert house.troubles(REPAIR) == [("file missing", True)]

    assert house.row(0).tier is Tier.FIRST
    assert house.troubles() == []


def test_what_a_hold_keeps_is_never_deleted(house: House) -> None:
    expired_but_there(house)
    house.hold(0, camera=CAMERA)
    findings = house.check(REPAIR)

    assert [(f.trouble, f.is_repaired) for f in findings] == [(Trouble.LEFT_OVER, False)]
    assert "a hold keeps that time" in findings[0].says
    assert house.path(0).is_file()


def test_what_is_being_written_is_left_alone(house: House) -> None:
    writer = house.write(10)
    house.catalog.save_segment(writer.segment)
    untold = house.write(11)
    for path in (writer.segment.path, untold.segment.path):
        os.utime(house.folder / path, (house.clock.now().timestamp(),) * 2)
    looking = Reconciler(house.catalog, house.store, house.holds, house.clock)

    assert list(looking.run(REPAIR, STOP)) == []
    assert looking.tally.being_written == 2
    assert looking.tally.files == 4


def test_disk_that_is_not_mounted_loses_no_row(house: House) -> None:
    for minute in range(20, 32):
        house.record(minute)
    house.clock.advance(3600)
    house.folder.rename(house.folder.parent / "unplugged")
    house.folder.mkdir()

    assert house.troubles(REPAIR) == [("most files missing", False)]
    (house.folder.parent / "unplugged").rename(house.folder.parent / "footage2")
    house.folder.rmdir()
    (house.folder.parent / "footage2").rename(house.folder)
    assert house.troubles() == []


def test_second_tier_that_is_away_is_told_and_nothing_there_is_called_lost(house: House) -> None:
    house.move(0)
    second = house.folder.parent / "second"
    second.rename(house.folder.parent / "unplugged")

    assert house.troubles(REPAIR) == [("second tier away", False)]
    assert house.row(0).state is SegmentState.CLOSED


def test_row_that_was_taken_out_shows_in_the_chain(house: House) -> None:
    house.catalog.forget([house.segments[1].id])
    house.path(1).unlink()

    assert house.troubles() == [("chain broken", False)]


def test_second_repair_finds_nothing_to_do(house: House) -> None:
    for damage in (torn, gone, left_open):
        damage(house)
    assert len([repaired for _, repaired in house.troubles(REPAIR) if repaired]) == 3

    assert house.troubles(REPAIR) == []
