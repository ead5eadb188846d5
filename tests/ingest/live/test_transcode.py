"""Transcode on demand, with real H.265 on a real feed, watched through a real relay."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import av
import pytest

from ingest.feed.publisher import FeedPublisher
from ingest.live.choice import LiveStreams, Viewed, Wish, is_played
from ingest.live.relay import LiveRelay, PacketQueue
from ingest.live.transcode import Transcoder, fitted
from ingest.packet import Packet
from kernel.clock import SystemClock
from kernel.errors import Fault, FaultKind
from kernel.ids import CameraId
from tests.ingest.live.source import GATE, feed, film, keep_publishing, named, needs_x265, shade

YARD = CameraId("cam_yard")
pytestmark = needs_x265
HEVC, H264 = film(20, "hevc"), film(20)


class Desk:
    """A feed, a transcoder with room for one, and what a process with viewers has."""

    def __init__(self, publisher: FeedPublisher, folder: Path) -> None:
        self.publisher = publisher
        own = f"ipc://{folder}/transcoded.sock"
        self.transcoder = Transcoder(publisher.endpoint, own, SystemClock(), limit=1, linger_s=0.3)
        self.relay, self.transcoded = LiveRelay(publisher.endpoint), LiveRelay(own, linger_s=0.1)
        self.streams = LiveStreams(self.relay, self.transcoded, self.hire)
        self.hired: list[CameraId] = []

    async def hire(self, camera: CameraId) -> None:
        self.hired.append(camera)
        self.transcoder.demand(camera)

    async def close(self) -> None:
        await self.relay.close()
        await self.transcoded.close()
        await asyncio.to_thread(self.transcoder.close)


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[FeedPublisher]:
    with feed(tmp_path) as publisher:
        yield publisher


@pytest.fixture
async def desk(publisher: FeedPublisher, tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(publisher, tmp_path)
    yield desk
    await desk.close()


@pytest.fixture
async def camera(publisher: FeedPublisher) -> AsyncIterator[None]:
    """The gate camera, which sends H.265."""
    task = asyncio.create_task(keep_publishing(publisher, HEVC, 0.1))
    yield
    task.cancel()


async def taken(queue: PacketQueue, count: int) -> list[Packet]:
    got: list[Packet] = []
    async with asyncio.timeout(10):
        while len(got) < count:
            packet = await queue.get()
            assert packet is not None
            got.append(packet)
    return got


@pytest.mark.usefixtures("camera")
async def test_viewers_of_an_h265_camera_share_one_h264_stream_that_shows_the_same_pictures(desk: Desk) -> None:
    async with desk.streams.for_webrtc(Viewed(GATE)) as first, desk.streams.for_webrtc(Viewed(GATE)) as second:
        packets = await taken(first, 12)
        others = await taken(second, 3)
    assert desk.transcoder.figures()["transcodes"] == 1
    assert packets[0].is_keyframe
    assert is_played(packets[0])
    assert [packet.number for packet in packets] == list(range(packets[0].number, packets[0].number + 12))
    assert others[0].is_keyframe

    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    shades = [
        float(frame.to_ndarray(format="gray").mean())
        for packet in packets
        for frame in decoder.decode(av.Packet(packet.data))
    ]
    known = [shade(number) for number in range(20)]
    assert len(shades) == 12
    assert all(min(abs(grey - one) for one in known) < 4 for grey in shades)
    # A picture keeps the time that it was taken at.
    assert {packet.at_us for packet in packets} <= {HEVC[0].at_us + i * 100_000 for i in range(1000)}


@pytest.mark.usefixtures("camera")
async def test_a_transcode_ends_soon_after_its_last_viewer(desk: Desk) -> None:
    async with desk.streams.for_webrtc(Viewed(GATE)) as queue:
        await taken(queue, 1)
        await asyncio.sleep(0.6)
        assert desk.transcoder.figures()["transcodes"] == 1
    async with asyncio.timeout(3):
        while desk.transcoder.figures()["transcodes"]:
            await asyncio.sleep(0.05)


@pytest.mark.usefixtures("camera")
async def test_viewers_who_stayed_get_their_transcode_back_from_a_new_process(desk: Desk) -> None:
    async with desk.streams.for_webrtc(Viewed(GATE)) as queue:
        (before, *_) = await taken(queue, 1)
        endpoint = desk.transcoder.endpoint
        await asyncio.to_thread(desk.transcoder.close)
        desk.transcoder = Transcoder(desk.publisher.endpoint, endpoint, SystemClock(), limit=1)
        async with asyncio.timeout(10):
            while (packet := await queue.get()) is not None and packet.session == before.session:
                continue
        assert packet is not None
        assert packet.is_keyframe


@pytest.mark.usefixtures("camera")
async def test_more_transcodes_than_allowed_are_refused_with_what_to_do(desk: Desk) -> None:
    for packet in named(HEVC[:5], YARD):
        desk.publisher.publish(packet)
    async with desk.streams.for_webrtc(Viewed(GATE)) as queue:
        await taken(queue, 1)
        with pytest.raises(Fault, match=r"cam_yard: browsers cannot play .*transcode_limit") as caught:
            await desk.streams.choose(Viewed(YARD))
    assert caught.value.kind is FaultKind.LIMITED
    assert desk.transcoder.figures()["transcodes_refused"] == 1


@pytest.mark.parametrize(
    ("main", "sub", "wish", "given"),
    [
        pytest.param(H264, None, Wish.AUTO, "main", id="h264"),
        pytest.param(H264, H264, Wish.AUTO, "main", id="both, auto"),
        pytest.param(H264, H264, Wish.SUB, "sub", id="both, sub"),
        pytest.param(H264, None, Wish.SUB, "main", id="no sub"),
        pytest.param(HEVC, H264, Wish.AUTO, "sub", id="h265 with an h264 sub"),
        pytest.param(HEVC, HEVC, Wish.SUB, "transcoded", id="both h265"),
        pytest.param(HEVC, None, Wish.AUTO, "transcoded", id="h265 alone"),
        pytest.param(HEVC, None, Wish.MAIN, "main", id="as it is"),
        pytest.param(None, H264, Wish.AUTO, "sub", id="main silent"),
        pytest.param(None, None, Wish.AUTO, "main", id="all silent"),
    ],
)
async def test_viewers_get_what_browsers_play(
    desk: Desk, main: list[Packet] | None, sub: list[Packet] | None, wish: Wish, given: str
) -> None:
    for packet in (*(main or [])[:5], *named((sub or [])[:5], GATE, "sub")):
        desk.publisher.publish(packet)
    relay, stream = await desk.streams.choose(Viewed(GATE, wish, has_sub=sub is not None))

    assert ("transcoded" if relay is desk.transcoded else stream) == given
    assert desk.hired == ([GATE] if given == "transcoded" else [])


@pytest.mark.usefixtures("camera")
async def test_h265_as_it_is_is_refused_by_name_for_webrtc(desk: Desk) -> None:
    with pytest.raises(Fault, match=r"camera cam_gate: H\.265 cannot be sent") as caught:
        async with desk.streams.for_webrtc(Viewed(GATE, Wish.MAIN)):
            pass
    assert caught.value.kind is FaultKind.INVALID


@pytest.mark.parametrize(
    ("size", "made"),
    [
        pytest.param((3840, 2160), (1280, 720), id="4k"),
        pytest.param((1920, 1080), (1280, 720), id="full hd"),
        pytest.param((2560, 1920), (960, 720), id="4:3"),
        pytest.param((1080, 1920), (404, 720), id="upright"),
        pytest.param((641, 361), (640, 360), id="odd"),
        pytest.param((160, 120), (160, 120), id="small"),
    ],
)
def test_a_transcode_fits_into_720p_with_its_proportions(size: tuple[int, int], made: tuple[int, int]) -> None:
    assert fitted(*size) == made
