"""How much room the footage disk has left, asked for by many recorders and looked up once a second."""

import os
import threading
from pathlib import Path

from kernel.clock import Clock

_LOOK_S = 1.0


class DiskSpace:
    """The free bytes of the disk under `folder`. Any thread."""

    def __init__(self, folder: Path, clock: Clock, minimum_bytes: int) -> None:
        self._folder = folder
        self._clock = clock
        self._minimum_bytes = minimum_bytes
        self._lock = threading.Lock()
        self._looked_at: float | None = None
        self._is_short = False

    @property
    def is_short(self) -> bool:
        """Whether less is free than must stay free; raises OSError when the disk does not say."""
        now = self._clock.monotonic()
        with self._lock:
            if self._looked_at is None or now - self._looked_at >= _LOOK_S:
                self._looked_at = now
                disk = os.statvfs(self._folder)
                self._is_short = disk.f_bavail * disk.f_frsize < self._minimum_bytes
            return self._is_short
