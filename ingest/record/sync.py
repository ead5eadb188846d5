"""Makes footage safe against a power cut: tells the system every few seconds to put on the disk what it has taken.

A crash of ours loses nothing that was written; a power cut loses what the system still holds in memory. One call for
the whole disk costs one flush of it, however many cameras record; a call per file costs one each.
"""

import ctypes
import os
import threading
from pathlib import Path

from kernel.clock import Clock

_syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)


class DiskSync:
    """Syncs the disk under `folder` every `every_s`; run it by a thread of its own, since it waits for the disk."""

    def __init__(self, folder: Path, clock: Clock, every_s: float) -> None:
        self._folder = folder
        self._clock = clock
        self._every_s = every_s
        self.last_s = 0.0  # how long the last call took

    def run_once(self, stop: threading.Event) -> None:
        """Until stopped; raises OSError when the disk fails."""
        while not self._clock.wait(self._every_s, stop):
            self.sync()

    def sync(self) -> None:
        """Put everything on the disk; returns when it is there."""
        began = self._clock.monotonic()
        handle = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            # Systems without syncfs, as macOS, sync all their disks.
            if _syncfs is None:
                os.sync()
            elif _syncfs(handle) != 0:
                error = ctypes.get_errno()
                raise OSError(error, os.strerror(error), str(self._folder))
        finally:
            os.close(handle)
        self.last_s = self._clock.monotonic() - began
