"""RTSP over TCP or UDP, opened in about 0.1 s: size and parameter sets come from the session description, undecoded."""

import errno
import logging
import threading
import time
from collections.abc import Iterator

import av
import av.error
from av import logging as av_logging

from ingest.camera import Credentials, PullOptions, SourceAddress, SourceScheme, Transport
from ingest.packet import Unit
from ingest.settings import IngestSettings
from ingest.sources.demux import Demuxer
from ingest.sources.faults import source_fault
from ingest.sources.host import resolve
from kernel.errors import invalid, unavailable

_OPTIONS = {"analyzeduration": "0", "probesize": "32"}
# Packets that come in the wrong order are waited for as long as this; what is later counts as lost.
_UDP_OPTIONS = {"rtsp_transport": "udp", "max_delay": "300000", "reorder_queue_size": "500", "buffer_size": "2097152"}
_TCP_OPTIONS = {"rtsp_transport": "tcp"}


class RtspSource:
    """A connection to one RTSP stream; opening it connects. One thread may use it."""

    is_one_behind = True  # FFmpeg hands over a picture when the next one arrives

    def __init__(
        self, address: SourceAddress, credentials: Credentials | None, settings: IngestSettings, options: PullOptions
    ) -> None:
        resolve(address, settings)
        self._stall_timeout_s = settings.stall_timeout_s
        # Over TLS there is no UDP.
        self._is_udp = options.transport is Transport.UDP and address.scheme is SourceScheme.RTSP
        started = time.monotonic()
        try:
            # A stalled read costs FFmpeg's RTSP reader two timeouts: one for the packet, one for the farewell.
            container = av.open(
                address.url(credentials),
                "r",
                format="rtsp",
                options=_OPTIONS | (_UDP_OPTIONS if self._is_udp else _TCP_OPTIONS),
                timeout=(settings.open_timeout_s, settings.stall_timeout_s / 2),
            )
        except (av.error.FFmpegError, OSError) as error:
            if self._is_udp and error.errno == errno.EPROTONOSUPPORT:
                raise unavailable(f"{address}: the camera does not send over UDP; choose TCP") from None
            # A host that accepts and stays silent is "invalid data" to FFmpeg.
            was_silent = time.monotonic() - started >= 0.9 * settings.open_timeout_s
            cause = TimeoutError() if was_silent else error
            raise source_fault(str(address), cause, settings.open_timeout_s) from None
        except ValueError:
            raise invalid(f"{address}: the address cannot be used; check it") from None
        self._demuxer = Demuxer(container, str(address), has_dts=False, wants_audio=options.wants_audio)
        self.info, self.audio, self.tally = self._demuxer.info, self._demuxer.audio, self._demuxer.tally

    def units(self, stop: threading.Event) -> Iterator[Unit]:
        """The units as they arrive; ends when the camera closes the connection; raises a fault when it stalls."""
        units = self._demuxer.units(stop, self._stall_timeout_s)
        return self._counting_losses(units) if self._is_udp else units

    def close(self) -> None:
        self._demuxer.close()

    def _counting_losses(self, units: Iterator[Unit]) -> Iterator[Unit]:
        """FFmpeg passes on what is left of a picture whose packets were lost, and says so in its log only."""
        _listen_to_ffmpeg()
        while True:
            with av_logging.Capture(local=True) as lines:
                unit = next(units, None)
            self.tally.damaged += sum(1 for _, _, text in lines if text.startswith("RTP: missed"))
            if unit is None:
                return
            yield unit


def _listen_to_ffmpeg() -> None:
    if av_logging.get_level() is None:
        av_logging.set_level(av_logging.WARNING)
        av_logging.set_skip_repeated(v=False)
        # What it says is counted, not kept: it may repeat addresses with logins.
        logging.getLogger("libav").propagate = False
