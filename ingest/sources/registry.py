"""Which source plays which kind of address. A new kind of camera is one file and one line here."""

from collections.abc import Iterator
from contextlib import suppress
from threading import Event
from typing import Protocol

from ingest.camera import Credentials, PullOptions, SourceAddress, SourceScheme
from ingest.packet import AudioInfo, StreamInfo, Unit
from ingest.settings import IngestSettings
from ingest.sources.file import FileSource
from ingest.sources.http import open_http
from ingest.sources.pattern import PatternSource
from ingest.sources.rtsp import RtspSource
from ingest.sources.rtsp_tcp import NotRead, TcpRtspSource, is_read
from ingest.sources.server import ServerSource
from ingest.sources.tally import Tally
from ingest.sources.udp import UdpSource
from ingest.sources.whip import WhipSource
from kernel.clock import Clock

_PLAIN = PullOptions()
_LET_GO_S = 0.3


class Source(Protocol):
    """An open stream of units, used by one thread. Opening, reading: a fault says why not."""

    @property
    def info(self) -> StreamInfo: ...

    @property
    def audio(self) -> AudioInfo | None:
        """The sound that comes with the pictures; None when there is none or it was not asked for."""
        ...

    @property
    def is_one_behind(self) -> bool:
        """Whether a unit of video is handed over only when the next one has arrived."""
        ...

    @property
    def tally(self) -> Tally: ...

    def units(self, stop: Event) -> Iterator[Unit]:
        """Units of both tracks as they arrive, on one clock, until the stream ends or `stop` is set."""
        ...

    def close(self) -> None: ...


def open_source(
    address: SourceAddress,
    credentials: Credentials | None,
    settings: IngestSettings,
    clock: Clock,
    options: PullOptions = _PLAIN,
) -> Source:
    """Connect to `address`; raises a fault that names the address and says what is wrong."""
    match address.scheme:
        case SourceScheme.RTSP | SourceScheme.RTSPS:
            return _open_rtsp(address, credentials, settings, options)
        case SourceScheme.HTTP | SourceScheme.HTTPS:
            return open_http(address, credentials, settings, clock, options)
        case SourceScheme.RTMP | SourceScheme.RTMPS | SourceScheme.SRT:
            return ServerSource(address, credentials, settings, options)
        case _:
            return _open_here(address, settings, clock, options)


def _open_rtsp(
    address: SourceAddress, credentials: Credentials | None, settings: IngestSettings, options: PullOptions
) -> Source:
    if is_read(address, options):
        with suppress(NotRead):
            return TcpRtspSource(address, credentials, settings, options)
        # A camera that serves one client must first notice that this one has gone.
        Event().wait(_LET_GO_S)
    return RtspSource(address, credentials, settings, options)


def _open_here(address: SourceAddress, settings: IngestSettings, clock: Clock, options: PullOptions) -> Source:
    """The sources that connect to nobody."""
    match address.scheme:
        case SourceScheme.UDP:
            return UdpSource(address, settings, options)
        case SourceScheme.FILE:
            return FileSource(address, settings, clock, options)
        case SourceScheme.PATTERN:
            return PatternSource(address, clock)
        case SourceScheme.WHIP:
            return WhipSource(address, settings, options)
    raise AssertionError(f"no source for {address.scheme}")
