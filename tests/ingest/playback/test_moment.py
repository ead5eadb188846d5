"""Pictures of any instant: the right one, exact times for steps, and why there is none."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from ingest.packet import Packet
from ingest.playback.fragments import FragmentIndex
from ingest.playback.frames import FrameDesk, etag
from ingest.playback.hls import window
from ingest.playback.moment import Recordings
from ingest.record.segment import Gap
from kernel.clock import from_us
from kernel.errors import Fault, FaultKind
from kernel.ids import CameraId
from tests.ingest.live.source import GATE, SIZE, START_US, STEP_US, again, film, needs_x265, pictures, shade
from tests.ingest.playback.recording import Archive, archive

BEGIN = from_us(START_US)


@pytest.fixture
def footage(tmp_path: Path) -> Archive:
    return archive(tmp_path)


def recordings(footage: Archive) -> Recordings:
    return Recordings(footage.catalog, footage.store, FragmentIndex())


def at(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


def seconds(moment: datetime) -> float:
    return (moment - BEGIN).total_seconds()


def grey(jpeg: bytes) -> float:
    return float(np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)).mean())


def reordered(count: int) -> list[Packet]:
    """A film with B-frames: decoded in another order than it is shown in."""
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = *SIZE, "yuv420p"
    context.time_base, context.framerate = Fraction(1, 10), Fraction(10)
    context.options = {"x264-params": "keyint=8:min-keyint=8:scenecut=0:bframes=2:b-adapt=0"}
    encoded = []
    for number, picture in enumerate(pictures(count, SIZE)):
        frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
        frame.pts = number
        encoded += context.encode(frame)
    encoded += context.encode(None)
    shown: Sequence[int] = [packet.pts or 0 for packet in encoded]
    return [
        replace(
            film(1)[0], number=i, at_us=START_US + pts * STEP_US, dts_us=START_US + (i - 2) * STEP_US,
            is_keyframe=packet.is_keyframe, data=bytes(packet),
        )
        for i, (pts, packet) in enumerate(zip(shown, encoded, strict=True))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "exact", "nearest"),
    [
        (0, 0, 0),
        (0.05, 0, 0),
        (0.1, 0.1, 0),
        (3.39, 3.3, 3.5),
        (3.2, 3.2, 3.0),
        (11.99, 11.9, 11.5),
        (12.3, 11.9, 11.5),
    ],
    ids=["first", "between", "second", "late in its group", "early in it", "last", "in the seam behind"],
)
def test_the_picture_on_the_screen_then_and_the_nearest_keyframe(
    footage: Archive, asked: float, exact: float, nearest: float
) -> None:
    footage.record(film(120))
    found = recordings(footage)

    assert seconds(found.moment(GATE, at(asked)).at) == exact
    assert seconds(found.moment(GATE, at(asked), exact=False).at) == nearest


@pytest.mark.parametrize("codec", ["h264", pytest.param("hevc", marks=needs_x265)])
async def test_every_picture_of_a_file_is_found_and_decoded_as_itself(footage: Archive, codec: str) -> None:
    footage.record(film(25, codec))
    found, desk = recordings(footage), FrameDesk()
    shades = [grey(await desk.jpeg(found.moment(GATE, at(i / 10)))) for i in range(25)]
    desk.close()

    assert all(abs(got - shade(i)) <= 6 for i, got in enumerate(shades))


async def test_pictures_that_are_decoded_out_of_order_are_found_as_themselves(footage: Archive) -> None:
    packets = reordered(32)
    assert [packet.at_us for packet in packets] != sorted(packet.at_us for packet in packets)
    footage.record(packets)
    found, desk = recordings(footage), FrameDesk()
    shades = [grey(await desk.jpeg(found.moment(GATE, at(i / 10 + 0.01)))) for i in range(32)]
    desk.close()

    assert all(abs(got - shade(i)) <= 6 for i, got in enumerate(shades)), shades


def test_steps_lead_through_every_picture_over_files_and_gaps_both_ways(footage: Archive) -> None:
    footage.record(film(50))
    footage.record(again(film(50), 2, 90_000_000))
    found = recordings(footage)
    times = [i / 10 for i in range(50)] + [90 + i / 10 for i in range(50)]

    frames = found.frames(GATE, at(4.95), 100, 100)
    assert [round(seconds(frame.at), 3) for frame in frames] == times
    assert [round(seconds(f.at), 3) for f in found.frames(GATE, at(4.85), 2, 2)] == [4.6, 4.7, 4.8, 4.9, 90.0]
    assert [round(seconds(f.at), 3) for f in found.frames(GATE, at(90), 1, 0)] == [4.9, 90.0]
    assert sum(frame.is_keyframe for frame in frames) == 20
    # What was told finds its own picture again.
    assert all(found.moment(GATE, frame.at).at == frame.at for frame in frames)


@pytest.mark.parametrize("rate", [15, 24, 29.97], ids=str)
def test_times_that_are_no_round_ticks_find_their_own_picture(footage: Archive, rate: float) -> None:
    step_us = round(1e6 / rate)
    packets = [
        replace(p, at_us=START_US + i * step_us, dts_us=START_US + i * step_us, duration_us=step_us)
        for i, p in enumerate(film(40))
    ]
    footage.record(packets)
    found = recordings(footage)
    frames = found.frames(GATE, at(1), 100, 100)

    assert len(frames) == 40
    assert [found.moment(GATE, frame.at).at for frame in frames] == [frame.at for frame in frames]


def test_no_footage_says_why(footage: Archive) -> None:
    footage.record(film(40))
    footage.catalog.save_gap(Gap("gap_1", GATE, at(-100), at(-50), "camera offline"))
    with pytest.raises(Fault, match="gap: camera offline") as caught:
        recordings(footage).moment(GATE, at(-70))
    assert caught.value.kind is FaultKind.NOT_FOUND
    with pytest.raises(Fault, match="camera cam_yard: no footage at"):
        recordings(footage).moment(CameraId("cam_yard"), at(1))


def test_a_file_that_is_written_now_shows_what_is_on_disk(footage: Archive) -> None:
    footage.write(film(100)[:50])
    assert seconds(recordings(footage).moment(GATE, at(4.05)).at) == 4.0


def test_a_file_that_went_is_not_found(footage: Archive) -> None:
    segment = footage.record(film(40))
    (footage.folder / segment.path).unlink()
    with pytest.raises(Fault) as caught:
        recordings(footage).moment(GATE, at(1))
    assert caught.value.kind is FaultKind.NOT_FOUND


async def test_a_picture_is_decoded_once_and_its_neighbours_with_it(footage: Archive) -> None:
    footage.record(film(40))
    found, desk = recordings(footage), FrameDesk()
    for second in (1.4, 1.4, 1.3, 1.2, 1.1, 1.0):
        await desk.jpeg(found.moment(GATE, at(second)), 80)
    assert desk.decoded == 1
    await desk.jpeg(found.moment(GATE, at(2.0)), 80)
    assert desk.decoded == 2
    assert etag(found.moment(GATE, at(1.4)), 80) != etag(found.moment(GATE, at(1.3)), 80)
    desk.close()


async def test_more_than_may_wait_are_refused_at_once_and_the_others_served(footage: Archive) -> None:
    footage.record(film(120))
    found, desk = recordings(footage), FrameDesk(decoders=1, waiting=2)
    asked = [desk.jpeg(found.moment(GATE, at(i / 2))) for i in range(8)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    desk.close()

    refused = [answer for answer in answers if isinstance(answer, Fault)]
    assert {fault.kind for fault in refused} == {FaultKind.LIMITED}
    assert len(answers) - len(refused) == 3


def test_a_window_reaches_some_way_and_says_where_the_next_begins(footage: Archive) -> None:
    for later_s in (0, 300, 2000, 5000):
        footage.record(again(film(40), later_s + 1, later_s * 1_000_000))
    first = window(footage.catalog, GATE, at(1), None)
    assert (seconds(first.play_from), first.goes_on_at) == (1, at(2000))
    in_gap = window(footage.catalog, GATE, at(100), None)
    assert seconds(in_gap.play_from) == 300
    last = window(footage.catalog, GATE, at(4000), None)
    assert (seconds(last.play_from), last.goes_on_at) == (5000, None)
    assert window(footage.catalog, GATE, at(1), at(1900)).goes_on_at is None
    with pytest.raises(Fault, match="no footage from"):
        window(footage.catalog, GATE, at(100), at(200))
