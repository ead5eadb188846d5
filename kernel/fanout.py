"""One producer, many consumers, each with its own bounded queue: who is slow loses only its own oldest items."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class BoundedQueue(Generic[T]):
    """A queue that never blocks its producer. Any thread may put, any thread may get.

    Holds at most `limit` items; a put beyond that drops the oldest and counts it in `dropped`.
    `on_put` is called after each put, outside the lock, on the producer's thread (to wake an event loop, say).
    """

    def __init__(self, limit: int, on_put: Callable[[], None] | None = None) -> None:
        if limit < 1:
            raise ValueError(f"a queue holds at least one item, not {limit}")
        self._items: deque[T] = deque()
        self._limit = limit
        self._ready = threading.Condition()
        self._on_put = on_put
        self._closed = False
        self.dropped = 0

    def put(self, item: T) -> bool:
        """Add `item`; returns whether nothing had to be dropped for it. After `close` it is ignored."""
        with self._ready:
            if self._closed:
                return True
            kept = len(self._items) < self._limit
            if not kept:
                self._items.popleft()
                self.dropped += 1
            self._items.append(item)
            self._ready.notify()
        if self._on_put is not None:
            self._on_put()
        return kept

    def get(self, timeout_s: float) -> T | None:
        """The oldest item, or None when `timeout_s` passed or the queue was closed and is empty."""
        with self._ready:
            if not self._items and not self._closed:
                self._ready.wait(timeout_s)
            return self._items.popleft() if self._items else None

    def drain(self) -> list[T]:
        """All items at once, oldest first; does not wait."""
        with self._ready:
            items = list(self._items)
            self._items.clear()
            return items

    def close(self) -> None:
        """Wake every waiting consumer; later puts are ignored."""
        with self._ready:
            self._closed = True
            self._ready.notify_all()

    @property
    def is_closed(self) -> bool:
        return self._closed

    def __len__(self) -> int:
        return len(self._items)


class Fanout(Generic[T]):
    """Gives each item to every subscribed queue. Thread-safe; order is kept per queue."""

    def __init__(self) -> None:
        self._queues: tuple[BoundedQueue[T], ...] = ()
        self._lock = threading.Lock()

    def subscribe(self, limit: int, on_put: Callable[[], None] | None = None) -> BoundedQueue[T]:
        """A new queue that gets every item published from now on."""
        queue: BoundedQueue[T] = BoundedQueue(limit, on_put)
        with self._lock:
            self._queues = (*self._queues, queue)
        return queue

    def unsubscribe(self, queue: BoundedQueue[T]) -> None:
        """Stop feeding `queue` and close it; harmless when it is gone already."""
        with self._lock:
            self._queues = tuple(q for q in self._queues if q is not queue)
        queue.close()

    def publish(self, item: T) -> None:
        """Put `item` into every queue."""
        for queue in self._queues:
            queue.put(item)

    @property
    def subscribers(self) -> int:
        return len(self._queues)
