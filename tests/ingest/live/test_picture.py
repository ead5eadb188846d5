"""Still pictures of live cameras."""

import asyncio
from pathlib import Path

import cv2
import numpy as np
import pytest

from ingest.live.picture import latest_jpeg
from ingest.live.relay import LiveRelay
from kernel.errors import Fault, FaultKind
from tests.ingest.live.source import GATE, feed, film, needs_x265, shade


def opened(jpeg: bytes) -> tuple[tuple[int, ...], float]:
    """(shape, mean grey) of a JPEG."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture.shape, float(picture.mean())


@pytest.mark.parametrize("codec", ["h264", pytest.param("hevc", marks=needs_x265)])
async def test_picture_is_the_newest_keyframe_in_the_width_asked_for(tmp_path: Path, codec: str) -> None:
    with feed(tmp_path) as publisher:
        relay = LiveRelay(publisher.endpoint)
        for packet in film(8, codec):
            publisher.publish(packet)
        full, small, wide = await asyncio.gather(*(latest_jpeg(relay, GATE, width) for width in (None, 80, 4000)))
        await relay.close()
    assert opened(full)[0] == (120, 160, 3)
    assert opened(small)[0] == (60, 80, 3)
    assert opened(wide)[0] == (120, 160, 3)
    assert opened(full)[1] == pytest.approx(shade(5), abs=4)


async def test_picture_is_kept_for_a_second(tmp_path: Path) -> None:
    packets = film(6)
    with feed(tmp_path) as publisher:
        relay = LiveRelay(publisher.endpoint)
        publisher.publish(packets[0])
        first = await latest_jpeg(relay, GATE)
        for packet in packets[1:]:
            publisher.publish(packet)
        assert await latest_jpeg(relay, GATE) is first
        await relay.close()


async def test_camera_that_sends_nothing_is_a_fault_that_names_it(tmp_path: Path) -> None:
    with feed(tmp_path) as publisher:
        relay = LiveRelay(publisher.endpoint)
        with pytest.raises(Fault, match="camera cam_gate: no picture") as caught:
            await latest_jpeg(relay, GATE, 320)
        assert caught.value.kind is FaultKind.UNAVAILABLE
        with pytest.raises(Fault, match="pixels wide") as refused:
            await latest_jpeg(relay, GATE, 0)
        assert refused.value.kind is FaultKind.INVALID
        await relay.close()
