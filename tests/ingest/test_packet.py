"""The wire form of packets."""

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.packet import Encoder, Packet, decode, topic
from kernel.errors import Fault, FaultKind
from kernel.ids import CameraId

whole = st.integers(0, 2**62)
packets = st.builds(
    Packet,
    camera=st.text(min_size=1, max_size=40).map(CameraId),
    stream=st.sampled_from(["main", "sub"]),
    session=whole,
    number=whole,
    codec=st.sampled_from(["h264", "hevc"]),
    at_us=whole,
    dts_us=whole,
    duration_us=whole,
    is_keyframe=st.booleans(),
    data=st.binary(max_size=2000),
)


@given(packets)
def test_packet_survives_the_wire(packet: Packet) -> None:
    assert decode(Encoder().message(b"", [packet, packet])) == [packet, packet]


@pytest.mark.parametrize(
    "wire",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xc1garbage", id="no msgpack"),
        pytest.param(msgpack.packb(7), id="no array"),
        pytest.param(msgpack.packb([1, "cam"]), id="fields missing"),
        pytest.param(msgpack.packb([99, *range(10)]), id="another version"),
    ],
)
def test_bytes_that_are_no_packet_are_a_corrupt_fault(wire: bytes) -> None:
    with pytest.raises(Fault) as refusal:
        decode(wire)

    assert refusal.value.kind is FaultKind.CORRUPT


def test_no_topic_begins_another() -> None:
    assert not topic(CameraId("gate-10"), "main").startswith(topic(CameraId("gate-1"), "main"))
