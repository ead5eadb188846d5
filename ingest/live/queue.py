"""What one viewer still has to be sent: bounded, and always a stream that can be decoded from its first item."""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    """Something that may begin a picture sequence."""

    @property
    def is_keyframe(self) -> bool:
        """Whether decoding can begin here."""
        ...


T = TypeVar("T", bound=Keyed)


class ViewerQueue(Generic[T]):
    """Items for one viewer. Belongs to one event loop; one task gets.

    Begins with a keyframe. Holds at most `limit` items more than it began with; beyond that everything waiting is let
    go and the queue goes on at the next keyframe. `dropped` counts the items that were let go.
    """

    def __init__(self, limit: int, first: Iterable[T] = ()) -> None:
        self._items: deque[T] = deque(first)
        self._limit = limit + len(self._items)
        self._needs_keyframe = not self._items
        self._has_begun = bool(self._items)
        self._ready = asyncio.Event()
        self._is_closed = False
        self.dropped = 0

    def put(self, item: T) -> int:
        """Add an item; returns how many items were let go."""
        if self._is_closed:
            return 0
        lost = 0
        if len(self._items) >= self._limit:
            lost = len(self._items)
            self._items.clear()
            self._needs_keyframe = True
        if item.is_keyframe:
            self._needs_keyframe, self._has_begun = False, True
        if self._needs_keyframe:
            # Before the first keyframe nothing is lost: the viewer's picture has not begun.
            lost += 1 if self._has_begun else 0
        else:
            self._items.append(item)
            self._ready.set()
        self.dropped += lost
        return lost

    async def get(self) -> T | None:
        """The oldest item, waiting for one; None once the queue is closed and empty."""
        return self._items.popleft() if await self._wait() else None

    async def peek(self) -> T | None:
        """What `get` will return next, left where it is."""
        return self._items[0] if await self._wait() else None

    def drain(self) -> list[T]:
        """Everything that waits, oldest first."""
        items = list(self._items)
        self._items.clear()
        return items

    @property
    def newest(self) -> T | None:
        """The item that was put last, if it still waits."""
        return self._items[-1] if self._items else None

    def close(self) -> None:
        """No more items will come."""
        self._is_closed = True
        self._ready.set()

    def __len__(self) -> int:
        return len(self._items)

    async def _wait(self) -> bool:
        while not self._items and not self._is_closed:
            self._ready.clear()
            await self._ready.wait()
        return bool(self._items)
