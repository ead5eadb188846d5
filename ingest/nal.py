"""NAL units of H.264 and H.265: cutting Annex B byte streams and telling the units apart. Pure."""

from collections.abc import Sequence
from typing import Literal

Codec = Literal["h264", "hevc"]

START_CODE = b"\0\0\0\1"
_SHORT_CODE = b"\0\0\1"
_PARAMETER_SETS: dict[str, tuple[int, ...]] = {"h264": (7, 8), "hevc": (32, 33, 34)}
_DELIMITERS = {"h264": 9, "hevc": 35}


def nal_units(annexb: bytes, starts: Sequence[int] = ()) -> list[bytes]:
    """The NAL units of `annexb` in order, without start codes (ITU-T H.264 annex B); starts: as for `nal_spans`."""
    return [annexb[start:end] for start, end in nal_spans(annexb, starts)]


def nal_spans(annexb: bytes, starts: Sequence[int] = ()) -> list[tuple[int, int]]:
    """Where the NAL units of `annexb` begin and end. starts: where its start codes stand, if known (see `Unit`)."""
    if starts:
        ends = (*starts[1:], len(annexb))
        return [(start + len(START_CODE), end) for start, end in zip(starts, ends, strict=True)]
    spans = []
    code = annexb.find(_SHORT_CODE)
    while code >= 0:
        start, code = code + 3, annexb.find(_SHORT_CODE, code + 3)
        end = code if code >= 0 else len(annexb)
        # The zero of a four-byte start code, and trailing zeros, belong to no unit.
        while end > start and not annexb[end - 1]:
            end -= 1
        if end > start:
            spans.append((start, end))
    return spans


def annexb(units: Sequence[bytes]) -> bytes:
    """The inverse of `nal_units`: every unit behind a four-byte start code."""
    return b"".join(START_CODE + unit for unit in units)


def nal_type(codec: str, unit: bytes) -> int:
    """The unit's type as its codec numbers it."""
    return (unit[0] >> 1) & 0x3F if codec == "hevc" else unit[0] & 0x1F


def is_parameter_set(codec: str, unit: bytes) -> bool:
    """Whether the unit is an SPS or PPS (or VPS, in H.265)."""
    return nal_type(codec, unit) in _PARAMETER_SETS[codec]


def parameter_sets(codec: str, units: Sequence[bytes]) -> tuple[bytes, ...]:
    """The parameter sets among `units`, the first of each type, in the order (VPS,) SPS, PPS."""
    found: dict[int, bytes] = {}
    for unit in units:
        if is_parameter_set(codec, unit):
            found.setdefault(nal_type(codec, unit), unit)
    return tuple(found[kind] for kind in _PARAMETER_SETS[codec] if kind in found)


def is_delimiter(codec: str, unit: bytes) -> bool:
    """Whether the unit only marks the start of an access unit."""
    return nal_type(codec, unit) == _DELIMITERS[codec]
