"""The audit: random idle groups are decoded and analysed after all, to know what the gate misses. Pure."""

import math
import zlib
from dataclasses import dataclass

from ingest.packet import Packet

_Z = 1.96


def is_audited(keyframe: Packet, share: float) -> bool:
    """Whether the group that begins with this keyframe is audited, should it look idle.

    By chance, but the same for the same camera and group every time.
    """
    name = f"{keyframe.camera}/{keyframe.session}/{keyframe.number}".encode()
    return zlib.crc32(name) < share * 2**32


@dataclass(frozen=True, slots=True)
class MissRate:
    """How many idle groups were audited, and in how many there was activity that the gate did not see."""

    audits: int = 0
    misses: int = 0

    def after(self, was_missed: bool) -> "MissRate":
        return MissRate(self.audits + 1, self.misses + was_missed)

    @property
    def rate(self) -> float | None:
        """The share of idle groups with activity; None before the first audit."""
        return self.misses / self.audits if self.audits else None

    def interval(self) -> tuple[float, float]:
        """Where the true rate lies, at 95 % (Wilson's score interval); all of it before the first audit."""
        n, p = self.audits, self.rate
        if p is None:
            return 0.0, 1.0
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z / (1 + _Z**2 / n) * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)
