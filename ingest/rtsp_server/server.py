"""The server itself: a listening socket, the mounts behind it, and a thread to run it where there is no event loop."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from ingest.rtsp_server.clip import Clip, read_clip
from ingest.rtsp_server.login import Login
from ingest.rtsp_server.mount import Mount
from ingest.rtsp_server.session import Session
from kernel.clock import EPOCH, Clock, SystemClock
from kernel.errors import invalid, unavailable


class RtspServer:
    """Plays files as cameras, over RTSP: interleaved in TCP, or as UDP datagrams.

    Mount before or after `start`; apart from `mount`, call it from its event loop only. Listens on 127.0.0.1 unless
    told otherwise; port 0 takes a free one. limit_bytes: what may wait for a client that reads too slowly.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        login: Login | None = None,
        clock: Clock | None = None,
        epoch: datetime = EPOCH,
    ) -> None:
        self.limit_bytes = 1 << 20
        self._host = host
        self._port = port
        self._login = login
        self._clock = clock or SystemClock()
        self._epoch = epoch
        self._clips: dict[Path, Clip] = {}
        self._mounts: dict[str, Mount] = {}
        self._sessions: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    def mount(self, name: str, path: Path) -> Mount:
        """Play the file `path` at `/name`; a file is read once for all mounts. Raises what `read_clip` does."""
        name = name.strip("/")
        if not name:
            raise invalid(f"clip {path.name}: a mount needs a name")
        clip = self._clips.get(path) or read_clip(path)
        self._clips[path] = clip
        mount = self._mounts[name] = Mount(name, clip, self._clock, self._epoch)
        return mount

    async def unmount(self, name: str) -> None:
        """Hang up on everyone who watches `/name` and forget it."""
        mount = self._mounts.pop(name.strip("/"), None)
        if mount is not None:
            await mount.close()

    async def start(self) -> None:
        """Listen. Raises an unavailable fault when the port is taken."""
        try:
            self._server = await asyncio.start_server(self._serve, self._host, self._port, limit=65_536)
        except OSError as error:
            raise unavailable(f"rtsp server: cannot listen on {self._host}:{self._port}: {error.strerror}") from error
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up on everyone and stop listening."""
        if self._server is not None:
            self._server.close()
        for mount in self._mounts.values():
            await mount.close()
        for task in tuple(self._sessions):
            task.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)

    @property
    def port(self) -> int:
        """The port it listens on, once started."""
        return self._port

    @property
    def mounts(self) -> tuple[str, ...]:
        """The names of the mounts."""
        return tuple(self._mounts)

    def url(self, name: str) -> str:
        """The address of a mount, without a login."""
        return f"rtsp://{self._host}:{self._port}/{name.strip('/')}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._sessions.add(task)
            task.add_done_callback(self._sessions.discard)
        try:
            await Session(reader, writer, self._mounts, self._login, self.limit_bytes).run()
        except asyncio.CancelledError:
            # Cancelled by `stop` alone; asyncio's streams log a cancelled handler as an error.
            writer.close()


@contextmanager
def serving(server: RtspServer) -> Iterator[asyncio.AbstractEventLoop]:
    """Run `server` on a thread of its own for the length of the block; yields its event loop.

    Raises what `start` raises.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="rtsp-server", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.start(), loop).result(10)
        yield loop
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
