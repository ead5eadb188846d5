"""The way to a client that wants RTP over UDP: two sockets, for the packets and for the reports."""

import asyncio
import contextlib
import socket


class DatagramWay:
    """Sends interleaved RTP as datagrams. Belongs to the server's event loop.

    lose_every: of the RTP packets each so-many-th is lost on the way; 0 for none.
    """

    def __init__(self, control: asyncio.StreamWriter, ports: tuple[int, int]) -> None:
        """control: the client's RTSP connection: datagrams go to its host only, and it ends with them.

        ports: the client's, for RTP and RTCP. Raises an OSError when no two ports of ours are free.
        """
        self.lose_every = 0
        self._control = control
        local, client = (str(control.get_extra_info(name)[0]) for name in ("sockname", "peername"))
        self._sent = 0
        family = socket.AF_INET6 if ":" in local else socket.AF_INET
        self._sockets = _pair(family, local)
        self._targets = [(client, port) for port in ports]

    @property
    def ports(self) -> tuple[int, int]:
        """Ours, for RTP and RTCP."""
        first, second = (int(one.getsockname()[1]) for one in self._sockets)
        return first, second

    def write(self, data: bytes) -> None:
        """Send what is framed for interleaving (RFC 2326 §10.12); even channels are RTP. What cannot go is lost."""
        start = 0
        while start < len(data):
            end = start + 4 + int.from_bytes(data[start + 2 : start + 4], "big")
            self._send(data[start + 1] & 1, data[start + 4 : end])
            start = end

    def get_write_buffer_size(self) -> int:
        """Nothing waits here."""
        return 0

    def close(self) -> None:
        for one in self._sockets:
            one.close()
        self._control.close()

    def abort(self) -> None:
        self.close()

    def _send(self, kind: int, packet: bytes) -> None:
        if kind == 0:
            self._sent += 1
            if self.lose_every and self._sent % self.lose_every == 0:
                return
        with contextlib.suppress(OSError):
            self._sockets[kind].sendto(packet, self._targets[kind])


def _pair(family: socket.AddressFamily, local: str) -> tuple[socket.socket, socket.socket]:
    """Two sockets on neighbouring ports, the first even (RFC 3550 §11)."""
    for _ in range(50):
        first = socket.socket(family, socket.SOCK_DGRAM)
        second = socket.socket(family, socket.SOCK_DGRAM)
        try:
            first.bind((local, 0))
            port = first.getsockname()[1]
            if port % 2 == 0:
                second.bind((local, port + 1))
                for one in (first, second):
                    one.setblocking(False)
                return first, second
        except OSError:
            pass
        first.close()
        second.close()
    raise OSError("no two neighbouring ports are free")
