"""A media host beside a room's console, in threads of this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from console.media.host import MediaHost
from console.media.talking import Talking
from tests.console.conftest import Room


@contextmanager
def media_host(room: Room) -> Iterator[MediaHost]:
    """The room's media host at work."""
    house = room.house
    host = MediaHost(
        house.settings, room.clock, Talking(house.cameras, house.settings.ingest, house.database, room.clock)
    )
    host.start()
    try:
        yield host
    finally:
        host.stop()
