"""A real server on a free port, for what cannot be tried inside one event loop."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from tests.console.conftest import Room


@contextmanager
def served(room: Room, tracks_endpoint: str | None = None) -> Iterator[str]:
    """The room behind a real socket, its feed running; gives `host:port`."""
    room.house.feed.start(tracks_endpoint, room.house.positions_since)
    config = uvicorn.Config(
        room.app,
        host="127.0.0.1",
        port=0,
        log_level="warning",
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
        assert thread.is_alive(), "the server did not start"
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    try:
        yield f"{host}:{port}"
    finally:
        room.house.feed.close()
        server.should_exit = True
        thread.join(10)
