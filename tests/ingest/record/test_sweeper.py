"""Footage goes by rule, oldest first, in time; what is held never does."""

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from ingest.record.catalog import SegmentRow
from ingest.record.footage import FootageStore
from ingest.record.policy import HouseRetention, Policy
from ingest.record.retention import Rules
from ingest.record.segment import ExpiryRule, Tier
from ingest.record.sweeper import Sweeper
from ingest.record.tier import DirectoryTier
from kernel.errors import Fault
from kernel.sql.database import Database
from tests.ingest.record.files import GATE, T0, YARD, Footage, at


@pytest.fixture
def footage(tmp_path: Path, database: Database) -> Footage:
    made = Footage(tmp_path / "footage", database)
    made.folder.mkdir()
    return made


def sweeper(footage: Footage, **settings: object) -> Sweeper:
    wanted = footage.settings.model_copy(update=settings)
    return Sweeper(footage.expiry, FootageStore(footage.folder), wanted, footage.clock)


def test_footage_older_than_its_cameras_days_goes_and_the_ledger_says_by_which_rule(footage: Footage) -> None:
    old, young = footage.add(0), footage.add(1430)
    footage.clock.advance(86_400 + 600)
    count = sweeper(footage).sweep(Rules({GATE: 1}))

    assert (count, footage.there(old, young)) == (1, [False, True])
    assert footage.told()[0] == (1, "expired", "days")
    assert footage.journal("footage.expired") == [
        {
            "camera_id": GATE,
            "rule": "days",
            "start": T0.isoformat(),
            "end": at(1).isoformat(),
            "segments": 1,
            "size_bytes": 1000,
        }
    ]


def test_days_of_the_house_count_where_they_are_fewer(footage: Footage) -> None:
    gate, yard = footage.add(0), footage.add(0, YARD)
    footage.clock.advance(3 * 86_400)
    sweeper(footage).sweep(Rules({GATE: 14, YARD: 14}, house=HouseRetention(days=2)))

    assert footage.there(gate, yard) == [False, False]


def test_camera_over_its_bytes_loses_its_oldest_and_nobody_elses(footage: Footage) -> None:
    other = footage.add(0, YARD)
    segments = [footage.add(minute) for minute in range(1, 6)]
    sweeper(footage).sweep(Rules({GATE: 14}, {GATE: Policy(limit_bytes=3000)}))

    assert footage.there(other, *segments) == [True, False, False, True, True, True]
    footage.clock.advance(360)
    assert footage.told()[0] == (2, "expired", "camera_bytes")


def test_house_over_its_bytes_loses_the_oldest_of_all_cameras(footage: Footage) -> None:
    segments = [footage.add(0), footage.add(1, YARD), footage.add(2), footage.add(3, YARD)]
    sweeper(footage).sweep(Rules({}, house=HouseRetention(limit_bytes=2100)))

    assert footage.there(*segments) == [False, False, True, True]


def test_promised_days_go_last(footage: Footage) -> None:
    promised, other, newer = footage.add(0), footage.add(1, YARD), footage.add(2, YARD)
    footage.clock.advance(3600)
    rules = Rules({}, {GATE: Policy(min_days=1)}, HouseRetention(limit_bytes=1100))
    sweeper(footage).sweep(rules)
    assert footage.there(promised, other, newer) == [True, False, False]

    sweeper(footage).sweep(Rules({}, rules.policies, HouseRetention(limit_bytes=0)))
    assert footage.there(promised) == [False], "when nothing else is left"


@pytest.mark.parametrize("rule", list(ExpiryRule))
def test_held_footage_stays_whatever_the_rule(footage: Footage, rule: ExpiryRule) -> None:
    held, other = footage.add(0), footage.add(1)
    footage.hold(0.5, 0.5)
    footage.clock.advance(30 * 86_400)
    rules = {
        ExpiryRule.DAYS: Rules({GATE: 1}),
        ExpiryRule.CAMERA_BYTES: Rules({}, {GATE: Policy(limit_bytes=0)}),
        ExpiryRule.HOUSE_BYTES: Rules({}, house=HouseRetention(limit_bytes=0)),
        ExpiryRule.DISK_FULL: Rules({}),
    }
    floor = 1 << 60 if rule is ExpiryRule.DISK_FULL else 0
    sweeper(footage, free_floor_bytes=floor).sweep(rules[rule])

    assert footage.there(held, other) == [True, False]
    assert [state for _, state, _ in footage.told()[:2]] == ["recorded", "held"]
    assert footage.told()[2][1:] == ("expired", rule.value)


def test_hold_on_what_is_not_recorded_yet_keeps_it_once_it_is(footage: Footage) -> None:
    placed = footage.hold(100)
    later = footage.add(100)
    footage.clock.advance(30 * 86_400)
    sweeper(footage).sweep(Rules({GATE: 1}))
    assert footage.there(later) == [True]

    footage.holds.release(placed.id, placed.placed_by, "closed")
    sweeper(footage).sweep(Rules({GATE: 1}))
    assert footage.there(later) == [False]


def test_hold_placed_between_choosing_and_deleting_still_counts(footage: Footage) -> None:
    segment = footage.add(0)
    footage.hold(0)

    assert footage.expiry.expire([segment.id], ExpiryRule.DISK_FULL) == []
    assert footage.there(segment) == [True]


def test_expired_neighbours_become_one_row_per_rule(footage: Footage) -> None:
    segments = [footage.add(minute) for minute in range(4)]
    footage.expiry.expire([segment.id for segment in segments[:3]], ExpiryRule.DAYS)
    footage.expiry.expire([segments[3].id], ExpiryRule.DISK_FULL)
    footage.clock.advance(240)

    assert footage.told() == [(3, "expired", "days"), (1, "expired", "disk_full")]
    with footage.database.read() as session:
        assert session.scalar(select(func.count()).select_from(SegmentRow)) == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk needs the right to mount one")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_disk_is_kept_free_oldest_first_and_no_more_than_needed(small_disk: Path, database: Database) -> None:
    footage = Footage(small_disk / "footage", database)
    segments = [footage.add(minute, GATE if minute % 2 else YARD, 200_000) for minute in range(4)]
    footage.clock.advance(3600)
    looking = sweeper(footage, free_floor_bytes=500_000)
    looking.sweep(Rules({}))

    assert footage.there(*segments) == [False, False, True, True]
    assert looking.faults == []


def test_what_is_being_recorded_makes_room_before_the_floor_is_reached(small_disk: Path, database: Database) -> None:
    footage = Footage(small_disk / "footage", database)
    segments = [footage.add(minute, size=200_000) for minute in range(3)]
    footage.clock.advance(3600)
    slow, fast = sweeper(footage), sweeper(footage)
    slow.sweep(Rules({}), rate_bps=100)
    assert footage.there(*segments) == [True, True, True]
    fast.sweep(Rules({}), rate_bps=6000)

    assert footage.there(*segments) == [False, True, True], "three sweeps of 30 s ahead"


def test_full_disk_leaves_the_last_two_minutes_alone(small_disk: Path, database: Database) -> None:
    footage = Footage(small_disk / "footage", database)
    segments = [footage.add(minute, size=200_000) for minute in range(4)]
    footage.clock.advance(4 * 60)
    sweeper(footage, free_floor_bytes=1 << 30).sweep(Rules({}))

    assert footage.there(*segments) == [False, True, True, True]


def test_disk_full_of_holds_alarms_and_heals_when_they_are_released(small_disk: Path, database: Database) -> None:
    footage = Footage(small_disk / "footage", database)
    held = footage.add(0, size=800_000)
    placed = footage.hold(0)
    footage.clock.advance(3600)
    looking = sweeper(footage, free_floor_bytes=500_000)
    looking.sweep(Rules({}))
    assert footage.there(held) == [True]
    assert len(looking.faults) == 1
    assert "release holds or add room" in looking.faults[0]
    assert looking.held_bytes == 800_000

    footage.holds.release(placed.id, placed.placed_by, "closed")
    looking.sweep(Rules({}))
    assert (footage.there(held), looking.faults) == ([False], [])


def test_read_only_disk_takes_nothing_out_of_the_ledger(small_disk: Path, database: Database) -> None:
    footage = Footage(small_disk / "footage", database)
    old = footage.add(0)
    footage.clock.advance(30 * 86_400)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(Fault, match="cannot be written to"):
        sweeper(footage).sweep(Rules({GATE: 1}))

    assert footage.told()[0] == (1, "recorded", None)
    assert footage.there(old) == [True]


def test_second_tier_that_is_away_loses_neither_files_nor_rows(footage: Footage, tmp_path: Path) -> None:
    segment = footage.add(0)
    second = DirectoryTier(tmp_path / "second")
    second.demand(is_first_use=True)
    second.put(segment.path, footage.folder / segment.path, lambda _size: None)
    with footage.database.write() as session:
        session.execute(update(SegmentRow).values(tier=Tier.SECOND.value))
    footage.clock.advance(30 * 86_400)
    away = tmp_path / "second"
    away.rename(tmp_path / "unplugged")
    looking = Sweeper(footage.expiry, FootageStore(footage.folder, second), footage.settings, footage.clock)
    looking.sweep(Rules({GATE: 1}))
    assert footage.told()[0] == (1, "recorded", None)

    (tmp_path / "unplugged").rename(away)
    looking.sweep(Rules({GATE: 1}))
    assert footage.told()[0] == (1, "expired", "days")
    assert second.size(segment.path) is None


def test_days_are_cut_in_steps_so_that_the_journal_stays_short() -> None:
    rules = Rules({GATE: 1})
    cuts = {rules.expires_before(GATE, at(1440) + timedelta(seconds=30 * turn)) for turn in range(40)}

    assert cuts == {at(0), at(10)}
