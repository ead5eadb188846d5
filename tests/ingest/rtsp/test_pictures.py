"""Pictures come whole out of whatever packets cameras make of them, and torn ones do not come at all."""

import random
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.nal import nal_units
from ingest.rtsp.pictures import Depacketizer, Picture

CHANNEL = 4
STEP = 6000


@dataclass(frozen=True)
class Rtp:
    """One packet before it is framed."""

    number: int
    timestamp: int
    is_last: bool
    payload: bytes
    extra: bytes = b""  # a header extension
    padding: int = 0

    def framed(self, channel: int = CHANNEL) -> bytes:
        flags = 0x80 | (0x10 if self.extra else 0) | (0x20 if self.padding else 0)
        kind = 96 | (0x80 if self.is_last else 0)
        body = struct.pack(">BBHII", flags, kind, self.number & 0xFFFF, self.timestamp & 0xFFFF_FFFF, 7)
        if self.extra:
            body += struct.pack(">HH", 0xABAC, len(self.extra) // 4) + self.extra
        body += self.payload
        if self.padding:
            body += bytes(self.padding - 1) + bytes((self.padding,))
        return struct.pack(">BBH", 0x24, channel, len(body)) + body


def unit(codec: str, kind: int, size: int, first: bool = True, seed: int = 0) -> bytes:
    """A NAL unit of `size` bytes of noise; first: the first slice of its picture."""
    noise = random.Random(seed * 7919 + size + kind).randbytes(size).replace(b"\0", b"\1")
    head = bytes((0x60 | kind,)) if codec == "h264" else bytes((kind << 1, 1))
    return head + bytes((noise[0] | 0x80 if first else noise[0] & 0x7F,)) + noise[1:] + b"\x55"


def packets_of(codec: str, picture: Sequence[bytes], number: int, timestamp: int, mtu: int) -> list[Rtp]:
    """As cameras pack: small units alone, large ones in fragments; the marker on the last packet."""
    payloads: list[bytes] = []
    header = 1 if codec == "h264" else 2
    for nal in picture:
        if len(nal) <= mtu:
            payloads.append(nal)
            continue
        kind = nal[0] & 31 if codec == "h264" else nal[0] >> 1 & 63
        indicator = bytes((nal[0] & 0xE0 | 28,)) if codec == "h264" else bytes((nal[0] & 0x81 | 49 << 1, nal[1]))
        content = nal[header:]
        for at in range(0, len(content), mtu):
            mark = kind | (0x80 if at == 0 else 0) | (0x40 if at + mtu >= len(content) else 0)
            payloads.append(indicator + bytes((mark,)) + content[at : at + mtu])
    return [Rtp(number + at, timestamp, at == len(payloads) - 1, payload) for at, payload in enumerate(payloads)]


def bundled(codec: str, units: Sequence[bytes]) -> bytes:
    """Several small units in one packet."""
    head = bytes((0x78,)) if codec == "h264" else bytes((48 << 1, 1))
    return head + b"".join(struct.pack(">H", len(nal)) + nal for nal in units)


def take_all(pictures: Depacketizer, stream: bytes, cuts: Iterator[int]) -> list[Picture]:
    """Give the stream in pieces of any size, as a socket does."""
    buffer, start, end, found = bytearray(stream), 0, 0, list[Picture]()
    while end < len(buffer):
        end = min(len(buffer), end + next(cuts))
        start, done = pictures.take(buffer, start, end, CHANNEL)
        found += done
    return found


def steadily(size: int) -> Iterator[int]:
    while True:
        yield size


def film(codec: str, count: int, mtu: int = 1400, sizes: Sequence[int] = (9000,), number: int = 0) -> list[list[Rtp]]:
    """Pictures as packets; every fourth is a keyframe with its parameter sets."""
    made = []
    for at in range(count):
        size = sizes[at % len(sizes)]
        sets, key, other = ((7, 8), 5, 1) if codec == "h264" else ((32, 33, 34), 19, 1)
        nals = [unit(codec, kind, 12) for kind in sets] if at % 4 == 0 else []
        nals.append(unit(codec, key if at % 4 == 0 else other, size, seed=at))
        packets = packets_of(codec, nals, number, at * STEP, mtu)
        number += len(packets)
        made.append(packets)
    return made


def contents(codec: str, film_: Sequence[Sequence[Rtp]], sizes: Sequence[int] = (9000,)) -> list[list[bytes]]:
    sets, key, other = ((7, 8), 5, 1) if codec == "h264" else ((32, 33, 34), 19, 1)
    found = []
    for at in range(len(film_)):
        front = [unit(codec, kind, 12) for kind in sets] if at % 4 == 0 else []
        found.append([*front, unit(codec, key if at % 4 == 0 else other, sizes[at % len(sizes)], seed=at)])
    return found


@pytest.mark.parametrize("codec", ["h264", "hevc"])
@settings(max_examples=40, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 12_000), min_size=1, max_size=5),
    mtu=st.sampled_from([200, 1300, 1400, 4000]),
    first=st.sampled_from([0, 65_530, 65_400, 200]),
    cuts=st.lists(st.integers(1, 30_000), min_size=1, max_size=8),
)
def test_pictures_are_whole_however_they_were_cut(
    codec: str, sizes: list[int], mtu: int, first: int, cuts: list[int]
) -> None:
    made = film(codec, 6, mtu, sizes, first)
    stream = b"".join(packet.framed() for packets in made for packet in packets)
    found = take_all(Depacketizer(codec), stream, iter((cuts * len(stream))[: len(stream)]))

    assert [nal_units(picture.data) for picture in found] == contents(codec, made, sizes)
    assert [picture.is_keyframe for picture in found] == [at % 4 == 0 for at in range(6)]
    assert [picture.ticks for picture in found] == [at * STEP for at in range(6)]
    for picture in found:
        assert all(picture.data[start : start + 4] == b"\0\0\0\1" for start in picture.starts)
        assert len(picture.starts) == len(nal_units(picture.data))


@pytest.mark.parametrize("delimiter", [b"\x09", b"\x09\xf0"])
def test_packet_shorter_than_a_fragment_is_taken_when_nothing_follows_it_yet(delimiter: bytes) -> None:
    stream = Rtp(7, STEP, is_last=False, payload=delimiter).framed()

    assert Depacketizer("h264").take(bytearray(stream), 0, len(stream), CHANNEL) == (len(stream), [])


def test_other_channels_are_left_to_the_caller() -> None:
    made = film("h264", 1)[0]
    stream = bytearray(made[0].framed() + made[1].framed(channel=5) + made[2].framed())
    start, _ = Depacketizer("h264").take(stream, 0, len(stream), CHANNEL)

    assert start == len(made[0].framed())


@pytest.mark.parametrize("codec", ["h264", "hevc"])
def test_bundles_extensions_and_padding_are_understood(codec: str) -> None:
    sets, key = ((7, 8), 5) if codec == "h264" else ((32, 33, 34), 19)
    units = [*(unit(codec, kind, 12) for kind in sets), unit(codec, key, 300)]
    packet = Rtp(9, 90, True, bundled(codec, units), b"\1\2\3\4" * 3, padding=8)
    found = take_all(Depacketizer(codec), packet.framed(), steadily(10_000))

    assert [nal_units(picture.data) for picture in found] == [units]
    assert list(found[0].sets) == units[: len(sets)]


@pytest.mark.parametrize("lost", [3, 5, 8], ids=["first of a picture", "middle", "last"])
def test_lost_packet_costs_all_pictures_up_to_the_next_keyframe(lost: int) -> None:
    made = film("h264", 9)
    packets = [packet for group in made for packet in group]
    assert (len(made[0]), len(made[1])) == (9, 7)
    del packets[len(made[0]) - 3 + lost]
    pictures = Depacketizer("h264")
    found = take_all(pictures, b"".join(packet.framed() for packet in packets), steadily(5000))

    assert [picture.ticks // STEP for picture in found] == [0, 4, 5, 6, 7, 8]
    assert pictures.damaged == 3


def test_loss_of_exactly_one_picture_is_noticed_by_those_that_lean_on_it() -> None:
    made = film("h264", 6)
    packets = [packet for at in (0, 2, 3, 4, 5) for packet in made[at]]
    pictures = Depacketizer("h264")
    found = take_all(pictures, b"".join(packet.framed() for packet in packets), steadily(5000))

    assert [picture.ticks // STEP for picture in found] == [0, 4, 5]
    assert pictures.damaged == 2


def test_pictures_that_a_camera_cut_off_before_numbering_are_not_joined() -> None:
    made = film("h264", 6)
    # The end of picture 1 and the beginning of picture 2 were never numbered.
    packets = [*made[0], *made[1][:4], *made[2][2:], *made[3], *made[4]]
    numbered = [replace(packet, number=number) for number, packet in enumerate(packets)]
    pictures = Depacketizer("h264")
    found = take_all(pictures, b"".join(packet.framed() for packet in numbered), steadily(50_000))

    assert [picture.ticks // STEP for picture in found] == [0, 4]


def test_joining_in_the_middle_of_a_picture_damages_nothing() -> None:
    made = film("h264", 6)
    packets = [*made[3][4:], *made[4], *made[5]]
    pictures = Depacketizer("h264")
    found = take_all(pictures, b"".join(packet.framed() for packet in packets), steadily(5000))

    assert [picture.ticks // STEP for picture in found] == [4, 5]
    assert pictures.damaged == 0


def test_parameter_sets_with_a_marker_of_their_own_stay_with_their_picture() -> None:
    sps, pps, key = unit("h264", 7, 12), unit("h264", 8, 12), unit("h264", 5, 300)
    packets = [Rtp(1, 90, True, sps), Rtp(2, 90, True, pps), Rtp(3, 90, True, key)]
    found = take_all(Depacketizer("h264"), b"".join(packet.framed() for packet in packets), steadily(999))

    assert [nal_units(picture.data) for picture in found] == [[sps, pps, key]]


def test_camera_without_markers_is_read_by_its_times() -> None:
    made = film("h264", 5)
    packets = [replace(packet, is_last=False) for group in made for packet in group]
    found = take_all(Depacketizer("h264"), b"".join(packet.framed() for packet in packets), steadily(5000))

    assert [nal_units(picture.data) for picture in found] == contents("h264", made)[:4]


def test_camera_with_a_marker_on_every_slice_is_read_by_its_times_from_then_on() -> None:
    slices = [
        [Rtp(0, 0, True, unit("h264", 5, 200)), Rtp(1, 0, True, unit("h264", 5, 200, first=False))],
        [Rtp(2, STEP, True, unit("h264", 1, 200)), Rtp(3, STEP, True, unit("h264", 1, 200, first=False))],
        [Rtp(4, 2 * STEP, True, unit("h264", 5, 200)), Rtp(5, 2 * STEP, True, unit("h264", 5, 200, first=False))],
        [Rtp(6, 3 * STEP, True, unit("h264", 1, 200)), Rtp(7, 3 * STEP, True, unit("h264", 1, 200, first=False))],
        [Rtp(8, 4 * STEP, True, unit("h264", 1, 200))],
    ]
    pictures = Depacketizer("h264")
    stream = b"".join(packet.framed() for group in slices for packet in group)
    found = take_all(pictures, stream, steadily(5000))

    assert pictures.is_one_behind
    assert [len(picture.starts) for picture in found if picture.ticks >= 2 * STEP] == [2, 2]


def test_times_run_on_over_the_wrap_of_the_clock() -> None:
    made = [packet for group in film("h264", 4) for packet in group]
    shifted = [replace(packet, timestamp=packet.timestamp + (1 << 32) - STEP) for packet in made]
    found = take_all(Depacketizer("h264"), b"".join(packet.framed() for packet in shifted), steadily(5000))

    assert [later.ticks - found[0].ticks for later in found] == [0, STEP, 2 * STEP, 3 * STEP]


def test_open_group_begins_at_its_recovery_point() -> None:
    sei = bytes((0x06, 6, 1, 0x84, 0x80))
    packets = [Rtp(0, 0, False, sei), Rtp(1, 0, True, unit("h264", 1, 200)), Rtp(2, STEP, True, unit("h264", 1, 200))]
    found = take_all(Depacketizer("h264"), b"".join(packet.framed() for packet in packets), steadily(5000))

    assert [picture.is_keyframe for picture in found] == [True, False]


@pytest.mark.parametrize("codec", ["h264", "hevc"])
@settings(max_examples=60, deadline=None)
@given(payload=st.binary(max_size=60), number=st.integers(0, 65_535))
def test_nonsense_is_survived(codec: str, payload: bytes, number: int) -> None:
    pictures = Depacketizer(codec)
    made = film(codec, 5)
    stream = b"".join(packet.framed() for packet in (*made[0], Rtp(number, 5, True, payload), *made[4]))

    assert take_all(pictures, stream, steadily(700))[-1].ticks == 4 * STEP
