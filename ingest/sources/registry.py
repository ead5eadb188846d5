"""Which source plays which kind of address. A new kind of camera is one file and one line here."""

from collections.abc import Iterator
from threading import Event
from typing import Protocol, assert_never

from ingest.camera import Credentials, SourceAddress, SourceScheme
from ingest.packet import StreamInfo, Unit
from ingest.settings import IngestSettings
from ingest.sources.file import FileSource
from ingest.sources.pattern import PatternSource
from ingest.sources.rtsp import RtspSource
from kernel.clock import Clock


class Source(Protocol):
    """An open stream of units, used by one thread. Opening, reading: a fault says why not."""

    @property
    def info(self) -> StreamInfo: ...

    @property
    def is_one_behind(self) -> bool:
        """Whether a unit is handed over only when the next one has arrived."""
        ...

    def units(self, stop: Event) -> Iterator[Unit]:
        """Units as they arrive, until the stream ends or `stop` is set."""
        ...

    def close(self) -> None: ...


def open_source(
    address: SourceAddress, credentials: Credentials | None, settings: IngestSettings, clock: Clock
) -> Source:
    """Connect to `address`; raises a fault that names the address and says what is wrong."""
    match address.scheme:
        case SourceScheme.RTSP | SourceScheme.RTSPS:
            return RtspSource(address, credentials, settings)
        case SourceScheme.FILE:
            return FileSource(address, settings, clock)
        case SourceScheme.PATTERN:
            return PatternSource(address, clock)
    assert_never(address.scheme)
