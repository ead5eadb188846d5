"""What a late joiner is given."""

from ingest.gop import GopBuffer
from tests.ingest.packets import packet


def test_group_begins_with_the_newest_keyframe() -> None:
    gop = GopBuffer()
    for number in range(7):
        gop.push(packet(number, is_keyframe=number in (0, 4)))

    assert [part.number for part in gop.packets()] == [4, 5, 6]


def test_nothing_is_held_before_a_keyframe() -> None:
    gop = GopBuffer()
    gop.push(packet(3))

    assert gop.packets() == ()


def test_hole_ends_the_group() -> None:
    gop = GopBuffer()
    gop.push(packet(0, is_keyframe=True))
    gop.push(packet(2))

    assert gop.packets() == ()


def test_group_too_long_is_let_go_until_the_next_keyframe() -> None:
    gop = GopBuffer(limit_packets=3)
    for number in range(5):
        gop.push(packet(number, is_keyframe=number == 0))
    assert gop.packets() == ()
    gop.push(packet(5, is_keyframe=True))

    assert [part.number for part in gop.packets()] == [5]


def test_group_too_heavy_is_let_go() -> None:
    gop = GopBuffer(limit_bytes=6)
    gop.push(packet(0, is_keyframe=True))
    gop.push(packet(1))

    assert gop.packets() == ()
    assert gop.size_bytes == 0
