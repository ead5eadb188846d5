"""Tracks as text: what hindsight adds, what it leaves out, and that lines come in order as soon as they are settled."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from analytics.desk.mot import Shot, TrackBook
from analytics.detection import ObjectClass
from analytics.track import Track
from kernel.geometry import Box

START = datetime(2026, 1, 1, tzinfo=UTC)
SIZE = (200, 100)


def at(number: int) -> datetime:
    return START + timedelta(seconds=(number - 1) / 10)


def seen(number: int, left: float, track: int = 1, kind: ObjectClass = ObjectClass.PERSON) -> Track:
    """Seen in frame `number`."""
    box = Box(left, 0.2, left + 0.1, 0.8)
    return Track(track, box, box.foot, kind, 0.9, 0.9, START, at(number), False, False, 0.0, box.foot, ())


def foreseen(last_seen: int, left: float) -> Track:
    return replace(seen(last_seen, left), is_coasting=True)


class Writer:
    """A book and what it has said so far."""

    def __init__(self) -> None:
        self.book = TrackBook()
        self.lines: list[str] = []
        self.number = 0

    def add(self, tracks: Sequence[Track] = (), young: Sequence[Track] = ()) -> None:
        self.number += 1
        self.lines += self.book.add(Shot(self.number, at(self.number), SIZE), tracks, young)

    def close(self) -> list[str]:
        self.lines += self.book.close()
        return self.lines


def lefts(lines: Sequence[str]) -> dict[int, float]:
    return {int(line.split(",")[0]): float(line.split(",")[2]) for line in lines}


def test_a_line_has_pixels_and_the_class_number() -> None:
    writer = Writer()
    writer.add([seen(1, 0.1)])

    assert writer.lines == ["1,1,20.00,20.00,20.00,60.00,0.900,1,-1,-1"]


@pytest.mark.parametrize(
    ("kind", "number"), [(ObjectClass.VEHICLE, "3"), (ObjectClass.BICYCLE, "4"), (ObjectClass.UNKNOWN, "-1")]
)
def test_classes_have_the_numbers_of_mot_challenge(kind: ObjectClass, number: str) -> None:
    writer = Writer()
    writer.add([seen(1, 0.1, kind=kind)])

    assert [line.split(",")[7] for line in writer.close()] == [number]


def test_the_first_frames_are_written_once_the_track_is_believed() -> None:
    writer = Writer()
    writer.add(young=[seen(1, 0.1)])
    writer.add(young=[seen(2, 0.2)])
    assert writer.lines == []

    writer.add([seen(3, 0.3)])

    assert lefts(writer.lines) == {1: 20, 2: 40, 3: 60}


def test_what_is_never_believed_is_never_written() -> None:
    writer = Writer()
    writer.add([seen(1, 0.5, track=2)], young=[seen(1, 0.1)])
    writer.add([seen(2, 0.5, track=2)])

    assert {line.split(",")[1] for line in writer.close()} == {"2"}


def test_a_gap_is_bridged_when_the_track_is_found_again() -> None:
    writer = Writer()
    writer.add([seen(1, 0.1)])
    writer.add([foreseen(1, 0.9)])
    writer.add([foreseen(1, 0.9)])
    assert lefts(writer.lines) == {1: 20}

    writer.add([seen(4, 0.4)])

    assert lefts(writer.lines) == pytest.approx({1: 20, 2: 40, 3: 60, 4: 80})


def test_over_a_long_gap_what_was_foreseen_is_written() -> None:
    writer = Writer()
    writer.add([seen(1, 0.1)])
    for _ in range(30):
        writer.add([foreseen(1, 0.7)])
    writer.add([seen(32, 0.4)])

    assert lefts(writer.lines)[16] == 140


def test_what_was_only_foreseen_at_the_end_is_left_out() -> None:
    writer = Writer()
    writer.add([seen(1, 0.1)])
    writer.add([foreseen(1, 0.2)])
    writer.add()

    assert lefts(writer.close()) == {1: 20}


def test_the_class_that_became_known_later_is_in_every_line() -> None:
    writer = Writer()
    writer.add([seen(1, 0.1, kind=ObjectClass.UNKNOWN)])
    writer.add([seen(2, 0.2)])

    assert [line.split(",")[7] for line in writer.close()] == ["1", "1"]


def test_an_unknown_class_is_not_waited_for_for_ever() -> None:
    writer = Writer()
    for number in range(1, 61):
        writer.add([seen(number, 0.1, kind=ObjectClass.UNKNOWN)])

    assert len(writer.lines) == 60


def test_lines_come_in_the_order_of_frames_though_one_track_is_not_settled() -> None:
    writer = Writer()
    writer.add([seen(1, 0.5, track=2)], young=[seen(1, 0.1)])
    writer.add([seen(2, 0.5, track=2)], young=[seen(2, 0.1)])
    writer.add([seen(3, 0.1), seen(3, 0.5, track=2)])

    numbers = [int(line.split(",")[0]) for line in writer.lines]
    assert numbers == [1, 1, 2, 2, 3, 3]
