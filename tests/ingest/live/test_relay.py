"""The relay between the packet feed and those who watch live."""

import asyncio
from pathlib import Path

import pytest

from ingest.live.queue import ViewerQueue
from ingest.live.relay import LiveRelay, PacketQueue
from ingest.packet import Packet
from kernel.clock import ManualClock
from kernel.errors import Fault
from kernel.ids import CameraId
from tests.ingest.live.source import GATE, again, feed, film, named

YARD = CameraId("cam_yard")


async def numbers(queue: PacketQueue, count: int) -> list[tuple[int, int]]:
    """(session, number) of the next `count` packets."""
    got: list[tuple[int, int]] = []
    async with asyncio.timeout(5):
        while len(got) < count:
            packet = await queue.get()
            assert packet is not None
            got.append((packet.session, packet.number))
    return got


async def test_every_viewer_gets_each_packet_once_from_a_keyframe_on(tmp_path: Path) -> None:
    packets = film(20)
    with feed(tmp_path) as publisher:
        relay = LiveRelay(publisher.endpoint)
        for packet in packets[:8]:
            publisher.publish(packet)
        async with relay.watch(GATE) as first, relay.watch(GATE) as second:
            # The group that the feed buffered, 5 to 7, comes at once.
            assert await numbers(first, 3) == [(1, 5), (1, 6), (1, 7)]
            assert await numbers(second, 3) == [(1, 5), (1, 6), (1, 7)]
            for packet in packets[8:]:
                publisher.publish(packet)
            expected = [(1, number) for number in range(8, 20)]
            assert await numbers(first, 12) == expected
            assert await numbers(second, 12) == expected
            async with relay.watch(GATE) as late:
                assert await numbers(late, 5) == [(1, number) for number in range(15, 20)]
            assert relay.viewers(GATE) == 2
            assert len(first) == 0
        assert relay.dropped == {}
        await relay.close()


async def test_streams_are_kept_apart(tmp_path: Path) -> None:
    packets = film(5)
    with feed(tmp_path) as publisher:
        relay = LiveRelay(publisher.endpoint)
        for packet in (*packets, *named(packets, YARD), *named(packets, GATE, "sub")):
            publisher.publish(packet)
        async with relay.watch(YARD) as yard, relay.watch(GATE, "sub") as sub:
            assert await numbers(yard, 5) == [(1, number) for number in range(5)]
            first = await sub.get()
            assert first is not None
            assert (first.camera, first.stream) == (GATE, "sub")
        await relay.close()


async def test_camera_that_returns_goes_on_at_its_first_keyframe(tmp_path: Path) -> None:
    packets = film(10)
    with feed(tmp_path) as publisher:
        relay = LiveRelay(publisher.endpoint)
        async with relay.watch(GATE) as queue:
            publisher.publish(packets[0])
            assert await numbers(queue, 1) == [(1, 0)]
            # The new connection begins in the middle of a group.
            for packet in (packets[1], *again(packets, 2, 60_000_000)[3:]):
                publisher.publish(packet)
            assert await numbers(queue, 6) == [(1, 1), *((2, number) for number in range(5, 10))]
        await relay.close()


async def test_after_a_hole_everyone_waits_for_the_next_keyframe(tmp_path: Path) -> None:
    packets = film(15)
    with feed(tmp_path) as publisher:
        relay = LiveRelay(publisher.endpoint)
        publisher.publish(packets[0])
        async with relay.watch(GATE) as queue:
            assert await numbers(queue, 1) == [(1, 0)]
            for packet in (*packets[1:3], *packets[4:]):
                publisher.publish(packet)
            assert await numbers(queue, 12) == [(1, number) for number in (1, 2, *range(5, 15))]
            assert relay.dropped == {GATE: 1}
        await relay.close()


async def test_group_that_grew_stale_is_not_shown_as_live(tmp_path: Path) -> None:
    clock = ManualClock()
    with feed(tmp_path) as publisher:
        relay = LiveRelay(publisher.endpoint, clock, stale_s=10)
        for packet in film(5):
            publisher.publish(packet)
        async with relay.watch(GATE) as first:
            await numbers(first, 5)
            async with relay.watch(GATE) as soon:
                assert len(soon) == 5
            clock.advance(11)
            async with relay.watch(GATE) as late:
                assert len(late) == 0
        await relay.close()


async def test_stream_is_let_go_when_its_last_viewer_has_been_gone_for_a_while(tmp_path: Path) -> None:
    with feed(tmp_path) as publisher:
        relay = LiveRelay(publisher.endpoint, linger_s=0.05)
        async with relay.watch(GATE):
            pass
        async with relay.watch(GATE):
            await asyncio.sleep(0.1)
            assert relay.figures()["live_streams"] == 1
        assert relay.figures()["live_streams"] == 1
        async with asyncio.timeout(2):
            while relay.figures()["live_streams"]:
                await asyncio.sleep(0.01)
        await relay.close()


async def test_closing_ends_the_viewers_and_refuses_new_ones(tmp_path: Path) -> None:
    with feed(tmp_path) as publisher:
        relay = LiveRelay(publisher.endpoint)
        async with relay.watch(GATE) as queue:
            await relay.close()
            assert await queue.get() is None
        with pytest.raises(Fault, match="closed"):
            async with relay.watch(GATE):
                pass


def test_viewer_that_is_too_slow_loses_what_waits_and_goes_on_at_a_keyframe() -> None:
    packets = film(20)
    queue: ViewerQueue[Packet] = ViewerQueue(limit=3)
    lost = [queue.put(packet) for packet in packets[:3]]
    assert (lost, len(queue)) == ([0, 0, 0], 3)
    assert queue.put(packets[3]) == 4
    assert queue.put(packets[4]) == 1
    assert queue.put(packets[5]) == 0
    assert [packet.number for packet in queue.drain()] == [5]
    assert queue.dropped == 5


def test_viewer_without_a_group_waits_for_a_keyframe_and_counts_no_loss() -> None:
    queue: ViewerQueue[Packet] = ViewerQueue(limit=3)
    for packet in film(6)[2:]:
        queue.put(packet)
    assert [packet.number for packet in queue.drain()] == [5]
    assert queue.dropped == 0


def test_group_for_a_late_viewer_may_be_longer_than_the_limit() -> None:
    packets = film(5)
    queue: ViewerQueue[Packet] = ViewerQueue(limit=2, first=packets)
    assert queue.put(packets[0]) == 0
    assert len(queue) == 6
