"""How far an export is, told often enough to be of use and seldom enough not to fill the journal."""

import threading

from ingest.evidence.store import ExportStore
from kernel.clock import Clock
from kernel.errors import Fault
from kernel.ids import CameraId

_LOOK_S = 1.0
_TELL_FIRST_S, _TELL_LIMIT_S = 2.0, 10.0
_TRUSTED = 0.03  # before that much is done nobody can say how long the rest takes


class Cancelled(Exception):
    """A person does not want the export any more."""


class Stopped(Exception):
    """The process ends; the export begins anew when there is one again."""


class Meter:
    """Counts the work of one export, in microseconds of footage times their weight. One thread."""

    def __init__(self, exports: ExportStore, export_id: str, clock: Clock, stop: threading.Event) -> None:
        self.total = 0.0
        self._exports = exports
        self._id = export_id
        self._clock = clock
        self._stop = stop
        self._begun = self._looked = clock.monotonic()
        self._told = float("-inf")
        self._done = 0.0
        self._camera: CameraId | None = None
        self._from_us, self._weight = 0, 0.0

    def begin(self, camera: CameraId, from_us: int, weight: float) -> None:
        """The next stretch of footage begins at `from_us`."""
        self._camera, self._from_us, self._weight = camera, from_us, weight
        self._tell()

    def tick(self, at_us: int) -> None:
        """The work has come to `at_us`; raises `Cancelled` or `Stopped` when it shall end."""
        if self._stop.is_set():
            raise Stopped
        now = self._clock.monotonic()
        if now - self._looked < _LOOK_S:
            return
        self._looked = now
        if now - self._told >= min(_TELL_LIMIT_S, _TELL_FIRST_S + 0.05 * (now - self._begun)):
            self._tell(max(0, at_us - self._from_us))
        elif not self._is_wanted():
            raise Cancelled

    def end(self, to_us: int) -> None:
        """The stretch is done; it ended at `to_us`."""
        self._done += (to_us - self._from_us) * self._weight
        self._weight = 0.0

    def _is_wanted(self) -> bool:
        try:
            return self._exports.is_wanted(self._id)
        except Fault:
            return True

    def _tell(self, beyond_us: int = 0) -> None:
        now = self._clock.monotonic()
        share = min(0.99, (self._done + beyond_us * self._weight) / self.total) if self.total else 0.0
        eta_s = round((now - self._begun) * (1 - share) / share) if share >= _TRUSTED else None
        self._told = now
        try:
            is_wanted = self._exports.progressed(self._id, share, eta_s, self._camera)
        except Fault:  # the database is away for a moment: the work need not wait for it
            return
        if not is_wanted:
            raise Cancelled
