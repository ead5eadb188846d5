"""The decoder record of H.265 (`hvcC`, ISO/IEC 14496-15 §8.3.3), made from the parameter sets. Pure."""

import struct
from collections.abc import Sequence

_SPS = 33


class _Bits:
    """Reads the bits of a NAL unit's payload, most significant first."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = 8 * len(data)

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise ValueError("the parameter set is too short")
        return (self._value >> self._left) & ((1 << count) - 1)

    def exp_golomb(self) -> int:
        zeros = 0
        while self.take(1) == 0:
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)


def decoder_record(sets: Sequence[bytes]) -> bytes:
    """The record for VPS, SPS and PPS; raises ValueError when there is no readable SPS."""
    sps = next((unit for unit in sets if (unit[0] >> 1) & 0x3F == _SPS), None)
    if sps is None:
        raise ValueError("no SPS among the parameter sets")
    # Emulation prevention (ITU-T H.265 §7.4.2) hides bytes of the profile otherwise.
    payload = sps[2:].replace(b"\0\0\3", b"\0\0")
    bits = _Bits(payload)
    bits.take(4)
    sub_layers, is_nested = bits.take(3), bits.take(1)
    profile = payload[1:13]
    bits.take(96)
    _skip_sub_layers(bits, sub_layers)
    bits.exp_golomb()
    chroma = bits.exp_golomb()
    if chroma == 3:
        bits.take(1)
    for _ in range(2):
        bits.exp_golomb()
    if bits.take(1):
        for _ in range(4):
            bits.exp_golomb()
    luma_depth, chroma_depth = bits.exp_golomb(), bits.exp_golomb()
    head = struct.pack(
        ">B12sHBBBBHBB",
        1,
        profile,
        0xF000,
        0xFC,
        0xFC | chroma,
        0xF8 | luma_depth,
        0xF8 | chroma_depth,
        0,
        (sub_layers + 1) << 3 | is_nested << 2 | 3,
        len(sets),
    )
    arrays = (struct.pack(">BHH", 0x80 | ((unit[0] >> 1) & 0x3F), 1, len(unit)) + unit for unit in sets)
    return head + b"".join(arrays)


def _skip_sub_layers(bits: _Bits, count: int) -> None:
    present = [(bits.take(1), bits.take(1)) for _ in range(count)]
    if count:
        bits.take(2 * (8 - count))
    for has_profile, has_level in present:
        bits.take(88 * has_profile + 8 * has_level)
