"""One connection of a device, and the listener that takes them: bounded in number, size and silence."""

import asyncio
import hashlib
import ssl
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from kernel.errors import Fault, unavailable

log = structlog.get_logger()

_PIECE_BYTES = 8192
_UNSENT_BYTES = 1 << 20
_SEND_S = 20.0
_LOOK_S = 0.2
_END_S = 2.0


class Wire:
    """One connection. `read` ends with nothing when the device hangs up or is silent for too long."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, idle_s: float) -> None:
        self._reader = reader
        self._writer = writer
        self._idle_s = idle_s
        peer = writer.get_extra_info("peername")
        self.address = str(peer[0]) if peer else ""
        self.certificate = _fingerprint(writer.get_extra_info("ssl_object"))

    async def read(self) -> bytes:
        """The next bytes; nothing at the end."""
        try:
            return await asyncio.wait_for(self._reader.read(_PIECE_BYTES), self._idle_s)
        except (TimeoutError, OSError):
            return b""

    async def send(self, data: bytes) -> None:
        """Send; raises `TimeoutError` or `OSError` when the device takes nothing."""
        if not data:
            return
        transport = self._writer.transport
        if transport.is_closing() or transport.get_write_buffer_size() > _UNSENT_BYTES:
            raise TimeoutError
        self._writer.write(data)
        await asyncio.wait_for(self._writer.drain(), _SEND_S)

    def hang_up(self) -> None:
        self._writer.close()


@dataclass(frozen=True, slots=True)
class Door:
    """Where a listener listens. connections: at once; idle_s: silence after which one is closed."""

    name: str
    host: str
    port: int
    connections: int
    idle_s: float
    tls: ssl.SSLContext | None = None


class Listener:
    """Serves one port while `run_once` runs; each connection is a conversation of its own."""

    def __init__(self, door: Door, converse: Callable[[Wire], Awaitable[None]]) -> None:
        self.name = door.name
        self.port: int | None = None  # once it listens
        self.faults = 0
        self.refused = 0
        self._door = door
        self._converse = converse
        self._open: set[asyncio.Task[None]] = set()

    def figures(self) -> dict[str, float]:
        """Counters for the system view."""
        counts = {"connections": len(self._open), "faults": self.faults, "refused": self.refused}
        return {f"{self.name}_{what}": float(count) for what, count in counts.items()}

    def run_once(self, stop: threading.Event) -> None:
        """Listen until `stop` is set; raises an unavailable fault when the port cannot be opened."""
        asyncio.run(self._serve(stop))

    async def _serve(self, stop: threading.Event) -> None:
        door = self._door
        try:
            server = await asyncio.start_server(self._meet, door.host, door.port, ssl=door.tls)
        except OSError as error:
            raise unavailable(f"positions: {door.name}: {door.host}:{door.port} cannot be opened: {error}") from error
        self.port = server.sockets[0].getsockname()[1]
        log.info("positions listen", protocol=door.name, address=f"{door.host}:{self.port}")
        try:
            while not stop.is_set():
                await asyncio.sleep(_LOOK_S)
        finally:
            server.close()
            for task in self._open:
                task.cancel()
            if self._open:
                await asyncio.wait(self._open, timeout=_END_S)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = Wire(reader, writer, self._door.idle_s)
        if len(self._open) >= self._door.connections:
            self.refused += 1
            wire.hang_up()
            return
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._converse(wire)
        except Fault as fault:
            self.faults += 1
            log.info("device hung up on", protocol=self.name, address=wire.address, reason=fault.message)
        except (OSError, TimeoutError, asyncio.CancelledError):
            pass  # gone, or we are closing
        except Exception:  # one device must not end the listener
            self.faults += 1
            log.exception("conversation failed", protocol=self.name)
        finally:
            self._open.discard(task)
            wire.hang_up()


def _fingerprint(connection: ssl.SSLObject | None) -> str | None:
    """The SHA-256 of the certificate that the device showed, which the listener's authority has signed."""
    shown = connection.getpeercert(binary_form=True) if connection is not None else None
    return hashlib.sha256(shown).hexdigest() if shown else None
