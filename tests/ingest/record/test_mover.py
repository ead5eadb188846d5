"""Old and held footage moves to the second tier; whatever fails on the way, it is there once, whole, and playable."""

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from ingest.playback.fragments import FragmentIndex
from ingest.playback.hls import Window, playlist, segment_part
from ingest.playback.moment import Recordings
from ingest.record.footage import FootageStore, footage_store
from ingest.record.mover import Mover
from ingest.record.segment import Segment, Tier
from ingest.record.tier import DirectoryTier, Pace, SecondTier
from ingest.record.writer import SegmentWriter
from ingest.settings import SecondTierSettings
from kernel.errors import Fault
from kernel.sql.database import Database
from tests.ingest.packets import CAMERA, real_packets, shifted
from tests.ingest.record.files import T0, Footage

STOP = threading.Event()


@pytest.fixture
def footage(tmp_path: Path, database: Database) -> Footage:
    made = Footage(tmp_path / "footage", database)
    made.folder.mkdir()
    return made


@pytest.fixture(scope="module")
def bucket() -> Iterator[SecondTierSettings]:
    """A bucket of an S3 server that is not ours."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings = SecondTierSettings(
        s3_bucket="footage",
        s3_prefix="house-1",
        s3_endpoint=f"http://{host}:{port}",
        s3_access_key="test",
        s3_secret_key=SecretStr("test"),
    )
    client = boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint,
        region_name=settings.s3_region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    client.create_bucket(Bucket="footage")
    yield settings
    server.stop()


@pytest.fixture(params=["directory", "s3"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> SecondTierSettings:
    if request.param == "directory":
        return SecondTierSettings(directory=tmp_path / "second", after_days=1)
    found: SecondTierSettings = request.getfixturevalue("bucket")
    return found.model_copy(update={"after_days": 1, "s3_prefix": tmp_path.name})


def mover(footage: Footage, settings: SecondTierSettings, second: SecondTier | None = None) -> Mover:
    wanted = footage.settings.model_copy(update={"second_tier": settings})
    store = FootageStore(footage.folder, second) if second else footage_store(wanted)
    store.demand_second().demand(is_first_use=True)
    return Mover(footage.database, footage.clock, wanted, store)


def store(footage: Footage, settings: SecondTierSettings) -> FootageStore:
    return footage_store(footage.settings.model_copy(update={"second_tier": settings}))


def content(footage: Footage, settings: SecondTierSettings, segment: Segment) -> bytes:
    with store(footage, settings).open(footage.catalog.segment(segment.id)) as file:
        return file.read()


def test_old_footage_moves_and_reads_the_same_from_there(footage: Footage, settings: SecondTierSettings) -> None:
    old, young = footage.add(0, size=700_000), footage.add(1435)
    before = (footage.folder / old.path).read_bytes()
    footage.clock.advance(86_400 + 300)
    moving = mover(footage, settings)
    moving.move_some(STOP)

    assert footage.there(old, young) == [False, True]
    assert [footage.catalog.segment(s.id).tier for s in (old, young)] == [Tier.SECOND, Tier.FIRST]
    assert content(footage, settings, old) == before
    assert list(store(footage, settings).demand_second().files()) == [(old.path, 700_000)]
    assert footage.journal("footage.moved")[0]["size_bytes"] == 700_000
    assert footage.told()[0][1] == "recorded"


def test_part_of_a_moved_file_is_read_without_the_rest(footage: Footage, settings: SecondTierSettings) -> None:
    old = footage.add(0, size=700_000)
    before = (footage.folder / old.path).read_bytes()
    footage.clock.advance(86_400 + 300)
    mover(footage, settings).move_some(STOP)
    with store(footage, settings).open(footage.catalog.segment(old.id)) as file:
        file.seek(-100, io.SEEK_END)
        assert file.read() == before[-100:]
        assert file.read(10) == b""
        file.seek(300_000)
        assert file.read(1000) == before[300_000:301_000]
        assert file.tell() == 301_000


def test_held_footage_moves_at_once(footage: Footage, settings: SecondTierSettings) -> None:
    held, other = footage.add(0), footage.add(1)
    footage.hold(0, 0.5)
    footage.clock.advance(600)
    mover(footage, settings).move_some(STOP)

    assert footage.there(held, other) == [False, True]


def test_what_just_ended_stays_for_a_moment(footage: Footage, settings: SecondTierSettings) -> None:
    held = footage.add(0)
    footage.hold(0)
    footage.clock.advance(120)
    mover(footage, settings).move_some(STOP)

    assert footage.there(held) == [True]


def test_short_disk_moves_early_rather_than_deletes(footage: Footage, settings: SecondTierSettings) -> None:
    segment = footage.add(0)
    footage.clock.advance(600)
    footage.settings = footage.settings.model_copy(update={"free_floor_bytes": 1 << 60})
    mover(footage, settings).move_some(STOP)

    assert footage.there(segment) == [False]
    assert content(footage, settings, segment)


class Crash(Exception):
    """The process ends here."""


class Fragile(DirectoryTier):
    """A folder whose host dies at a given step."""

    def __init__(self, root: Path, dies: str) -> None:
        super().__init__(root)
        self._dies = dies

    def put(self, path: str, source: Path, pace: Pace) -> None:
        if self._dies == "before the copy":
            raise Crash
        if self._dies == "during the copy":

            def die(_size: int) -> None:
                raise Crash

            super().put(path, source, die)
        super().put(path, source, pace)
        if self._dies == "after the copy":
            raise Crash


class FragileStore(FootageStore):
    """Dies when the first copy is to be deleted."""

    def delete_first(self, path: str) -> None:
        raise Crash


@pytest.mark.parametrize(
    "dies", ["before the copy", "during the copy", "after the copy", "before the first copy is deleted"]
)
def test_crash_at_any_step_loses_nothing_and_doubles_nothing(footage: Footage, tmp_path: Path, dies: str) -> None:
    settings = SecondTierSettings(directory=tmp_path / "second", after_days=1)
    segment = footage.add(0)
    before = (footage.folder / segment.path).read_bytes()
    footage.clock.advance(86_400 + 300)
    second = Fragile(tmp_path / "second", dies)
    second.demand(is_first_use=True)
    wanted = footage.settings.model_copy(update={"second_tier": settings})
    kind = FragileStore if dies == "before the first copy is deleted" else FootageStore
    with pytest.raises(Crash):
        Mover(footage.database, footage.clock, wanted, kind(footage.folder, second)).move_some(STOP)
    assert content(footage, settings, segment) == before, "playable in between"

    again = mover(footage, settings)
    again.tidy(STOP)
    again.move_some(STOP)
    assert footage.there(segment) == [False]
    assert [path for path, _ in store(footage, settings).demand_second().files()] == [segment.path]
    assert content(footage, settings, segment) == before
    assert not list((tmp_path / "second").rglob("*.part"))


class Lossy(DirectoryTier):
    """A disk that does not give back what it took."""

    def put(self, path: str, source: Path, pace: Pace) -> None:
        super().put(path, source, pace)
        with (self._root / path).open("r+b") as file:
            file.write(b"\xff")


def test_copy_that_differs_is_thrown_away_and_the_first_stays(footage: Footage, tmp_path: Path) -> None:
    settings = SecondTierSettings(directory=tmp_path / "second", after_days=1)
    segment = footage.add(0)
    footage.clock.advance(86_400 + 300)
    with pytest.raises(Fault, match="not what went"):
        mover(footage, settings, Lossy(tmp_path / "second")).move_some(STOP)

    assert footage.there(segment) == [True]
    assert footage.catalog.segment(segment.id).tier is Tier.FIRST
    assert list(DirectoryTier(tmp_path / "second").files()) == []


def test_file_that_is_not_what_was_recorded_stays_and_is_told(footage: Footage, settings: SecondTierSettings) -> None:
    bad, good = footage.add(0), footage.add(1)
    (footage.folder / bad.path).write_bytes(bytes(1000))
    footage.clock.advance(86_400 + 300)
    moving = mover(footage, settings)
    moving.move_some(STOP)

    assert footage.there(bad, good) == [True, False]
    assert "not what was recorded" in moving.faults[0]


def test_place_that_is_away_costs_nothing_and_is_told(footage: Footage, tmp_path: Path) -> None:
    settings = SecondTierSettings(directory=tmp_path / "second", after_days=1)
    segment, later = footage.add(0), footage.add(2880)
    footage.clock.advance(86_400 + 300)
    moving = mover(footage, settings)
    moving.move_some(STOP)
    (tmp_path / "second").rename(tmp_path / "unplugged")
    (tmp_path / "second").mkdir()
    footage.clock.advance(3 * 86_400)
    with pytest.raises(Fault, match="is the disk mounted"):
        moving.run_once(STOP)

    assert footage.there(segment, later) == [False, True]
    assert footage.catalog.segment(segment.id).tier is Tier.SECOND


def test_store_that_does_not_answer_is_away(bucket: SecondTierSettings) -> None:
    from ingest.record.s3 import S3Tier

    with pytest.raises(Fault, match="no such bucket"):
        S3Tier(bucket.model_copy(update={"s3_bucket": "absent"})).demand(is_first_use=True)
    with pytest.raises(Fault, match="second tier s3://footage") as raised:
        S3Tier(bucket.model_copy(update={"s3_endpoint": "http://127.0.0.1:9"})).size("x")
    assert raised.value.kind == "unavailable"


def test_bandwidth_is_kept_to(footage: Footage, settings: SecondTierSettings) -> None:
    footage.add(0, size=2_000_000)
    footage.clock.advance(86_400 + 300)
    before = footage.clock.monotonic()
    mover(footage, settings.model_copy(update={"bytes_per_s": 100_000})).move_some(threading.Event())

    assert 30 <= footage.clock.monotonic() - before <= 45, "there, and back to compare"


def test_footage_that_expires_while_it_moves_leaves_no_copy(footage: Footage, tmp_path: Path) -> None:
    from ingest.record.segment import ExpiryRule

    settings = SecondTierSettings(directory=tmp_path / "second", after_days=1)
    segment = footage.add(0)
    footage.clock.advance(86_400 + 300)

    class Slow(DirectoryTier):
        def put(self, path: str, source: Path, pace: Pace) -> None:
            super().put(path, source, pace)
            footage.expiry.expire([segment.id], ExpiryRule.DAYS)
            source.unlink()

    mover(footage, settings, Slow(tmp_path / "second")).move_some(STOP)

    assert list(DirectoryTier(tmp_path / "second").files()) == []
    assert footage.told()[0][1] == "expired"


def test_move_is_seen_by_whoever_read_the_row_just_before(footage: Footage, settings: SecondTierSettings) -> None:
    segment = footage.add(0)
    before = (footage.folder / segment.path).read_bytes()
    footage.clock.advance(86_400 + 300)
    mover(footage, settings).move_some(STOP)
    with store(footage, settings).open(segment) as file:
        assert file.read() == before


def test_moved_footage_plays_as_before(footage: Footage, settings: SecondTierSettings) -> None:
    footage.settings = footage.settings.model_copy(update={"near_dir": footage.folder.parent / "near"})
    info, packets = real_packets("pattern:street?width=160&height=90&gop_s=1", 20)
    packets = shifted(packets, T0, 1)
    writer = SegmentWriter(footage.folder, packets[0], info, 500_000)
    for packet in packets[1:]:
        writer.add(packet)
    segment = writer.close()
    footage.catalog.save_segment(segment)

    def shown() -> str:
        recordings = Recordings(footage.catalog, store(footage, settings), FragmentIndex())
        whole = Window(segment.started_at, segment.ended_at, segment.started_at)
        return playlist(recordings, CAMERA, whole, lambda name: name)

    before = shown()
    footage.clock.advance(86_400 + 300)
    mover(footage, settings).move_some(STOP)

    assert footage.there(segment) == [False]
    assert shown() == before
    part = segment_part(footage.catalog, store(footage, settings), segment.id, "bytes=100-199")
    assert part is not None
    assert len(part.read()) == 100


def test_near_copies_are_bounded_and_the_last_ones_stay(footage: Footage, bucket: SecondTierSettings) -> None:
    footage.settings = footage.settings.model_copy(
        update={"near_dir": footage.folder.parent / "near", "near_limit_bytes": 2500}
    )
    segments = [footage.add(minute) for minute in range(4)]
    footage.clock.advance(5 * 86_400)
    settings = bucket.model_copy(update={"after_days": 1, "s3_prefix": "near"})
    mover(footage, settings).move_some(STOP)
    lying = store(footage, settings)
    moved = [footage.catalog.segment(segment.id) for segment in segments]
    for segment in moved:
        assert lying.path(segment).stat().st_size == 1000

    assert len(list((footage.folder.parent / "near").iterdir())) == 2
    assert lying.path(moved[3]).is_file()
