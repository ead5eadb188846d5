"""What every decoder must stand: any bytes, cut anywhere."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import TypeVar

from hypothesis import HealthCheck, settings

from kernel.errors import Fault, FaultKind

T = TypeVar("T")
NOW = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)

# The first draw on a fresh machine builds Hypothesis's table of characters, which takes seconds.
fuzz = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])


def fed(feed: Callable[[bytes], Iterable[T]], pieces: Sequence[bytes]) -> list[T]:
    """What the decoder says to the pieces, up to the first invalid fault."""
    said: list[T] = []
    for piece in pieces:
        fault = fault_of(lambda piece=piece: said.extend(feed(piece)))  # type: ignore[misc]
        if fault is not None:
            return said
    return said


def fault_of(act: Callable[[], object]) -> Fault | None:
    """The invalid fault that it raises, if any; everything else passes through and fails the test."""
    try:
        act()
    except Fault as fault:
        if fault.kind is not FaultKind.INVALID:
            raise
        return fault
    return None


def cut(data: bytes, at: Iterable[int]) -> list[bytes]:
    """The data in pieces."""
    places = [0, *sorted({place % (len(data) + 1) for place in at}), len(data)]
    return [data[a:b] for a, b in pairwise(places)]
