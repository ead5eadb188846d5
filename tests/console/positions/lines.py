"""Sockets to listeners that run in a thread, as in the house."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from console.positions.wire import Door, Listener, Wire
from kernel.supervise import Supervised
from tests.console.conftest import Room

T = TypeVar("T")
WITHIN_S = 10.0


@contextmanager
def listening(room: Room, converse: Callable[[Wire], Awaitable[None]], **limits: object) -> Iterator[Listener]:
    """The listener on a free port."""
    door = Door(**({"name": "door", "host": "127.0.0.1", "port": 0, "connections": 10, "idle_s": 30.0} | limits))  # type: ignore[arg-type]
    listener = Listener(door, converse)
    loop = Supervised("door", listener.run_once, room.house.clock)
    loop.start()
    pause = threading.Event()
    for _ in range(500):
        if listener.port is not None:
            break
        pause.wait(0.01)
    assert listener.port is not None, loop.last_fault
    try:
        yield listener
    finally:
        loop.stop()
        room.house.fixes.close()


async def becomes(what: str, ask: Callable[[], T | None]) -> T:
    """The first answer that is true."""
    for _ in range(int(WITHIN_S / 0.02)):
        answer = ask()
        if answer:
            return answer
        await asyncio.sleep(0.02)
    raise AssertionError(f"not within {WITHIN_S} s: {what}")


async def heard(reader: asyncio.StreamReader, size: int = 65_536) -> bytes:
    """What comes next; nothing when the house hung up."""
    return await asyncio.wait_for(reader.read(size), WITHIN_S)
