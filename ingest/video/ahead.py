"""Reads ahead on a thread of its own, so that decoding and what follows it go on at the same time."""

import queue
import threading
from collections.abc import Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")

_DEPTH = 8
_LOOK_S = 0.1


class _End(Exception):
    """Nothing more comes."""


class Ahead(Generic[Item]):
    """Gives what `items` gives, in its order; what it raises is raised here. Leave it by `close`, or by its end."""

    def __init__(self, items: Iterator[Item], depth: int = _DEPTH) -> None:
        self._items = items
        self._ready: queue.Queue[tuple[Item] | BaseException] = queue.Queue(depth)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read, name="read ahead", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[Item]:
        while True:
            found = self._ready.get()
            if isinstance(found, _End):
                return
            if isinstance(found, BaseException):
                raise found
            yield found[0]

    def close(self) -> None:
        """Read no further; the thread has ended when this returns."""
        self._stop.set()
        self._thread.join()

    def _read(self) -> None:
        last: BaseException = _End()
        try:
            for item in self._items:
                if not self._give((item,)):
                    return
        except Exception as error:  # noqa: BLE001  # it is raised where the items are taken
            last = error
        self._give(last)

    def _give(self, found: tuple[Item] | BaseException) -> bool:
        while not self._stop.is_set():
            try:
                self._ready.put(found, timeout=_LOOK_S)
            except queue.Full:
                continue
            return True
        return False
