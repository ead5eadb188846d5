"""A session with a camera that does what the test wants: pictures, sound, silence."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

import pytest

from ingest.camera import CameraState, CameraStatus
from ingest.hub import Hub
from ingest.packet import AudioInfo, Packet, StreamInfo, Unit
from ingest.session import Outlets, StreamSession
from ingest.settings import IngestSettings
from ingest.sources.tally import Tally
from kernel.clock import ManualClock, SystemClock, to_us
from kernel.errors import Fault, unavailable
from kernel.ids import CameraId
from tests.ingest.tone import FRAME_US, tone

CAMERA = CameraId("gate")
VIDEO = StreamInfo("h264", 320, 180, b"")
AUDIO, FRAMES = tone(4)


def picture(pts_us: int, is_keyframe: bool = False, sent_at_us: int | None = None) -> Unit:
    return Unit(pts_us, None, 0, is_keyframe, b"\0\0\0\1\x65", "video", sent_at_us, (0,))


def sound(pts_us: int) -> Unit:
    return Unit(pts_us, pts_us, FRAME_US, True, FRAMES[0], "audio")


@dataclass
class Script:
    """A source that hands over units at moments of the clock; then ends, or raises `error`."""

    clock: ManualClock
    steps: list[tuple[float, Unit]]
    audio: AudioInfo | None = None
    info: StreamInfo = VIDEO
    error: Exception | None = None
    is_one_behind: bool = False
    tally: Tally = field(default_factory=Tally)
    is_closed: bool = False

    def units(self, stop: threading.Event) -> Iterator[Unit]:
        begun = self.clock.monotonic()
        for at_s, unit in self.steps:
            self.clock.advance(max(0.0, begun + at_s - self.clock.monotonic()))
            yield unit
        if self.error is not None:
            raise self.error

    def close(self) -> None:
        self.is_closed = True


class Notes:
    """A sink that remembers."""

    def __init__(self) -> None:
        self.infos: list[StreamInfo] = []
        self.packets: list[Packet] = []
        self.ends: list[str] = []

    def begin(self, info: StreamInfo) -> None:
        self.infos.append(info)

    def put(self, packet: Packet) -> None:
        self.packets.append(packet)

    def interrupt(self, at: datetime, reason: str) -> None:
        self.ends.append(reason)


@dataclass
class Stage:
    """A session, what it handed on, and what it asked its source for."""

    clock: ManualClock = field(default_factory=ManualClock)
    notes: Notes = field(default_factory=Notes)
    states: list[CameraStatus] = field(default_factory=list)
    asked: list[IngestSettings] = field(default_factory=list)

    def session(self, connect: Callable[[], Script]) -> StreamSession:
        def open_source(settings: IngestSettings) -> Script:
            self.asked.append(settings)
            return connect()

        outlets = Outlets((self.notes,), self.states.append)
        return StreamSession(CAMERA, "main", open_source, outlets, IngestSettings(), self.clock)

    def run(self, source: Script) -> StreamSession:
        session = self.session(lambda: source)
        with pytest.raises(Fault):
            session.run_once(threading.Event())
        return session


def talkie(clock: ManualClock, length_s: float = 2.0, sound_late_s: float = 0.0) -> Script:
    """Pictures at 10 fps with a keyframe each second, and sound that belongs to them but comes later."""
    steps = [(number / 10, picture(number * 100_000, number % 10 == 0)) for number in range(int(10 * length_s))]
    steps += [
        (number * FRAME_US / 1e6 + sound_late_s, sound(number * FRAME_US))
        for number in range(int(length_s * 1e6 / FRAME_US))
    ]
    return Script(clock, sorted(steps, key=lambda step: step[0]), AUDIO)


@pytest.mark.parametrize("late_s", [0.0, 0.06, 0.25])
def test_sound_lies_where_its_pictures_do_however_late_it_comes(late_s: float) -> None:
    stage = Stage()
    stage.run(talkie(stage.clock, 4, late_s))
    pictures = {packet.number: packet for packet in stage.notes.packets if packet.stream == "main"}
    sounds = [packet for packet in stage.notes.packets if packet.stream == "audio"]

    assert [packet.number for packet in sounds] == list(range(len(sounds)))
    assert len(sounds) > 50
    first_us = pictures[0].at_us
    offsets = [packet.at_us - first_us - round((packet.at_us - first_us) / FRAME_US) * FRAME_US for packet in sounds]
    assert max(map(abs, offsets)) < 1000
    assert {(p.session, p.codec, p.is_keyframe, p.config) for p in sounds} == {
        (pictures[0].session, "aac", True, AUDIO.extradata)
    }


def test_keyframes_tell_of_the_sound_beside_them() -> None:
    stage = Stage()
    stage.run(talkie(stage.clock))
    pictures = [packet for packet in stage.notes.packets if packet.stream == "main"]

    assert {packet.config for packet in pictures if packet.is_keyframe} == {AUDIO.extradata}
    assert {packet.config for packet in pictures if not packet.is_keyframe} == {b""}
    assert stage.notes.infos == [replace(VIDEO, audio=AUDIO)]


def test_camera_without_sound_is_announced_without() -> None:
    stage = Stage()
    session = stage.run(Script(stage.clock, [(0, picture(0, True)), (0.1, picture(100_000))]))

    assert stage.notes.infos == [VIDEO]
    assert (session.packets, session.sounds) == (2, 0)


def test_packets_begin_with_a_keyframe_and_what_was_before_is_no_jump() -> None:
    stage = Stage()
    # A burst from before we connected: late by its clock, then suddenly early.
    burst = [(2.0, picture(0)), (2.0, picture(1_900_000)), (2.1, picture(2_000_000, True)), (2.2, picture(2_100_000))]
    session = stage.run(Script(stage.clock, burst))

    assert [packet.number for packet in stage.notes.packets] == [0, 1]
    assert session.jumps == 0


def test_clock_that_jumps_is_counted_and_the_stream_goes_on() -> None:
    stage = Stage()
    steps = [(number / 10, picture(number * 100_000, number == 0)) for number in range(20)]
    steps += [(2 + number / 10, picture(900_000_000 + number * 100_000)) for number in range(20)]
    session = stage.run(Script(stage.clock, steps))
    times = [packet.at_us for packet in stage.notes.packets]

    assert session.jumps == 1
    assert len(times) == 40
    assert max(abs(later - sooner - 100_000) for sooner, later in pairwise(times)) < 5_000


def test_end_and_fault_are_told_once_each_and_the_source_is_closed() -> None:
    stage = Stage()
    source = Script(stage.clock, [(0, picture(0, True))], error=unavailable("cam: no packets for 3 s"))
    session = stage.run(source)

    assert source.is_closed
    assert stage.notes.ends == ["cam: no packets for 3 s"]
    assert [status.state for status in stage.states] == [CameraState.ONLINE, CameraState.OFFLINE]
    assert not session.is_online


def test_camera_that_ceases_to_send_keyframes_is_connected_anew() -> None:
    stage = Stage()
    steps = [(number / 5, picture(number * 200_000, number in (0, 10))) for number in range(400)]
    stage.run(Script(stage.clock, steps))

    assert stage.notes.ends == ["camera gate: it sends pictures, but no keyframe for 30 s"]


def test_camera_slower_than_the_timeout_is_waited_for_longer_after_each_try() -> None:
    stage = Stage()

    def connect() -> Script:
        patience_s = stage.asked[-1].stall_timeout_s
        steps = [(8.0 * number, picture(8_000_000 * number, True)) for number in range(int(patience_s // 8) + 1)]
        silent = Script(stage.clock, steps)
        silent.error = unavailable("cam: silent")

        def wait_then_fail() -> Iterator[Unit]:
            yield from Script(stage.clock, steps).units(threading.Event())
            stage.clock.advance(patience_s)
            raise unavailable("cam: silent")

        silent.units = lambda stop: wait_then_fail()  # type: ignore[method-assign]
        return silent

    session = stage.session(connect)
    for _ in range(3):
        with pytest.raises(Fault):
            session.run_once(threading.Event())

    assert [settings.stall_timeout_s for settings in stage.asked] == [3, 6, 12]


def test_new_description_begins_anew_at_its_keyframe() -> None:
    stage = Stage()
    source = Script(stage.clock, [(0, picture(0, True)), (0.1, picture(100_000)), (0.2, picture(200_000, True))])
    larger = replace(VIDEO, width=640, height=360)
    original = source.units

    def change(stop: threading.Event) -> Iterator[Unit]:
        for number, unit in enumerate(original(stop)):
            if number == 2:
                source.info = larger
            yield unit

    source.units = change  # type: ignore[method-assign]
    stage.run(source)

    assert stage.notes.infos == [VIDEO, larger]


class Pipe:
    """A source of the hub's kind: a real pipe, one byte for each picture."""

    info, audio, is_one_behind = VIDEO, None, False

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()
        os.set_blocking(self.reader, False)
        self.tally = Tally()
        self.idled = threading.Event()
        self.fault: Fault | None = None
        self.number = 0

    def fileno(self) -> int:
        return self.reader

    def ready(self) -> list[Unit] | None:
        count = len(os.read(self.reader, 100))
        made = [picture((self.number + at) * 100_000, self.number + at == 0) for at in range(count)]
        self.number += count
        return made or None

    def idle(self) -> None:
        self.idled.set()
        if self.fault is not None:
            raise self.fault

    def units(self, stop: threading.Event) -> Iterator[Unit]:
        raise AssertionError("the hub reads this source")

    def close(self) -> None:
        os.close(self.reader)


@pytest.fixture
def hub() -> Hub:
    return Hub()


def pulled(hub: Hub, pipe: Pipe, notes: Notes) -> tuple[threading.Thread, threading.Event, list[BaseException]]:
    """A session on the hub, on a thread of its own."""
    outlets = Outlets((notes,), lambda _status: None, hub)
    session = StreamSession(CAMERA, "main", lambda _settings: pipe, outlets, IngestSettings(), SystemClock())
    stop, errors = threading.Event(), list[BaseException]()

    def run() -> None:
        try:
            session.run_once(stop)
        except Fault as fault:
            errors.append(fault)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, stop, errors


def test_hub_hands_over_what_comes_and_lets_go_when_told(hub: Hub) -> None:
    pipes, notes = [Pipe() for _ in range(3)], [Notes() for _ in range(3)]
    runs = [pulled(hub, pipe, note) for pipe, note in zip(pipes, notes, strict=True)]
    for pipe in pipes:
        os.write(pipe.writer, b"xxx")
    for pipe in pipes:
        assert pipe.idled.wait(5)
    deadline = SystemClock().monotonic() + 5
    while any(len(note.packets) < 3 for note in notes) and SystemClock().monotonic() < deadline:
        pipes[0].idled.clear()
        pipes[0].idled.wait(1)
    for thread, stop, _ in runs:
        stop.set()
        thread.join(5)

    assert [[packet.number for packet in note.packets] for note in notes] == [[0, 1, 2]] * 3
    assert not any(thread.is_alive() for thread, _, _ in runs)
    assert [errors for *_, errors in runs] == [[], [], []]


def test_end_or_stall_of_one_camera_is_its_own(hub: Hub) -> None:
    ending, stalling, living = Pipe(), Pipe(), Pipe()
    notes = [Notes(), Notes(), Notes()]
    runs = [pulled(hub, pipe, note) for pipe, note in zip((ending, stalling, living), notes, strict=True)]
    assert living.idled.wait(5)
    os.close(ending.writer)
    stalling.fault = unavailable("cam: no packets for 3 s")
    for thread, _, _ in runs[:2]:
        thread.join(5)

    assert [str(error) for _, _, errors in runs[:2] for error in errors] == [
        "camera gate: the camera ended the stream",
        "cam: no packets for 3 s",
    ]
    assert runs[2][0].is_alive()
    runs[2][1].set()
    runs[2][0].join(5)


def test_session_numbers_rise_with_the_clock_and_never_repeat() -> None:
    stage = Stage()
    session = stage.session(lambda: Script(stage.clock, [(0, picture(0, True))]))
    for step_s in (0, -3600):
        stage.clock.step(step_s)
        with pytest.raises(Fault):
            session.run_once(threading.Event())
    first, second = (packet.session for packet in stage.notes.packets)

    assert second == first + 1
    assert first == to_us(ManualClock().now()) // 1000
