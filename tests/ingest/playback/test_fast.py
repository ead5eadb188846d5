"""Fast playback: only keyframes, at their drawn-together times, each with its UTC."""

import io
import struct
from datetime import datetime, timedelta
from pathlib import Path

import av
import pytest

from ingest.playback.fast import FastQuery, FastStream, fast
from ingest.playback.fragments import FragmentIndex
from ingest.playback.moment import Recordings
from kernel.clock import from_us
from kernel.errors import Fault, FaultKind
from tests.ingest.live.source import GATE, START_US, again, film, needs_x265, shade
from tests.ingest.playback.recording import Archive, archive

BEGIN = from_us(START_US)


@pytest.fixture
def footage(tmp_path: Path) -> Archive:
    return archive(tmp_path)


def played(footage: Archive, start_s: float, end_s: float, rate: float, *, skips_gaps: bool = True) -> FastStream:
    start, end = (BEGIN + timedelta(seconds=s) for s in (start_s, end_s))
    recordings = Recordings(footage.catalog, footage.store, FragmentIndex())
    return fast(recordings, FastQuery(GATE, start, end, rate, skips_gaps))


def clock(data: bytes) -> list[tuple[float, float]]:
    """The media time and the UTC (seconds after the film's start) of each fragment."""
    found, at = [], data.find(b"prft")
    while at >= 0:
        ntp, ticks = struct.unpack_from(">QQ", data, at + 12)
        utc = datetime.fromtimestamp(ntp / 2**32 - 2_208_988_800, BEGIN.tzinfo)
        found.append((round(ticks / 90_000, 4), round((utc - BEGIN).total_seconds(), 3)))
        at = data.find(b"prft", at + 4)
    return found


@pytest.mark.parametrize("codec", ["h264", pytest.param("hevc", marks=needs_x265)])
def test_keyframes_only_at_their_drawn_times(footage: Archive, codec: str) -> None:
    footage.record(film(60, codec))
    stream = played(footage, 0, 60, 8)
    data = b"".join(stream.chunks)

    with av.open(io.BytesIO(data), "r") as container:
        frames = list(container.decode(video=0))
    assert [round(float(frame.time or 0), 4) for frame in frames] == [i / 16 for i in range(12)]
    shades = [float(frame.to_ndarray(format="gray").mean()) for frame in frames]
    assert all(abs(got - shade(5 * i)) <= 6 for i, got in enumerate(shades))
    assert stream.media_type.startswith('video/mp4; codecs="' + ("avc1." if codec == "h264" else "hvc1."))
    assert clock(data) == [(i / 16, i / 2) for i in range(12)]


def test_above_thirty_pictures_a_second_keyframes_are_left_out(footage: Archive) -> None:
    footage.record(film(600))
    times = clock(b"".join(played(footage, 0, 60, 60).chunks))

    assert [utc for _, utc in times] == [2.0 * i for i in range(30)]
    assert [media for media, _ in times] == [round(i / 30, 4) for i in range(30)]


def test_gaps_are_left_out_or_keep_their_length(footage: Archive) -> None:
    footage.record(film(20))
    footage.record(again(film(20), 2, 100_000_000))

    left_out = clock(b"".join(played(footage, 0, 200, 10).chunks))
    assert [media for media, _ in left_out] == [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35]
    assert [utc for _, utc in left_out] == [0.0, 0.5, 1.0, 1.5, 100.0, 100.5, 101.0, 101.5]
    kept = clock(b"".join(played(footage, -1, 200, 10, skips_gaps=False).chunks))
    assert (kept[0], kept[4]) == ((0.1, 0), (10.1, 100))


def test_only_what_lies_in_the_range_is_played(footage: Archive) -> None:
    footage.record(film(100))
    assert [utc for _, utc in clock(b"".join(played(footage, 2.2, 4.0, 4).chunks))] == [2.0, 2.5, 3.0, 3.5]


def test_another_picture_size_brings_a_new_head(footage: Archive) -> None:
    footage.record(film(20))
    footage.record(again(film(20, size=(320, 240)), 2, 2_000_000))
    assert b"".join(played(footage, 0, 200, 4).chunks).count(b"moov") == 2


def test_a_stream_is_made_while_it_is_read(footage: Archive) -> None:
    footage.record(film(20))
    second = footage.record(again(film(20), 2, 2_000_000))
    chunks = played(footage, 0, 200, 4).chunks
    begun = [next(chunks) for _ in range(3)]
    (footage.folder / second.path).unlink()

    assert len(begun) + len(list(chunks)) == 1 + 4


@pytest.mark.parametrize(
    ("start_s", "end_s", "rate", "kind"),
    [
        (100, 200, 8, FaultKind.NOT_FOUND),
        (5, 1, 8, FaultKind.INVALID),
        (0, 9, 0.5, FaultKind.INVALID),
        (0, 9, 1000, FaultKind.INVALID),
    ],
    ids=["nothing there", "backwards", "too slow", "too fast"],
)
def test_what_cannot_be_played_is_refused(
    footage: Archive, start_s: float, end_s: float, rate: float, kind: FaultKind
) -> None:
    footage.record(film(20))
    with pytest.raises(Fault) as caught:
        played(footage, start_s, end_s, rate)
    assert caught.value.kind is kind
