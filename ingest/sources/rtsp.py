"""RTSP over TCP, opened in about 0.1 s: size and parameter sets come from the session description, undecoded."""

import socket
import threading
import time
from collections.abc import Iterator

import av
import av.error
from av.container.input import InputContainer

from ingest.camera import Credentials, SourceAddress
from ingest.packet import Unit
from ingest.settings import IngestSettings
from ingest.sources.annexb import Normaliser
from ingest.sources.faults import source_fault
from kernel.errors import invalid, unavailable

_OPTIONS = {"rtsp_transport": "tcp", "analyzeduration": "0", "probesize": "32"}
_PORTS = {"rtsp": 554, "rtsps": 322}


class RtspSource:
    """A connection to one RTSP stream; opening it connects. One thread may use it."""

    is_one_behind = True  # FFmpeg hands over a packet when the next one arrives

    def __init__(self, address: SourceAddress, credentials: Credentials | None, settings: IngestSettings) -> None:
        self._address = str(address)
        self._stall_timeout_s = settings.stall_timeout_s
        _resolve(address)
        started = time.monotonic()
        try:
            # A stalled read costs FFmpeg's RTSP reader two timeouts: one for the packet, one for the farewell.
            timeouts_s = (settings.open_timeout_s, settings.stall_timeout_s / 2)
            self._container: InputContainer = av.open(
                address.url(credentials), "r", format="rtsp", options=dict(_OPTIONS), timeout=timeouts_s
            )
        except (av.error.FFmpegError, OSError) as error:
            # A host that accepts and stays silent is "invalid data" to FFmpeg.
            was_silent = time.monotonic() - started >= 0.9 * settings.open_timeout_s
            cause = TimeoutError() if was_silent else error
            raise source_fault(self._address, cause, settings.open_timeout_s) from None
        except ValueError:
            raise invalid(f"{self._address}: the address cannot be used; check it") from None
        try:
            if not self._container.streams.video:
                raise unavailable(f"{self._address}: sends no video; check that the path names a video stream")
            self._stream = self._container.streams.video[0]
            self._normaliser = Normaliser(self._stream, self._address, has_dts=False)
        except BaseException:
            self._container.close()
            raise
        self.info = self._normaliser.info

    def units(self, stop: threading.Event) -> Iterator[Unit]:
        """The units as they arrive; ends when the camera closes the connection; raises a fault when it stalls."""
        try:
            for packet in self._container.demux(self._stream):
                if stop.is_set():
                    return
                yield from self._normaliser.units(packet)
        except (av.error.FFmpegError, OSError) as error:
            raise source_fault(self._address, error, self._stall_timeout_s) from None

    def close(self) -> None:
        self._container.close()


def _resolve(address: SourceAddress) -> None:
    try:
        socket.getaddrinfo(address.host, address.port or _PORTS[address.scheme], type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        # FFmpeg would call this an input/output error.
        raise unavailable(f"{address}: host {address.host} is not known; check its name or write its number") from None
