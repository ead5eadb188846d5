"""Which cameras can be talked through: asked of the camera itself, and remembered for a while."""

import threading
from dataclasses import dataclass

from ingest.camera import Credentials, SourceAddress
from ingest.settings import IngestSettings
from ingest.sources.back_channel import NoLoudspeaker, find_loudspeaker
from ingest.store import CameraStore
from kernel.clock import Clock
from kernel.errors import Fault
from kernel.ids import CameraId

_ANSWERED_FOR_S = 3600.0
_UNANSWERED_FOR_S = 20.0


@dataclass(frozen=True, slots=True)
class Loudness:
    """Whether a camera can be talked through; None: it did not answer. reason: why not."""

    can_talk: bool | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class _Known:
    asked: tuple[SourceAddress, Credentials | None]
    until: float
    found: Loudness


class Loudspeakers:
    """Any thread. Nothing is stored: another address or login, or an hour, and the camera is asked anew."""

    def __init__(self, cameras: CameraStore, settings: IngestSettings, clock: Clock) -> None:
        self._cameras = cameras
        self._settings = settings
        self._clock = clock
        self._known: dict[CameraId, _Known] = {}
        self._lock = threading.Lock()

    def of(self, camera: CameraId) -> Loudness:
        """What is known of the camera; asks it, for some seconds at most, when that is nothing. Raises not-found."""
        asked = self._cameras.get(camera).address, self._cameras.credentials(camera)
        with self._lock:
            known = self._known.get(camera)
        if known is not None and known.asked == asked and self._clock.monotonic() < known.until:
            return known.found
        found = self._ask(*asked)
        for_s = _UNANSWERED_FOR_S if found.can_talk is None else _ANSWERED_FOR_S
        with self._lock:
            self._known[camera] = _Known(asked, self._clock.monotonic() + for_s, found)
        return found

    def _ask(self, address: SourceAddress, credentials: Credentials | None) -> Loudness:
        try:
            find_loudspeaker(address, credentials, self._settings)
        except NoLoudspeaker as fault:
            return Loudness(False, fault.message)
        except Fault as fault:
            return Loudness(None, fault.message)
        return Loudness(True, None)
