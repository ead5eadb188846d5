"""Which pictures are worth decoding and analysing."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from analytics.track import Track
from console.analysis.eye import Eye, Pace
from ingest.packet import Packet
from kernel.clock import ManualClock, from_us, to_us
from kernel.frame import Frame
from kernel.ids import CameraId

CAMERA = CameraId("gate")
FPS = 20


class SeeingAnalyser:
    """Notes which frames it was given."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def analyse(self, frame: Frame) -> tuple[Track, ...]:
        self.seen.append(frame.number)
        return ()

    def close(self, at: datetime) -> None:
        self.seen.clear()


class PlainDecoder:
    """Every packet is a small grey picture; notes what it was given."""

    def __init__(self, codec: str) -> None:
        self.codec = codec
        self.given: list[int] = []

    def decode(self, packet: Packet) -> Frame | None:
        self.given.append(packet.number)
        grey = np.zeros((4, 4), np.uint8)
        return Frame(packet.camera, from_us(packet.at_us), packet.number, grey, lambda: np.zeros((4, 4, 3), np.uint8))


class Bench:
    """An eye before a camera of 20 pictures a second with a keyframe every ten."""

    def __init__(self, clock: ManualClock, fps: float = FPS) -> None:
        self.clock = clock
        self.start = clock.now()
        self.analyser = SeeingAnalyser()
        self.decoder = PlainDecoder("h264")
        self.eye = Eye(self.analyser, Pace(fps, 0.7), clock, lambda *_: None, lambda _codec: self.decoder)

    def packets(self, first: int, last: int) -> list[Packet]:
        return [self.packet(number) for number in range(first, last + 1)]

    def packet(self, number: int) -> Packet:
        at_us = to_us(self.start + timedelta(seconds=number / FPS))
        return Packet(CAMERA, "main", 1, number, "h264", at_us, at_us, 50_000, number % 10 == 0, b"")

    def now_at(self, number: float) -> None:
        self.clock.advance((self.start + timedelta(seconds=number / FPS) - self.clock.now()).total_seconds())


@pytest.mark.parametrize(("fps", "expected"), [(20, 40), (10, 20), (5, 10), (1, 2)])
def test_no_more_pictures_are_analysed_than_asked_for_but_all_are_decoded(
    clock: ManualClock, fps: float, expected: int
) -> None:
    bench = Bench(clock, fps)
    for number in range(40):
        bench.now_at(number)
        bench.eye.take([bench.packet(number)])

    assert len(bench.analyser.seen) == expected
    assert bench.decoder.given == list(range(40))


def test_a_backlog_without_a_newer_keyframe_is_decoded_and_only_its_end_analysed(clock: ManualClock) -> None:
    bench = Bench(clock)
    bench.now_at(30)

    bench.eye.take(bench.packets(1, 9))

    assert bench.decoder.given == list(range(1, 10))
    assert bench.analyser.seen == [9]
    assert bench.eye.figures.late == 8


def test_a_backlog_with_a_newer_keyframe_begins_there(clock: ManualClock) -> None:
    bench = Bench(clock)
    bench.now_at(60)

    bench.eye.take(bench.packets(1, 45))

    assert bench.decoder.given == list(range(40, 46))
    assert bench.analyser.seen == [45]
    assert bench.eye.figures.late == 39 + 5


def test_after_a_backlog_the_newest_pictures_are_analysed_again(clock: ManualClock) -> None:
    bench = Bench(clock)
    bench.now_at(60)
    bench.eye.take(bench.packets(1, 45))

    bench.eye.take(bench.packets(46, 60))

    assert bench.analyser.seen == list(range(45, 61))


def test_a_camera_whose_clock_goes_back_is_analysed_on(clock: ManualClock) -> None:
    bench = Bench(clock)
    bench.now_at(100)
    bench.eye.take([bench.packet(100)])

    bench.eye.take([bench.packet(90)])

    assert bench.analyser.seen == [100, 90]


def test_another_codec_gets_another_decoder(clock: ManualClock) -> None:
    made: list[PlainDecoder] = []

    def new_decoder(codec: str) -> PlainDecoder:
        made.append(PlainDecoder(codec))
        return made[-1]

    bench = Bench(clock)
    eye = Eye(bench.analyser, Pace(20, 0.7), clock, lambda *_: None, new_decoder)
    eye.take([bench.packet(0)])
    eye.take([replace(bench.packet(1), codec="hevc")])

    assert [decoder.codec for decoder in made] == ["h264", "hevc"]
