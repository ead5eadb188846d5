"""What the sequence parameter set of H.264 (ITU-T H.264 §7.3.2.1.1) says of the picture. Pure."""

from ingest.mp4.bits import Bits, payload

_WITH_CHROMA = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})


def picture_size(sps: bytes) -> tuple[int, int]:
    """Width and height in pixels, cropped as shown; raises ValueError when the SPS cannot be read."""
    bits = Bits(payload(sps, 1))
    profile = bits.take(24) >> 16
    bits.unsigned()
    chroma = _chroma(bits) if profile in _WITH_CHROMA else 1
    bits.unsigned()
    _skip_order(bits)
    bits.unsigned()
    bits.take(1)
    wide, tall = 16 * (bits.unsigned() + 1), 16 * (bits.unsigned() + 1)
    fields = 2 - bits.take(1)  # pictures of interlaced streams are counted in fields
    if fields == 2:
        bits.take(1)
    bits.take(1)
    crop = [bits.unsigned() for _ in range(4)] if bits.take(1) else [0, 0, 0, 0]
    across, down = 2 if chroma in (1, 2) else 1, 2 if chroma == 1 else 1
    return wide - across * (crop[0] + crop[1]), fields * (tall - down * (crop[2] + crop[3]))


def _chroma(bits: Bits) -> int:
    chroma = bits.unsigned()
    if chroma == 3:
        bits.take(1)
    bits.unsigned()
    bits.unsigned()
    bits.take(1)
    if bits.take(1):
        for number in range(8 if chroma != 3 else 12):
            if bits.take(1):
                _skip_scaling(bits, 16 if number < 6 else 64)
    return chroma


def _skip_scaling(bits: Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


def _skip_order(bits: Bits) -> None:
    kind = bits.unsigned()
    if kind == 0:
        bits.unsigned()
    elif kind == 1:
        bits.take(1)
        bits.signed()
        bits.signed()
        for _ in range(bits.unsigned()):
            bits.signed()
