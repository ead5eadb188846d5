"""The connections to ONVIF devices, one for each camera, kept while its address and login stay the same."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.camera import Credentials
from ingest.onvif.connect import connect
from ingest.onvif.store import OnvifDevice, OnvifStore
from ingest.settings import IngestSettings
from ingest.store import CameraStore
from kernel.errors import conflict
from kernel.ids import CameraId

if TYPE_CHECKING:
    from ingest.onvif.device import Device


@dataclass(frozen=True, slots=True)
class Line:
    """An open connection and what it leads to."""

    known: OnvifDevice
    device: "Device"


class Devices:
    """Thread-safe. A connection is shared by all who steer the camera; the event pullers have their own."""

    def __init__(self, cameras: CameraStore, store: OnvifStore, settings: IngestSettings) -> None:
        self.store = store
        self._cameras = cameras
        self._settings = settings
        self._lines: dict[CameraId, tuple[Credentials | None, Line]] = {}
        self._lock = threading.Lock()

    def steerable(self, camera: CameraId) -> Line:
        """A line to the camera's device, which can be steered; raises not-found or a conflict where it cannot."""
        known = self.store.get(camera)
        if not known.has_ptz:
            raise conflict(f"camera {camera}: cannot be steered; its device has no PTZ")
        login = self._cameras.credentials(camera)
        with self._lock:
            held = self._lines.get(camera)
        if held is None or held[0] != login or held[1].known.address != known.address:
            # Not under the lock: looking a host up may take seconds, and other cameras are steered meanwhile.
            device = connect(known.address, login, self._settings)
            if held is not None:
                held[1].device.close()
        else:
            device = held[1].device
        line = Line(known, device)
        with self._lock:
            self._lines[camera] = (login, line)
        return line

    def fresh(self, known: OnvifDevice) -> "Device":
        """A connection of the caller's own; the caller closes it."""
        return connect(known.address, self._cameras.credentials(known.camera), self._settings)

    def close(self) -> None:
        """Close every shared line."""
        with self._lock:
            for _, line in self._lines.values():
                line.device.close()
            self._lines.clear()
