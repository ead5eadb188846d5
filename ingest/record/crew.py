"""The threads that write: few, each looking after many recorders, some times a second, one after the other.

A thread for each recorder would be woken as often, each time for little, and to cold caches. What a slow disk makes one
wait, the others on that disk would wait too.
"""

import threading
from typing import Protocol

import structlog

from kernel.clock import Clock

log = structlog.get_logger()

_EACH = 16
_EVERY_S = 0.3


class Hand(Protocol):
    """What a crew looks after."""

    def work(self) -> bool:
        """Do what there is to do; returns whether there will be more."""
        ...


class Crew:
    """Any thread may call `enlist` and `hurry`; `work` is called on the crew's threads, one at a time for each hand."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._watches: list[_Watch] = []

    def enlist(self, hand: Hand) -> None:
        """Look after `hand` until its `work` says that it is done."""
        with self._lock:
            for watch in self._watches:
                if watch.take(hand):
                    return
            watch = _Watch(self._clock)
            self._watches.append(watch)
            watch.take(hand)
            watch.start()

    def hurry(self) -> None:
        """Do not wait for the next turn."""
        with self._lock:
            for watch in self._watches:
                watch.wake.set()


class _Watch(threading.Thread):
    """One thread, until it has nobody left to look after."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(name="record", daemon=True)
        self.wake = threading.Event()
        self._clock = clock
        self._hands: list[Hand] = []
        self._lock = threading.Lock()
        self._is_over = False

    def take(self, hand: Hand) -> bool:
        """Take one more; returns False when there is no room or the thread is about to end."""
        with self._lock:
            if self._is_over or len(self._hands) >= _EACH:
                return False
            self._hands.append(hand)
            return True

    def run(self) -> None:
        while True:
            for hand in list(self._hands):
                if not self._work(hand):
                    with self._lock:
                        self._hands.remove(hand)
            with self._lock:
                if not self._hands:
                    self._is_over = True
                    return
            self._clock.wait(_EVERY_S, self.wake)
            self.wake.clear()

    def _work(self, hand: Hand) -> bool:
        try:
            return hand.work()
        except Exception:  # the thread's top: one hand's fault must not stop its neighbours
            log.exception("recorder failed")
            return True
