"""A camera without rules: which of its packets are decoded, and who is shown the pictures."""

from datetime import datetime

import numpy as np

from analytics.track import Track
from console.analysis.keyframe_eye import KeyframeEye
from console.analysis.observers import ObservedAnalyser, Observers
from ingest.packet import Packet
from kernel.clock import from_us
from kernel.frame import Frame
from kernel.ids import CameraId
from tests.ingest.packets import packet

CAMERA = CameraId("gate")


class PlainDecoder:
    """Every packet is a small grey picture."""

    def __init__(self, _codec: str = "h264") -> None:
        self.given: list[int] = []

    def decode(self, packet: Packet) -> Frame | None:
        self.given.append(packet.number)
        grey = np.zeros((4, 4), np.uint8)
        return Frame(packet.camera, from_us(packet.at_us), packet.number, grey, lambda: np.zeros((4, 4, 3), np.uint8))


class Onlooker:
    def __init__(self, breaks: bool = False) -> None:
        self.seen: list[int] = []
        self.closed = 0
        self._breaks = breaks

    def observe(self, frame: Frame) -> None:
        self.seen.append(frame.number)
        if self._breaks:
            raise ValueError("cannot look")

    def close(self, at: datetime) -> None:
        self.closed += 1


class Blind:
    def analyse(self, frame: Frame) -> tuple[Track, ...]:
        return ()

    def close(self, at: datetime) -> None:
        """Nothing is open."""


def run(packets: list[Packet], onlooker: Onlooker) -> PlainDecoder:
    decoder = PlainDecoder()
    eye = KeyframeEye(Observers(CAMERA, [onlooker]), lambda _codec: decoder)
    for each in packets:
        eye.take([each])
    return decoder


def test_only_keyframes_are_decoded_and_shown() -> None:
    onlooker = Onlooker()
    decoder = run([packet(n, is_keyframe=n % 25 == 0) for n in range(100)], onlooker)

    assert decoder.given == onlooker.seen == [0, 25, 50, 75]


def test_many_keyframes_a_second_are_thinned_to_about_one() -> None:
    onlooker = Onlooker()
    run([packet(n, is_keyframe=n % 5 == 0) for n in range(100)], onlooker)

    assert onlooker.seen == [0, 20, 40, 60, 80]


def test_of_waiting_keyframes_only_the_newest_is_decoded() -> None:
    decoder = PlainDecoder()
    eye = KeyframeEye(Observers(CAMERA, [Onlooker()]), lambda _codec: decoder)
    eye.take([packet(n, is_keyframe=n % 25 == 0) for n in range(100)])

    assert decoder.given == [75]
    assert eye.figures.late == 3


def test_a_clock_set_back_does_not_blind_the_camera() -> None:
    onlooker = Onlooker()
    run([packet(500, is_keyframe=True), packet(100, is_keyframe=True, session=2)], onlooker)

    assert onlooker.seen == [500, 100]


def test_an_observer_that_fails_is_left_out_and_the_others_go_on() -> None:
    broken, sound = Onlooker(breaks=True), Onlooker()
    analyser = ObservedAnalyser(Blind(), Observers(CAMERA, [broken, sound]))
    decoder = PlainDecoder()
    for number in range(3):
        frame = decoder.decode(packet(number))
        assert frame is not None
        analyser.analyse(frame)

    assert (broken.seen, sound.seen) == ([0], [0, 1, 2])


def test_the_end_of_the_analysis_is_told_to_observers() -> None:
    onlooker = Onlooker()
    ObservedAnalyser(Blind(), Observers(CAMERA, [onlooker])).close(from_us(0))

    assert onlooker.closed == 1
