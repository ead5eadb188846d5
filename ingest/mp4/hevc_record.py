"""The decoder record of H.265 (`hvcC`, ISO/IEC 14496-15 §8.3.3) and the picture's size, from parameter sets. Pure."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.mp4.bits import Bits, payload

_SPS = 33


@dataclass(frozen=True, slots=True)
class _Sps:
    """The beginning of a sequence parameter set (ITU-T H.265 §7.3.2.2.1)."""

    sub_layers: int
    is_nested: int
    profile: bytes
    chroma: int
    width: int
    height: int
    luma_depth: int
    chroma_depth: int


def decoder_record(sets: Sequence[bytes]) -> bytes:
    """The record for VPS, SPS and PPS; raises ValueError when there is no readable SPS."""
    sps = _read(sets)
    head = struct.pack(
        ">B12sHBBBBHBB",
        1,
        sps.profile,
        0xF000,
        0xFC,
        0xFC | sps.chroma,
        0xF8 | sps.luma_depth,
        0xF8 | sps.chroma_depth,
        0,
        (sps.sub_layers + 1) << 3 | sps.is_nested << 2 | 3,
        len(sets),
    )
    arrays = (struct.pack(">BHH", 0x80 | ((unit[0] >> 1) & 0x3F), 1, len(unit)) + unit for unit in sets)
    return head + b"".join(arrays)


def picture_size(sets: Sequence[bytes]) -> tuple[int, int]:
    """Width and height in pixels, cropped as shown; raises ValueError when there is no readable SPS."""
    sps = _read(sets)
    return sps.width, sps.height


def _read(sets: Sequence[bytes]) -> _Sps:
    unit = next((unit for unit in sets if (unit[0] >> 1) & 0x3F == _SPS), None)
    if unit is None:
        raise ValueError("no SPS among the parameter sets")
    data = payload(unit, 2)
    bits = Bits(data)
    bits.take(4)
    sub_layers, is_nested = bits.take(3), bits.take(1)
    bits.take(96)
    _skip_sub_layers(bits, sub_layers)
    bits.unsigned()
    chroma = bits.unsigned()
    if chroma == 3:
        bits.take(1)
    wide, tall = bits.unsigned(), bits.unsigned()
    crop = [bits.unsigned() for _ in range(4)] if bits.take(1) else [0, 0, 0, 0]
    across, down = 2 if chroma in (1, 2) else 1, 2 if chroma == 1 else 1
    width, height = wide - across * (crop[0] + crop[1]), tall - down * (crop[2] + crop[3])
    return _Sps(sub_layers, is_nested, data[1:13], chroma, width, height, bits.unsigned(), bits.unsigned())


def _skip_sub_layers(bits: Bits, count: int) -> None:
    present = [(bits.take(1), bits.take(1)) for _ in range(count)]
    if count:
        bits.take(2 * (8 - count))
    for has_profile, has_level in present:
        bits.take(88 * has_profile + 8 * has_level)
