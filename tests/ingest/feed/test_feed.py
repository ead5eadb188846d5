"""The packet feed over a real socket."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.feed.publisher import FeedPublisher
from ingest.feed.subscriber import FeedSubscriber
from ingest.packet import topic
from kernel.ids import CameraId
from tests.ingest.packets import CAMERA, packet

PATIENCE_S = 5.0


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[FeedPublisher]:
    made = FeedPublisher(f"ipc://{tmp_path}/run/feed.sock")
    yield made
    made.close()


@pytest.fixture
def subscriber(publisher: FeedPublisher) -> Iterator[FeedSubscriber]:
    made = FeedSubscriber(publisher.endpoint)
    yield made
    made.close()


def numbers(subscriber: FeedSubscriber, count: int) -> list[int]:
    got = [subscriber.get(PATIENCE_S) for _ in range(count)]
    return [part.number for part in got if part is not None]


def test_late_joiner_gets_the_present_group_at_once(publisher: FeedPublisher, subscriber: FeedSubscriber) -> None:
    for number in range(6):
        publisher.publish(packet(number, is_keyframe=number in (0, 3)))
    subscriber.subscribe(CAMERA)

    assert numbers(subscriber, 3) == [3, 4, 5]


def test_group_sent_for_another_joiner_comes_only_once(publisher: FeedPublisher, subscriber: FeedSubscriber) -> None:
    publisher.publish(packet(0, is_keyframe=True))
    subscriber.subscribe(CAMERA)
    assert numbers(subscriber, 1) == [0]
    other = FeedSubscriber(publisher.endpoint)
    other.subscribe(CAMERA)
    assert numbers(other, 1) == [0]
    other.close()
    publisher.publish(packet(1))

    assert numbers(subscriber, 1) == [1]


def test_lost_packets_are_counted_per_camera(publisher: FeedPublisher, subscriber: FeedSubscriber) -> None:
    publisher.publish(packet(0, is_keyframe=True))
    subscriber.subscribe(CAMERA)
    assert numbers(subscriber, 1) == [0]
    publisher.publish(packet(4))
    publisher.publish(packet(0, is_keyframe=True, session=2))

    assert numbers(subscriber, 2) == [4, 0]
    assert subscriber.dropped == {CAMERA: 3}


def test_only_followed_cameras_come(publisher: FeedPublisher, subscriber: FeedSubscriber) -> None:
    near, far = CameraId("gate-1"), CameraId("gate-10")
    publisher.publish(packet(0, is_keyframe=True, camera=far))
    publisher.publish(packet(0, is_keyframe=True, camera=near))
    subscriber.subscribe(near)
    first = subscriber.get(PATIENCE_S)
    assert first is not None
    assert first.camera == near
    subscriber.unsubscribe(near)
    subscriber.subscribe(far)
    second = subscriber.get(PATIENCE_S)

    assert second is not None
    assert second.camera == far


def test_ended_stream_is_not_shown_to_late_joiners(publisher: FeedPublisher, subscriber: FeedSubscriber) -> None:
    publisher.publish(packet(0, is_keyframe=True))
    publisher.forget(topic(CAMERA, "main"))
    subscriber.subscribe(CAMERA)

    assert subscriber.get(0.3) is None


def watched(publisher: FeedPublisher, by: FeedSubscriber, *, is_wished: bool) -> bool:
    """Whether the sub stream is followed as it happens, once that is as wished or patience ends."""
    until = time.monotonic() + PATIENCE_S
    while publisher.is_watched(CAMERA, "sub") != is_wished and time.monotonic() < until:
        by.get(0.01)  # wishes are sent on the way
    return publisher.is_watched(CAMERA, "sub")


def test_publisher_knows_what_is_followed_as_it_happens(publisher: FeedPublisher, subscriber: FeedSubscriber) -> None:
    live = FeedSubscriber(publisher.endpoint, is_live=True)
    subscriber.subscribe(CAMERA)
    live.subscribe(CAMERA, "sub")

    assert watched(publisher, live, is_wished=True)
    assert not publisher.is_watched(CAMERA, "main")
    live.unsubscribe(CAMERA, "sub")
    assert not watched(publisher, live, is_wished=False)
    live.close()


def test_packets_that_came_together_arrive_in_their_order(publisher: FeedPublisher, subscriber: FeedSubscriber) -> None:
    subscriber.subscribe(CAMERA)
    publisher.publish(*(packet(number, is_keyframe=number == 0) for number in range(3)))
    assert numbers(subscriber, 3) == [0, 1, 2]
    publisher.publish(*(packet(number) for number in range(3, 7)))

    assert numbers(subscriber, 4) == [3, 4, 5, 6]
