"""Somebody else's web server, as bad as it is told to be."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

OK, BROKEN, BUSY, HANG, RESET, MOVED, GONE = "ok", "broken", "busy", "hang", "reset", "moved", "gone"
_ANSWERS = {
    OK: b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nkept\n",
    BROKEN: b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 9\r\n\r\ndisk full",
    BUSY: b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 900\r\nContent-Length: 4\r\n\r\nwait",
    MOVED: b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    GONE: b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
}


@dataclass
class Asked:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Does what `moods` says, one mood a request, the last for ever; keeps what it answered with a 2xx."""

    moods: list[str] = field(default_factory=lambda: [OK])
    asked: list[Asked] = field(default_factory=list)
    kept: list[Asked] = field(default_factory=list)
    url: str = ""
    before_answer: Callable[[], None] = lambda: None

    @property
    def ids(self) -> list[str]:
        return [one.headers["webhook-id"] for one in self.kept]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            asked = Asked(head[0].split(" ")[1], headers, body)
            self.asked.append(asked)
            mood = self.moods.pop(0) if len(self.moods) > 1 else self.moods[0]
            self.before_answer()
            if mood == HANG:
                await asyncio.sleep(30)
            if mood == RESET:
                writer.transport.abort()
                return
            if mood == OK:
                self.kept.append(asked)
            writer.write(_ANSWERS[mood])
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def receiving(*moods: str) -> AsyncIterator[Receiver]:
    receiver = Receiver(list(moods) or [OK])
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/in?key=k"
    try:
        yield receiver
    finally:
        server.close()
