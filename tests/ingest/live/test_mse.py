"""Live fragments for Media Source Extensions."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import pytest

from ingest.live.mse import Muxer, mse_messages
from ingest.live.relay import LiveRelay
from ingest.mp4.box import TIMESCALE
from ingest.packet import Packet
from kernel.errors import Fault, FaultKind
from tests.ingest.live.source import GATE, STEP_US, again, decoded_shades, feed, film, needs_x265, shade

Messages = AsyncGenerator[str | bytes, None]


async def take(messages: Messages, count: int) -> list[str | bytes]:
    """The next `count` messages."""
    got: list[str | bytes] = []
    async with asyncio.timeout(5):
        while len(got) < count:
            got.append(await anext(messages))
    return got


def muxed(packets: Sequence[Packet], path: Path) -> Path:
    """A file of the packets as one viewer gets them."""
    muxer = Muxer()
    parts = [part for packet in packets if (part := muxer.fragment(packet)) is not None]
    path.write_bytes(parts[0].head.init + b"".join(part.data for part in parts))
    return path


@pytest.mark.parametrize(
    ("codec", "mime"),
    [("h264", "avc1.42c00a"), pytest.param("hevc", "hvc1.1.6.L30.90", marks=needs_x265)],
)
def test_fragments_play_with_every_frame_in_its_place(tmp_path: Path, codec: str, mime: str) -> None:
    path = muxed(film(12, codec), tmp_path / "live.mp4")
    assert decoded_shades(path) == pytest.approx([shade(i) for i in range(12)], abs=3)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
        times = [(p.pts or 0) * Fraction(stream.time_base or 1) for p in packets]
    assert times == [Fraction(i, 10) for i in range(12)]
    assert [p.is_keyframe for p in packets] == [i % 5 == 0 for i in range(12)]
    part = Muxer().fragment(film(1, codec)[0])
    assert part is not None
    assert json.loads(part.head.text) == {
        "mime": f'video/mp4; codecs="{mime}"',
        "start": "2026-01-01T08:00:00+00:00",
    }


def test_uneven_times_stay_as_the_packets_have_them(tmp_path: Path) -> None:
    late = (0, 30_000, -20_000, 0, 45_000, 700_000)
    packets = [replace(p, at_us=p.at_us + d, dts_us=p.dts_us + d) for p, d in zip(film(6), late, strict=True)]
    path = muxed(packets, tmp_path / "live.mp4")
    with av.open(str(path)) as container:
        times = [float((p.pts or 0) * p.time_base) for p in container.demux(video=0) if p.size]
    assert times == pytest.approx([0.0, 0.13, 0.18, 0.3, 0.445, 1.2], abs=0.001)


def test_media_time_goes_on_in_utc_over_a_new_session_and_never_back() -> None:
    muxer, packets = Muxer(), film(5)
    first = [muxer.fragment(packet) for packet in packets]
    second = [muxer.fragment(packet) for packet in again(packets, 2, 60_000_000)]
    third = [muxer.fragment(packet) for packet in again(packets, 3, 30_000_000)]
    parts = [[part for part in group if part is not None] for group in (first, second, third)]
    assert [decode_time(group[0].data) for group in parts] == pytest.approx([0, 60.0, 61.4])
    starts = [json.loads(group[0].head.text)["start"] for group in parts]
    # start + media time is the packets' own time, also after the clock went back.
    assert starts[:2] == ["2026-01-01T08:00:00+00:00"] * 2
    assert starts[2] == "2026-01-01T07:59:28.600000+00:00"
    assert len({id(part.head) for group in parts for part in group}) == 3


def decode_time(fragment: bytes) -> float:
    """The fragment's tfdt, in seconds."""
    at = fragment.index(b"tfdt") + 8
    return int.from_bytes(fragment[at : at + 8], "big") / TIMESCALE


def test_other_parameter_sets_bring_a_new_head() -> None:
    muxer = Muxer()
    small = muxer.fragment(film(1)[0])
    large = muxer.fragment(replace(film(1, size=(320, 240))[0], dts_us=film(1)[0].dts_us + STEP_US))
    assert small is not None
    assert large is not None
    assert small.head is not large.head


def test_keyframe_without_parameter_sets_is_a_fault_that_names_the_camera() -> None:
    packet = film(1)[0]
    bare = replace(packet, data=packet.data[packet.data.rindex(b"\0\0\1") :])
    with pytest.raises(Fault, match=r"camera cam_gate: .* parameter sets") as caught:
        Muxer().fragment(bare)
    assert caught.value.kind is FaultKind.CORRUPT


async def test_viewers_share_the_same_bytes_and_a_late_one_gets_the_group_at_once(tmp_path: Path) -> None:
    packets = film(12)
    with feed(tmp_path) as publisher:
        relay = LiveRelay(publisher.endpoint)
        for packet in packets[:3]:
            publisher.publish(packet)
        async with aclosing(mse_messages(relay, GATE)) as first:
            head, init, *parts = await take(first, 5)
            assert isinstance(head, str)
            for packet in packets[3:]:
                publisher.publish(packet)
            parts += await take(first, 9)
            async with aclosing(mse_messages(relay, GATE)) as late:
                got = await take(late, 4)
                assert all(mine is theirs for mine, theirs in zip(got, (head, init, *parts[-2:]), strict=True))
        (tmp_path / "live.mp4").write_bytes(b"".join(part for part in (init, *parts) if isinstance(part, bytes)))
        async with asyncio.timeout(2):
            while relay.viewers(GATE):
                await asyncio.sleep(0)
        await relay.close()
    assert decoded_shades(tmp_path / "live.mp4") == pytest.approx([shade(i) for i in range(12)], abs=3)


async def test_new_session_brings_text_and_init_again(tmp_path: Path) -> None:
    packets = film(5)
    with feed(tmp_path) as publisher:
        relay = LiveRelay(publisher.endpoint)
        for packet in packets:
            publisher.publish(packet)
        async with aclosing(mse_messages(relay, GATE)) as messages:
            assert [type(message) for message in await take(messages, 7)] == [str, *[bytes] * 6]
            for packet in again(packets, 2, 60_000_000):
                publisher.publish(packet)
            assert [type(message) for message in await take(messages, 7)] == [str, *[bytes] * 6]
        await relay.close()


async def test_stream_that_cannot_be_played_ends_with_the_reason(tmp_path: Path) -> None:
    packet = film(1)[0]
    with feed(tmp_path) as publisher:
        relay = LiveRelay(publisher.endpoint)
        publisher.publish(replace(packet, data=packet.data[packet.data.rindex(b"\0\0\1") :]))
        with pytest.raises(Fault, match="camera cam_gate"):
            await take(mse_messages(relay, GATE), 1)
        await relay.close()
