"""What a source knows of its units' times reaches the packets."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from ingest.camera import CameraStatus
from ingest.packet import AudioInfo, Packet, StreamInfo, Unit
from ingest.session import Outlets, StreamSession
from ingest.settings import IngestSettings
from ingest.sources.tally import Tally
from kernel.clock import ManualClock, to_us
from kernel.errors import Fault
from kernel.ids import CameraId

STEP_US = 40_000
UNITS = [Unit(n * STEP_US, n * STEP_US, STEP_US, n == 0, b"\0\0\0\1\x65x") for n in range(60)]


class Played:
    """A source that hands its units over, each `STEP_US` after the last unless it has an age."""

    is_one_behind = False
    audio: AudioInfo | None = None

    def __init__(self, units: list[Unit], clock: ManualClock) -> None:
        self.info = StreamInfo("h264", 64, 48, b"")
        self.tally = Tally(encoded=1)
        self._units = units
        self._clock = clock

    def units(self, stop: threading.Event) -> Iterator[Unit]:
        for unit in self._units:
            if not stop.is_set():
                yield unit
                self._clock.advance(0 if unit.age_us else STEP_US / 1e6)

    def close(self) -> None:
        """Nothing to close."""


class Late(Played):
    """One whose packets are long under way by their nature."""

    lag_s = 60.0


class Kept:
    """A sink that keeps the packets."""

    def __init__(self) -> None:
        self.packets: list[Packet] = []

    def begin(self, info: StreamInfo) -> None:
        """Nothing to prepare."""

    def put(self, packet: Packet) -> None:
        self.packets.append(packet)

    def interrupt(self, at: datetime, reason: str) -> None:
        """Nothing to end."""


def pulled(make: type[Played], units: list[Unit]) -> tuple[list[Packet], int, StreamSession]:
    """The packets of `units`, when the first was handed over, and the session."""
    clock, kept = ManualClock(), Kept()
    reports: list[CameraStatus] = []
    session = StreamSession(
        CameraId("gate"),
        "main",
        lambda _settings: make(units, clock),
        Outlets((kept,), reports.append),
        IngestSettings(),
        clock,
    )
    began_us = to_us(clock.now())
    with pytest.raises(Fault, match="ended the stream"):
        session.run_once(threading.Event())
    return kept.packets, began_us, session


def test_units_that_waited_are_stamped_when_they_came() -> None:
    backlog = [replace(unit, age_us=(29 - n) * STEP_US) for n, unit in enumerate(UNITS[:30])]
    packets, began_us, _ = pulled(Played, [*backlog, *UNITS[30:]])

    assert [round((packet.at_us - began_us) / STEP_US) for packet in packets] == list(range(-29, 31))


def test_playlist_is_stamped_by_its_own_times_and_a_camera_so_late_is_not() -> None:
    def sent(behind_us: int) -> list[Unit]:
        first_us = to_us(ManualClock().now()) - behind_us
        return [replace(unit, sent_at_us=first_us + n * STEP_US) for n, unit in enumerate(UNITS)]

    playlist, began_us, _ = pulled(Late, sent(8_000_000))
    assert playlist[0].at_us == began_us - 8_000_000

    camera, began_us, _ = pulled(Played, sent(8_000_000))
    assert camera[0].at_us == began_us


def test_camera_that_is_encoded_here_is_told() -> None:
    assert pulled(Played, UNITS)[2].is_encoding
