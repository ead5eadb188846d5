"""RTMP, and SRT where the FFmpeg in use has it: connections that are opened to a server and read."""

import threading
from collections.abc import Iterator

import av
import av.error

from ingest.camera import Credentials, PullOptions, SourceAddress, SourceScheme
from ingest.packet import Unit
from ingest.settings import IngestSettings
from ingest.sources.demux import Demuxer
from ingest.sources.faults import source_fault
from ingest.sources.host import resolve
from kernel.errors import invalid, unavailable

# What a server may lead us to: nothing but its own protocol.
_PROTOCOLS = {
    SourceScheme.RTMP: "rtmp,tcp",
    SourceScheme.RTMPS: "rtmps,tls,tcp",
    SourceScheme.SRT: "srt",
}


class ServerSource:
    """A connection to an RTMP or SRT server; opening it connects. One thread may use it."""

    def __init__(
        self, address: SourceAddress, credentials: Credentials | None, settings: IngestSettings, options: PullOptions
    ) -> None:
        resolve(address, settings)
        is_srt = address.scheme is SourceScheme.SRT
        # MPEG-TS does not say that a picture is whole: the next one's beginning does.
        self.is_one_behind = is_srt
        self._stall_timeout_s = settings.stall_timeout_s
        try:
            container = av.open(
                address.url(credentials),
                "r",
                format="mpegts" if is_srt else "flv",
                options={"protocol_whitelist": _PROTOCOLS[address.scheme], "analyzeduration": "1000000"}
                | ({} if is_srt else {"rtmp_live": "live"}),
                timeout=(settings.open_timeout_s, settings.stall_timeout_s),
            )
        except av.error.ProtocolNotFoundError:
            other = "let the camera send MPEG-TS over UDP, or use RTSP or RTMP"
            raise unavailable(f"{address}: the FFmpeg in use was built without {address.scheme}; {other}") from None
        except (av.error.FFmpegError, OSError) as error:
            raise source_fault(str(address), error, settings.open_timeout_s) from None
        except ValueError:
            raise invalid(f"{address}: the address cannot be used; check it") from None
        self._demuxer = Demuxer(container, str(address), has_dts=True, wants_audio=options.wants_audio)
        self._demuxer.catch_up()
        self.info, self.audio, self.tally = self._demuxer.info, self._demuxer.audio, self._demuxer.tally

    def units(self, stop: threading.Event) -> Iterator[Unit]:
        """The units as they arrive; ends when the server closes the connection; raises a fault when it stalls."""
        return self._demuxer.units(stop, self._stall_timeout_s)

    def close(self) -> None:
        self._demuxer.close()
