"""What a policy lets through to the recorder, and what it says of the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.packet import Packet, StreamInfo
from ingest.record.gate import WAITING, Gate
from ingest.record.policy import Interval, Policy, RecordMode
from ingest.record.segment import BY_SCHEDULE, NO_EVENT
from ingest.record.trigger import Episode, Episodes
from kernel.actor import system
from kernel.clock import to_us
from kernel.ids import CameraId
from kernel.journal import Entry

T0 = datetime(2026, 1, 5, 8, tzinfo=UTC)  # a Monday
INFO = StreamInfo("h264", 64, 36, b"")
EVENTS = Policy(RecordMode.EVENTS, pre_roll_s=4, post_roll_s=3)


@dataclass
class Recorder:
    """Notes what a recorder would be given."""

    packets: list[Packet] = field(default_factory=list)
    said: list[tuple[float, str]] = field(default_factory=list)

    def begin(self, info: StreamInfo) -> None:
        self.packets, self.said = self.packets, self.said

    def put(self, packet: Packet) -> None:
        self.packets.append(packet)

    def interrupt(self, at: datetime, reason: str) -> None:
        self.said.append(((at - T0).total_seconds(), reason))

    @property
    def stretches(self) -> list[tuple[int, int]]:
        """Half seconds since T0 that were recorded, as unbroken runs of packets."""
        runs: list[tuple[int, int]] = []
        for packet in self.packets:
            if runs and packet.number == runs[-1][1]:
                runs[-1] = (runs[-1][0], packet.number + 1)
            else:
                runs.append((packet.number, packet.number + 1))
        return runs


def packet(number: int, gop: int = 4, size: int = 10) -> Packet:
    """Two a second, a keyframe every `gop`."""
    at_us = to_us(T0) + number * 500_000
    return Packet(CameraId("gate"), "main", 1, number, "h264", at_us, at_us, 500_000, number % gop == 0, bytes(size))


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def event(start: float, end: float | None = None) -> Episode:
    return Episode(at(start), None if end is None else at(end), at(start))


def gate(policy: Policy, zone: str = "UTC") -> tuple[Gate, Recorder]:
    recorder = Recorder()
    made = Gate(recorder, policy, ZoneInfo(zone))
    made.begin(INFO)
    return made, recorder


def feed(target: Gate, numbers: range, gop: int = 4) -> None:
    for number in numbers:
        target.put(packet(number, gop))


def test_continuous_lets_everything_through_at_once() -> None:
    made, recorder = gate(Policy())
    feed(made, range(30))

    assert recorder.stretches == [(0, 30)]
    assert recorder.said == []


def test_without_an_event_nothing_is_recorded_and_no_fault_is_told() -> None:
    made, recorder = gate(EVENTS)
    feed(made, range(100))

    assert recorder.packets == []
    assert recorder.said == [(0, NO_EVENT)]


def test_event_is_recorded_from_the_keyframe_before_its_pre_roll_to_the_one_after_its_post_roll() -> None:
    made, recorder = gate(EVENTS)
    feed(made, range(41))  # to 20 s
    made.tell([event(19)])  # told a second late; pre-roll from 15 s: packet 30, its keyframe 28
    feed(made, range(41, 51))
    made.tell([event(19, 24)])  # post-roll to 27 s: packet 54, the next keyframe 56
    feed(made, range(51, 100))

    assert recorder.stretches == [(28, 56)]
    assert recorder.said == [(0, NO_EVENT), (28, NO_EVENT)]


def test_second_event_during_the_post_roll_leaves_no_hole() -> None:
    made, recorder = gate(EVENTS)
    feed(made, range(41))
    made.tell([event(19, 20)])
    feed(made, range(41, 46))
    made.tell([event(19, 20), event(22.4, 30)])
    feed(made, range(46, 100))

    assert recorder.stretches == [(28, 68)]


def test_event_right_after_the_end_begins_where_the_last_one_ended() -> None:
    made, recorder = gate(EVENTS)
    feed(made, range(41))
    made.tell([event(19, 20)])
    feed(made, range(41, 60))
    made.tell([event(19, 20), event(29)])
    feed(made, range(60, 64))

    assert recorder.stretches == [(28, 64)], "closed at 48, and opened from 48 again"
    assert recorder.said == [(0, NO_EVENT), (24, NO_EVENT)]


def test_pre_roll_leaves_the_shelf_in_small_steps() -> None:
    made, recorder = gate(Policy(RecordMode.EVENTS, pre_roll_s=60, post_roll_s=3))
    feed(made, range(200))
    made.tell([event(99)])
    feed(made, range(200, 201))
    assert len(recorder.packets) < 30
    feed(made, range(201, 220))

    assert recorder.stretches == [(76, 220)]


def test_shelf_is_bounded_in_bytes_and_keeps_whole_gops() -> None:
    recorder = Recorder()
    made = Gate(recorder, EVENTS, UTC, limit_bytes=1000)
    for number in range(40):
        made.put(packet(number, size=100))
    made.tell([event(19)])
    made.put(packet(40))

    assert recorder.stretches == [(32, 41)]


def test_group_larger_than_the_shelf_is_let_go() -> None:
    recorder = Recorder()
    made = Gate(recorder, EVENTS, UTC, limit_bytes=1000)
    for number in range(39):
        made.put(packet(number, gop=1000, size=100))
    made.tell([event(19)])
    made.put(packet(39, gop=1000))

    assert len(recorder.packets) <= 11


def test_schedule_of_off_cuts_at_the_very_packet_and_waits_for_a_keyframe_after() -> None:
    # Off from 08:01 to 08:02.
    made, recorder = gate(Policy(schedule=(Interval(0, 481, 482, RecordMode.OFF),)))
    feed(made, range(300), gop=14)

    assert recorder.stretches == [(0, 120), (240, 300)]
    assert recorder.said == [(60, BY_SCHEDULE), (120, WAITING)]


def test_schedule_is_the_houses_own_time() -> None:
    made, recorder = gate(Policy(schedule=(Interval(0, 481 + 60, 482 + 60, RecordMode.OFF),)), "Europe/Berlin")
    feed(made, range(300))

    assert recorder.stretches == [(0, 120), (240, 300)]


def test_off_forgets_what_was_on_the_shelf() -> None:
    made, recorder = gate(EVENTS)
    feed(made, range(10))
    made.follow(Policy(RecordMode.OFF))
    feed(made, range(10, 20))
    made.follow(EVENTS)
    made.tell([event(5)])
    feed(made, range(20, 30))

    assert recorder.stretches == [(20, 30)]


def test_change_to_continuous_begins_at_the_last_keyframe() -> None:
    made, recorder = gate(EVENTS)
    feed(made, range(10))
    made.follow(Policy())
    feed(made, range(10, 20))

    assert recorder.stretches == [(8, 20)]
    assert recorder.said == [(0, NO_EVENT)]


def test_change_to_events_ends_at_the_next_keyframe() -> None:
    made, recorder = gate(Policy())
    feed(made, range(10))
    made.follow(EVENTS)
    feed(made, range(10, 20))

    assert recorder.stretches == [(0, 12)]
    assert recorder.said == [(6, NO_EVENT)]


def test_stream_that_ends_says_so_and_after_it_that_there_is_no_event() -> None:
    made, recorder = gate(EVENTS)
    feed(made, range(10))
    made.interrupt(at(5), "connection refused")
    feed(made, range(20, 30))

    assert recorder.said == [(0, NO_EVENT), (5, "connection refused"), (10, NO_EVENT)]


def test_event_told_after_the_cable_was_cut_still_saves_what_led_to_it() -> None:
    made, recorder = gate(EVENTS)
    feed(made, range(40))
    made.interrupt(at(20), "connection refused")
    made.tell([event(19)])

    assert recorder.stretches == [(28, 40)]
    assert recorder.said[-1] == (20, "connection refused")


def test_event_goes_on_when_the_camera_is_back() -> None:
    made, recorder = gate(EVENTS)
    feed(made, range(40))
    made.tell([event(19)])
    feed(made, range(40, 41))
    made.interrupt(at(21), "connection refused")
    feed(made, range(60, 64))

    assert recorder.stretches == [(28, 41), (60, 64)]


def test_old_pictures_do_not_run_into_a_new_session() -> None:
    made, recorder = gate(EVENTS)
    feed(made, range(10))
    made.interrupt(at(5), "connection refused")
    feed(made, range(12, 13))
    made.tell([event(4)])
    feed(made, range(13, 16))

    assert recorder.stretches == [(12, 16)]


def test_sound_is_no_place_to_cut() -> None:
    made, recorder = gate(EVENTS)
    sound = Packet(CameraId("gate"), "audio", 1, 0, "aac", to_us(at(0)), to_us(at(0)), 20_000, True, b"s")
    feed(made, range(1, 4))
    made.put(sound)
    feed(made, range(4, 41))
    made.tell([event(4)])
    feed(made, range(41, 42))

    assert recorder.packets[0].number % 4 == 0
    assert recorder.packets[0].stream == "main"


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 20)), max_size=4),
    st.integers(0, 5),
    st.integers(1, 12),
)
def test_every_instant_around_an_event_is_recorded_once_and_in_order(
    events: Sequence[tuple[int, int]], late: int, gop: int
) -> None:
    made, recorder = gate(EVENTS)
    for number in range(240):
        now = number / 2
        known = [event(a, a + b if now >= a + b else None) for a, b in events if now >= a + late]
        made.tell(known)
        made.put(packet(number, gop))
    numbers = [part.number for part in recorder.packets]

    assert numbers == sorted(set(numbers)), "in order, none twice"
    wanted = {
        number
        for number in range(240)
        for a, b in events
        if a - EVENTS.pre_roll_s <= number / 2 < a + b + EVENTS.post_roll_s
    }
    assert wanted <= set(numbers)
    for first, last in recorder.stretches:
        assert first % gop == 0, "begins with a keyframe"
        assert wanted & set(range(first, last)), "and is there for an event"


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        pytest.param("intrusion", (None, 1), id="a rule's event lasts until it is closed"),
        pytest.param("camera_motion", (None, 1), id="the camera's own motion too"),
        pytest.param("covered", (0.0, 1), id="a covered lens is a moment: what led to it is kept"),
        pytest.param("storage_short", (None, 0), id="the house's own troubles record nothing"),
        pytest.param("not_recorded", (None, 0), id="least of all that nothing is recorded"),
    ],
)
def test_kind_decides_what_an_event_records(kind: str, found: tuple[float | None, int]) -> None:
    episodes = Episodes(timedelta(seconds=60))
    episodes.take(entry("event.opened", kind, None))
    known = episodes.of(CameraId("gate"), T0)

    assert len(known) == found[1]
    if known and found[0] is not None:
        assert known[0].end == T0


def test_event_that_is_closed_or_falls_silent_is_over_and_forgotten() -> None:
    episodes = Episodes(timedelta(seconds=60))
    episodes.take(entry("event.opened", "intrusion", None))
    assert episodes.of(CameraId("gate"), at(299))[0].end is None
    assert episodes.of(CameraId("gate"), at(301)) == (), "its analysis was lost five minutes ago"

    episodes.take(entry("event.closed", "intrusion", 10))
    assert episodes.of(CameraId("gate"), at(60))[0].end == at(10)
    assert episodes.of(CameraId("gate"), at(71)) == ()


def entry(verb: str, kind: str, closed: float | None) -> Entry:
    data = {
        "camera_id": "gate",
        "kind": kind,
        "opened_at": T0.isoformat(),
        "closed_at": None if closed is None else at(closed).isoformat(),
    }
    return Entry(1, T0, system("analytics"), verb, "event:evt_1", data, "", "")
