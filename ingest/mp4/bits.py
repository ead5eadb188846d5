"""Reads the bits of a parameter set, most significant first. Pure."""


class Bits:
    """The payload of a NAL unit as bits. Raises ValueError when it is too short for what is asked of it."""

    def __init__(self, payload: bytes) -> None:
        self._value = int.from_bytes(payload, "big")
        self._left = 8 * len(payload)

    def take(self, count: int) -> int:
        """The next `count` bits as an unsigned number."""
        self._left -= count
        if self._left < 0:
            raise ValueError("the parameter set is too short")
        return (self._value >> self._left) & ((1 << count) - 1)

    def unsigned(self) -> int:
        """An Exp-Golomb code, ue(v) (ITU-T H.264 §9.1)."""
        zeros = 0
        while self.take(1) == 0:
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        """A signed Exp-Golomb code, se(v)."""
        code = self.unsigned()
        return (code + 1) // 2 if code % 2 else -(code // 2)


def payload(unit: bytes, header_bytes: int) -> bytes:
    """A NAL unit's payload without the bytes that emulation prevention put in (ITU-T H.264 §7.4.1, H.265 §7.4.2)."""
    return unit[header_bytes:].replace(b"\0\0\3", b"\0\0")
