"""From packets to pictures, holes and broken bytes included."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from ingest.decode import Decoder, KeyframeDecoder, jpeg
from ingest.packet import Packet
from ingest.sources.scene import Scene
from kernel.clock import to_us
from kernel.errors import Fault
from tests.ingest.packets import real_packets


@pytest.fixture(scope="module")
def street() -> list[Packet]:
    """Four seconds at ten frames a second, a keyframe each second."""
    return real_packets("pattern:street?seed=4&width=320&height=180&gop_s=1", 40)[1]


def test_pictures_show_the_scene_at_their_time(street: list[Packet]) -> None:
    decoder, scene = Decoder("h264"), Scene(4, 4, 320, 180)
    frames = [frame for packet in street if (frame := decoder.decode(packet)) is not None]

    assert [frame.number for frame in frames] == list(range(40))
    assert [to_us(frame.at) for frame in frames] == [packet.at_us for packet in street]
    for frame in frames[::13]:
        truth = cv2.cvtColor(scene.picture(frame.number / 10), cv2.COLOR_BGR2GRAY)
        assert frame.luma.shape == (180, 320)
        assert np.abs(frame.bgr().mean(axis=2) - truth).mean() < 8


def test_luma_is_not_copied(street: list[Packet]) -> None:
    frame = Decoder("h264").decode(street[0])

    assert frame is not None
    assert not frame.luma.flags.owndata


def test_after_a_hole_it_waits_for_the_next_keyframe(street: list[Packet]) -> None:
    decoder = Decoder("h264")
    got = [packet.number for packet in street if packet.number != 14 and decoder.decode(packet) is not None]

    assert got == [*range(14), *range(20, 40)]


def test_new_session_starts_with_its_keyframe(street: list[Packet]) -> None:
    decoder = Decoder("h264")
    again = [replace(packet, session=2) for packet in street]
    joined = [*street[:5], *again[3:12]]

    assert [packet.number for packet in joined if decoder.decode(packet) is not None] == [0, 1, 2, 3, 4, 10, 11]


def test_broken_bytes_cost_the_group_not_the_decoder(street: list[Packet]) -> None:
    decoder = Decoder("h264")
    broken = [replace(packet, data=b"\0\0\0\1\x67junk") if packet.number == 10 else packet for packet in street]
    got = [packet.number for packet in broken if decoder.decode(packet) is not None]

    assert got[:10] == list(range(10))
    assert got[-20:] == list(range(20, 40))


def test_keyframes_alone_give_the_pictures_they_give_among_the_others(street: list[Packet]) -> None:
    whole, alone = Decoder("h264"), KeyframeDecoder("h264")
    pictures = {frame.number: frame.luma.copy() for packet in street if (frame := whole.decode(packet)) is not None}

    keyframes = [frame for packet in street if (frame := alone.decode(packet)) is not None]

    assert [frame.number for frame in keyframes] == [0, 10, 20, 30]
    assert [to_us(frame.at) for frame in keyframes] == [street[n].at_us for n in (0, 10, 20, 30)]
    assert all(np.array_equal(frame.luma, pictures[frame.number]) for frame in keyframes)


def test_junk_between_keyframes_costs_only_itself(street: list[Packet]) -> None:
    alone = KeyframeDecoder("h264")
    junk = replace(street[10], data=b"\0\0\0\1\x65junk")

    assert alone.decode(junk) is None
    assert alone.decode(street[20]) is not None
    assert alone.faults == 1


def test_keyframe_becomes_a_small_jpeg(street: list[Packet]) -> None:
    picture = cv2.imdecode(np.frombuffer(jpeg(street[0], 160), np.uint8), cv2.IMREAD_COLOR)

    assert picture is not None
    assert picture.shape == (90, 160, 3)


def test_keyframe_of_junk_is_a_fault(street: list[Packet]) -> None:
    with pytest.raises(Fault, match="cannot be decoded"):
        jpeg(replace(street[0], data=b"\0\0\0\1\x65junk"))
