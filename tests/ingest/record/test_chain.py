"""The hash chain: whole while nothing was touched, and whatever was touched shows."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.packet import StreamInfo
from ingest.record.catalog import Catalog
from ingest.record.chain import GENESIS, Chains, link_value, verify_chain
from ingest.record.chainer import Chainer
from ingest.record.expiry import Expiry
from ingest.record.segment import ChainLink, ExpiryRule, Segment, SegmentState
from ingest.record.writer import SegmentWriter
from kernel.clock import ManualClock
from kernel.ids import CameraId, SegmentId
from kernel.sql.database import Database
from tests.ingest.packets import CAMERA, real_packets, shifted

T0 = datetime(2026, 3, 1, 8, tzinfo=UTC)
STOP = threading.Event()


def segment(number: int, camera: CameraId = CAMERA) -> Segment:
    start = T0 + timedelta(minutes=number)
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    return Segment(
        id=SegmentId(f"seg_{number:04d}"),
        camera=camera,
        stream="main",
        path=f"{camera}/{number}.mp4",
        codec="h264",
        width=320,
        height=180,
        started_at=start,
        ended_at=start + timedelta(minutes=1),
        size_bytes=1000,
        sha256=digest,
        state=SegmentState.CLOSED,
    )


def chained(count: int) -> list[Segment]:
    chains = Chains({})
    return [chains.join(segment(number)) for number in range(count)]


def expired(one: Segment) -> Segment:
    """As retention leaves it: the row accounts for the time, the file and the size are gone."""
    return replace(one, state=SegmentState.EXPIRED, size_bytes=0)


def test_each_link_holds_the_one_before() -> None:
    first, second, *_ = chained(3)

    assert first.link == ChainLink(1, GENESIS, link_value(GENESIS, first))
    assert second.link is not None
    assert second.link.number == 2
    assert second.link.before == first.link.value
    words = "\n".join((GENESIS, first.sha256 or "", first.id, "1772352000000000", "1772352060000000"))
    assert first.link.value == hashlib.sha256(words.encode()).hexdigest()


def test_cameras_have_chains_of_their_own_and_go_on_where_they_ended() -> None:
    first = chained(3)
    ends = {CAMERA: first[-1].link} if first[-1].link else {}
    chains = Chains(ends)
    mine, other = chains.join(segment(3)), chains.join(segment(3, CameraId("yard")))

    assert verify_chain([*first, mine]) == []
    assert mine.link is not None
    assert other.link is not None
    assert (mine.link.number, other.link.number) == (4, 1)


def test_segment_without_a_hash_waits_outside() -> None:
    chains = Chains({})
    waiting = chains.join(replace(segment(0), sha256=None))

    assert waiting.link is None
    assert chains.join(segment(1)).link == ChainLink(1, GENESIS, link_value(GENESIS, segment(1)))


def test_link_that_could_not_be_kept_is_given_back() -> None:
    chains = Chains({})
    kept, lost = chains.join(segment(0)), chains.join(segment(1))
    assert lost.link is not None
    chains.give_back(CAMERA, lost.link)

    assert verify_chain([kept, chains.join(segment(2))]) == []


def test_whole_chain_has_no_problems_in_whatever_order_its_rows_come() -> None:
    rows = chained(6)

    assert verify_chain(rows) == []
    assert verify_chain(rows[::-1]) == []
    assert verify_chain([]) == []


def test_rows_that_expired_by_rule_leave_no_problem() -> None:
    rows = chained(8)
    merged = replace(expired(rows[2]), ended_at=rows[4].ended_at, link=rows[4].link)

    assert verify_chain([expired(rows[0]), *rows[1:]]) == []
    assert verify_chain([*rows[:2], merged, *rows[5:]]) == []
    assert verify_chain([merged, *rows[5:]]) == []


def test_row_taken_out_beside_expired_ones_shows() -> None:
    rows = chained(8)
    merged = replace(expired(rows[2]), ended_at=rows[4].ended_at, link=rows[4].link)

    assert verify_chain([*rows[:2], merged, *rows[6:]]) == ["segment seg_0006: 1 before it is missing, and not by rule"]


def swapped(rows: list[Segment]) -> list[Segment]:
    first, second = rows[2], rows[3]
    return [*rows[:2], replace(first, sha256=second.sha256), replace(second, sha256=first.sha256), *rows[4:]]


def rechained(rows: list[Segment]) -> list[Segment]:
    """Who changes a row and mends its own link cannot mend the next one's without showing."""
    forged = replace(rows[3], sha256="f" * 64)
    assert forged.link is not None
    forged = replace(forged, link=replace(forged.link, value=link_value(forged.link.before, forged)))
    return [*rows[:3], forged, *rows[4:]]


@pytest.mark.parametrize(
    ("tamper", "wrong"),
    [
        (lambda rows: [*rows[:3], replace(rows[3], sha256="f" * 64), *rows[4:]], ["seg_0003: its row was changed"]),
        (
            lambda rows: [*rows[:3], replace(rows[3], started_at=T0), *rows[4:]],
            ["seg_0003: its row was changed"],
        ),
        (
            lambda rows: [*rows[:3], replace(rows[3], ended_at=rows[3].ended_at + timedelta(seconds=1)), *rows[4:]],
            ["seg_0003: its row was changed"],
        ),
        (lambda rows: [*rows[:3], *rows[4:]], ["seg_0004: 1 before it is missing"]),
        (lambda rows: [*rows[:2], *rows[5:]], ["seg_0005: 3 before it are missing"]),
        (lambda rows: rows[2:], ["seg_0002: what was recorded before it is missing"]),
        (swapped, ["seg_0002: its row was changed", "seg_0003: its row was changed"]),
        (rechained, ["seg_0004: does not follow seg_0003"]),
        (lambda rows: [*rows, replace(rows[3], id=SegmentId("seg_9999"))], ["row was changed", "same number"]),
        (lambda rows: [*rows, replace(segment(9), sha256=None)], ["seg_0009: closed but not in the chain"]),
    ],
    ids=["hash", "start", "end", "one gone", "three gone", "beginning gone", "swapped", "forged", "doubled", "outside"],
)
def test_what_was_touched_shows(tamper: Callable[[list[Segment]], list[Segment]], wrong: list[str]) -> None:
    problems = verify_chain(tamper(chained(7)))

    assert len(problems) == len(wrong)
    assert all(words in problem for problem, words in zip(problems, wrong, strict=True))


@pytest.fixture
def catalog(database: Database) -> Catalog:
    return Catalog(database, ManualClock(T0))


def recorded(folder: Path, number: int) -> Segment:
    """A closed file on the disk, as a crash leaves it: without a hash."""
    info, packets = real_packets("pattern:street?width=320&height=180&gop_s=1", 20)
    parts = shifted(packets, T0 + timedelta(minutes=number), number + 1)
    writer = SegmentWriter(folder, parts[0], StreamInfo("h264", info.width, info.height, b""), 500_000)
    for part in parts[1:]:
        writer.add(part)
    return replace(writer.close(), sha256=None)


def test_chain_in_the_database_stays_whole_while_retention_works(database: Database, catalog: Catalog) -> None:
    rows = chained(8)
    for one in rows:
        catalog.save_segment(one)
    expiry = Expiry(database, ManualClock(T0 + timedelta(days=30)))
    for ids in (["seg_0000"], ["seg_0003", "seg_0004"], ["seg_0001"], ["seg_0002"]):
        expiry.expire([SegmentId(one) for one in ids], ExpiryRule.DAYS)

    assert len(catalog.chain(CAMERA)) < len(rows)
    assert verify_chain(catalog.chain(CAMERA)) == []
    catalog.forget([SegmentId("seg_0006")])
    assert verify_chain(catalog.chain(CAMERA)) == ["segment seg_0007: 1 before it is missing, and not by rule"]


def test_recovered_segments_are_hashed_and_join_in_order(tmp_path: Path, database: Database, catalog: Catalog) -> None:
    before = chained(2)
    late = [recorded(tmp_path, number) for number in (10, 11)]
    for one in (*before, *late):
        catalog.save_segment(one)
    chains = Chains(catalog.last_links())
    chainer = Chainer(database, tmp_path, ManualClock(T0), chains)
    chainer.chain_all(STOP)
    after = [catalog.segment(one.id) for one in (*before, *late)]

    assert chainer.chained == 2
    assert [one.link.number for one in after if one.link] == [1, 2, 3, 4]
    assert [one.sha256 for one in after[2:]] == [
        hashlib.sha256((tmp_path / one.path).read_bytes()).hexdigest() for one in late
    ]
    assert verify_chain(after) == []
    chainer.chain_all(STOP)
    assert chainer.chained == 2


def test_file_that_cannot_be_read_stays_outside_and_holds_nothing_up(
    tmp_path: Path, database: Database, catalog: Catalog
) -> None:
    gone, there = recorded(tmp_path, 10), recorded(tmp_path, 11)
    (tmp_path / gone.path).unlink()
    for one in (gone, there):
        catalog.save_segment(one)
    Chainer(database, tmp_path, ManualClock(T0), Chains({})).chain_all(STOP)

    assert catalog.segment(gone.id).link is None
    assert catalog.segment(there.id).link is not None


def test_open_segments_are_left_to_their_recorder(tmp_path: Path, database: Database, catalog: Catalog) -> None:
    catalog.save_segment(replace(recorded(tmp_path, 10), state=SegmentState.OPEN))
    chainer = Chainer(database, tmp_path, ManualClock(T0), Chains({}))
    chainer.chain_all(STOP)

    assert chainer.chained == 0
