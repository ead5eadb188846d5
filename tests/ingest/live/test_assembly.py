"""RTP packets put back together, with the losses, swaps and wraps that a phone network makes."""

import itertools
from dataclasses import dataclass

import pytest

from ingest.live.assembly import AudioAssembly, SenderReport, TrackClock, VideoAssembly, opus_duration_us
from ingest.nal import annexb
from ingest.packet import Unit

SPS, PPS, IDR, SLICE = b"\x67\x42\xc0\x1f", b"\x68\xce", b"\x65" + b"k" * 9, b"\x41" + b"p" * 9
STEP = 3000  # 30 frames a second
LAST_TIMESTAMP = (1 << 32) - STEP


@dataclass
class Part:
    """One RTP packet."""

    sequence_number: int
    timestamp: int
    marker: int
    _data: bytes


class Line:
    """A sender whose packets are numbered, and the assembly that they are sent to, 10 ms apart."""

    def __init__(self, sequence: int = 0, timestamp: int = 0) -> None:
        self.units: list[Unit] = []
        self.assembly = VideoAssembly(self.units.append)
        self.now_s = 100.0
        self._sequence, self._timestamp = sequence, timestamp

    def frame(self, *payloads: bytes) -> list[Part]:
        """The packets of one frame."""
        parts = []
        for number, data in enumerate(payloads, start=1):
            parts.append(Part(self._sequence % 65_536, self._timestamp % (1 << 32), int(number == len(payloads)), data))
            self._sequence += 1
        self._timestamp += STEP
        return parts

    def keyframe(self) -> list[Part]:
        return self.frame(annexb([SPS, PPS]), annexb([IDR]))

    def send(self, *parts: Part, after_s: float = 0.01) -> list[bool]:
        asked = []
        for part in parts:
            self.now_s += after_s
            asked.append(self.assembly.push(part, self.now_s))
        return asked


def test_a_unit_comes_whole_with_its_last_packet_and_not_one_frame_later() -> None:
    line = Line()
    line.send(*line.keyframe(), *line.frame(annexb([SLICE])))

    assert [unit.data for unit in line.units] == [annexb([SPS, PPS, IDR]), annexb([SLICE])]
    assert [unit.is_keyframe for unit in line.units] == [True, False]
    assert line.units[1].pts_us is not None
    assert line.units[0].pts_us is not None
    assert line.units[1].pts_us - line.units[0].pts_us == 33_333


def test_nothing_comes_before_the_first_keyframe() -> None:
    line = Line()
    line.send(*line.frame(annexb([SLICE])), *line.keyframe())

    assert [unit.is_keyframe for unit in line.units] == [True]


def test_a_keyframe_without_its_parameter_sets_gets_the_last_ones_and_is_none_before_any_came() -> None:
    line = Line()
    line.send(*line.frame(annexb([IDR])), *line.keyframe(), *line.frame(annexb([IDR])))

    assert [unit.data for unit in line.units] == [annexb([SPS, PPS, IDR])] * 2


def test_swapped_and_doubled_packets_and_wrapping_numbers_change_nothing() -> None:
    line = Line(sequence=65_534, timestamp=LAST_TIMESTAMP)
    first, second, third = line.keyframe(), line.frame(annexb([SLICE]), b"tail"), line.frame(annexb([SLICE]))
    line.send(*first, second[1], second[0], second[0], *third)

    assert [unit.data for unit in line.units] == [annexb([SPS, PPS, IDR]), annexb([SLICE]) + b"tail", annexb([SLICE])]
    times = [unit.pts_us or 0 for unit in line.units]
    assert [after - before for before, after in itertools.pairwise(times)] == pytest.approx([33_333] * 2, abs=1)


def test_what_is_sent_again_in_time_closes_the_hole() -> None:
    line = Line()
    line.send(*line.keyframe())
    lost, later = line.frame(annexb([SLICE])), line.frame(annexb([SLICE]))
    asked = line.send(*later) + line.send(*lost, after_s=0.4)

    assert asked == [False, False]
    assert len(line.units) == 3
    assert line.assembly.holes == 0


def test_after_a_hole_that_stays_a_keyframe_is_asked_for_and_all_is_left_out_until_it_comes() -> None:
    line = Line()
    line.send(*line.keyframe())
    line.frame(annexb([SLICE]))  # never arrives
    asked = line.send(*line.frame(annexb([SLICE])), *line.frame(annexb([SLICE])), after_s=0.6)
    assert (asked, line.assembly.is_whole) == ([False, True], False)

    line.send(*line.frame(annexb([SLICE])), *line.keyframe(), *line.frame(annexb([SLICE])))
    assert [unit.is_keyframe for unit in line.units] == [True, True, False]
    assert (line.assembly.holes, line.assembly.is_whole) == (1, True)


def test_a_keyframe_that_lost_its_middle_is_none() -> None:
    line = Line()
    parts = line.frame(annexb([SPS, PPS]), annexb([IDR]), b"lost", b"end")
    line.send(parts[0], parts[1], parts[3])
    line.send(*line.frame(annexb([SLICE])), after_s=0.6)

    assert line.units == []


def test_padding_counts_in_the_numbers_and_ends_nothing() -> None:
    line = Line()
    first = line.frame(annexb([SPS, PPS]), b"", annexb([IDR]))
    line.send(*first)

    assert [unit.data for unit in line.units] == [annexb([SPS, PPS, IDR])]


def test_a_sender_that_marks_no_ends_is_cut_where_the_time_changes() -> None:
    line = Line()
    parts = [*line.keyframe(), *line.frame(annexb([SLICE])), *line.frame(annexb([SLICE]))]
    for part in parts:
        part.marker = 0
    line.send(*parts)

    assert len(line.units) == 2


def test_a_senders_report_gives_each_unit_its_utc() -> None:
    clock = TrackClock(90_000)
    assert clock.sent_at_us(0) is None
    clock.pts_us(LAST_TIMESTAMP, 5_000_000)
    clock.hear(SenderReport(1_000_000_000_000, LAST_TIMESTAMP))

    # Half a second later the RTP time has wrapped.
    later = (LAST_TIMESTAMP + 45_000) % (1 << 32)
    assert clock.sent_at_us(later) == 1_000_000_500_000
    assert clock.pts_us(later, 0) == 5_500_000


def test_sound_comes_frame_by_frame_and_leaves_out_what_is_lost() -> None:
    units: list[Unit] = []
    assembly = AudioAssembly(units.append)
    frame = bytes([15 << 3]) + b"sound"
    now_s = 0.0
    for number in (0, 1, 3, 4, 5, 6, 7, 8, 9):
        now_s += 0.02
        assert not assembly.push(Part(number, number * 960, 1, frame), now_s)

    assert [unit.track for unit in units] == ["audio"] * 9
    assert all(unit.is_keyframe for unit in units)
    assert {unit.duration_us for unit in units} == {20_000}
    assert units[2].pts_us == (units[1].pts_us or 0) + 40_000


@pytest.mark.parametrize(
    ("first", "duration_us"),
    [
        pytest.param(b"", 0, id="nothing"),
        pytest.param(bytes([0 << 3]), 10_000, id="speech 10 ms"),
        pytest.param(bytes([3 << 3]), 60_000, id="speech 60 ms"),
        pytest.param(bytes([13 << 3]), 20_000, id="both 20 ms"),
        pytest.param(bytes([16 << 3]), 2_500, id="music 2.5 ms"),
        pytest.param(bytes([31 << 3 | 1]), 40_000, id="two of 20 ms"),
        pytest.param(bytes([31 << 3 | 3, 3]), 60_000, id="three of 20 ms"),
        pytest.param(bytes([31 << 3 | 3]), 0, id="cut off"),
    ],
)
def test_opus_tells_how_long_a_packet_sounds(first: bytes, duration_us: int) -> None:
    assert opus_duration_us(first) == duration_us
