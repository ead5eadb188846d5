"""Bounded queues: who is slow loses its own oldest items, and it is counted."""

import threading

import pytest

from kernel.fanout import BoundedQueue, Fanout


def test_full_queue_drops_its_oldest_and_counts_it() -> None:
    queue: BoundedQueue[int] = BoundedQueue(limit=2)

    kept = [queue.put(item) for item in (1, 2, 3)]

    assert kept == [True, True, False]
    assert queue.drain() == [2, 3]
    assert queue.dropped == 1


def test_slow_subscriber_costs_the_quick_one_nothing() -> None:
    fanout: Fanout[int] = Fanout()
    slow, quick = fanout.subscribe(limit=1), fanout.subscribe(limit=10)

    for item in range(4):
        fanout.publish(item)

    assert (slow.drain(), slow.dropped) == ([3], 3)
    assert (quick.drain(), quick.dropped) == ([0, 1, 2, 3], 0)


def test_unsubscribed_queue_is_closed_and_gets_nothing_more() -> None:
    fanout: Fanout[int] = Fanout()
    queue = fanout.subscribe(limit=3)
    fanout.unsubscribe(queue)

    fanout.publish(1)

    assert queue.is_closed
    assert queue.get(timeout_s=0) is None
    assert fanout.subscribers == 0


def test_waiting_consumer_wakes_when_the_queue_closes() -> None:
    queue: BoundedQueue[int] = BoundedQueue(limit=1)
    got: list[int | None] = []
    consumer = threading.Thread(target=lambda: got.append(queue.get(timeout_s=30)))
    consumer.start()

    queue.close()
    consumer.join(5)

    assert got == [None]


def test_producer_is_told_of_each_put_outside_the_lock() -> None:
    lengths: list[int] = []
    queue: BoundedQueue[int] = BoundedQueue(limit=5, on_put=lambda: lengths.append(len(queue)))

    queue.put(7)
    queue.put(8)

    assert lengths == [1, 2]


def test_queue_for_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        BoundedQueue(limit=0)
