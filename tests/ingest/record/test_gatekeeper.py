"""The gates follow the policies and the journal, and when in doubt they are open."""

from dataclasses import replace
from datetime import UTC

import pytest

from ingest.record.gate import Gate
from ingest.record.gatekeeper import Gatekeeper
from ingest.record.policies import RecordingPolicies
from ingest.record.policy import Policy, RecordMode
from kernel.actor import system
from kernel.clock import ManualClock, to_us
from kernel.ids import CameraId
from kernel.journal import Entry
from kernel.sql.database import Database
from kernel.sql.journal import append, read_after
from tests.ingest.record.test_gate import Recorder, packet

GATE = CameraId("gate")
ON_EVENTS = Policy(RecordMode.EVENTS, pre_roll_s=0, post_roll_s=10)


class House:
    """A gate whose packets come by the house's clock, two a second."""

    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.database = database
        self.clock = clock
        self.policies = RecordingPolicies(database, clock)
        self.keeper = Gatekeeper(database, clock)
        self.recorder = Recorder()
        self.gate = Gate(self.recorder, Policy(), UTC)
        self.gates = {GATE: self.gate}
        self.read = 0
        self.number = 0

    def event(self, verb: str, closed: bool = False) -> None:
        now = self.clock.now()
        data = {
            "camera_id": GATE,
            "kind": "intrusion",
            "opened_at": now.isoformat(),
            "closed_at": now.isoformat() if closed else None,
        }
        with self.database.write() as session:
            append(session, now, system("analytics"), verb, "event:evt_1", data)

    def news(self) -> list[Entry]:
        with self.database.read() as session:
            entries = list(read_after(session, self.read))
        self.read += len(entries)
        return entries

    def records(self) -> bool:
        """Whether the next second is recorded."""
        self.keeper.take(self.news(), self.gates)
        return self.second()

    def second(self) -> bool:
        before = len(self.recorder.packets)
        for _ in range(2):
            self.gate.put(replace(packet(self.number, gop=1), at_us=to_us(self.clock.now())))
            self.number += 1
            self.clock.advance(0.5)
        return len(self.recorder.packets) > before


@pytest.fixture
def house(database: Database, clock: ManualClock) -> House:
    return House(database, clock)


def test_change_of_policy_takes_effect_with_the_journal_and_without_a_new_connection(house: House) -> None:
    house.keeper.start()
    house.keeper.introduce(GATE, house.gate)
    assert house.records()
    house.policies.save(GATE, ON_EVENTS, system("test"))
    assert not house.records()
    house.policies.save(GATE, Policy(), system("test"))
    assert house.records()


def test_event_opens_and_its_end_closes_after_the_post_roll(house: House) -> None:
    house.policies.save(GATE, ON_EVENTS, system("test"))
    house.keeper.start()
    house.keeper.introduce(GATE, house.gate)
    assert not house.records()
    house.event("event.opened")
    assert [house.records() for _ in range(5)] == [True] * 5
    house.event("event.closed", closed=True)

    assert sum(house.records() for _ in range(30)) == 10


def test_event_that_was_going_on_when_the_host_started_is_recorded(house: House) -> None:
    house.policies.save(GATE, ON_EVENTS, system("test"))
    house.event("event.opened")
    house.clock.advance(60)
    house.keeper.start()
    house.keeper.introduce(GATE, house.gate)

    assert house.second()


def test_event_that_nobody_closes_ends_by_its_silence(house: House) -> None:
    house.policies.save(GATE, ON_EVENTS, system("test"))
    house.keeper.start()
    house.event("event.opened")
    assert house.records()
    house.clock.advance(330)

    assert not house.records()


def test_while_the_journal_cannot_be_read_everything_is_recorded(house: House) -> None:
    house.policies.save(GATE, ON_EVENTS, system("test"))
    house.keeper.start()
    house.keeper.introduce(GATE, house.gate)
    assert not house.records()
    house.keeper.go_blind(house.gates)
    assert [house.second() for _ in range(30)] == [True] * 30

    assert not house.records(), "it can be read again, and there was no event"
