"""MPEG-TS over UDP: listens on a port for one sender, for whoever sends, or within a multicast group."""

import ipaddress
import socket
import struct
import threading
import time
from collections.abc import Iterator

import av
import av.error

from ingest.camera import PullOptions, SourceAddress
from ingest.packet import Unit
from ingest.settings import IngestSettings
from ingest.sources.demux import Demuxer
from ingest.sources.faults import source_fault
from kernel.errors import conflict, invalid

_LOOK_S = 0.2
_BUFFER_BYTES = 4 << 20
_TS_SYNC = 0x47
_RTP_HEADER = 12


class UdpSource:
    """Opening it listens until the stream is known. One thread may use it."""

    is_one_behind = True  # MPEG-TS does not say that a picture is whole: the next one's beginning does

    def __init__(self, address: SourceAddress, settings: IngestSettings, options: PullOptions) -> None:
        self._stall_timeout_s = settings.stall_timeout_s
        self._reader = _Datagrams(address, settings, settings.open_timeout_s)
        try:
            container = av.open(self._reader, "r", format="mpegts", options={"analyzeduration": "3000000"})
        except (av.error.FFmpegError, OSError) as error:
            self._reader.close()
            cause = TimeoutError() if self._reader.is_silent else error
            raise source_fault(str(address), cause, settings.open_timeout_s) from None
        try:
            self._demuxer = Demuxer(container, str(address), has_dts=True, wants_audio=options.wants_audio)
        except BaseException:
            self._reader.close()
            raise
        self._demuxer.catch_up()
        self.info, self.audio, self.tally = self._demuxer.info, self._demuxer.audio, self._demuxer.tally

    def units(self, stop: threading.Event) -> Iterator[Unit]:
        """The units as they arrive; raises a fault when nothing comes any more."""
        self._reader.stop, self._reader.patience_s = stop, self._stall_timeout_s
        yield from self._demuxer.units(stop, self._stall_timeout_s)
        if self._reader.is_silent and not stop.is_set():
            raise source_fault(str(self._reader.address), TimeoutError(), self._stall_timeout_s)

    def close(self) -> None:
        self._demuxer.close()
        self._reader.close()


class _Datagrams:
    """What arrives, as a file that FFmpeg reads: one datagram a read; its end when nothing comes any more."""

    def __init__(self, address: SourceAddress, settings: IngestSettings, patience_s: float) -> None:
        self.address = address
        self.patience_s = patience_s
        self.stop = threading.Event()
        self.is_silent = False
        self._sender = "" if address.is_multicast else address.host
        if self._sender and not settings.allows_host(ipaddress.ip_address(self._sender)):
            raise invalid(f"{address}: {self._sender} lies outside the camera networks of the settings")
        self._socket = _listening(address)
        self._rest = b""

    def read(self, size: int) -> bytes:
        """At most `size` bytes; empty at the end."""
        data = self._rest or self._receive()
        self._rest = data[size:]
        return data[:size]

    def close(self) -> None:
        self._socket.close()

    def _receive(self) -> bytes:
        since = time.monotonic()
        while not (self.stop.is_set() or self.is_silent):
            if time.monotonic() - since > self.patience_s:
                self.is_silent = True
                break
            try:
                data, sender = self._socket.recvfrom(65_536)
            except TimeoutError:
                continue
            if self._sender and str(sender[0]).partition("%")[0].removeprefix("::ffff:") != self._sender:
                continue
            if (transport := _without_rtp(data))[:1] == bytes((_TS_SYNC,)):
                return transport
        return b""


def _without_rtp(data: bytes) -> bytes:
    """Some senders wrap MPEG-TS in RTP (RFC 2250): a header with the version 2, and what it lists."""
    if len(data) <= _RTP_HEADER or data[0] >> 6 != 2:
        return data
    return data[_RTP_HEADER + 4 * (data[0] & 0xF) :]


def _listening(address: SourceAddress) -> socket.socket:
    is_v6 = ":" in address.host
    found = socket.socket(socket.AF_INET6 if is_v6 else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
        if address.is_multicast:
            # Several groups may share a port: each socket hears its own.
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # A camera sends to whichever address of ours it was told.
        everywhere = "::" if is_v6 else "0.0.0.0"  # noqa: S104
        found.bind((address.host if address.is_multicast else everywhere, address.port or 0))
        if address.is_multicast:
            group = socket.inet_pton(found.family, address.host)
            if is_v6:
                found.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, group + struct.pack("@I", 0))
            else:
                found.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group + b"\0\0\0\0")
    except OSError as error:
        found.close()
        raise conflict(
            f"{address}: cannot listen on UDP port {address.port} ({error.strerror}); does another camera use it?"
        ) from None
    found.settimeout(_LOOK_S)
    return found
