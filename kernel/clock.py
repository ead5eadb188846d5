"""Time as an argument: everything that asks for the time asks a `Clock`."""

import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """The source of time. Safe to call from any thread."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never step backwards; only differences mean anything."""
        ...

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Block until `seconds` have passed or `stop` is set; returns whether `stop` is set."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Suspend the calling task for `seconds`."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        return stop.wait(max(0.0, seconds))

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


class ManualClock:
    """A clock that moves only when told; waiting moves it. For tests, replays and simulations."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._monotonic = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Move time forward by `seconds` (0 or more)."""
        if seconds < 0:
            raise ValueError(f"a clock does not go back: {seconds} s")
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def step(self, seconds: float) -> None:
        """Change the wall clock alone, as a time server does; may be negative."""
        self._now += timedelta(seconds=seconds)

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        if not stop.is_set():
            self.advance(max(0.0, seconds))
        return stop.is_set()

    async def sleep(self, seconds: float) -> None:
        self.advance(max(0.0, seconds))
        await asyncio.sleep(0)


def to_us(at: datetime) -> int:
    """Whole microseconds since 1970-01-01 UTC. `at` must be aware."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone cannot be placed: {at!r}")
    return (at - EPOCH) // timedelta(microseconds=1)


def from_us(at_us: int) -> datetime:
    """The inverse of `to_us`."""
    return EPOCH + timedelta(microseconds=at_us)
