"""Whose phone follows the stream now."""

import threading
from collections import Counter

from patrol.service import PatrolService


class Presence:
    """Counts each unit's open streams and tells patrol of the first and the last. Thread-safe."""

    def __init__(self, patrol: PatrolService) -> None:
        self._patrol = patrol
        self._streams: Counter[str] = Counter()
        self._lock = threading.Lock()

    def enter(self, unit: str) -> None:
        """A stream of the unit opened."""
        with self._lock:
            self._streams[unit] += 1
            if self._streams[unit] == 1:
                self._patrol.units.connected(unit)

    def leave(self, unit: str) -> None:
        """A stream of the unit ended."""
        with self._lock:
            self._streams[unit] -= 1
            if self._streams[unit] <= 0:
                del self._streams[unit]
                self._patrol.units.disconnected(unit)
