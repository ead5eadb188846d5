"""A media host beside a room's console, in threads of this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from console.media.host import MediaHost
from tests.console.conftest import Room


@contextmanager
def media_host(room: Room) -> Iterator[MediaHost]:
    """The room's media host at work."""
    host = MediaHost(room.house.settings, room.clock)
    host.start()
    try:
        yield host
    finally:
        host.stop()
